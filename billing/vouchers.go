package billing

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/outbox"
)

const voucherColumns = "v.id, v.pack_id, v.partner_id, v.exam_key, v.hint, v.state, v.assigned_to, v.registration_id, v.expires_at, v.created_at, v.changed_at"

// redeem spends one voucher for the registration: the one with the code, or the one assigned to the person that expires
// first. Whatever is wrong, the refusal reads the same. The guarded update decides between people who try at once.
func (s *Service) redeem(ctx context.Context, tx *gorm.DB, r ChargeRequest) (Voucher, error) {
	v, err := s.usable(ctx, tx, r)
	if err != nil {
		return Voucher{}, err
	}
	now := s.db.Now()
	u := tx.WithContext(ctx).Exec(`update vouchers set state = ?, registration_id = ?, redeemed_at = ?, changed_at = ?, code_sealed = null
		where id = ? and expires_at > ? and (state = ? or (state = ? and assigned_to = ?))`,
		Redeemed, r.RegistrationID, now, now, v.ID, now, Available, Assigned, r.PersonID)
	if u.Error != nil {
		return Voucher{}, u.Error
	}
	if u.RowsAffected == 0 {
		return Voucher{}, ErrVoucherRefused
	}
	err = audit.Append(ctx, tx, now, audit.Entry{
		Action: "voucher.redeemed", Subject: v.ID, Partner: v.PartnerID, Detail: map[string]string{"person": r.PersonID, "registration": r.RegistrationID},
	})
	if err != nil || v.State != Available {
		return v, err
	}
	return v, s.tellLow(ctx, tx, v.PartnerID, v.ExamKey)
}

// usable finds the voucher that the person may use, belonging to a partner of that person.
func (s *Service) usable(ctx context.Context, tx *gorm.DB, r ChargeRequest) (Voucher, error) {
	column, value := "v.assigned_to", r.PersonID
	if r.VoucherCode != "" {
		if v := s.guesses.Take(r.PersonID); !v.OK {
			return Voucher{}, ErrTooManyCodes.After(v.Retry)
		}
		if plainCode(r.VoucherCode) == "" {
			return Voucher{}, ErrVoucherRefused
		}
		column, value = "v.code_hash", s.keys.codeHash(r.VoucherCode)
	}
	var vouchers []Voucher
	err := tx.WithContext(ctx).Raw("select "+voucherColumns+` from vouchers v join voucher_packs p on p.id = v.pack_id
		where `+column+` = ? and v.exam_key = ? and v.state in ? and p.state = ? order by v.expires_at, v.id limit 20`,
		value, r.ExamKey, []VoucherState{Available, Assigned}, PackIssued).Scan(&vouchers).Error
	if err != nil {
		return Voucher{}, err
	}
	for _, v := range vouchers {
		if !v.Takes(r.PersonID, r.ExamKey, s.db.Now()) {
			continue
		}
		ok, err := s.affiliations.Affiliated(ctx, tx, r.PersonID, v.PartnerID)
		if err != nil || ok {
			return v, err
		}
	}
	return Voucher{}, ErrVoucherRefused
}

// tellLow says how many unassigned vouchers are left when there are few.
func (s *Service) tellLow(ctx context.Context, tx *gorm.DB, partnerID, examKey string) error {
	var left int
	err := tx.WithContext(ctx).Raw("select count(*) from vouchers where partner_id = ? and exam_key = ? and state = ?", partnerID, examKey, Available).Scan(&left).Error
	if err != nil || left > LowPool {
		return err
	}
	return outbox.Append(ctx, tx, s.db.Now(), VoucherPoolLow{PartnerID: partnerID, ExamKey: examKey, Left: left})
}

// Assign reserves a voucher for a person of the partner. Assigning it to the same person again changes nothing.
func (s *Service) Assign(ctx context.Context, tx *gorm.DB, scope actor.Scope, voucherID, personID string) (Voucher, error) {
	v, err := s.voucherIn(ctx, tx, scope, voucherID)
	if err != nil || (v.State == Assigned && v.AssignedTo == personID) {
		return v, err
	}
	now := s.db.Now()
	if v.State != Available || !now.Before(v.ExpiresAt) {
		return Voucher{}, ErrVoucherTaken
	}
	ok, err := s.affiliations.Affiliated(ctx, tx, personID, v.PartnerID)
	if err != nil {
		return Voucher{}, err
	}
	if !ok {
		return Voucher{}, unknownField("person", "This person does not belong to the partner.")
	}
	u := tx.WithContext(ctx).Exec("update vouchers set state = ?, assigned_to = ?, assigned_at = ?, changed_at = ? where id = ? and state = ?",
		Assigned, personID, now, now, v.ID, Available)
	if u.Error != nil {
		return Voucher{}, u.Error
	}
	if u.RowsAffected == 0 {
		return Voucher{}, ErrVoucherTaken
	}
	v.State, v.AssignedTo, v.ChangedAt = Assigned, personID, now
	err = audit.Append(ctx, tx, now, audit.Entry{Action: "voucher.assigned", Subject: v.ID, Partner: v.PartnerID, Detail: map[string]string{"person": personID}})
	if err != nil {
		return Voucher{}, err
	}
	if err := outbox.Append(ctx, tx, now, VoucherAssigned{VoucherID: v.ID, PersonID: personID, PartnerID: v.PartnerID, ExamKey: v.ExamKey}); err != nil {
		return Voucher{}, err
	}
	return v, s.tellLow(ctx, tx, v.PartnerID, v.ExamKey)
}

func (s *Service) voucherIn(ctx context.Context, tx *gorm.DB, scope actor.Scope, voucherID string) (Voucher, error) {
	var vouchers []Voucher
	err := tx.WithContext(ctx).Raw("select "+voucherColumns+" from vouchers v where v.id = ?", voucherID).Scan(&vouchers).Error
	if err != nil {
		return Voucher{}, err
	}
	if len(vouchers) == 0 || !scope.Sees(vouchers[0].PartnerID) {
		return Voucher{}, ErrNoVoucher
	}
	return vouchers[0], nil
}
