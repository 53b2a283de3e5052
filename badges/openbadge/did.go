package openbadge

import (
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// ErrDID refuses an identifier or a document that does not say what a did:web must say.
var ErrDID = errors.New("openbadge: not a did:web of an issuer")

// ErrNoMethod refuses a signature by a key the issuer's own document does not authorise.
var ErrNoMethod = errors.New("openbadge: the issuer's document does not authorise this key")

// WebDID names an issuer below a base URL. The port is encoded, and a path always follows: the public validator
// decodes it only then.
func WebDID(base, slug string) (string, error) {
	at, err := url.Parse(base)
	if err != nil || at.Host == "" {
		return "", fmt.Errorf("%w: base %q", ErrDID, base)
	}
	parts := []string{"did", "web", strings.ReplaceAll(at.Host, ":", "%3A")}
	for _, step := range strings.Split(strings.Trim(at.Path, "/"), "/") {
		if step != "" {
			parts = append(parts, url.PathEscape(step))
		}
	}
	return strings.Join(append(parts, "issuers", url.PathEscape(slug)), ":"), nil
}

// WebDIDLocation is where the document of a did:web lies.
func WebDIDLocation(did string) (string, error) {
	rest, ok := strings.CutPrefix(did, "did:web:")
	if !ok || rest == "" || strings.ContainsAny(rest, "/?#") {
		return "", ErrDID
	}
	parts := strings.Split(rest, ":")
	host, err := url.PathUnescape(parts[0])
	if err != nil || host == "" || strings.ContainsAny(host, "/?#@") {
		return "", ErrDID
	}
	if len(parts) == 1 {
		return "https://" + host + "/.well-known/did.json", nil
	}
	if slices.Contains(parts[1:], "") {
		return "", ErrDID
	}
	return "https://" + host + "/" + strings.Join(parts[1:], "/") + "/did.json", nil
}

// Document is an issuer's DID document. Retired keys stay in it, so what they signed keeps verifying.
type Document struct {
	Context            []string `json:"@context"`
	ID                 string   `json:"id"`
	AlsoKnownAs        []string `json:"alsoKnownAs,omitempty"`
	VerificationMethod []Method `json:"verificationMethod"`
	AssertionMethod    []string `json:"assertionMethod"`
}

// Method is one key of the document.
type Method struct {
	ID                 string `json:"id"`
	Type               string `json:"type"`
	Controller         string `json:"controller"`
	PublicKeyMultibase string `json:"publicKeyMultibase,omitempty"`
	PublicKeyJwk       *JWK   `json:"publicKeyJwk,omitempty"`
}

// NewDocument starts the document of an issuer; did/v1 must come first or verifiers reframe it.
func NewDocument(did string) *Document {
	return &Document{
		Context:            []string{contextDID, contextMultikey, contextJWK},
		ID:                 did,
		VerificationMethod: []Method{}, AssertionMethod: []string{},
	}
}

// AddEd25519 admits a key for Data Integrity proofs.
func (d *Document) AddEd25519(method string, key ed25519.PublicKey) {
	d.admit(Method{ID: method, Type: multikeyType, Controller: d.ID, PublicKeyMultibase: EncodeMultikey(key)})
}

// AddRSA admits a key for VC-JWT.
func (d *Document) AddRSA(method string, key *rsa.PublicKey) {
	d.admit(Method{ID: method, Type: jsonWebKeyType, Controller: d.ID, PublicKeyJwk: EncodeJWK(key)})
}

func (d *Document) admit(m Method) {
	d.VerificationMethod = append(d.VerificationMethod, m)
	d.AssertionMethod = append(d.AssertionMethod, m.ID)
}

// ReadDocument takes a document that somebody else served.
func ReadDocument(text []byte) (*Document, error) {
	if _, err := parse(text); err != nil {
		return nil, err
	}
	var d Document
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDID, err)
	}
	if !strings.HasPrefix(d.ID, "did:") {
		return nil, ErrDID
	}
	return &d, nil
}

// authorised finds a key by its exact id, controlled by the document's subject and listed for assertions. A key that
// travels in a signature, or in the fragment of its own name, is never taken.
func (d *Document) authorised(method string) (Method, error) {
	if !slices.Contains(d.AssertionMethod, method) {
		return Method{}, ErrNoMethod
	}
	for _, m := range d.VerificationMethod {
		if m.ID == method && m.Controller == d.ID {
			return m, nil
		}
	}
	return Method{}, ErrNoMethod
}
