package openbadge

import (
	"fmt"
	"strconv"
	"time"
)

// Verifier examines files. Resolve answers with the document of an issuer the caller trusts; Status answers with the
// text of a status list. Either may say that it does not know, and neither is ever handed an address to fetch blindly.
type Verifier struct {
	Rules   *Rulebook
	Resolve func(did string) (*Document, error)
	Status  func(url string) ([]byte, error)
	Now     time.Time
}

// Verify examines a JSON credential, a token, or a PNG, SVG or PDF that carries one. It never fails: what goes wrong is
// a step of the report.
func (v Verifier) Verify(file []byte) (report Report) {
	defer func() {
		if fault := recover(); fault != nil {
			report.note("Content", Failed, "The file is built in a way that cannot be examined.")
			report.Verdict = Invalid
		}
	}()
	form, inner, err := Extract(file)
	report.Form = form
	if err != nil {
		report.note("File", Failed, "No badge was found in this file: "+plain(err)+".")
		report.Verdict = Invalid
		return report
	}
	report.note("File", Passed, "A credential was found ("+form+").")
	document, jws, err := open(inner)
	if err != nil {
		report.note("Content", Failed, "The credential cannot be read: "+plain(err)+".")
		report.Verdict = Invalid
		return report
	}
	report.Credential = claimed(document)
	report.note("Content", Passed, "It reads as one Open Badges credential.")
	v.examine(&report, document, jws)
	return report
}

func (v Verifier) examine(report *Report, document map[string]any, jws *token) {
	did := issuerOf(document)
	issuer, err := v.Resolve(did)
	if err != nil || issuer == nil || issuer.ID != did {
		report.note("Issuer", Unknown, fmt.Sprintf("The issuer %q cannot be confirmed here.", did))
		report.Verdict = Unconfirmed
		return
	}
	report.note("Issuer", Passed, "The issuer's keys come from its own document, "+did+".")
	if jws != nil {
		err = checkToken(*jws, issuer)
	} else {
		err = v.Rules.checkProof(document, issuer)
	}
	if err != nil {
		report.note("Signature", Failed, "The signature does not hold: "+plain(err)+".")
		report.Verdict = Invalid
		return
	}
	report.note("Signature", Passed, "Every word is as the issuer signed it.")
	report.Verdict = worse(v.dates(report, document), v.revoked(report, document, issuer))
}

// dates judges the validity as [from, to).
func (v Verifier) dates(report *Report, document map[string]any) Verdict {
	from, fromErr := instantOf(document, "validFrom")
	until, untilErr := instantOf(document, "validUntil")
	switch {
	case fromErr != nil || from.IsZero() || untilErr != nil:
		report.note("Dates", Failed, "Its dates cannot be read.")
		return Invalid
	case v.Now.Before(from):
		report.note("Dates", Failed, "It is not valid before "+spoken(from)+".")
		return NotYet
	case !until.IsZero() && !v.Now.Before(until):
		report.note("Dates", Failed, "It ran out on "+spoken(until)+".")
		return Expired
	case until.IsZero():
		report.note("Dates", Passed, "It does not run out.")
	default:
		report.note("Dates", Passed, "It is valid until "+spoken(until)+".")
	}
	return Valid
}

// revoked asks the issuer's own signed list. A list that cannot be had, does not verify or has run out is doubt.
func (v Verifier) revoked(report *Report, document map[string]any, issuer *Document) Verdict {
	if document["credentialStatus"] == nil {
		report.note("Revocation", Passed, "The issuer keeps no revocation list for it.")
		return Valid
	}
	entry, _ := document["credentialStatus"].(map[string]any)
	url, _ := entry["statusListCredential"].(string)
	text, _ := entry["statusListIndex"].(string)
	index, err := strconv.Atoi(text)
	if err != nil || url == "" || entry["type"] != statusEntryType || entry["statusPurpose"] != revocation {
		report.note("Revocation", Unknown, "It names a kind of status that is not known here.")
		return Unconfirmed
	}
	marked, err := v.marked(url, index, issuer)
	switch {
	case err != nil:
		report.note("Revocation", Unknown, "Whether it was revoked cannot be confirmed: "+plain(err)+".")
		return Unconfirmed
	case marked:
		report.note("Revocation", Failed, "The issuer has revoked it.")
		return Revoked
	}
	report.note("Revocation", Passed, "The issuer's signed list does not show it as revoked.")
	return Valid
}

func (v Verifier) marked(url string, index int, issuer *Document) (bool, error) {
	raw, err := v.Status(url)
	if err != nil {
		return false, err
	}
	bits, err := v.ReadList(raw, url, issuer)
	if err != nil {
		return false, err
	}
	return bits.Has(index)
}

// ReadList believes a status list only from the same issuer, under the asked address, signed and in date.
func (v Verifier) ReadList(raw []byte, url string, issuer *Document) (Bits, error) {
	document, err := parse(raw)
	if err != nil {
		return nil, err
	}
	if document["id"] != url || issuerOf(document) != issuer.ID {
		return nil, ErrOtherList
	}
	if err := v.Rules.checkProof(document, issuer); err != nil {
		return nil, err
	}
	from, fromErr := instantOf(document, "validFrom")
	until, untilErr := instantOf(document, "validUntil")
	if fromErr != nil || untilErr != nil || v.Now.Before(from) || (!until.IsZero() && !v.Now.Before(until)) {
		return nil, ErrOldList
	}
	subject, _ := document["credentialSubject"].(map[string]any)
	encoded, _ := subject["encodedList"].(string)
	if subject["type"] != "BitstringStatusList" || subject["statusPurpose"] != revocation {
		return nil, ErrBits
	}
	return DecodeBits(encoded)
}
