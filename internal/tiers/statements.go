package tiers

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

// State counts, signs and keeps. What was known at a moment does not change later, so the count can be checked for good.
func (s *Service) State(ctx context.Context, d StatementDraft) (Statement, error) {
	if s.signer == nil {
		return Statement{}, errors.New("tiers: nobody signs statements here")
	}
	if known, err := s.knowsCertification(ctx, d.Certification); err != nil || !known {
		if err == nil {
			err = ErrInput.With(inField("certification", "unknown_certification", "There is no certification of this key."))
		}
		return Statement{}, err
	}
	behind, err := s.PeopleBehind(ctx, d.Partner.ID, d.Certification, d.clocks)
	if err != nil {
		return Statement{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Statement, error) {
		now := s.db.Now()
		st := Statement{ID: id.New("stm"), PartnerID: d.Partner.ID, CertificationKey: d.Certification, Count: len(behind.Counted), AsOf: d.asOf, KnownAt: d.knownAt,
			InputsSHA256: inputs(behind), CreatedAt: now, CreatedBy: actor.From(ctx).ID}
		message, err := StatementClaims{Issuer: s.baseURL, ID: st.ID, IssuedAt: now.Unix(), Partner: PartnerRef{d.Partner.ID, d.Partner.ExternalID}, Certification: st.CertificationKey,
			Basis: "people", Count: st.Count, AsOf: st.AsOf, KnownAt: st.KnownAt, InputsSHA256: st.InputsSHA256}.write()
		if err != nil {
			return st, err
		}
		if st.JWS, err = s.signer.SignStatement(tx, message); err != nil {
			return st, fmt.Errorf("sign a statement: %w", err)
		}
		err = tx.Exec(`insert into tier_statements (id, partner_id, certification_key, count, as_of, known_at, inputs_sha256, jws, created_at, created_by)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, st.ID, st.PartnerID, st.CertificationKey, st.Count, st.AsOf, st.KnownAt, st.InputsSHA256, st.JWS, st.CreatedAt, st.CreatedBy).Error
		if err != nil {
			return st, fmt.Errorf("keep a statement: %w", err)
		}
		return st, audit.Append(ctx, tx, now, audit.Entry{Action: "statement.signed", Subject: st.ID, Partner: st.PartnerID,
			Detail: map[string]any{"certification": st.CertificationKey, "count": st.Count, "as_of": st.AsOf, "known_at": st.KnownAt}})
	})
}

// Statement finds one that was signed; outside the scope there is none.
func (s *Service) Statement(ctx context.Context, scope actor.Scope, statementID string) (Statement, error) {
	found, err := s.statements(ctx, "id = ?", statementID)
	if err != nil {
		return Statement{}, err
	}
	if len(found) == 0 || !scope.Sees(found[0].PartnerID) {
		return Statement{}, ErrNothing
	}
	return found[0], nil
}

// Statements lists those of a partner, the newest first; one more than the page for the cursor.
func (s *Service) Statements(ctx context.Context, partnerID, before string, limit int) ([]Statement, error) {
	return s.statements(ctx, "partner_id = ? and (? = '' or id < ?) order by id desc limit ?", partnerID, before, before, limit)
}

func (s *Service) statements(ctx context.Context, where string, args ...any) ([]Statement, error) {
	var found []Statement
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		return tx.Raw("select * from tier_statements where "+where, args...).Scan(&found).Error
	})
	return found, err
}
