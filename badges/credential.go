package badges

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"laurel/badges/openbadge"
	"laurel/internal/id"
)

// State of a credential as people are told.
type State string

// The states. A credential that is not signed yet is shown to nobody.
const (
	Active  State = "active"
	Expired State = "expired"
	Revoked State = "revoked"
)

// Credential is an award at rest: what was meant is written before anything is signed, and what was signed is served as
// it is.
type Credential struct {
	ID               string
	Ordinal          string
	Code             string
	PersonID         string
	HolderName       string
	CertificationKey string
	Certification    Document `gorm:"serializer:json"`
	Source           string
	Evidence         []string `gorm:"serializer:json"`
	DeliveredBy      string   // who delivered exams it stands on, where that was not us
	Renews           string
	AwardedAt        time.Time
	ValidFrom        time.Time
	ValidUntil       *time.Time
	Content          string
	ProofMethod      string
	TokenMethod      string
	ListID           string
	ListIndex        int
	Signed           string
	Token            string
	SignedAt         *time.Time
	RevokedAt        *time.Time
	RevokeReason     string
	RenderedAt       *time.Time
	PDF              string `gorm:"column:pdf"`
	PNG              string `gorm:"column:png"`
	SVG              string `gorm:"column:svg"`
	Held             string
	Version          int64
	CreatedAt        time.Time
}

// State judges validity as [from, to); revocation weighs more than expiry.
func (c Credential) State(at time.Time) State {
	switch {
	case c.RevokedAt != nil:
		return Revoked
	case c.ValidUntil != nil && !at.Before(*c.ValidUntil):
		return Expired
	default:
		return Active
	}
}

// steps is how many levels the ring of a badge shows.
const steps = 3

// step places the usual words for levels; others stand on the first step.
func step(level string) int {
	switch strings.ToLower(level) {
	case "professional", "advanced", "intermediate", "specialist":
		return 2
	case "expert", "master", "architect", "elite":
		return 3
	default:
		return 1
	}
}

// subjectID names a person to outsiders: the same in every credential of the issuer, and leading back to nobody.
func subjectID(did, person string) string {
	return "urn:uuid:" + uuid.NewSHA1(uuid.NameSpaceURL, []byte(did+"#"+person)).String()
}

// newCode makes the code that people type: eleven random characters and a check symbol, so that a slip is told apart
// from an unknown code.
func newCode() string {
	random := id.Code(11)
	return random + string(id.Crockford[checksum(random)])
}

// checksum notices a wrong letter and two that changed places.
func checksum(text string) int {
	sum := 0
	for _, r := range text {
		sum = (sum*3 + strings.IndexRune(id.Crockford, r)) % 31
	}
	return sum
}

// ReadCode forgives case, spaces, dashes and look-alike letters; ok is false for what can be no code.
func ReadCode(typed string) (code string, ok bool) {
	code = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '–', '\t':
			return -1
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(typed)))
	if len(code) != 12 || strings.ContainsFunc(code, func(r rune) bool { return !strings.ContainsRune(id.Crockford, r) }) {
		return "", false
	}
	return code, string(id.Crockford[checksum(code[:11])]) == code[11:]
}

// ShowCode groups a code for reading.
func ShowCode(code string) string {
	if len(code) != 12 {
		return code
	}
	return code[:4] + "-" + code[4:8] + "-" + code[8:]
}

// cleanName makes a name fit to be signed: no control characters, no broken bytes, no reversed direction.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r < 0x20 || r == 0x7f, r >= 0x80 && r <= 0x9f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0xfeff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	return strings.Join(strings.Fields(name), " ")
}

// content is the credential as it will be signed.
func (i issuer) content(c Credential, did, entry string) ([]byte, error) {
	d := c.Certification
	url := i.credentialURL(c.ID)
	description := d.Description
	if description == "" {
		description = d.Title
	}
	narrative := d.Criteria
	if narrative == "" {
		narrative = "Met every requirement of " + d.Title + "."
	}
	badge := openbadge.Credential{
		Context: openbadge.Contexts(), ID: url, Type: []string{"VerifiableCredential", "OpenBadgeCredential"},
		Name: d.Title, Description: description,
		Image:     &openbadge.Image{ID: url + ".png", Type: "Image", Caption: "Badge of " + d.Title + " by " + i.Name},
		Issuer:    openbadge.Profile{ID: did, Type: []string{"Profile"}, Name: i.Name, URL: i.URL},
		ValidFrom: openbadge.Instant(c.ValidFrom), AwardedDate: openbadge.Instant(c.AwardedAt),
		Subject: openbadge.Subject{
			ID: subjectID(did, c.PersonID), Type: []string{"AchievementSubject"}, LicenseNumber: ShowCode(c.Code),
			Achievement: openbadge.Achievement{
				ID: i.base + "/certifications/" + c.CertificationKey, Type: []string{"Achievement"},
				AchievementType: "Certification", Name: d.Title, Description: description,
				Criteria: openbadge.Criteria{Narrative: narrative}, HumanCode: c.CertificationKey, InLanguage: "en", Tag: d.Skills,
			},
		},
		Evidence: []openbadge.Evidence{{ID: entry, Type: []string{"Evidence"}, Name: "Requirements met", Genre: "certification"}},
		Status:   openbadge.NewStatusEntry(i.listURL(c.ListID), c.ListIndex),
		Schema:   []openbadge.SchemaRef{{ID: openbadge.SchemaURL, Type: "1EdTechJsonSchemaValidator2019"}},
	}
	if c.HolderName != "" {
		badge.Subject.Identifier = []openbadge.IdentityObject{{Type: "IdentityObject", IdentityHash: c.HolderName, IdentityType: "name"}}
	}
	if c.ValidUntil != nil {
		badge.ValidUntil = openbadge.Instant(*c.ValidUntil)
	}
	if c.DeliveredBy != "" {
		badge.Evidence = append(badge.Evidence, openbadge.Evidence{
			ID: subjectID(did, c.Source+"#delivered"), Type: []string{"Evidence"}, Name: "Exam delivered by " + c.DeliveredBy, Genre: "examination",
		})
	}
	if c.Renews != "" {
		badge.Evidence = append(badge.Evidence, openbadge.Evidence{
			ID: i.credentialURL(c.Renews), Type: []string{"Evidence"}, Name: "Renewed credential", Genre: "credential",
		})
	}
	content, err := openbadge.Write(badge)
	if err != nil {
		return nil, fmt.Errorf("badges: content of %s: %w", c.ID, err)
	}
	return content, nil
}
