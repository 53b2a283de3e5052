package openbadge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Verdict is what a person wants to know first.
type Verdict string

// The verdicts. Doubt is Unconfirmed, never Valid.
const (
	Valid       Verdict = "valid"
	Expired     Verdict = "expired"
	NotYet      Verdict = "not_yet_valid"
	Revoked     Verdict = "revoked"
	Invalid     Verdict = "invalid"
	Unconfirmed Verdict = "unconfirmed"
)

// Outcome is how one step ended.
type Outcome string

// The outcomes of a step.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Unknown Outcome = "unknown"
)

// Step is one thing that was looked at, in words for people.
type Step struct {
	Name    string  `json:"name"`
	Outcome Outcome `json:"outcome"`
	Detail  string  `json:"detail"`
}

// Report is the whole examination. Credential is what the file claims; believe it only under a verdict that says so.
type Report struct {
	Verdict    Verdict     `json:"verdict"`
	Form       string      `json:"form"`
	Credential *Credential `json:"credential,omitempty"`
	Steps      []Step      `json:"steps"`
}

// String tells the examination line by line, for a terminal.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", strings.ToUpper(strings.ReplaceAll(string(r.Verdict), "_", " ")))
	if c := r.Credential; c != nil {
		fmt.Fprintf(&b, "  %s, by %s\n", c.Subject.Achievement.Name, c.Issuer.ID)
	}
	for _, step := range r.Steps {
		fmt.Fprintf(&b, "  %-8s %-11s %s\n", step.Outcome, step.Name, step.Detail)
	}
	return strings.TrimRight(b.String(), "\n")
}

// Err is nil for a valid credential alone.
func (r Report) Err() error {
	if r.Verdict == Valid {
		return nil
	}
	return fmt.Errorf("openbadge: the credential is %s", strings.ReplaceAll(string(r.Verdict), "_", " "))
}

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
		report.note("Dates", Failed, "It is not valid before "+Instant(from)+".")
		return NotYet
	case !until.IsZero() && !v.Now.Before(until):
		report.note("Dates", Failed, "It ran out on "+Instant(until)+".")
		return Expired
	case until.IsZero():
		report.note("Dates", Passed, "It does not run out.")
	default:
		report.note("Dates", Passed, "It is valid until "+Instant(until)+".")
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
		return nil, errors.New("the list is not the one that was asked for")
	}
	if err := v.Rules.checkProof(document, issuer); err != nil {
		return nil, err
	}
	from, fromErr := instantOf(document, "validFrom")
	until, untilErr := instantOf(document, "validUntil")
	if fromErr != nil || untilErr != nil || v.Now.Before(from) || (!until.IsZero() && !v.Now.Before(until)) {
		return nil, errors.New("the list is out of date")
	}
	subject, _ := document["credentialSubject"].(map[string]any)
	encoded, _ := subject["encodedList"].(string)
	if subject["type"] != "BitstringStatusList" || subject["statusPurpose"] != revocation {
		return nil, ErrBits
	}
	return DecodeBits(encoded)
}

func (r *Report) note(name string, outcome Outcome, detail string) {
	r.Steps = append(r.Steps, Step{Name: name, Outcome: outcome, Detail: detail})
}

// worse puts revocation before expiry and expiry before doubt, so that a sure no is never hidden behind a maybe.
func worse(a, b Verdict) Verdict {
	for _, verdict := range []Verdict{Invalid, Revoked, Expired, NotYet, Unconfirmed} {
		if a == verdict || b == verdict {
			return verdict
		}
	}
	return Valid
}

// Extract recognises a file and takes out what it carries.
func Extract(file []byte) (form string, credential []byte, err error) {
	trimmed := bytes.TrimSpace(file)
	switch {
	case bytes.HasPrefix(file, pngMagic):
		credential, err = ExtractPNG(file)
		return "PNG", credential, err
	case bytes.HasPrefix(trimmed, []byte("%PDF-")):
		credential, err = ExtractPDF(file)
		return "PDF", credential, err
	case bytes.HasPrefix(trimmed, []byte("<")):
		credential, err = ExtractSVG(file)
		return "SVG", credential, err
	case bytes.HasPrefix(trimmed, []byte("{")):
		return "JSON", trimmed, nil
	case bytes.Count(trimmed, []byte(".")) == 2:
		return "JWT", trimmed, nil
	}
	return "unknown", nil, ErrNoBadge
}

func open(inner []byte) (map[string]any, *token, error) {
	if len(inner) > largest {
		return nil, nil, ErrUnreadable
	}
	if bytes.HasPrefix(inner, []byte("{")) {
		document, err := parse(inner)
		return document, nil, err
	}
	t, err := splitToken(string(inner))
	if err != nil {
		return nil, nil, err
	}
	return t.payload, &t, nil
}

// claimed reads what can be shown of a credential that need not be ours.
func claimed(document map[string]any) *Credential {
	text, err := json.Marshal(document)
	if err != nil {
		return nil
	}
	var c Credential
	if err := json.Unmarshal(text, &c); err != nil {
		return nil
	}
	return &c
}

func issuerOf(document map[string]any) string {
	switch issuer := document["issuer"].(type) {
	case string:
		return issuer
	case map[string]any:
		id, _ := issuer["id"].(string)
		return id
	}
	return ""
}

func instantOf(document map[string]any, member string) (time.Time, error) {
	if document[member] == nil {
		return time.Time{}, nil
	}
	text, _ := document[member].(string)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("openbadge: %s: %w", member, err)
	}
	return at, nil
}
