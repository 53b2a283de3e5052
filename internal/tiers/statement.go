package tiers

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"sort"
	"strings"
	"time"
)

// Statement says how many certified people a partner had, in a form that is signed and kept as it was signed.
type Statement struct {
	ID               string
	PartnerID        string
	CertificationKey string
	Count            int
	AsOf             time.Time
	KnownAt          time.Time
	InputsSHA256     string `gorm:"column:inputs_sha256"`
	JWS              string `gorm:"column:jws"`
	CreatedAt        time.Time
	CreatedBy        string
}

// StatementDraft asks for one.
type StatementDraft struct {
	Partner       Partner
	Certification string
	clocks
}

// StatementClaims is what is signed: ids, a count, two clocks, and a digest of who stood behind the count. No names.
type StatementClaims struct {
	Issuer        string     `json:"iss" doc:"Where the installation is reached; its keys are at /.well-known/jwks.json below it"`
	ID            string     `json:"jti"`
	IssuedAt      int64      `json:"iat"`
	Partner       PartnerRef `json:"partner"`
	Certification string     `json:"certification"`
	Basis         string     `json:"basis" enum:"people"`
	Count         int        `json:"count"`
	AsOf          time.Time  `json:"as_of"`
	KnownAt       time.Time  `json:"known_at"`
	InputsSHA256  string     `json:"inputs_sha256" doc:"Digest of who is counted and who is not, as the people behind the headcount read with the same two clocks"`
}

// write gives the bytes that are signed.
func (c StatementClaims) write() ([]byte, error) { return json.Marshal(c) }

// inputs is the digest of who is behind a count: a line for each, sorted, ended by a newline. Whoever may read the people
// behind the headcount can make it again.
func inputs(b Behind) string {
	lines := make([]string, 0, len(b.Counted)+len(b.Excluded))
	for _, c := range b.Counted {
		until := ""
		if at := instant(c.Until); at != nil {
			until = at.Format(time.RFC3339Nano)
		}
		lines = append(lines, "counted "+c.Person+" "+until)
	}
	for _, e := range b.Excluded {
		lines = append(lines, "excluded "+e.Person+" "+e.Why+" "+e.On)
	}
	sort.Strings(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n") + "\n"))
	return hex.EncodeToString(sum[:])
}
