package billing

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
)

// PoolCount is how many vouchers of one exam a partner has in one state.
type PoolCount struct {
	ExamKey string
	State   VoucherState
	Count   int
}

// Page is a place in a list: rows after the key, and one more than the limit so that the end is known.
type Page struct {
	After string
	Limit int
}

// Pool lists the vouchers of a partner, without codes, and counts them by exam and state. A partner out of sight is ErrNoPartner.
func (s *Service) Pool(ctx context.Context, scope actor.Scope, partner string, page Page) ([]Voucher, []PoolCount, error) {
	var vouchers []Voucher
	var counts []PoolCount
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		partnerID, err := s.partners.PartnerID(ctx, tx, partner)
		if fault.Of(err).Kind == fault.NotFound || (err == nil && !scope.Sees(partnerID)) {
			return ErrNoPartner
		}
		if err != nil {
			return err
		}
		vouchers, counts = nil, nil
		err = tx.Raw("select "+voucherColumns+" from vouchers v where v.partner_id = ? and v.id > ? order by v.id limit ?",
			partnerID, page.After, page.Limit+1).Scan(&vouchers).Error
		if err != nil {
			return err
		}
		return tx.Raw("select exam_key, state, count(*) as count from vouchers where partner_id = ? group by exam_key, state order by exam_key, state",
			partnerID).Scan(&counts).Error
	})
	return vouchers, counts, err
}

// VouchersOf lists what is assigned to a person and not used yet.
func (s *Service) VouchersOf(ctx context.Context, personID string, page Page) ([]Voucher, error) {
	var vouchers []Voucher
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		vouchers = nil
		return tx.Raw("select "+voucherColumns+` from vouchers v join voucher_packs p on p.id = v.pack_id
			where v.assigned_to = ? and v.state = ? and v.expires_at > ? and p.state = ? and v.id > ? order by v.id limit ?`,
			personID, Assigned, s.db.Now(), PackIssued, page.After, page.Limit+1).Scan(&vouchers).Error
	})
	return vouchers, err
}

// ExpireVouchers ends vouchers whose time has passed, up to a thousand at a time, and returns how many.
func (s *Service) ExpireVouchers(ctx context.Context) (int, error) {
	ctx = actor.With(ctx, actor.SystemOf("billing"))
	ended := 0
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		var gone []Voucher
		err := tx.Raw(`update vouchers set state = ?, changed_at = ?, code_sealed = null
			where id in (select id from vouchers where state in ? and expires_at <= ? order by expires_at limit 1000) and state in ?
			returning partner_id, exam_key`,
			Expired, now, []VoucherState{Available, Assigned}, now, []VoucherState{Available, Assigned}).Scan(&gone).Error
		if err != nil {
			return err
		}
		ended = len(gone)
		told := map[[2]string]bool{}
		for _, v := range gone {
			pool := [2]string{v.PartnerID, v.ExamKey}
			if told[pool] {
				continue
			}
			told[pool] = true
			if err := s.tellLow(ctx, tx, v.PartnerID, v.ExamKey); err != nil {
				return err
			}
		}
		return nil
	})
	return ended, err
}
