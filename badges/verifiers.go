package badges

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"

	"github.com/go-jose/go-jose/v4"
	"gorm.io/gorm"
)

// VerifyMessage tells whether a signature that Sign made, or one like it, stands for a message. The key that it names is one of the issuer's,
// retired or not, and says by which algorithm.
func (s *Service) VerifyMessage(tx *gorm.DB, message []byte, signature string) (bool, error) {
	token, err := jose.ParseSignedCompact(signature, []jose.SignatureAlgorithm{jose.RS256, jose.EdDSA})
	if err != nil || len(token.Signatures) != 1 {
		return false, nil // it is none
	}
	head := token.Signatures[0].Protected
	var keys []signingKey
	err = tx.Raw("select kind, public from issuer_keys where issuer = ? and method = ?", s.issuer.Slug, head.KeyID).Scan(&keys).Error
	if err != nil || len(keys) == 0 {
		return false, err
	}
	public, algorithm, err := keys[0].verifier()
	if err != nil || string(algorithm) != head.Algorithm || head.ExtraHeaders[jose.HeaderType] != statementType {
		return false, err
	}
	body, err := token.Verify(public)
	return err == nil && bytes.Equal(body, message), nil
}

// statementType keeps what other parts of the product sign apart from credentials.
const statementType = "laurel-statement"

func (k signingKey) verifier() (any, jose.SignatureAlgorithm, error) {
	public, err := base64.StdEncoding.DecodeString(k.Public)
	if err != nil {
		return nil, "", err
	}
	if k.Kind == kindEd25519 {
		return ed25519.PublicKey(public), jose.EdDSA, nil
	}
	key, err := x509.ParsePKCS1PublicKey(public)
	return key, jose.RS256, err
}
