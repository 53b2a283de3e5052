package billing

import (
	"context"
	"testing"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/money"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// ladder gives acme a discount, and nobody else.
type ladder struct{ percent string }

func (l ladder) ExamDiscount(_ context.Context, _ *gorm.DB, partner string) (Discount, error) {
	if partner != "acme" {
		return Discount{}, nil
	}
	return Discount{Percent: l.percent, Title: "Strategic of Meridian, " + l.percent + " %"}, nil
}

func TestWhatADiscountTakesOff(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		percent string
		price   int64
		takes   int64
	}{{"25", 15000, 3750}, {"12.5", 999, 125}, {"33.333333", 100, 33}, {"100", 15000, 15000}, {"0", 15000, 0}, {"", 15000, 0}, {"0.5", 100, 1}, {"0.4", 100, 0}} {
		if off := (Discount{Percent: c.percent}).Off(money.Money{Amount: c.price, Currency: "USD"}); off.Amount != c.takes {
			t.Errorf("%s %% of %d takes %d instead of %d", c.percent, c.price, off.Amount, c.takes)
		}
	}
}

func TestATierLowersThePriceForItsPeople(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.tiers = ladder{"25"}
		asAbe := actor.With(t.Context(), abe())
		_, p := w.charged(t, asAbe, ChargeRequest{PersonID: "ann", PartnerID: "acme", PayWith: "invoice"})
		if p.Total.Amount != 11250 {
			t.Fatal(p)
		}
		account, err := w.Order(asAbe, p.OrderID)
		if err != nil || len(account.Lines) != 2 || account.Lines[1].Amount != -3750 || account.Lines[1].Description != "Discount: Strategic of Meridian, 25 %" {
			t.Fatal(err, account.Lines)
		}
		if account.Invoice == nil || len(account.Invoice.Lines) != 2 || account.Invoice.Lines[1].Description != account.Lines[1].Description || account.Invoice.Total != 11250 {
			t.Fatalf("%+v", account.Invoice)
		}
		if _, own := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PartnerID: "acme", PayWith: "card"}); own.Total.Amount != 11250 {
			t.Fatal("by card", own)
		}
		if _, other := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "card"}); other.Total.Amount != 15000 {
			t.Fatal("without a partner", other)
		}
		if _, stranger := w.charged(t, actor.With(t.Context(), bob()), ChargeRequest{PartnerID: "acme", PayWith: "card"}); stranger.Total.Amount != 15000 {
			t.Fatal("who does not belong there", stranger)
		}
		pack, err := w.BuyPack(asAbe, PackRequest{Exam: "flow", Partner: "acme", Count: 4, ExpiresAt: db.Now().AddDate(0, 1, 0), PayWith: ByInvoice})
		if err != nil || pack.Order.Total.Amount != 45000 {
			t.Fatal(err, pack.Order)
		}
		w.tiers = ladder{"100"}
		r, gift := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PartnerID: "acme", PayWith: "card"})
		if gift.Total.Amount != 0 || !gift.Settled || w.admit(system(t), r.RegistrationID) != nil {
			t.Fatal("all of it", gift)
		}
	})
}
