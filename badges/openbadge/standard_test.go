package openbadge

import (
	"crypto/ed25519"
	"os"
	"testing"

	"github.com/mr-tron/base58"
)

// The worked signature of the W3C recommendation for eddsa-rdfc-2022, with the one context it adds.
const (
	w3cExamples   = "https://www.w3.org/ns/credentials/examples/v2"
	w3cPublic     = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
	w3cSecret     = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
	w3cProofValue = "z21EVs3eXERqTn4acNHT9viboqgzUaQ3kTmhPT3eA8qrVPE7CrQq78WkzctnMX5W4CrzcKnHw8V6dvy5pgWYCU5e9"
	w3cDocument   = `{
		"@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
		"id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
		"type": ["VerifiableCredential", "AlumniCredential"],
		"name": "Alumni Credential",
		"description": "A minimum viable example of an Alumni Credential.",
		"issuer": "https://vc.example/issuers/5678",
		"validFrom": "2023-01-01T00:00:00Z",
		"credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
		"proof": {
			"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": "2023-02-24T23:36:38Z",
			"verificationMethod": "https://vc.example/issuers/5678#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
			"proofPurpose": "assertionMethod", "proofValue": "` + w3cProofValue + `"
		}
	}`
)

func standardBook(t *testing.T) *Rulebook {
	t.Helper()
	book, err := ReadRules(os.DirFS("../../assets/vendor/contexts"))
	if err != nil {
		t.Fatal(err)
	}
	book.contexts[w3cExamples] = []byte(`{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}`)
	return book
}

func TestW3CSignature(t *testing.T) {
	t.Parallel()
	book := standardBook(t)
	document, err := parse([]byte(w3cDocument))
	if err != nil {
		t.Fatal(err)
	}
	method := "https://vc.example/issuers/5678#" + w3cPublic
	issuer := &Document{ID: "https://vc.example/issuers/5678", AssertionMethod: []string{method}}
	issuer.VerificationMethod = []Method{{ID: method, Type: multikeyType, Controller: issuer.ID, PublicKeyMultibase: w3cPublic}}
	if err := book.checkProof(document, issuer); err != nil {
		t.Errorf("the published signature does not verify: %v", err)
	}
	secret, err := base58.Decode(w3cSecret[1:])
	if err != nil {
		t.Fatal(err)
	}
	key := ed25519.NewKeyFromSeed(secret[2:])
	proof, err := firstProof(document)
	if err != nil {
		t.Fatal(err)
	}
	digest, err := book.digest(document, proof)
	if err != nil {
		t.Fatal(err)
	}
	if got := "z" + base58.Encode(ed25519.Sign(key, digest)); got != w3cProofValue {
		t.Errorf("signature %s, published %s", got, w3cProofValue)
	}
	document["name"] = "Alumna Credential"
	if err := book.checkProof(document, issuer); err == nil {
		t.Error("a changed name still verifies")
	}
}

// What the JSON-LD processor would drop without a word must be refused before a signature.
func TestEveryClaimIsSigned(t *testing.T) {
	t.Parallel()
	book := standardBook(t)
	base := func() map[string]any {
		return map[string]any{
			"@context": []any{ContextCredentials, ContextOpenBadges, ContextExtensions},
			"id":       "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
			"type":     []any{"VerifiableCredential", "OpenBadgeCredential"},
			"issuer":   map[string]any{"id": "did:web:a.example", "type": []any{"Profile"}},
			"credentialSubject": map[string]any{
				"id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc34", "type": []any{"AchievementSubject"},
			},
		}
	}
	if _, err := book.canonical(base()); err != nil {
		t.Fatalf("the sound document is refused: %v", err)
	}
	for name, spoil := range map[string]func(map[string]any){
		"member outside the contexts": func(d map[string]any) { d["salary"] = "high" },
		"type outside the contexts":   func(d map[string]any) { d["type"] = []any{"VerifiableCredential", "Unheard"} },
		"relative subject":            func(d map[string]any) { d["credentialSubject"].(map[string]any)["id"] = "me" },
		"blank node name":             func(d map[string]any) { d["credentialSubject"].(map[string]any)["id"] = "_:b0" },
		"number":                      func(d map[string]any) { d["name"] = 3.5 },
		"null":                        func(d map[string]any) { d["name"] = nil },
		"unit separator":              func(d map[string]any) { d["name"] = "a\x1fb" },
		"backspace":                   func(d map[string]any) { d["name"] = "a\x08b" },
		"delete":                      func(d map[string]any) { d["name"] = "a\x7fb" },
		"broken UTF-8":                func(d map[string]any) { d["name"] = "a\xffb" },
		"foreign context":             func(d map[string]any) { d["@context"] = []any{ContextCredentials, "https://evil.example/c"} },
		"three twins without id": func(d map[string]any) {
			twin := map[string]any{"type": []any{"Evidence"}}
			d["evidence"] = []any{twin, twin, twin}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document := base()
			spoil(document)
			if text, err := book.canonical(document); err == nil {
				t.Errorf("accepted as %q", text)
			}
		})
	}
}
