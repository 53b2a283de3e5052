package billing

import (
	"errors"
	"sync"
	"testing"
	"time"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestRefunds(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ctx, finance := actor.With(t.Context(), ann()), actor.With(t.Context(), vendor())
		paidByCard := func(t *testing.T) (ChargeRequest, Payment) {
			t.Helper()
			r, p := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
			w.checkout(t, p)
			w.provider.set(p.OrderID, SessionPaid)
			if err := w.tell(t, Notice{ID: "evt " + p.OrderID, Type: "checkout.paid", OrderKey: p.OrderID}); err != nil {
				t.Fatal(err)
			}
			return r, p
		}

		t.Run("before start: everything, twice is once", func(t *testing.T) {
			r, p := paidByCard(t)
			for range 2 {
				got, err := w.Refund(finance, p.OrderID, "changed plans")
				if err != nil || got.State != refundDone || got.Policy != FullBeforeStart || got.Amount != 15000 || got.DoneAt == nil {
					t.Fatalf("%+v, %v", got, err)
				}
				if n := w.provider.refunds[got.ID]; n != 1 {
					t.Errorf("the provider was asked %d times", n)
				}
			}
			if err := w.admit(ctx, r.RegistrationID); !errors.Is(err, ErrNotEntitled) {
				t.Errorf("admitted after the refund: %v", err)
			}
			if sum := w.count(t, "select sum(amount) from ledger_entries where order_id = ?", p.OrderID); sum != 0 {
				t.Errorf("the ledger says %d", sum)
			}
			if n := w.count(t, "select count(*) from orders where id = ? and state = 'refunded'", p.OrderID); n != 1 {
				t.Error("the order is not refunded")
			}
		})
		t.Run("after start: none, and the policy is named", func(t *testing.T) {
			r, p := paidByCard(t)
			if err := w.admit(ctx, r.RegistrationID); err != nil {
				t.Fatal(err)
			}
			_, err := w.Refund(finance, p.OrderID, "failed")
			if !errors.Is(err, ErrPolicy) || fault.Of(err).Extra["policy"] != NoneAfterStart {
				t.Errorf("%v, %v", err, fault.Of(err).Extra)
			}
			if w.count(t, "select count(*) from refunds where order_id = ?", p.OrderID) != 0 {
				t.Error("a refund was kept")
			}
		})
		t.Run("a start and a refund at once: one wins", func(t *testing.T) {
			for range 5 {
				r, p := paidByCard(t)
				var all sync.WaitGroup
				var started, refunded error
				all.Go(func() { started = w.admit(ctx, r.RegistrationID) })
				all.Go(func() { _, refunded = w.Refund(finance, p.OrderID, "race") })
				all.Wait()
				if (started == nil) == (refunded == nil) {
					t.Errorf("start %v, refund %v", started, refunded)
				}
			}
		})
		t.Run("a provider that is away leaves it pending, and it is sent again", func(t *testing.T) {
			r, p := paidByCard(t)
			w.provider.fail("refund", ErrGateway)
			got, err := w.Refund(finance, p.OrderID, "later")
			if err != nil || got.State != refundPending {
				t.Fatalf("%+v, %v", got, err)
			}
			if err := w.admit(ctx, r.RegistrationID); !errors.Is(err, ErrNotEntitled) {
				t.Errorf("admitted with a refund under way: %v", err)
			}
			w.provider.fail("refund", nil)
			w.exec(t, "update refunds set created_at = ? where id = ?", db.Now().Add(-3*time.Minute), got.ID)
			for range 2 {
				if _, err := w.Reconcile(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if w.text(t, "select state from refunds where id = ?", got.ID) != refundDone || w.provider.refunds[got.ID] != 1 {
				t.Errorf("sent %d times", w.provider.refunds[got.ID])
			}
		})
		t.Run("unpaid, free and unknown orders", func(t *testing.T) {
			_, open := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
			_, gift := w.charged(t, ctx, ChargeRequest{ExamKey: "gift", PayWith: "free"})
			for _, p := range []Payment{open, gift} {
				if _, err := w.Refund(finance, p.OrderID, "x"); !errors.Is(err, ErrNothingToRefund) {
					t.Errorf("%s: %v", p.State, err)
				}
			}
			if _, err := w.Refund(finance, "ord_none", "x"); !errors.Is(err, ErrNoOrder) {
				t.Error(err)
			}
		})
		t.Run("a voucher goes back to the pool", func(t *testing.T) {
			_, codes := w.granted(t, "acme", "flow", 1)
			r, p := w.charged(t, ctx, ChargeRequest{PayWith: "voucher", VoucherCode: codes[0].Code})
			got, err := w.Refund(finance, p.OrderID, "wrong exam")
			if err != nil || got.Amount != 0 || got.State != refundDone {
				t.Fatalf("%+v, %v", got, err)
			}
			if err := w.admit(ctx, r.RegistrationID); !errors.Is(err, ErrNotEntitled) {
				t.Errorf("admitted: %v", err)
			}
			if _, p := w.charged(t, ctx, ChargeRequest{PayWith: "voucher", VoucherCode: codes[0].Code}); !p.Settled {
				t.Error("the voucher cannot be used again")
			}
		})
		t.Run("an invoice is taken back without a provider", func(t *testing.T) {
			_, p := w.charged(t, actor.With(t.Context(), abe()), ChargeRequest{PayWith: "invoice", PartnerID: "acme"})
			if got, err := w.Refund(finance, p.OrderID, "x"); err != nil || got.State != refundDone || got.Amount != 15000 {
				t.Errorf("%+v, %v", got, err)
			}
		})
	})
}

func TestPacks(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		admin, finance := actor.With(t.Context(), abe()), actor.With(t.Context(), vendor())
		scope := actor.Sight(admin)
		buy := func(t *testing.T, pay PayWith) PackView {
			t.Helper()
			v, err := w.BuyPack(admin, PackRequest{Exam: "flow", Partner: "ext:A-1", Count: 3, ExpiresAt: db.Now().Add(time.Hour), PayWith: pay})
			if err != nil || v.State != PackAwaiting || v.Order == nil || v.Order.Total.Amount != 45000 || len(v.Vouchers) != 0 {
				t.Fatalf("%+v, %v", v, err)
			}
			return v
		}
		t.Run("by card: codes after payment, once", func(t *testing.T) {
			v := buy(t, ByCard)
			if _, err := w.ShowCodes(admin, scope, v.ID); !errors.Is(err, ErrPackUnpaid) {
				t.Errorf("codes before payment: %v", err)
			}
			w.checkout(t, Payment{OrderID: v.Order.ID})
			w.provider.set(v.Order.ID, SessionPaid)
			for i := range 2 {
				if err := w.tell(t, Notice{ID: v.ID + string(rune('a'+i)), Type: "checkout.paid", OrderKey: v.Order.ID}); err != nil {
					t.Fatal(err)
				}
			}
			if n := w.count(t, "select count(*) from vouchers where pack_id = ?", v.ID); n != 3 {
				t.Errorf("%d vouchers", n)
			}
			shown, err := w.ShowCodes(admin, scope, v.ID)
			if err != nil || len(shown.Vouchers) != 3 || shown.State != PackIssued {
				t.Fatalf("%+v, %v", shown, err)
			}
			if _, err := w.ShowCodes(admin, scope, v.ID); !errors.Is(err, ErrCodesShown) {
				t.Errorf("shown twice: %v", err)
			}
			if n := w.count(t, "select count(*) from vouchers where pack_id = ? and code_sealed is not null", v.ID); n != 0 {
				t.Errorf("%d codes are still readable", n)
			}
			if _, p := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "voucher", VoucherCode: shown.Vouchers[0].Code}); !p.Settled {
				t.Error("a bought voucher does not work")
			}
			_, err = w.Refund(finance, v.Order.ID, "x")
			if !errors.Is(err, ErrPolicy) || fault.Of(err).Extra["policy"] != PackTouched {
				t.Errorf("a used pack: %v", err)
			}
		})
		t.Run("untouched: refunded and void", func(t *testing.T) {
			v := buy(t, ByCard)
			w.checkout(t, Payment{OrderID: v.Order.ID})
			w.provider.set(v.Order.ID, SessionPaid)
			if err := w.tell(t, Notice{ID: v.ID, Type: "checkout.paid", OrderKey: v.Order.ID}); err != nil {
				t.Fatal(err)
			}
			if r, err := w.Refund(finance, v.Order.ID, "x"); err != nil || r.State != refundDone || r.Policy != PackUntouched || r.Amount != 45000 {
				t.Fatalf("%+v, %v", r, err)
			}
			if n := w.count(t, "select count(*) from vouchers where pack_id = ? and state = 'void'", v.ID); n != 3 {
				t.Errorf("%d vouchers are void", n)
			}
			if got, err := w.Pack(admin, scope, v.ID); err != nil || got.State != PackVoid {
				t.Errorf("%+v, %v", got, err)
			}
		})
		t.Run("by invoice: codes when the money arrived", func(t *testing.T) {
			v := buy(t, ByInvoice)
			if _, err := w.ShowCodes(admin, scope, v.ID); !errors.Is(err, ErrPackUnpaid) {
				t.Errorf("codes for a promise: %v", err)
			}
			if a, err := w.ReceivePayment(finance, v.Order.ID, "WIRE 17"); err != nil || a.Order.State != Paid || a.Payments[0].Reference != "WIRE 17" {
				t.Fatalf("%+v, %v", a, err)
			}
			if _, err := w.ReceivePayment(finance, v.Order.ID, "WIRE 17"); !errors.Is(err, ErrNotInvoiced) {
				t.Errorf("received twice: %v", err)
			}
			if shown, err := w.ShowCodes(admin, scope, v.ID); err != nil || len(shown.Vouchers) != 3 {
				t.Errorf("%+v, %v", shown, err)
			}
		})
		t.Run("a disputed pack does not redeem", func(t *testing.T) {
			v := buy(t, ByCard)
			w.checkout(t, Payment{OrderID: v.Order.ID})
			w.provider.set(v.Order.ID, SessionPaid)
			_ = w.tell(t, Notice{ID: v.ID + "1", Type: "checkout.paid", OrderKey: v.Order.ID})
			shown, err := w.ShowCodes(admin, scope, v.ID)
			if err != nil {
				t.Fatal(err)
			}
			w.provider.set(v.Order.ID, SessionDisputed)
			_ = w.tell(t, Notice{ID: v.ID + "2", Type: "checkout.disputed", OrderKey: v.Order.ID})
			redeem := ChargeRequest{PayWith: "voucher", VoucherCode: shown.Vouchers[0].Code}
			if _, _, err := w.charge(t, actor.With(t.Context(), ann()), redeem); !errors.Is(err, ErrVoucherRefused) {
				t.Errorf("redeemed during a dispute: %v", err)
			}
			w.provider.set(v.Order.ID, SessionPaid)
			_ = w.tell(t, Notice{ID: v.ID + "3", Type: "checkout.dispute_won", OrderKey: v.Order.ID})
			if _, _, err := w.charge(t, actor.With(t.Context(), ann()), redeem); err != nil {
				t.Errorf("after the dispute was won: %v", err)
			}
		})
		t.Run("refused", func(t *testing.T) {
			good := PackRequest{Exam: "flow", Partner: "acme", Count: 3, ExpiresAt: db.Now().Add(time.Hour), PayWith: ByCard}
			for name, c := range map[string]struct {
				change func(r *PackRequest)
				want   *fault.Error
			}{
				"another partner":    {func(r *PackRequest) { r.Partner = "blob" }, ErrInput},
				"no such partner":    {func(r *PackRequest) { r.Partner = "none" }, ErrInput},
				"no such exam":       {func(r *PackRequest) { r.Exam = "none" }, ErrInput},
				"a free exam":        {func(r *PackRequest) { r.Exam = "gift" }, ErrInput},
				"none":               {func(r *PackRequest) { r.Count = 0 }, ErrInput},
				"less than none":     {func(r *PackRequest) { r.Count = -1 }, ErrInput},
				"a billion":          {func(r *PackRequest) { r.Count = 1e9 }, ErrInput},
				"expired":            {func(r *PackRequest) { r.ExpiresAt = db.Now() }, ErrInput},
				"for ever":           {func(r *PackRequest) { r.ExpiresAt = db.Now().AddDate(10, 0, 0) }, ErrInput},
				"no way to pay":      {func(r *PackRequest) { r.PayWith = "" }, ErrInput},
				"a gift to oneself":  {func(r *PackRequest) { r.PayWith = ByGrant }, ErrNotAllowed},
				"a voucher for them": {func(r *PackRequest) { r.PayWith = ByVoucher }, ErrInput},
			} {
				r := good
				c.change(&r)
				if _, err := w.BuyPack(admin, r); !errors.Is(err, c.want) {
					t.Errorf("%s: %v", name, err)
				}
			}
			v := buy(t, ByCard)
			foreign := actor.With(t.Context(), bob())
			if _, err := w.Pack(foreign, actor.Sight(foreign), v.ID); !errors.Is(err, ErrNoPack) {
				t.Errorf("a foreign pack: %v", err)
			}
			if _, err := w.ShowCodes(foreign, actor.Sight(foreign), v.ID); !errors.Is(err, ErrNoPack) {
				t.Errorf("foreign codes: %v", err)
			}
		})
	})
}
