package billing

import (
	"errors"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestReconcilingALostWebhook(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ctx := actor.With(t.Context(), ann())
		r, p := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
		w.checkout(t, p)
		w.provider.set(p.OrderID, SessionPaid)
		if n, err := w.Reconcile(t.Context()); n != 0 || err != nil {
			t.Errorf("asked about %d within two minutes, %v", n, err)
		}
		w.exec(t, "update payments set next_ask_at = ? where order_id = ?", db.Now().Add(-time.Second), p.OrderID)
		w.provider.fail("find", ErrGateway)
		if n, err := w.Reconcile(t.Context()); n != 1 || !errors.Is(err, ErrGateway) {
			t.Errorf("asked about %d, %v", n, err)
		}
		w.provider.fail("find", nil)
		w.exec(t, "update payments set next_ask_at = ? where order_id = ?", db.Now().Add(-time.Second), p.OrderID)
		for i, want := range []int{1, 0} {
			if n, err := w.Reconcile(t.Context()); n != want || err != nil {
				t.Errorf("run %d asked about %d, %v", i, n, err)
			}
		}
		if got := facts[OrderPaid](t, w); len(got) != 1 || got[0].OrderID != p.OrderID || got[0].RegistrationID != r.RegistrationID {
			t.Errorf("facts %+v", got)
		}
		w.provider.set(p.OrderID, SessionRefunded) // at the provider's own desk, and that webhook is lost too
		w.exec(t, "update payments set next_ask_at = ? where order_id = ?", db.Now().Add(-time.Second), p.OrderID)
		if n, err := w.Reconcile(t.Context()); n != 1 || err != nil {
			t.Errorf("the day after asked about %d, %v", n, err)
		}
		if err := w.admit(ctx, r.RegistrationID); !errors.Is(err, ErrNotEntitled) {
			t.Errorf("admitted after the money went back: %v", err)
		}
		if n := w.count(t, "select count(*) from payments where next_ask_at is not null"); n != 0 {
			t.Error("a refunded order is still asked about")
		}
	})
}

func TestUnpaidOrdersAreAskedAboutMoreRarely(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		_, p := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "card"})
		w.checkout(t, p)
		due := func(ago time.Duration) {
			w.exec(t, "update payments set next_ask_at = ?, created_at = ? where order_id = ?", db.Now().Add(-time.Second), db.Now().Add(-ago), p.OrderID)
		}
		due(time.Hour)
		if _, err := w.Reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
		var next time.Time
		w.must(t, system(t), func(tx *gorm.DB) error {
			return tx.Raw("select next_ask_at from payments where order_id = ?", p.OrderID).Scan(&next).Error
		})
		if in := next.Sub(db.Now()); in < 3*time.Minute || in > 4*time.Minute {
			t.Errorf("asked again in %s", in)
		}
		due(121 * 24 * time.Hour)
		if _, err := w.Reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := w.count(t, "select count(*) from payments where next_ask_at is null"); n != 1 {
			t.Error("an order of four months ago is still asked about")
		}
	})
}
