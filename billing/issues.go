package billing

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/id"
)

// issue makes the vouchers of a pack, once: only the one who moves the pack out of awaiting payment makes them.
func (s *Service) issue(ctx context.Context, tx *gorm.DB, packID string) error {
	now := s.db.Now()
	r := tx.WithContext(ctx).Exec("update voucher_packs set state = ?, issued_at = ? where id = ? and state = ?", PackIssued, now, packID, PackAwaiting)
	if r.Error != nil || r.RowsAffected == 0 {
		return r.Error
	}
	var p Pack
	if err := tx.Raw("select "+packColumns+" from voucher_packs where id = ?", packID).Scan(&p).Error; err != nil {
		return err
	}
	vouchers := make([]Voucher, p.Count)
	for i := range vouchers {
		v, err := s.mint(p)
		if err != nil {
			return err
		}
		v.CreatedAt, v.ChangedAt = now, now
		vouchers[i] = v
	}
	return gorm.G[Voucher](tx).CreateInBatches(ctx, &vouchers, 100)
}

func (s *Service) mint(p Pack) (Voucher, error) {
	v := Voucher{ID: id.New("vch"), PackID: p.ID, PartnerID: p.PartnerID, ExamKey: p.ExamKey, State: Available, ExpiresAt: p.ExpiresAt}
	code := newCode()
	sealed, err := s.keys.sealCode(v.ID, code)
	if err != nil {
		return Voucher{}, err
	}
	v.CodeHash, v.CodeSealed, v.Hint = s.keys.codeHash(code), sealed, code[len(code)-4:]
	return v, nil
}

// voidPack ends a pack and every voucher of it that was not used.
func (s *Service) voidPack(ctx context.Context, tx *gorm.DB, packID string) error {
	if err := tx.WithContext(ctx).Exec("update voucher_packs set state = ? where id = ?", PackVoid, packID).Error; err != nil {
		return err
	}
	return tx.Exec("update vouchers set state = ?, changed_at = ?, code_sealed = null where pack_id = ? and state in ?",
		Void, s.db.Now(), packID, []VoucherState{Available, Assigned}).Error
}

// turnPack blocks a pack during a dispute, or opens it again.
func (s *Service) turnPack(ctx context.Context, tx *gorm.DB, packID string, from, to PackState) error {
	return tx.WithContext(ctx).Exec("update voucher_packs set state = ? where id = ? and state = ?", to, packID, from).Error
}
