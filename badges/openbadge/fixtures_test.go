package openbadge_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"laurel/badges/openbadge"
)

const (
	issuerDID = "did:web:badges.example%3A8443:issuers:north"
	proofKey  = issuerDID + "#key-2026-11"
	tokenKey  = issuerDID + "#rsa-2026-11"
	listURL   = "https://badges.example:8443/status/lst_1"
)

var (
	at       = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	errNoDoc = errors.New("no such document")
	readOnce = sync.OnceValues(func() (*openbadge.Rulebook, error) {
		return openbadge.ReadRules(os.DirFS("../../assets/vendor/contexts"))
	})
	madeOnce = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })
)

func rules(t *testing.T) *openbadge.Rulebook {
	t.Helper()
	book, err := readOnce()
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// house is one issuer with its keys, its document and its list.
type house struct {
	t        *testing.T
	rules    *openbadge.Rulebook
	proofs   ed25519.PrivateKey
	tokens   *rsa.PrivateKey
	document *openbadge.Document
	bits     openbadge.Bits
	now      time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	tokens, err := madeOnce()
	if err != nil {
		t.Fatal(err)
	}
	seed := bytes.Repeat([]byte{7}, ed25519.SeedSize)
	h := &house{
		t: t, rules: rules(t), proofs: ed25519.NewKeyFromSeed(seed), tokens: tokens,
		document: openbadge.NewDocument(issuerDID), bits: openbadge.NewBits(), now: at.Add(time.Hour),
	}
	h.document.AddEd25519(proofKey, h.proofs.Public().(ed25519.PublicKey))
	h.document.AddRSA(tokenKey, &tokens.PublicKey)
	return h
}

func (h *house) signer() openbadge.Signer {
	return openbadge.Signer{Rules: h.rules, Method: proofKey, Key: h.proofs}
}

func (h *house) content(change func(*openbadge.Credential)) []byte {
	h.t.Helper()
	c := example()
	if change != nil {
		change(&c)
	}
	content, err := openbadge.Write(c)
	if err != nil {
		h.t.Fatal(err)
	}
	return content
}

func (h *house) signed(change func(*openbadge.Credential)) []byte {
	h.t.Helper()
	signed, err := h.signer().Sign(h.content(change), at)
	if err != nil {
		h.t.Fatal(err)
	}
	return signed
}

func (h *house) token(change func(*openbadge.Credential)) string {
	h.t.Helper()
	text, err := openbadge.JWTSigner{Method: tokenKey, Key: h.tokens}.Sign(h.content(change))
	if err != nil {
		h.t.Fatal(err)
	}
	return text
}

func (h *house) list() []byte {
	h.t.Helper()
	list, err := openbadge.NewStatusList(issuerDID, listURL, h.bits)
	if err != nil {
		h.t.Fatal(err)
	}
	signed, err := h.signer().SignList(list.During(at, at.Add(7*24*time.Hour)), at)
	if err != nil {
		h.t.Fatal(err)
	}
	return signed
}

func (h *house) verifier() openbadge.Verifier {
	return openbadge.Verifier{
		Rules: h.rules, Now: h.now,
		Resolve: func(did string) (*openbadge.Document, error) {
			if did != issuerDID {
				return nil, errNoDoc
			}
			return h.document, nil
		},
		Status: func(url string) ([]byte, error) {
			if url != listURL {
				return nil, errNoDoc
			}
			return h.list(), nil
		},
	}
}

func example() openbadge.Credential {
	return openbadge.Credential{
		Context: openbadge.Contexts(),
		ID:      "https://badges.example:8443/credentials/crd_1",
		Type:    []string{"VerifiableCredential", "OpenBadgeCredential"},
		Name:    "Certified Harbour Engineer", Description: "Builds and runs harbour networks.",
		Image:     &openbadge.Image{ID: "https://badges.example:8443/credentials/crd_1.png", Type: "Image", Caption: "Round badge"},
		Issuer:    openbadge.Profile{ID: issuerDID, Type: []string{"Profile"}, Name: "North Harbour", URL: "https://north.example"},
		ValidFrom: openbadge.Instant(at), ValidUntil: openbadge.Instant(at.AddDate(2, 0, 0)), AwardedDate: openbadge.Instant(at),
		Subject: openbadge.Subject{
			ID: "urn:uuid:0190c7f0-0000-7000-8000-000000000001", Type: []string{"AchievementSubject"},
			Identifier: []openbadge.IdentityObject{{
				Type: "IdentityObject", IdentityHash: "Zoë \"Ace\" Nguyễn\n😀 中文", IdentityType: "name",
			}},
			LicenseNumber: "7K3M-9XQ2-A4TD",
			Achievement: openbadge.Achievement{
				ID: "https://badges.example:8443/certifications/harbour-engineer", Type: []string{"Achievement"},
				AchievementType: "Certification", Name: "Certified Harbour Engineer",
				Description: "Builds and runs harbour networks.", Criteria: openbadge.Criteria{Narrative: "Pass the exam."},
				HumanCode: "harbour-engineer", InLanguage: "en", Version: "3", Tag: []string{"networks", "tides"},
				Alignment: []openbadge.Alignment{
					{Type: []string{"Alignment"}, TargetName: "Networks", TargetURL: "https://skills.example/1", Framework: "ESCO"},
					{Type: []string{"Alignment"}, TargetName: "Tides", TargetURL: "https://skills.example/2", Code: "T2"},
				},
			},
		},
		Evidence: []openbadge.Evidence{{ID: "urn:uuid:0190c7f0-0000-7000-8000-000000000002", Type: []string{"Evidence"}, Name: "Exam passed", Genre: "exam"}},
		Status:   openbadge.NewStatusEntry(listURL, 94567),
		Schema:   []openbadge.SchemaRef{{ID: openbadge.SchemaURL, Type: "1EdTechJsonSchemaValidator2019"}},
	}
}
