package billing

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/money"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// permutations of n events.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var out [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			out = append(out, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return out
}

// standing is everything that a payment changes.
type standing struct {
	State, Entitlement     string
	Charges, Refunds       int
	Ledger                 int
	Paid, Refunded, Events int
}

func (w *world) standing(t *testing.T, r ChargeRequest, p Payment) standing {
	t.Helper()
	s := standing{
		State:       w.text(t, "select state from orders where id = ?", p.OrderID),
		Entitlement: w.text(t, "select state from entitlements where registration_id = ?", r.RegistrationID),
		Charges:     w.count(t, "select count(*) from ledger_entries where order_id = ? and kind = 'charge'", p.OrderID),
		Refunds:     w.count(t, "select count(*) from ledger_entries where order_id = ? and kind = 'refund'", p.OrderID),
		Ledger:      w.count(t, "select coalesce(sum(amount), 0) from ledger_entries where order_id = ?", p.OrderID),
		Events:      w.count(t, "select count(*) from payment_events where order_id = ?", p.OrderID),
	}
	for _, f := range facts[OrderPaid](t, w) {
		if f.OrderID == p.OrderID && f.RegistrationID == r.RegistrationID && f.PersonID == "ann" {
			s.Paid++
		}
	}
	for _, f := range facts[OrderRefunded](t, w) {
		if f.OrderID == p.OrderID {
			s.Refunded++
		}
	}
	return s
}

func TestEventsInAnyOrderAndTwice(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ctx := actor.With(t.Context(), ann())
		kinds := []string{"checkout.created", "checkout.paid", "checkout.disputed", "checkout.refunded"}
		want := standing{State: "refunded", Entitlement: "revoked", Charges: 1, Refunds: 1, Ledger: 0, Paid: 1, Refunded: 1, Events: 4}
		for _, order := range permutations(len(kinds)) {
			r, p := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
			w.checkout(t, p)
			w.provider.set(p.OrderID, SessionRefunded) // all has happened before the first word comes
			for _, i := range order {
				for range 2 {
					if err := w.tell(t, Notice{ID: fmt.Sprint(p.OrderID, i), Type: kinds[i], OrderKey: p.OrderID, Amount: &usd150}); err != nil {
						t.Fatal(err)
					}
				}
			}
			if diff := cmp.Diff(want, w.standing(t, r, p)); diff != "" {
				t.Errorf("order %v: %s", order, diff)
			}
		}
	})
}

func TestEventsAsTheyHappen(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ctx := actor.With(t.Context(), ann())
		r, p := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
		w.checkout(t, p)
		step := func(id string, status SessionStatus, want standing) {
			t.Helper()
			w.provider.set(p.OrderID, status)
			if err := w.tell(t, Notice{ID: id, Type: "checkout." + string(status), OrderKey: p.OrderID, Amount: &usd150}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, w.standing(t, r, p)); diff != "" {
				t.Errorf("%s: %s", id, diff)
			}
		}
		step("1", SessionOpen, standing{State: "awaiting_payment", Events: 1})
		step("2", SessionPaid, standing{State: "paid", Entitlement: "granted", Charges: 1, Ledger: 15000, Paid: 1, Events: 2})
		step("3", SessionDisputed, standing{State: "disputed", Entitlement: "suspended", Charges: 1, Ledger: 15000, Paid: 1, Events: 3})
		if err := w.admit(ctx, r.RegistrationID); !errors.Is(err, ErrNotEntitled) {
			t.Errorf("admitted during a dispute: %v", err)
		}
		step("4", SessionPaid, standing{State: "paid", Entitlement: "granted", Charges: 1, Ledger: 15000, Paid: 1, Events: 4})
		if got := facts[OrderDisputed](t, w); len(got) != 2 || !got[0].Open || got[1].Open {
			t.Errorf("dispute facts %+v", got)
		}
		if err := w.admit(ctx, r.RegistrationID); err != nil {
			t.Errorf("admit after the dispute was won: %v", err)
		}
		step("5", SessionRefunded, standing{State: "refunded", Entitlement: "spent", Charges: 1, Refunds: 1, Paid: 1, Refunded: 1, Events: 5})
		if n := w.count(t, "select count(*) from audit_entries where subject = ? and action like 'order.%'", p.OrderID); n != 4 {
			t.Errorf("%d steps are in the audit, want 4", n)
		}
	})
}

func TestOneEventTwentyTimesAtOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		r, p := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "card"})
		w.checkout(t, p)
		w.provider.set(p.OrderID, SessionPaid)
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() { // half the same event, half different ones
				if err := w.tell(t, Notice{ID: fmt.Sprint("evt", i/2), Type: "checkout.paid", OrderKey: p.OrderID, Amount: &usd150}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		want := standing{State: "paid", Entitlement: "granted", Charges: 1, Ledger: 15000, Paid: 1, Events: 10}
		if diff := cmp.Diff(want, w.standing(t, r, p)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestEventsPutAside(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ctx := actor.With(t.Context(), ann())
		less, euros := money.Money{Amount: 1, Currency: "USD"}, money.Money{Amount: 15000, Currency: "EUR"}
		for name, c := range map[string]struct {
			notice Notice
			change func(p Payment)
			reason string
		}{
			"unknown order":         {Notice{Type: "checkout.paid", OrderKey: "ord_none"}, nil, aboutNobody},
			"no order":              {Notice{Type: "checkout.paid"}, nil, aboutNobody},
			"unknown type":          {Notice{Type: "account.updated", OrderKey: "this"}, nil, unknownType},
			"live money":            {Notice{Type: "checkout.paid", OrderKey: "this", Mode: "live"}, nil, wrongMode},
			"other amount claimed":  {Notice{Type: "checkout.paid", OrderKey: "this", Amount: &less}, nil, wrongAmount},
			"other currency":        {Notice{Type: "checkout.paid", OrderKey: "this", Amount: &euros}, nil, wrongAmount},
			"other amount received": {Notice{Type: "checkout.paid", OrderKey: "this", Amount: &usd150}, func(p Payment) { w.provider.amount(p.OrderID, less) }, wrongAmount},
			"unknown state":         {Notice{Type: "checkout.paid", OrderKey: "this"}, func(p Payment) { w.provider.set(p.OrderID, "upside_down") }, unknownStatus},
			"provider denies it":    {Notice{Type: "checkout.paid", OrderKey: "this"}, func(p Payment) { w.provider.forget(p.OrderID) }, aboutNobody},
		} {
			t.Run(name, func(t *testing.T) {
				r, p := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
				w.checkout(t, p)
				w.provider.set(p.OrderID, SessionPaid)
				if c.change != nil {
					c.change(p)
				}
				n := c.notice
				n.ID = "evt " + name
				if n.OrderKey == "this" {
					n.OrderKey = p.OrderID
				}
				for range 2 {
					if err := w.tell(t, n); err != nil {
						t.Fatal(err)
					}
				}
				if state := w.text(t, "select state from orders where id = ?", p.OrderID); state != "awaiting_payment" {
					t.Errorf("the order is %s", state)
				}
				if err := w.admit(ctx, r.RegistrationID); !errors.Is(err, ErrNotEntitled) {
					t.Errorf("admitted: %v", err)
				}
				if got := w.text(t, "select reason from payment_quarantine where event_id = ?", n.ID); got != c.reason {
					t.Errorf("reason %q, want %q", got, c.reason)
				}
				if got := w.text(t, "select outcome from payment_events where event_id = ?", n.ID); got != c.reason {
					t.Errorf("outcome %q, want %q", got, c.reason)
				}
			})
		}
		if n := w.count(t, "select count(*) from audit_entries where action = 'payment.quarantined'"); n != 9 {
			t.Errorf("%d are in the audit", n)
		}
	})
}

func TestProviderAwayMeansSendItAgain(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		_, p := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "card"})
		w.checkout(t, p)
		w.provider.set(p.OrderID, SessionPaid)
		w.provider.fail("find", errors.New("down"))
		n := Notice{ID: "evt_1", Type: "checkout.paid", OrderKey: p.OrderID}
		if err := w.tell(t, n); !errors.Is(err, ErrGateway) {
			t.Fatalf("%v", err)
		}
		if w.count(t, "select count(*) from payment_events") != 0 {
			t.Error("an event without effect was kept")
		}
		w.provider.fail("find", nil)
		if err := w.tell(t, n); err != nil {
			t.Fatal(err)
		}
		if state := w.text(t, "select state from orders where id = ?", p.OrderID); state != "paid" {
			t.Errorf("the order is %s", state)
		}
		if err := w.Hear(t.Context(), "stripe", func(string) string { return "" }, nil); !errors.Is(err, ErrNoProvider) {
			t.Errorf("another provider: %v", err)
		}
	})
}

// TestTwoWhoReadTheSame plays the moment in which two processes have read the same row and both go on.
func TestTwoWhoReadTheSame(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, ctx := newWorld(t, db), system(t)
		r, p := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "card"})
		w.checkout(t, p)
		var read Order
		w.must(t, ctx, func(tx *gorm.DB) (err error) {
			read, err = w.orderBy(ctx, tx, "id", p.OrderID)
			return err
		})
		for range 2 {
			w.must(t, ctx, func(tx *gorm.DB) error { return w.follow(ctx, tx, read, Paid) })
		}
		want := standing{State: "paid", Entitlement: "granted", Charges: 1, Ledger: 15000, Paid: 1}
		if diff := cmp.Diff(want, w.standing(t, r, p)); diff != "" {
			t.Error(diff)
		}
		for range 2 {
			w.must(t, ctx, func(tx *gorm.DB) error {
				return w.note(ctx, tx, heard{notice: Notice{ID: "evt_1"}, orderID: p.OrderID, reason: unknownType})
			})
		}
		if n := w.count(t, "select count(*) from payment_quarantine"); n != 1 {
			t.Errorf("one event was put aside %d times", n)
		}
	})
}

// TestALateAnswerUndoesNothing: the provider was asked, then a dispute began and was heard of, then the first answer arrives.
func TestALateAnswerUndoesNothing(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, ctx := newWorld(t, db), system(t)
		r, p := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "card"})
		w.checkout(t, p)
		w.provider.set(p.OrderID, SessionPaid)
		late, err := w.fetch(ctx, p.OrderID)
		if err != nil {
			t.Fatal(err)
		}
		w.provider.set(p.OrderID, SessionDisputed)
		if err := w.tell(t, Notice{ID: "evt_1", Type: "checkout.disputed", OrderKey: p.OrderID}); err != nil {
			t.Fatal(err)
		}
		w.must(t, ctx, func(tx *gorm.DB) error {
			return w.note(ctx, tx, heard{notice: Notice{ID: "evt_0"}, orderID: p.OrderID, session: late})
		})
		want := standing{State: "disputed", Entitlement: "suspended", Charges: 1, Ledger: 15000, Paid: 1, Events: 2}
		if diff := cmp.Diff(want, w.standing(t, r, p)); diff != "" {
			t.Error(diff)
		}
		w.provider.set(p.OrderID, SessionRefunded)
		if err := w.tell(t, Notice{ID: "evt_2", Type: "checkout.refunded", OrderKey: p.OrderID}); err != nil {
			t.Fatal(err)
		}
		w.must(t, ctx, func(tx *gorm.DB) error {
			return w.note(ctx, tx, heard{notice: Notice{ID: "evt_3"}, orderID: p.OrderID, session: late})
		})
		if n := w.count(t, "select count(*) from payment_quarantine"); n != 0 || w.text(t, "select state from orders where id = ?", p.OrderID) != "refunded" {
			t.Errorf("%d late answers were put aside", n)
		}
	})
}
