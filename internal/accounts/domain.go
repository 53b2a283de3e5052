package accounts

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"laurel/internal/fault"
)

// The ways to prove a domain.
const (
	ByDNS  = "dns"
	ByMail = "mail"
)

// The states of a domain.
const (
	DomainPending  = "pending"
	DomainVerified = "verified"
)

// wardens are the mailboxes that only who runs a domain reads: a code to any other would prove an employee.
var wardens = []string{"admin", "administrator", "hostmaster", "postmaster", "webmaster"}

// everybodys are domains at which anybody gets an address.
var everybodys = []string{
	"aol.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hey.com", "hotmail.com", "icloud.com", "live.com", "mail.com", "mail.ru",
	"me.com", "msn.com", "naver.com", "outlook.com", "pm.me", "proton.me", "protonmail.com", "qq.com", "t-online.de", "web.de", "163.com", "126.com", "yahoo.com",
	"yandex.com", "yandex.ru", "zoho.com",
}

// Domain is a mail domain of which a partner says that it is theirs.
type Domain struct {
	ID        string
	PartnerID string
	Domain    string
	Method    string
	Mailbox   string
	State     string
	SentAt    *time.Time
	Proof
}

// DomainWish is what a partner asks for; Mailbox only where the proof is a mailed code.
type DomainWish struct{ Domain, Method, Mailbox string }

func (d Domain) bound() string { return d.PartnerID + " " + d.Domain }

// record is the name under which the token of the proof must stand in the domain name system.
func (d Domain) record() string { return "_laurel-verification." + d.Domain }

func (w DomainWish) domain() (Domain, error) {
	d := Domain{Domain: strings.ToLower(norm.NFKC.String(strings.TrimSpace(w.Domain))), Method: w.Method, State: DomainPending}
	switch {
	case !domainName(d.Domain):
		return d, ErrBadDomain.With(fault.Field{Field: "domain", Code: "malformed", Detail: "A host name such as example.com."})
	case slices.Contains(everybodys, d.Domain):
		return d, ErrBadDomain.With(fault.Field{Field: "domain", Code: "public", Detail: "Anybody gets an address there."})
	case w.Method == ByMail && !slices.Contains(wardens, w.Mailbox):
		return d, ErrBadDomain.With(fault.Field{Field: "mailbox", Code: "not_allowed", Detail: "One of " + strings.Join(wardens, ", ") + "."})
	case w.Method == ByMail:
		d.Mailbox = w.Mailbox + "@" + d.Domain
	case w.Method != ByDNS:
		return d, ErrBadDomain.With(fault.Field{Field: "method", Code: "unknown", Detail: "dns or mail."})
	}
	return d, nil
}

// domainOf is the part of an address behind the @.
func domainOf(email string) string {
	_, domain, _ := strings.Cut(email, "@")
	return domain
}
