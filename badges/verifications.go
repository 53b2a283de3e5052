package badges

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"gorm.io/gorm"

	"laurel/badges/openbadge"
)

// Verify examines a file or the stored bytes of a credential as an outsider would: signature, dates, signed status list.
// Only this installation's issuer is known; no address in a file is ever fetched.
func (s *Service) Verify(ctx context.Context, file []byte) openbadge.Report {
	verifier := openbadge.Verifier{
		Rules: s.rules, Now: s.db.Now(),
		Resolve: func(did string) (*openbadge.Document, error) {
			var doc *openbadge.Document
			err := s.db.Read(ctx, func(tx *gorm.DB) error {
				own, err := s.did(tx)
				if err != nil || did != own {
					return ErrNoCredential
				}
				doc, err = s.issuerDocument(tx)
				return err
			})
			return doc, err
		},
		Status: func(url string) ([]byte, error) { return s.listAt(ctx, url) },
	}
	return verifier.Verify(file)
}

// listAt finds a list by the address under which it is published.
func (s *Service) listAt(ctx context.Context, url string) ([]byte, error) {
	var signed []string
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		signed = nil
		return tx.Raw("select signed from status_lists where issuer = ? order by created_at", s.issuer.Slug).Scan(&signed).Error
	})
	if err != nil {
		return nil, err
	}
	for _, one := range signed {
		if openbadge.ListAddress([]byte(one)) == url {
			return []byte(one), nil
		}
	}
	return nil, openbadge.ErrAbsent
}

// Offline is what a check without a server may use: the vocabulary, the issuer's document, a status list that was kept.
type Offline struct {
	Assets   fs.FS
	Document []byte
	List     []byte
	Now      time.Time
}

// VerifyFile examines a file with what is at hand and says plainly what could not be checked.
func VerifyFile(file []byte, at Offline) (openbadge.Report, error) {
	contexts, err := fs.Sub(at.Assets, "vendor/contexts")
	if err != nil {
		return openbadge.Report{}, fmt.Errorf("badges: %w", err)
	}
	rules, err := openbadge.ReadRules(contexts)
	if err != nil {
		return openbadge.Report{}, err
	}
	verifier := openbadge.Verifier{
		Rules: rules, Now: at.Now,
		Resolve: func(string) (*openbadge.Document, error) {
			if len(at.Document) == 0 {
				return nil, openbadge.ErrAbsent
			}
			return openbadge.ReadDocument(at.Document)
		},
		Status: func(string) ([]byte, error) {
			if len(at.List) == 0 {
				return nil, openbadge.ErrAbsent
			}
			return at.List, nil
		},
	}
	return verifier.Verify(file), nil
}
