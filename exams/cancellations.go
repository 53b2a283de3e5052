package exams

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/audit"
)

// Cancel is the deed that follows a refund: it asks the cashier again and believes nobody else. A registration with an attempt
// stays as it is, whatever was given back. It may run any number of times.
func (s *Service) Cancel(ctx context.Context, registrationID string) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		r, err := registrationOf(tx, registrationID)
		if err != nil {
			return err
		}
		if err := lockCandidacy(tx, r.PersonID, r.ExamKey); err != nil {
			return err
		}
		p, err := s.cashier.Payment(ctx, tx, r.ID)
		if err != nil || !p.Void {
			return err
		}
		return s.cancel(ctx, tx, r, "refunded")
	})
}

// makeRoom cancels what a person still has open for an exam and did not pay for, or was given back already. It refuses when
// the place is paid for, even if the news of the payment has not arrived here yet.
func (s *Service) makeRoom(ctx context.Context, tx *gorm.DB, personID, key string) error {
	var open []Registration
	err := tx.Raw("select "+registrationColumns+" from registrations r where r.person_id = ? and r.exam_key = ? and r.state in ('awaiting_payment', 'ready')",
		personID, key).Scan(&open).Error
	if err != nil {
		return err
	}
	for _, r := range open {
		p, err := s.cashier.Payment(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		reason := "refunded"
		if !p.Void {
			reason = "replaced"
			free := false
			if r.State == AwaitingPayment {
				if free, err = s.cashier.Withdraw(ctx, tx, r.ID); err != nil {
					return err
				}
			}
			if !free {
				return ErrRegistered.And("registration", r.ID)
			}
		}
		if err := s.cancel(ctx, tx, r, reason); err != nil {
			return err
		}
	}
	return nil
}

// cancel ends a registration that was not used. The caller holds the candidacy, so that no attempt starts meanwhile.
func (s *Service) cancel(ctx context.Context, tx *gorm.DB, r Registration, reason string) error {
	done := tx.Exec(`update registrations set state = 'cancelled' where id = ? and state in ('awaiting_payment', 'ready')
		and not exists (select 1 from attempts a where a.registration_id = registrations.id and a.close_reason <> 'agreement')`, r.ID)
	if done.Error != nil || done.RowsAffected == 0 {
		return done.Error
	}
	return audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "exam.registration_cancelled", Subject: r.ID, Partner: r.PartnerID, Reason: reason})
}
