package billing

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/money"
)

const packColumns = "id, partner_id, exam_key, count, state, pay_with, order_id, expires_at, created_by, created_at, issued_at, codes_shown_at"

// grants holds for those who may give vouchers away.
func grants(who actor.Actor) bool {
	return who.Has(actor.VendorAdmin, actor.Finance, actor.ProgramManager)
}

// Buy makes a pack. A grant is issued at once and its codes are returned, for the only time; a pack to be paid waits
// for its order.
func (s *Service) Buy(ctx context.Context, tx *gorm.DB, r PackRequest) (Pack, []Code, error) {
	now, who := s.db.Now(), actor.From(ctx)
	if err := r.Validate(now); err != nil {
		return Pack{}, nil, err
	}
	if r.PayWith == ByGrant && !grants(who) {
		return Pack{}, nil, ErrNotAllowed
	}
	partner, err := s.partners.PartnerID(ctx, tx, r.Partner)
	if fault.Of(err).Kind == fault.NotFound || (err == nil && !grants(who) && !who.AdminOf(partner)) {
		return Pack{}, nil, unknownField("partner", "There is no such partner.")
	}
	if err != nil {
		return Pack{}, nil, err
	}
	price, err := s.Price(ctx, tx, ExamProduct(r.Exam))
	if errors.Is(err, ErrNoPrice) {
		return Pack{}, nil, unknownField("exam", "There is no such exam.")
	}
	if err != nil {
		return Pack{}, nil, err
	}
	p := Pack{
		ID: id.New("vpk"), PartnerID: partner, ExamKey: r.Exam, Count: r.Count, State: PackAwaiting, PayWith: r.PayWith,
		ExpiresAt: r.ExpiresAt.UTC(), CreatedBy: who.ID, CreatedAt: now,
	}
	return s.keepPack(ctx, tx, p, price)
}

func (s *Service) keepPack(ctx context.Context, tx *gorm.DB, p Pack, price money.Money) (Pack, []Code, error) {
	if p.PayWith != ByGrant {
		o, err := s.orderPack(ctx, tx, p, price)
		if err != nil {
			return Pack{}, nil, err
		}
		p.OrderID = o.ID
	}
	err := tx.WithContext(ctx).Exec("insert into voucher_packs ("+packColumns+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		p.ID, p.PartnerID, p.ExamKey, p.Count, p.State, p.PayWith, p.OrderID, p.ExpiresAt, p.CreatedBy, p.CreatedAt, p.IssuedAt, p.CodesShownAt).Error
	if err != nil {
		return Pack{}, nil, err
	}
	err = audit.Append(ctx, tx, p.CreatedAt, audit.Entry{
		Action: "voucher_pack.created", Subject: p.ID, Partner: p.PartnerID, Detail: map[string]any{"exam": p.ExamKey, "count": p.Count, "pay_with": p.PayWith},
	})
	if err != nil || p.PayWith != ByGrant {
		return p, nil, err
	}
	if err := s.issue(ctx, tx, p.ID); err != nil {
		return Pack{}, nil, err
	}
	codes, err := s.showCodes(ctx, tx, p)
	p.State = PackIssued
	return p, codes, err
}

func (s *Service) orderPack(ctx context.Context, tx *gorm.DB, p Pack, price money.Money) (Order, error) {
	if price.IsZero() {
		return Order{}, unknownField("exam", "This exam is free; there is nothing to buy.")
	}
	o := Order{ID: id.New("ord"), State: Awaiting, PayWith: p.PayWith, PersonID: p.CreatedBy, PartnerID: p.PartnerID, PackID: p.ID, Currency: price.Currency}
	if p.PayWith == ByInvoice {
		o.State = Invoiced
	} else if s.gateway == nil {
		return Order{}, ErrNoCards
	}
	off, because, err := s.discounted(ctx, tx, p.PartnerID, price)
	if err != nil {
		return Order{}, err
	}
	if off == price {
		return Order{}, unknownField("exam", "The partner's tier pays the whole fee; ask the vendor to grant the pack.")
	}
	lines, err := Lines(Sale{
		Product: ExamProduct(p.ExamKey), Description: fmt.Sprintf("%d exam vouchers: %s", p.Count, p.ExamKey), Unit: price, Count: int64(p.Count), Off: off, Because: because,
	})
	if err != nil {
		return Order{}, err
	}
	return s.place(ctx, tx, o, lines)
}

// packIn finds a pack inside the scope.
func (s *Service) packIn(ctx context.Context, tx *gorm.DB, scope actor.Scope, packID string) (Pack, error) {
	var packs []Pack
	err := tx.WithContext(ctx).Raw("select "+packColumns+" from voucher_packs where id = ?", packID).Scan(&packs).Error
	if err != nil {
		return Pack{}, err
	}
	if len(packs) == 0 || !scope.Sees(packs[0].PartnerID) {
		return Pack{}, ErrNoPack
	}
	return packs[0], nil
}

// Codes shows the codes of a paid pack, once: afterwards they are not readable any more, not even to us.
func (s *Service) Codes(ctx context.Context, tx *gorm.DB, scope actor.Scope, packID string) (Pack, []Code, error) {
	p, err := s.packIn(ctx, tx, scope, packID)
	if err != nil {
		return Pack{}, nil, err
	}
	if p.State != PackIssued {
		return Pack{}, nil, ErrPackUnpaid
	}
	codes, err := s.showCodes(ctx, tx, p)
	return p, codes, err
}

func (s *Service) showCodes(ctx context.Context, tx *gorm.DB, p Pack) ([]Code, error) {
	r := tx.WithContext(ctx).Exec("update voucher_packs set codes_shown_at = ? where id = ? and codes_shown_at is null", s.db.Now(), p.ID)
	if r.Error != nil {
		return nil, r.Error
	}
	if r.RowsAffected == 0 {
		return nil, ErrCodesShown
	}
	var vouchers []Voucher
	err := tx.Raw("select id, code_sealed from vouchers where pack_id = ? and code_sealed is not null order by id", p.ID).Scan(&vouchers).Error
	if err != nil {
		return nil, err
	}
	codes := make([]Code, len(vouchers))
	for i, v := range vouchers {
		code, err := s.keys.openCode(v.ID, v.CodeSealed)
		if err != nil {
			return nil, fmt.Errorf("open code of voucher %s: %w", v.ID, err)
		}
		codes[i] = Code{ID: v.ID, Code: code}
	}
	if err := tx.Exec("update vouchers set code_sealed = null where pack_id = ?", p.ID).Error; err != nil {
		return nil, err
	}
	return codes, audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "voucher_pack.codes_shown", Subject: p.ID, Partner: p.PartnerID})
}
