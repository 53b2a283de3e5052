package badges

import (
	"html/template"
	"io/fs"
	"net/url"
	"strconv"
	"strings"
	"time"

	"laurel/badges/openbadge"
)

// frame is what every public page has.
type frame struct {
	Vendor string
	Title  string
}

// credentialPage is the page of one credential.
type credentialPage struct {
	frame
	Verdict    openbadge.Verdict
	Headline   string
	Sentence   string
	Checked    string
	Steps      []openbadge.Step
	Credential CredentialView
	Document   Document
	Awarded    string
	From       string
	Until      string
	RevokedOn  string
	RenewedBy  string
	Renews     string
	Website    string
	DID        string
	DIDAddress string
	List       string
	Badge      template.HTML
	Ready      bool
	Held       bool
	LinkedIn   string
}

// certificationPage says what a certification stands for.
type certificationPage struct {
	frame
	Document Document
	Badge    template.HTML
}

// verifyPage is the form and, after a file, what was found.
type verifyPage struct {
	frame
	Problem  string
	Report   *openbadge.Report
	Headline string
	Sentence string
	Page     string
}

func readPages(folder fs.FS) (*template.Template, error) {
	return template.New("").Funcs(template.FuncMap{"word": outcomeWord, "lower": strings.ToLower}).ParseFS(folder, "*.html")
}

func outcomeWord(o openbadge.Outcome) string {
	return map[openbadge.Outcome]string{openbadge.Passed: "Passed", openbadge.Failed: "Failed", openbadge.Unknown: "Cannot be confirmed"}[o]
}

// headline is the verdict in words; colour is never alone in telling it.
func headline(v openbadge.Verdict) (head, sentence string) {
	switch v {
	case openbadge.Valid:
		return "This credential is valid", "Signature, dates and revocation list were checked when you opened this page."
	case openbadge.Expired:
		return "This credential has expired", "It was genuine and was valid until its end date. It does not count any more."
	case openbadge.Revoked:
		return "This credential was revoked", "The issuer has withdrawn it for good. It must not be relied on."
	case openbadge.NotYet:
		return "This credential is not valid yet", "Its validity begins later."
	case openbadge.Unconfirmed:
		return "This cannot be confirmed here", "Not everything could be checked here. Do not take it as valid on this page's word."
	default:
		return "This credential is not genuine", "What it says and its signature do not belong together, or it carries no signature."
	}
}

func (i issuer) page(c Credential, now time.Time, report openbadge.Report) credentialPage {
	view := i.view(c, now)
	p := credentialPage{
		frame:   frame{Vendor: i.Name, Title: c.Certification.Title + " – " + c.HolderName},
		Verdict: report.Verdict, Checked: now.UTC().Format("2 January 2006, 15:04:05 UTC"), Steps: report.Steps, Credential: view, Document: c.Certification,
		Awarded: c.AwardedAt.UTC().Format(longDate), From: c.ValidFrom.UTC().Format(longDate), Website: i.URL, DID: issuerNamed(report),
		DIDAddress: i.base + "/issuers/" + url.PathEscape(i.Slug) + "/did.json", Ready: c.RenderedAt != nil, Held: c.Held != "", LinkedIn: linkedIn(c, i),
	}
	p.Headline, p.Sentence = headline(report.Verdict)
	if report.Credential != nil && report.Credential.Status != nil {
		p.List = report.Credential.Status.ListedIn
	}
	if c.ValidUntil != nil {
		p.Until = c.ValidUntil.UTC().Format(longDate)
	}
	if c.RevokedAt != nil {
		p.RevokedOn = c.RevokedAt.UTC().Format(longDate)
	}
	if c.Renews != "" {
		p.Renews = "/credentials/" + c.Renews
	}
	return p
}

func issuerNamed(r openbadge.Report) string {
	if r.Credential == nil {
		return ""
	}
	return r.Credential.Issuer.ID
}

// linkedIn is the address at which a holder adds the credential to a profile; nothing is sent before the click.
func linkedIn(c Credential, i issuer) string {
	q := url.Values{
		"startTask": {"CERTIFICATION_NAME"}, "name": {c.Certification.Title}, "organizationName": {i.Name},
		"issueYear": {strconv.Itoa(c.AwardedAt.UTC().Year())}, "issueMonth": {strconv.Itoa(int(c.AwardedAt.UTC().Month()))},
		"certUrl": {i.credentialURL(c.ID)}, "certId": {ShowCode(c.Code)},
	}
	if c.ValidUntil != nil {
		q.Set("expirationYear", strconv.Itoa(c.ValidUntil.UTC().Year()))
		q.Set("expirationMonth", strconv.Itoa(int(c.ValidUntil.UTC().Month())))
	}
	return "https://www.linkedin.com/profile/add?" + q.Encode()
}

// answer puts an examination on the verify page. The address of our own page is shown only for what verified as ours.
func (p *verifyPage) answer(report openbadge.Report) {
	p.Report = &report
	p.Headline, p.Sentence = headline(report.Verdict)
	if report.Verdict == openbadge.Invalid || report.Verdict == openbadge.Unconfirmed || report.Credential == nil {
		return
	}
	if address, err := url.Parse(report.Credential.ID); err == nil && strings.HasPrefix(address.Path, "/credentials/") {
		p.Page = address.Path
	}
}
