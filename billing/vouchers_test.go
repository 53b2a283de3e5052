package billing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestRedeemingVouchers(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ctx := actor.With(t.Context(), ann())
		_, codes := w.granted(t, "acme", "flow", 12)
		_, foreign := w.granted(t, "blob", "flow", 1)
		_, other := w.granted(t, "acme", "other", 1)

		t.Run("a code settles and admits", func(t *testing.T) {
			r, p := w.charged(t, ctx, ChargeRequest{PayWith: "voucher", VoucherCode: strings.ToLower(codes[0].Code)})
			if !p.Settled || p.State != Paid || p.Total.Amount != 0 {
				t.Errorf("payment %+v", p)
			}
			if err := w.admit(ctx, r.RegistrationID); err != nil {
				t.Errorf("admit: %v", err)
			}
			a, err := w.Order(actor.With(t.Context(), abe()), p.OrderID)
			if err != nil || len(a.Lines) != 2 || a.Lines[0].Amount+a.Lines[1].Amount != a.Order.Total || a.Order.PartnerID != "acme" {
				t.Errorf("the partner's administrator reads %+v, %v", a, err)
			}
		})

		w.exec(t, "update vouchers set expires_at = ? where id = ?", db.Now().Add(-time.Second), codes[2].ID)
		w.exec(t, "update vouchers set state = 'assigned', assigned_to = 'abe' where id = ?", codes[3].ID)
		w.exec(t, "update vouchers set state = 'void' where id = ?", codes[4].ID)
		refusals := map[string]ChargeRequest{
			"used":               {VoucherCode: codes[0].Code},
			"unknown":            {VoucherCode: newCode()},
			"no code at all":     {VoucherCode: "' or 1=1 --"},
			"expired":            {VoucherCode: codes[2].Code},
			"assigned to others": {VoucherCode: codes[3].Code},
			"void":               {VoucherCode: codes[4].Code},
			"of another partner": {VoucherCode: foreign[0].Code},
			"for another exam":   {VoucherCode: other[0].Code},
			"none assigned":      {},
		}
		texts := map[string]bool{}
		for name, r := range refusals {
			t.Run("refused: "+name, func(t *testing.T) {
				r.PayWith = "voucher"
				_, _, err := w.charge(t, ctx, r)
				if !errors.Is(err, ErrVoucherRefused) {
					t.Errorf("%v", err)
				}
				f := fault.Of(err)
				texts[fmt.Sprint(f.Kind, f.Code, f.Detail, f.Fields)] = true
			})
		}
		if len(texts) != 1 {
			t.Errorf("refusals tell vouchers apart: %v", texts)
		}
		t.Run("refused: left the partner", func(t *testing.T) {
			w.belongs.set("ann", "acme", false)
			defer w.belong("ann", "acme")
			if _, _, err := w.charge(t, ctx, ChargeRequest{PayWith: "voucher", VoucherCode: codes[1].Code}); !errors.Is(err, ErrVoucherRefused) {
				t.Error(err)
			}
		})
		t.Run("without a code the assigned one that expires first is taken", func(t *testing.T) {
			assign := func(voucher, who string) {
				t.Helper()
				if _, err := w.AssignVoucher(actor.With(t.Context(), abe()), actor.Sight(actor.With(t.Context(), abe())), voucher, who); err != nil {
					t.Fatal(err)
				}
			}
			assign(codes[5].ID, "ann")
			assign(codes[6].ID, "ann")
			w.exec(t, "update vouchers set expires_at = ? where id = ?", db.Now().Add(time.Hour), codes[6].ID)
			r, _ := w.charged(t, ctx, ChargeRequest{PayWith: "voucher"})
			if got := w.text(t, "select registration_id from vouchers where id = ?", codes[6].ID); got != r.RegistrationID {
				t.Errorf("the voucher that expires first was used by %q", got)
			}
		})
		if n := w.count(t, "select count(*) from audit_entries where action = 'voucher.redeemed'"); n != 2 {
			t.Errorf("%d redemptions are in the audit", n)
		}
	})
}

func TestTwoHundredRedeemOneVoucher(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ctx := actor.With(t.Context(), ann())
		_, codes := w.granted(t, "acme", "flow", 1)
		var all sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for i := range 200 {
			who := fmt.Sprint("colleague ", i)
			w.belong(who, "acme")
			all.Go(func() {
				_, _, err := w.charge(t, ctx, ChargeRequest{PersonID: who, PayWith: "voucher", VoucherCode: codes[0].Code})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if !errors.Is(err, ErrVoucherRefused) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won != 1 {
			t.Errorf("%d redeemed one voucher", won)
		}
		if n := w.count(t, "select count(*) from orders"); n != 1 {
			t.Errorf("%d orders", n)
		}
		if n := w.count(t, "select count(*) from entitlements"); n != 1 {
			t.Errorf("%d entitlements", n)
		}
		low := facts[VoucherPoolLow](t, w)
		if len(low) != 1 || low[0].Left != 0 {
			t.Errorf("pool facts %+v", low)
		}
	})
}

func TestGuessingCodesIsSlowedDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.Embedded(t))
	ctx := actor.With(t.Context(), ann())
	_, codes := w.granted(t, "acme", "flow", 1)
	for i := range codesAtOnce {
		if _, _, err := w.charge(t, ctx, ChargeRequest{PayWith: "voucher", VoucherCode: newCode()}); !errors.Is(err, ErrVoucherRefused) {
			t.Errorf("guess %d: %v", i, err)
		}
	}
	for _, code := range []string{newCode(), codes[0].Code} { // a right one is not told apart either
		_, _, err := w.charge(t, ctx, ChargeRequest{PayWith: "voucher", VoucherCode: code})
		if f := fault.Of(err); f.Kind != fault.TooMany || f.Retry <= 0 {
			t.Errorf("%v, retry %s", err, f.Retry)
		}
	}
	if _, _, err := w.charge(t, actor.With(t.Context(), abe()), ChargeRequest{PayWith: "voucher", VoucherCode: codes[0].Code}); err != nil {
		t.Errorf("another person is slowed down too: %v", err)
	}
}

func TestAssigningVouchers(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ctx := actor.With(t.Context(), abe())
		scope := actor.Sight(ctx)
		_, codes := w.granted(t, "acme", "flow", 8)
		_, foreign := w.granted(t, "blob", "flow", 1)
		assign := func(voucher, who string) error {
			_, err := w.AssignVoucher(ctx, scope, voucher, who)
			return err
		}
		for range 2 { // assigning twice is assigning once
			if err := assign(codes[0].ID, "ann"); err != nil {
				t.Fatal(err)
			}
		}
		if got := facts[VoucherAssigned](t, w); len(got) != 1 || got[0] != (VoucherAssigned{codes[0].ID, "ann", "acme", "flow"}) {
			t.Errorf("facts %+v", got)
		}
		if err := assign(codes[0].ID, "abe"); !errors.Is(err, ErrVoucherTaken) {
			t.Errorf("assigned to two: %v", err)
		}
		if err := assign(codes[1].ID, "bob"); !errors.Is(err, ErrInput) {
			t.Errorf("assigned to a stranger: %v", err)
		}
		gone, none := assign(foreign[0].ID, "ann"), assign("vch_none", "ann")
		if !errors.Is(gone, ErrNoVoucher) || fault.Of(gone).Detail != fault.Of(none).Detail || fault.Of(gone).Code != fault.Of(none).Code {
			t.Errorf("foreign %v, none %v", gone, none)
		}
		mine, err := w.VouchersOf(actor.With(t.Context(), ann()), "ann", Page{Limit: 10})
		if err != nil || len(mine) != 1 || mine[0].ID != codes[0].ID {
			t.Errorf("mine %+v, %v", mine, err)
		}

		var all sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for i := range 20 { // two people want the same voucher
			all.Go(func() {
				who := []string{"ann", "abe"}[i%2]
				err := assign(codes[2].ID, who)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if !errors.Is(err, ErrVoucherTaken) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := len(facts[VoucherAssigned](t, w)); n != 2 || won == 0 {
			t.Errorf("%d assignments of two vouchers, %d calls succeeded", n, won)
		}
	})
}

func TestVouchersExpire(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		_, codes := w.granted(t, "acme", "flow", 5)
		w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "voucher", VoucherCode: codes[0].Code})
		w.exec(t, "update vouchers set expires_at = ? where id in ?", db.Now().Add(-time.Second), []string{codes[0].ID, codes[1].ID, codes[2].ID})
		for i, want := range []int{2, 0} {
			if n, err := w.ExpireVouchers(t.Context()); err != nil || n != want {
				t.Errorf("run %d ended %d, %v", i, n, err)
			}
		}
		if n := w.count(t, "select count(*) from vouchers where state = 'redeemed'"); n != 1 {
			t.Error("a used voucher expired")
		}
		low := facts[VoucherPoolLow](t, w)
		if len(low) != 2 || low[1].Left != 2 {
			t.Errorf("pool facts %+v", low)
		}
	})
}

// TestTheWallBetweenPartners goes around every check of ours, as a forgotten one would: the database still hides the rows.
func TestTheWallBetweenPartners(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		if !db.Postgres() {
			return // row-level security is PostgreSQL's
		}
		w := newWorld(t, db)
		_, codes := w.granted(t, "acme", "flow", 2)
		w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "voucher", VoucherCode: codes[0].Code})
		rows := func(a actor.Actor) (n [3]int) {
			ctx := actor.With(t.Context(), a)
			err := db.Read(ctx, func(tx *gorm.DB) error {
				for i, table := range []string{"vouchers", "voucher_packs", "orders"} {
					if err := tx.Raw("select count(*) from " + table).Scan(&n[i]).Error; err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		for name, c := range map[string]struct {
			a    actor.Actor
			want [3]int
		}{
			"own partner":   {abe(), [3]int{2, 1, 1}},
			"other partner": {bob(), [3]int{}},
			"nobody":        {actor.Actor{}, [3]int{}},
			"vendor":        {vendor(), [3]int{2, 1, 1}},
		} {
			if got := rows(c.a); got != c.want {
				t.Errorf("%s sees %v, want %v", name, got, c.want)
			}
		}
		err := db.Tx(actor.With(context.Background(), bob()), func(tx *gorm.DB) error {
			r := tx.Exec("update vouchers set assigned_to = 'bob', state = 'assigned' where state = 'available'")
			if r.RowsAffected != 0 {
				t.Errorf("a stranger changed %d vouchers", r.RowsAffected)
			}
			return r.Error
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestABuyerWhoLeftStillSeesTheOrder(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		_, codes := w.granted(t, "acme", "flow", 1)
		r, p := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "voucher", VoucherCode: codes[0].Code})
		left := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: "ann"})
		if a, err := w.Order(left, p.OrderID); err != nil || a.Order.ID != p.OrderID {
			t.Errorf("own order: %v", err)
		}
		if err := w.admit(left, r.RegistrationID); err != nil {
			t.Errorf("own entitlement: %v", err)
		}
		if _, err := w.Order(actor.With(t.Context(), bob()), p.OrderID); !errors.Is(err, ErrNoOrder) {
			t.Errorf("a stranger's order: %v", err)
		}
	})
}
