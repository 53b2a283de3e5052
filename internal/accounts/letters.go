package accounts

import (
	"bytes"
	"errors"
	"fmt"
	html "html/template"
	"path"
	"strings"
	text "text/template"
	"time"

	"laurel/assets"
	"laurel/internal/mail"
)

// The letters of the product. The words after a name are the members that its Data must have.
const (
	LetterInvitation         = "invitation"          // Partner, Link, ExpiresAt
	LetterStaffInvitation    = "staff_invitation"    // Link, ExpiresAt
	LetterPasswordReset      = "password_reset"      // Link
	LetterPasswordChanged    = "password_changed"    // At, Link
	LetterSessionEnded       = "session_ended"       // At, Link
	LetterResultReady        = "result_ready"        // Exam, Link
	LetterCredentialIssued   = "credential_issued"   // Certification, ValidUntil (nil when it does not end), Link
	LetterTeamCredential     = "team_credential"     // Person, Certification, Link
	LetterVoucherAssigned    = "voucher_assigned"    // Partner, Exam, ExpiresAt (nil when it does not end), Link
	LetterMailCode           = "mail_code"           // Code, Link, ExpiresAt
	LetterDomainCode         = "domain_code"         // Partner, Domain, Code, ExpiresAt, Link
	LetterConflict           = "conflict"            // Person, Partner, Link
	LetterMailChanged        = "mail_changed"        // What, At, Link
	LetterCaseHeld           = "case_held"           // Number, Exam, Link
	LetterCaseDecided        = "case_decided"        // Number, Exam, Notice, Decision (lines), AppealUntil (nil when there is nothing to appeal), Link
	LetterCaseClosed         = "case_closed"         // Number, Exam, Notice, Decision (lines), Link
	LetterAppointment        = "appointment"         // Exam, Change, Local, Zone, UTC, Place, Site, Cancelled, Link
	LetterCredentialExpiring = "credential_expiring" // Certification, ValidUntil, Link
)

// folder of the templates: NAME.txt, whose first line is the subject, and NAME.html, which page.html frames.
const folder = "mail"

// Letters turns a template and its data into a letter. Links come from the configured base URL, never from a request.
type Letters struct {
	home, vendor string
	texts        map[string]*text.Template
	pages        map[string]*html.Template
}

// Data is what a letter says; a member that the template names and Data lacks is an error, not a gap.
type Data map[string]any

// Draft says which letter goes to whom. ID is the fact or row that the letter is about and becomes its message id.
type Draft struct {
	ID, Name string
	To       Person
	Data     Data
}

// NewLetters reads the templates once.
func NewLetters(baseURL, vendor string) (*Letters, error) {
	l := &Letters{home: strings.TrimRight(baseURL, "/"), vendor: vendor, texts: map[string]*text.Template{}, pages: map[string]*html.Template{}}
	functions := map[string]any{"date": day, "moment": moment}
	names, err := assets.FS.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("read the letters: %w", err)
	}
	for _, entry := range names {
		name := strings.TrimSuffix(entry.Name(), path.Ext(entry.Name()))
		if name == "page" || path.Ext(entry.Name()) != ".txt" {
			continue
		}
		l.texts[name], err = text.New(name+".txt").Option("missingkey=error").Funcs(functions).ParseFS(assets.FS, path.Join(folder, name+".txt"))
		if err != nil {
			return nil, fmt.Errorf("read the letter %s: %w", name, err)
		}
		l.pages[name], err = html.New("page.html").Option("missingkey=error").Funcs(functions).ParseFS(assets.FS, path.Join(folder, "page.html"), path.Join(folder, name+".html"))
		if err != nil {
			return nil, fmt.Errorf("read the letter %s: %w", name, err)
		}
	}
	return l, nil
}

// Link makes an address of the web app out of a path that begins with a slash.
func (l *Letters) Link(path string) string { return l.home + path }

// Write renders the letter.
func (l *Letters) Write(d Draft) (mail.Letter, error) {
	plain, page := l.texts[d.Name], l.pages[d.Name]
	if plain == nil || page == nil {
		return mail.Letter{}, fmt.Errorf("there is no letter %q", d.Name)
	}
	values := map[string]any{"Name": d.To.Name, "Vendor": l.vendor, "Home": l.home, "Data": map[string]any(d.Data), "Subject": ""}
	var body bytes.Buffer
	if err := plain.Execute(&body, values); err != nil {
		return mail.Letter{}, fmt.Errorf("write the letter %s: %w", d.Name, err)
	}
	first, rest, ok := strings.Cut(body.String(), "\n")
	subject, marked := strings.CutPrefix(first, "Subject: ")
	if !ok || !marked {
		return mail.Letter{}, errors.New("the letter " + d.Name + " has no subject")
	}
	values["Subject"] = subject
	var framed bytes.Buffer
	if err := page.Execute(&framed, values); err != nil {
		return mail.Letter{}, fmt.Errorf("write the letter %s: %w", d.Name, err)
	}
	return mail.Letter{ID: d.ID, To: d.To.Email, ToName: d.To.Name, Subject: subject, Text: strings.TrimLeft(rest, "\n"), HTML: framed.String()}, nil
}

// day writes an instant as a calendar day in UTC.
func day(at any) (string, error) { return written(at, "2 January 2006") }

func moment(at any) (string, error) { return written(at, "2 January 2006, 15:04 UTC") }

func written(at any, layout string) (string, error) {
	switch t := at.(type) {
	case time.Time:
		return t.UTC().Format(layout), nil
	case *time.Time:
		if t != nil {
			return t.UTC().Format(layout), nil
		}
	}
	return "", fmt.Errorf("a letter wants an instant, not %T", at)
}
