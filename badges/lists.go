package badges

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"time"

	"gorm.io/gorm"

	"laurel/badges/openbadge"
	"laurel/internal/id"
)

// How long a signed list holds, and how old it may be before it is signed again.
const (
	listLasts   = 7 * 24 * time.Hour
	listRenewed = 20 * time.Hour
	// listFull is when a new list is begun: beyond it random places get rare and the herd thin.
	listFull = openbadge.ListLength / 2
)

// currentList is the list that takes new credentials; one is begun where none is or all are half full.
func (s *Service) currentList(tx *gorm.DB) (string, error) {
	var list string
	err := tx.Raw("select id from status_lists where issuer = ? and taken < ? order by created_at desc limit 1", s.issuer.Slug, listFull).Scan(&list).Error
	if err != nil {
		return "", fmt.Errorf("find a status list: %w", err)
	}
	if list != "" {
		return list, nil
	}
	list = id.New("lst")
	err = tx.Exec("insert into status_lists (id, issuer, created_at) values (?, ?, ?)", list, s.issuer.Slug, s.db.Now()).Error
	if err != nil {
		return "", fmt.Errorf("begin a status list: %w", err)
	}
	return list, s.signList(tx, list)
}

// place draws a random index, so that neighbours in time are no neighbours in the list.
func (s *Service) place() (int, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(openbadge.ListLength))
	if err != nil {
		return 0, fmt.Errorf("badges: drawing a place: %w", err)
	}
	return int(n.Int64()), nil
}

// signList makes the list anew from the rows that are revoked. The caller holds the issuer's lock.
func (s *Service) signList(tx *gorm.DB, list string) error {
	var marks []int
	if err := tx.Raw("select list_index from credentials where list_id = ? and revoked_at is not null", list).Scan(&marks).Error; err != nil {
		return fmt.Errorf("read revocations: %w", err)
	}
	bits := openbadge.NewBits()
	for _, mark := range marks {
		if err := bits.Set(mark); err != nil {
			return err
		}
	}
	did, err := s.did(tx)
	if err != nil {
		return err
	}
	method, _, err := s.currentMethods(tx)
	if err != nil {
		return err
	}
	signer, err := s.proofSigner(tx, method)
	if err != nil {
		return err
	}
	body, err := openbadge.NewStatusList(did, s.issuer.listURL(list), bits)
	if err != nil {
		return err
	}
	now := s.db.Now()
	signed, err := signer.SignList(body.During(now, now.Add(listLasts)), now)
	if err != nil {
		return err
	}
	if err := tx.Exec("update status_lists set signed = ?, signed_at = ? where id = ?", string(signed), now, list).Error; err != nil {
		return fmt.Errorf("keep a status list: %w", err)
	}
	return nil
}

// StatusList is the signed list as it is served.
func (s *Service) StatusList(ctx context.Context, list string) ([]byte, error) {
	var signed string
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select signed from status_lists where id = ?", list).Scan(&signed).Error
	})
	if err != nil {
		return nil, fmt.Errorf("read a status list: %w", err)
	}
	if signed == "" {
		return nil, ErrNoCredential
	}
	return []byte(signed), nil
}

// PublishStatusLists is the daily duty: lists are signed again before they grow old, so that silence is noticed.
func (s *Service) PublishStatusLists(ctx context.Context) error {
	var due []string
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select id from status_lists where issuer = ? and (signed_at is null or signed_at <= ?) order by id", s.issuer.Slug, s.db.Now().Add(-listRenewed)).Scan(&due).Error
	})
	if err != nil {
		return fmt.Errorf("find status lists that are due: %w", err)
	}
	var faults []error
	for _, list := range due {
		faults = append(faults, s.db.Tx(ctx, func(tx *gorm.DB) error {
			if err := s.lockIssuer(tx); err != nil {
				return err
			}
			return s.signList(tx, list)
		}))
	}
	return errors.Join(faults...)
}
