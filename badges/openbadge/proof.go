package openbadge

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/mr-tron/base58"
)

// ErrSignature says that the content and its signature do not belong together.
var ErrSignature = errors.New("openbadge: the signature does not fit the content")

// ErrNoProof says that there is no signature this package can check.
var ErrNoProof = errors.New("openbadge: no proof of a known kind")

// Signer makes Data Integrity proofs with one key of one issuer. Ed25519 is deterministic: the same content, key and
// moment give the same bytes again, which is what makes signing safe to repeat.
type Signer struct {
	Rules  *Rulebook
	Method string
	Key    ed25519.PrivateKey
}

// Sign passes the content through every gate and returns the credential with its proof.
func (s Signer) Sign(content []byte, at time.Time) ([]byte, error) {
	credential, err := Read(content)
	if err != nil {
		return nil, err
	}
	credential.Proof = nil
	bare, err := Write(credential)
	if err != nil {
		return nil, err
	}
	proof, err := s.prove(bare, at)
	if err != nil {
		return nil, err
	}
	credential.Proof = []Proof{proof}
	signed, err := Write(credential)
	if err != nil {
		return nil, err
	}
	if err := s.Rules.Satisfies(signed); err != nil {
		return nil, err
	}
	return signed, nil
}

// SignList signs a status list; the Open Badges schema has nothing to say about it.
func (s Signer) SignList(list StatusList, at time.Time) ([]byte, error) {
	list.Proof = nil
	bare, err := Write(list)
	if err != nil {
		return nil, err
	}
	proof, err := s.prove(bare, at)
	if err != nil {
		return nil, err
	}
	list.Proof = []Proof{proof}
	return Write(list)
}

func (s Signer) prove(bare []byte, at time.Time) (Proof, error) {
	if len(s.Key) != ed25519.PrivateKeySize {
		return Proof{}, ErrKey
	}
	document, err := parse(bare)
	if err != nil {
		return Proof{}, err
	}
	proof := Proof{
		Type: proofType, Cryptosuite: Suite, Created: Instant(at), Method: s.Method, ProofPurpose: purpose,
	}
	options, err := asMap(proof)
	if err != nil {
		return Proof{}, err
	}
	digest, err := s.Rules.digest(document, options)
	if err != nil {
		return Proof{}, err
	}
	proof.Value = "z" + base58.Encode(ed25519.Sign(s.Key, digest))
	return proof, nil
}

// digest is what the suite signs: hash of the proof options, then hash of the document, each canonical. The options
// carry the document's own context and no value.
func (b *Rulebook) digest(document, proof map[string]any) ([]byte, error) {
	bare := maps.Clone(document)
	delete(bare, "proof")
	text, err := b.canonical(bare)
	if err != nil {
		return nil, err
	}
	options := maps.Clone(proof)
	delete(options, "proofValue")
	options["@context"] = document["@context"]
	optionsText, err := b.canonical(options)
	if err != nil {
		return nil, err
	}
	first, second := sha256.Sum256([]byte(optionsText)), sha256.Sum256([]byte(text))
	return append(first[:], second[:]...), nil
}

// firstProof takes the first proof of the known suite, as the public validator does; any other must not rescue it.
func firstProof(document map[string]any) (map[string]any, error) {
	var list []any
	switch found := document["proof"].(type) {
	case map[string]any:
		list = []any{found}
	case []any:
		list = found
	}
	for _, entry := range list {
		proof, ok := entry.(map[string]any)
		if ok && proof["type"] == proofType && proof["cryptosuite"] == Suite && proof["proofPurpose"] == purpose {
			return proof, nil
		}
	}
	return nil, ErrNoProof
}

func (b *Rulebook) checkProof(document map[string]any, issuer *Document) error {
	proof, err := firstProof(document)
	if err != nil {
		return err
	}
	named, _ := proof["verificationMethod"].(string)
	method, err := issuer.authorised(named)
	if err != nil {
		return err
	}
	if method.Type != multikeyType {
		return ErrKey
	}
	key, err := DecodeMultikey(method.PublicKeyMultibase)
	if err != nil {
		return err
	}
	value, _ := proof["proofValue"].(string)
	if len(value) < 2 || value[0] != 'z' {
		return ErrSignature
	}
	signature, err := base58.Decode(value[1:])
	if err != nil || len(signature) != ed25519.SignatureSize {
		return ErrSignature
	}
	digest, err := b.digest(document, proof)
	if err != nil {
		return err
	}
	if !ed25519.Verify(key, digest, signature) {
		return ErrSignature
	}
	return nil
}

func asMap(value any) (map[string]any, error) {
	text, err := Write(value)
	if err != nil {
		return nil, err
	}
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("openbadge: reading back: %w", err)
	}
	return m, nil
}
