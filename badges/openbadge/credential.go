package openbadge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// Credential is an OpenBadgeCredential. Sets are always arrays and nothing is ever null: the strict schema and the
// signature both depend on it. Only these members can be written, because a member outside the contexts would be
// carried unsigned.
type Credential struct {
	Context     []string     `json:"@context"`
	ID          string       `json:"id"`
	Type        []string     `json:"type"`
	Name        string       `json:"name,omitempty"`
	Description string       `json:"description,omitempty"`
	Image       *Image       `json:"image,omitempty"`
	Issuer      Profile      `json:"issuer"`
	ValidFrom   string       `json:"validFrom"`
	ValidUntil  string       `json:"validUntil,omitempty"`
	AwardedDate string       `json:"awardedDate,omitempty"`
	Subject     Subject      `json:"credentialSubject"`
	Evidence    []Evidence   `json:"evidence,omitempty"`
	Status      *StatusEntry `json:"credentialStatus,omitempty"`
	Schema      []SchemaRef  `json:"credentialSchema,omitempty"`
	Proof       []Proof      `json:"proof,omitempty"`
}

// Profile is an issuer or another organisation.
type Profile struct {
	ID    string   `json:"id"`
	Type  []string `json:"type"`
	Name  string   `json:"name,omitempty"`
	URL   string   `json:"url,omitempty"`
	Email string   `json:"email,omitempty"`
}

// Subject is the holder together with what was achieved.
type Subject struct {
	ID            string           `json:"id"`
	Type          []string         `json:"type"`
	Identifier    []IdentityObject `json:"identifier,omitempty"`
	LicenseNumber string           `json:"licenseNumber,omitempty"`
	Achievement   Achievement      `json:"achievement"`
}

// IdentityObject names the holder, in clear or as a salted hash.
type IdentityObject struct {
	Type         string `json:"type"`
	Hashed       bool   `json:"hashed"`
	IdentityHash string `json:"identityHash"`
	IdentityType string `json:"identityType"`
	Salt         string `json:"salt,omitempty"`
}

// Achievement is what a certification is called in the vocabulary.
type Achievement struct {
	ID              string      `json:"id"`
	Type            []string    `json:"type"`
	AchievementType string      `json:"achievementType,omitempty"`
	Name            string      `json:"name"`
	Description     string      `json:"description"`
	Criteria        Criteria    `json:"criteria"`
	HumanCode       string      `json:"humanCode,omitempty"`
	InLanguage      string      `json:"inLanguage,omitempty"`
	Version         string      `json:"version,omitempty"`
	Tag             []string    `json:"tag,omitempty"`
	Alignment       []Alignment `json:"alignment,omitempty"`
}

// Criteria says what the holder had to do.
type Criteria struct {
	ID        string `json:"id,omitempty"`
	Narrative string `json:"narrative,omitempty"`
}

// Alignment points to a skill in a framework outside.
type Alignment struct {
	Type       []string `json:"type"`
	TargetName string   `json:"targetName"`
	TargetURL  string   `json:"targetUrl"`
	Framework  string   `json:"targetFramework,omitempty"`
	Code       string   `json:"targetCode,omitempty"`
}

// Evidence is why the credential was given.
type Evidence struct {
	ID        string   `json:"id,omitempty"`
	Type      []string `json:"type"`
	Name      string   `json:"name,omitempty"`
	Narrative string   `json:"narrative,omitempty"`
	Genre     string   `json:"genre,omitempty"`
}

// Image is a picture with its alternative text; the schema allows no other member.
type Image struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Caption string `json:"caption,omitempty"`
}

// StatusEntry points to one bit of a published list; its id and the list's URL must differ.
type StatusEntry struct {
	ID       string `json:"id"`
	Type     string `json:"type"`
	Purpose  string `json:"statusPurpose"`
	Index    string `json:"statusListIndex"`
	ListedIn string `json:"statusListCredential"`
}

// SchemaRef names the schema a credential promises to satisfy.
type SchemaRef struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// Proof is a Data Integrity proof; the strict schema wants it inside an array, which the signature does not notice.
type Proof struct {
	Type         string `json:"type"`
	Cryptosuite  string `json:"cryptosuite"`
	Created      string `json:"created"`
	Method       string `json:"verificationMethod"`
	ProofPurpose string `json:"proofPurpose"`
	Value        string `json:"proofValue,omitempty"`
}

// Contexts are the three contexts of every credential, in the order that is demanded.
func Contexts() []string { return []string{ContextCredentials, ContextOpenBadges, ContextExtensions} }

// Instant writes a moment the way both the schema and a JWT's whole seconds understand it.
func Instant(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }

// Read takes a stored credential back, refusing members that could not have been signed.
func Read(content []byte) (Credential, error) {
	var c Credential
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		return Credential{}, fmt.Errorf("openbadge: reading a credential: %w", err)
	}
	return c, nil
}

// Write is the one spelling of a credential: members in a fixed order, no indentation, no HTML escapes.
func Write(document any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(document); err != nil {
		return nil, fmt.Errorf("openbadge: writing: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
