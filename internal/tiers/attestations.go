package tiers

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

// Attest takes evidence in. It counts for nothing until it is approved.
func (s *Service) Attest(ctx context.Context, a Attestation) (Attestation, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Attestation, error) {
		a.ID, a.CreatedAt, a.CreatedBy = id.New("ats"), s.db.Now(), actor.From(ctx).ID
		err := tx.Exec("insert into tier_attestations (id, partner_id, kind, note, file, valid_from, valid_until, created_at, created_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			a.ID, a.PartnerID, a.Kind, a.Note, a.File, a.ValidFrom, a.ValidUntil, a.CreatedAt, a.CreatedBy).Error
		if err != nil {
			return a, err
		}
		return a, audit.Append(ctx, tx, a.CreatedAt, audit.Entry{Action: "attestation.created", Subject: a.ID, Partner: a.PartnerID, Detail: map[string]string{"kind": a.Kind}})
	})
}

// Approve lets evidence count. Whoever handed it in cannot approve it.
func (s *Service) Approve(ctx context.Context, attestationID string) (Attestation, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Attestation, error) {
		var rows []Attestation
		if err := tx.Raw("select * from tier_attestations where id = ?", attestationID).Scan(&rows).Error; err != nil {
			return Attestation{}, err
		}
		if len(rows) == 0 || !actor.Sight(ctx).Sees(rows[0].PartnerID) {
			return Attestation{}, ErrNothing
		}
		a, who, now := rows[0], actor.From(ctx).ID, s.db.Now()
		switch {
		case a.ApprovedAt != nil:
			return a, ErrApproved
		case a.CreatedBy == who:
			return a, ErrOwnApproval
		}
		if err := s.line(tx, partnerLine(a.PartnerID)); err != nil {
			return a, err
		}
		done := tx.Exec("update tier_attestations set approved_at = ?, approved_by = ? where id = ? and approved_at is null", now, who, a.ID)
		if done.Error != nil {
			return a, done.Error
		}
		if done.RowsAffected == 0 {
			return a, ErrApproved
		}
		a.ApprovedAt, a.ApprovedBy = &now, who
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "attestation.approved", Subject: a.ID, Partner: a.PartnerID}); err != nil {
			return a, err
		}
		return a, s.settle(all(ctx), tx, a.PartnerID)
	})
}

// Attestations lists evidence, the newest first.
func (s *Service) Attestations(ctx context.Context, q Inbox) ([]Attestation, error) {
	var rows []Attestation
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		sql, args := q.sql("tier_attestations", "case when approved_at is null then 'pending' else 'approved' end")
		return tx.Raw(sql, args...).Scan(&rows).Error
	})
	return rows, err
}

// Attestation finds one inside the scope.
func (s *Service) Attestation(ctx context.Context, scope actor.Scope, attestationID string) (Attestation, error) {
	var rows []Attestation
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		return tx.Raw("select * from tier_attestations where id = ?", attestationID).Scan(&rows).Error
	})
	if err == nil && (len(rows) == 0 || !scope.Sees(rows[0].PartnerID)) {
		err = ErrNothing
	}
	if err != nil {
		return Attestation{}, err
	}
	return rows[0], nil
}
