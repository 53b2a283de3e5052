package accounts

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"laurel/internal/fault"
)

// Partner is a company in the vendor's programs. ExternalID is its name in the vendor's PRM.
type Partner struct {
	ID         string
	ExternalID string
	Name       string
	Country    string
	ParentID   string
	Domains    Words
	Programs   Words
	Version    int64
	JoinedAt   time.Time
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// externalMark stands before an external id where an id is expected.
const externalMark = "ext:"

var (
	countryPattern  = regexp.MustCompile(`^[A-Z]{2}$`)
	externalPattern = regexp.MustCompile(`^[A-Za-z0-9._~:@+=-]{1,100}$`)
)

// PartnerDraft is what an author says of a partner; nil leaves as it is.
type PartnerDraft struct {
	Name, Country, ExternalID, Parent *string
	Domains, Programs                 *[]string
}

// revised applies the draft; the parent is resolved by the caller, who can look it up.
func (p Partner) revised(d PartnerDraft) (Partner, error) {
	if d.Name != nil {
		name, err := normalPartnerName(*d.Name)
		if err != nil {
			return p, err
		}
		p.Name = name
	}
	if d.Country != nil {
		p.Country = *d.Country
	}
	if d.ExternalID != nil {
		p.ExternalID = *d.ExternalID
	}
	if d.Domains != nil {
		p.Domains = nil
		for _, domain := range *d.Domains {
			p.Domains = append(p.Domains, strings.ToLower(norm.NFKC.String(strings.TrimSpace(domain))))
		}
		p.Domains = tidy(p.Domains)
	}
	if d.Programs != nil {
		p.Programs = tidy(*d.Programs)
	}
	return p, p.fit()
}

// fit lists everything that is wrong at once.
func (p Partner) fit() error {
	var wrong []fault.Field
	refuse := func(is bool, f fault.Field) {
		if is {
			wrong = append(wrong, f)
		}
	}
	refuse(p.Name == "", fault.Field{Field: "name", Code: "required", Detail: "A name is needed."})
	refuse(!countryPattern.MatchString(p.Country), fault.Field{Field: "country", Code: "unknown_country", Detail: "Two capital letters of ISO 3166-1."})
	refuse(p.ExternalID != "" && !externalPattern.MatchString(p.ExternalID), fault.Field{Field: "external_id", Code: "malformed", Detail: "Up to 100 letters, digits and . _ ~ : @ + = -"})
	refuse(len(p.Domains) > 50 || slices.ContainsFunc(p.Domains, func(d string) bool { return !domainName(d) }), fault.Field{Field: "domains", Code: "malformed", Detail: "Host names such as example.com, at most 50."})
	refuse(len(p.Programs) > 50 || slices.ContainsFunc(p.Programs, func(k string) bool { return !keyPattern.MatchString(k) }), fault.Field{Field: "programs", Code: "malformed", Detail: "Keys of programs, at most 50."})
	if len(wrong) > 0 {
		return ErrBadPartner.With(wrong...)
	}
	return nil
}

// same holds when nothing that anybody reads has changed.
func (p Partner) same(other Partner) bool {
	return p.Name == other.Name && p.Country == other.Country && p.ExternalID == other.ExternalID && p.ParentID == other.ParentID &&
		slices.Equal(p.Domains, other.Domains) && slices.Equal(p.Programs, other.Programs)
}

func (p Partner) fact() PartnerChanged {
	return PartnerChanged{
		PartnerID: p.ID, ExternalID: p.ExternalID, Name: p.Name, Country: p.Country, ParentID: p.ParentID,
		Programs: tidy(p.Programs), JoinedAt: p.JoinedAt, Version: p.Version,
	}
}
