package billing

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func (w *world) withdrawn(t testing.TB, ctx context.Context, registration string) (done bool) {
	t.Helper()
	w.must(t, ctx, func(tx *gorm.DB) (err error) {
		done, err = w.Withdraw(ctx, tx, registration)
		return err
	})
	return done
}

func TestOpeningTheCheckout(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ctx := actor.With(t.Context(), ann())

		t.Run("the link is needed whole", func(t *testing.T) {
			_, p := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
			if !strings.Contains(p.CheckoutURL, "/pay/"+p.OrderID+"?key="+w.keys.linkKey(p.OrderID)) {
				t.Errorf("link %s", p.CheckoutURL)
			}
			for _, key := range []string{"", "x", w.keys.linkKey("ord_other")} {
				if _, err := w.CheckoutURL(t.Context(), p.OrderID, key); !errors.Is(err, ErrNoOrder) {
					t.Errorf("key %q: %v", key, err)
				}
				if _, err := w.Returned(t.Context(), p.OrderID, key); !errors.Is(err, ErrNoOrder) {
					t.Errorf("return with key %q: %v", key, err)
				}
			}
		})
		t.Run("twenty clicks open one checkout", func(t *testing.T) {
			before := w.provider.created
			_, p := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
			var all sync.WaitGroup
			urls := make([]string, 20)
			for i := range urls {
				all.Go(func() {
					var err error
					if urls[i], err = w.CheckoutURL(t.Context(), p.OrderID, w.keys.linkKey(p.OrderID)); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if w.provider.created != before+1 || w.count(t, "select count(*) from payments where order_id = ?", p.OrderID) != 1 {
				t.Errorf("%d checkouts", w.provider.created-before)
			}
			for _, u := range urls {
				if u != urls[0] {
					t.Errorf("%s and %s", u, urls[0])
				}
			}
		})
		t.Run("an answer that was lost is looked up, not charged again", func(t *testing.T) {
			before := w.provider.created
			_, p := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
			w.provider.loses = true
			if _, err := w.CheckoutURL(t.Context(), p.OrderID, w.keys.linkKey(p.OrderID)); !errors.Is(err, ErrGateway) {
				t.Fatalf("%v", err)
			}
			w.provider.loses = false
			w.provider.fail("create", errors.New("must not be called"))
			defer w.provider.fail("create", nil)
			w.checkout(t, p)
			if w.provider.created != before+1 {
				t.Errorf("%d checkouts", w.provider.created-before)
			}
		})
		t.Run("a provider that is away leaves everything as it was", func(t *testing.T) {
			_, p := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
			w.provider.fail("create", ErrGateway)
			if _, err := w.CheckoutURL(t.Context(), p.OrderID, w.keys.linkKey(p.OrderID)); !errors.Is(err, ErrGateway) {
				t.Fatalf("%v", err)
			}
			w.provider.fail("create", nil)
			w.checkout(t, p)
		})
		t.Run("coming back proves nothing", func(t *testing.T) {
			r, p := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
			w.checkout(t, p)
			to, err := w.Returned(t.Context(), p.OrderID, w.keys.linkKey(p.OrderID))
			if err != nil || to != "http://laurel.test/app/registrations/"+r.RegistrationID+"?order="+p.OrderID {
				t.Errorf("back to %s, %v", to, err)
			}
			if err := w.admit(ctx, r.RegistrationID); !errors.Is(err, ErrNotEntitled) {
				t.Errorf("admitted without paying: %v", err)
			}
			w.provider.set(p.OrderID, SessionPaid)
			for range 2 {
				if _, err := w.Returned(t.Context(), p.OrderID, w.keys.linkKey(p.OrderID)); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.admit(ctx, r.RegistrationID); err != nil {
				t.Errorf("paid and not admitted: %v", err)
			}
			if to, err := w.CheckoutURL(t.Context(), p.OrderID, w.keys.linkKey(p.OrderID)); err != nil || !strings.Contains(to, "/app/registrations/") {
				t.Errorf("a paid order leads to %s, %v", to, err)
			}
		})
		t.Run("a cancelled order is refused, and money that comes all the same is put aside", func(t *testing.T) {
			for _, opened := range []bool{false, true} {
				r, p := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
				if opened {
					w.checkout(t, p)
				}
				for range 2 {
					if !w.withdrawn(t, ctx, r.RegistrationID) {
						t.Fatal("an unpaid order was not withdrawn")
					}
				}
				if _, err := w.CheckoutURL(t.Context(), p.OrderID, w.keys.linkKey(p.OrderID)); !errors.Is(err, ErrCancelled) {
					t.Errorf("the old link: %v", err)
				}
				if !opened {
					continue
				}
				w.provider.set(p.OrderID, SessionPaid)
				if err := w.tell(t, Notice{ID: "late " + p.OrderID, Type: "checkout.paid", OrderKey: p.OrderID}); err != nil {
					t.Fatal(err)
				}
				if n := w.count(t, "select count(*) from payment_quarantine where order_id = ? and reason = 'illegal_transition'", p.OrderID); n != 1 {
					t.Errorf("put aside %d times", n)
				}
				if err := w.admit(ctx, r.RegistrationID); !errors.Is(err, ErrNotEntitled) {
					t.Errorf("admitted by a cancelled order: %v", err)
				}
			}
		})
		t.Run("a paid order is not withdrawn", func(t *testing.T) {
			r, p := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
			w.checkout(t, p)
			w.provider.set(p.OrderID, SessionPaid)
			if err := w.tell(t, Notice{ID: "evt " + p.OrderID, Type: "checkout.paid", OrderKey: p.OrderID}); err != nil {
				t.Fatal(err)
			}
			if w.withdrawn(t, ctx, r.RegistrationID) {
				t.Error("it was")
			}
		})
		t.Run("coming back while the provider is away is no error", func(t *testing.T) {
			_, p := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
			w.checkout(t, p)
			w.provider.fail("find", ErrGateway)
			defer w.provider.fail("find", nil)
			if _, err := w.Returned(t.Context(), p.OrderID, w.keys.linkKey(p.OrderID)); err != nil {
				t.Error(err)
			}
		})
	})
}
