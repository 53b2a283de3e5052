package billing

import (
	"context"
	"errors"
	"sync"
	"testing"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/id"
	"laurel/internal/money"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestPrices(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, ctx := newWorld(t, db), system(t)
		w.must(t, ctx, func(tx *gorm.DB) error {
			if _, err := w.Price(ctx, tx, "exam:none"); !errors.Is(err, ErrNoPrice) {
				t.Errorf("no price: %v", err)
			}
			if err := w.SetPrice(ctx, tx, "exam:flow", money.Money{Amount: -1, Currency: "USD"}); err == nil {
				t.Error("a negative price was accepted")
			}
			return nil
		})
		for range 2 { // setting the same price twice is setting it once
			w.must(t, ctx, func(tx *gorm.DB) error {
				return w.SetPrice(ctx, tx, "exam:flow", money.Money{Amount: 20000, Currency: "EUR"})
			})
		}
		w.must(t, ctx, func(tx *gorm.DB) error {
			if p, err := w.Price(ctx, tx, "exam:flow"); err != nil || p != (money.Money{Amount: 20000, Currency: "EUR"}) {
				t.Errorf("price %v, %v", p, err)
			}
			return nil
		})
		if n := w.count(t, "select count(*) from prices where product = 'exam:flow'"); n != 2 {
			t.Errorf("%d prices are kept, want the old and the new", n)
		}
	})
}

func TestWaysToPay(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		as := func(a actor.Actor) context.Context { return actor.With(t.Context(), a) }

		t.Run("free settles at once and admits once", func(t *testing.T) {
			r, p := w.charged(t, as(ann()), ChargeRequest{ExamKey: "gift", PayWith: "free"})
			if !p.Settled || p.State != Paid || p.Total != (money.Money{Currency: "USD"}) || p.CheckoutURL != "" {
				t.Errorf("payment %+v", p)
			}
			if err := w.admit(as(ann()), r.RegistrationID); err != nil {
				t.Errorf("admit: %v", err)
			}
			if err := w.admit(as(ann()), r.RegistrationID); !errors.Is(err, ErrNotEntitled) {
				t.Errorf("second admission: %v", err)
			}
		})
		t.Run("free is refused for what costs money", func(t *testing.T) {
			if _, _, err := w.charge(t, as(ann()), ChargeRequest{PayWith: "free"}); !errors.Is(err, ErrNotFree) {
				t.Error(err)
			}
		})
		t.Run("nothing to pay needs no provider and burns no voucher", func(t *testing.T) {
			_, codes := w.granted(t, "acme", "gift", 1)
			for _, pay := range []string{"card", "voucher", "invoice"} {
				if _, p := w.charged(t, as(ann()), ChargeRequest{ExamKey: "gift", PayWith: pay, VoucherCode: codes[0].Code}); !p.Settled {
					t.Errorf("%s: %+v", pay, p)
				}
			}
			if n := w.count(t, "select count(*) from vouchers where state = 'redeemed'"); n != 0 {
				t.Errorf("%d vouchers were burnt", n)
			}
		})
		t.Run("card awaits payment and admits nobody", func(t *testing.T) {
			r, p := w.charged(t, as(ann()), ChargeRequest{PayWith: "card"})
			if p.Settled || p.State != Awaiting || p.Total != usd150 || p.CheckoutURL == "" {
				t.Errorf("payment %+v", p)
			}
			if err := w.admit(as(ann()), r.RegistrationID); !errors.Is(err, ErrNotEntitled) {
				t.Errorf("admitted without paying: %v", err)
			}
			if w.provider.created != 0 {
				t.Error("the provider was asked inside the transaction")
			}
		})
		t.Run("invoice needs the partner's administrator", func(t *testing.T) {
			if _, _, err := w.charge(t, as(ann()), ChargeRequest{PayWith: "invoice", PartnerID: "acme"}); !errors.Is(err, ErrInvoiceRefused) {
				t.Errorf("a candidate spent the employer's money: %v", err)
			}
			if _, _, err := w.charge(t, as(abe()), ChargeRequest{PayWith: "invoice", PartnerID: "blob"}); !errors.Is(err, ErrInvoiceRefused) {
				t.Errorf("another partner's money: %v", err)
			}
			if _, _, err := w.charge(t, as(abe()), ChargeRequest{PayWith: "invoice"}); !errors.Is(err, ErrInvoiceRefused) {
				t.Errorf("nobody's money: %v", err)
			}
			if _, _, err := w.charge(t, as(abe()), ChargeRequest{PersonID: "bob", PayWith: "invoice", PartnerID: "acme"}); !errors.Is(err, ErrInvoiceRefused) {
				t.Errorf("for a stranger: %v", err)
			}
			r, p := w.charged(t, as(abe()), ChargeRequest{PayWith: "invoice", PartnerID: "acme"})
			if !p.Settled || p.State != Invoiced || p.Total != usd150 {
				t.Errorf("payment %+v", p)
			}
			if err := w.admit(as(abe()), r.RegistrationID); err != nil {
				t.Errorf("admit: %v", err)
			}
		})
		t.Run("unknown ways and unpriced exams are refused", func(t *testing.T) {
			for _, pay := range []string{"", "grant", "gold"} {
				if _, _, err := w.charge(t, as(ann()), ChargeRequest{PayWith: pay}); !errors.Is(err, ErrInput) {
					t.Errorf("%q: %v", pay, err)
				}
			}
			if _, _, err := w.charge(t, as(ann()), ChargeRequest{ExamKey: "none", PayWith: "card"}); !errors.Is(err, ErrNoPrice) {
				t.Error(err)
			}
		})
		t.Run("without a provider there are no cards", func(t *testing.T) {
			bare, err := New(Deps{DB: db, Log: testkit.Log(t), Secret: []byte("0123456789abcdef0123456789abcdef"), Affiliations: w.belongs, Partners: partners{}})
			if err != nil {
				t.Fatal(err)
			}
			err = db.Tx(as(ann()), func(tx *gorm.DB) error {
				_, err := bare.Charge(as(ann()), tx, ChargeRequest{RegistrationID: id.New("reg"), PersonID: "ann", ExamKey: "flow", PayWith: "card"})
				return err
			})
			if !errors.Is(err, ErrNoCards) {
				t.Error(err)
			}
		})
		t.Run("a changed price leaves orders as they were", func(t *testing.T) {
			r, first := w.charged(t, as(ann()), ChargeRequest{PayWith: "card"})
			w.must(t, system(t), func(tx *gorm.DB) error {
				return w.SetPrice(t.Context(), tx, "exam:flow", money.Money{Amount: 99, Currency: "USD"})
			})
			if _, again := w.charged(t, as(ann()), r); again != first {
				t.Errorf("%+v became %+v", first, again)
			}
		})
	})
}

func TestParallelChargesMakeOneOrder(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		_, codes := w.granted(t, "acme", "flow", 2)
		ctx := actor.With(t.Context(), ann())
		for _, pay := range []ChargeRequest{{PayWith: "card"}, {PayWith: "voucher", VoucherCode: codes[0].Code}} {
			pay.RegistrationID = id.New("reg")
			orders := make([]string, 20)
			var all sync.WaitGroup
			for i := range orders {
				all.Go(func() {
					_, p, err := w.charge(t, ctx, pay)
					if err != nil {
						t.Errorf("%s: %v", pay.PayWith, err)
					}
					orders[i] = p.OrderID
				})
			}
			all.Wait()
			for _, o := range orders {
				if o != orders[0] {
					t.Errorf("%s: two orders, %s and %s", pay.PayWith, o, orders[0])
				}
			}
		}
		if n := w.count(t, "select count(*) from orders"); n != 2 {
			t.Errorf("%d orders", n)
		}
		if n := w.count(t, "select count(*) from order_lines"); n != 3 {
			t.Errorf("%d lines, want one for the card and two for the voucher", n)
		}
	})
}

func TestParallelAdmissionsSpendOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ctx := actor.With(t.Context(), ann())
		r, _ := w.charged(t, ctx, ChargeRequest{ExamKey: "gift", PayWith: "free"})
		var all sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for range 20 {
			all.Go(func() {
				err := w.admit(ctx, r.RegistrationID)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					in++
				} else if !errors.Is(err, ErrNotEntitled) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if in != 1 {
			t.Errorf("%d were admitted", in)
		}
	})
}
