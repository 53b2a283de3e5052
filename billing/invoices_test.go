package billing

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func (w *world) numbers(t *testing.T) []string {
	t.Helper()
	var out []string
	if err := w.db.Read(system(t), func(tx *gorm.DB) error {
		return tx.Raw("select number from invoices order by number").Scan(&out).Error
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// paid is an order that ann paid by card.
func (w *world) paid(t *testing.T) (ChargeRequest, Payment) {
	t.Helper()
	r, p := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "card"})
	w.checkout(t, p)
	w.provider.set(p.OrderID, SessionPaid)
	if err := w.tell(t, Notice{ID: "paid" + p.OrderID, Type: "checkout.paid", OrderKey: p.OrderID, Amount: &usd150}); err != nil {
		t.Fatal(err)
	}
	return r, p
}

func TestInvoiceNumbersHaveNoGaps(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		year := db.Now().Year()
		var orders []Payment
		for range 20 {
			_, p := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "card"})
			w.checkout(t, p)
			w.provider.set(p.OrderID, SessionPaid)
			orders = append(orders, p)
		}
		var all sync.WaitGroup
		for i, p := range orders {
			all.Go(func() { // the webhook comes twice, and a bill on account that fails halfway takes no number with it
				for range 2 {
					if err := w.tell(t, Notice{ID: fmt.Sprint("evt", i), Type: "checkout.paid", OrderKey: p.OrderID, Amount: &usd150}); err != nil {
						t.Error(err)
					}
				}
			})
			all.Go(func() {
				ctx := actor.With(t.Context(), abe())
				err := w.db.Tx(ctx, func(tx *gorm.DB) error {
					r := ChargeRequest{RegistrationID: fmt.Sprint("reg", i), PersonID: "ann", ExamKey: "flow", PartnerID: "acme", PayWith: "invoice"}
					if _, err := w.Charge(ctx, tx, r); err != nil {
						return err
					}
					if i%2 == 0 {
						return ErrNotAllowed
					}
					return nil
				})
				if (err != nil) != (i%2 == 0) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		var want []string
		for n := range 30 {
			want = append(want, InvoiceNumber(year, int64(n+1)))
		}
		if got := w.numbers(t); !slices.Equal(got, want) {
			t.Errorf("numbers %v", got)
		}
		for _, p := range orders {
			if n := w.count(t, "select count(*) from invoices where order_id = ?", p.OrderID); n != 1 {
				t.Errorf("%d invoices for %s", n, p.OrderID)
			}
		}
		backwards := w.count(t, "select count(*) from invoices a join invoices b on a.number < b.number and a.issued_at > b.issued_at")
		if backwards != 0 {
			t.Errorf("%d dates run against the numbers", backwards)
		}
	})
}

func TestEachYearCountsFromOne(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		year := db.Now().Year()
		w.exec(t, "insert into invoice_years (year, last, issued_at) values (?, 41, ?)", year-1, db.Now())
		w.exec(t, "insert into invoice_years (year, last, issued_at) values (?, 7, ?)", year, db.Now())
		w.paid(t)
		if got := w.numbers(t); !slices.Equal(got, []string{InvoiceNumber(year, 8)}) {
			t.Errorf("numbers %v", got)
		}
		if got := InvoiceNumber(2026, 1); got != "LR-2026-000001" {
			t.Error(got)
		}
	})
}

func TestAnInvoiceNeverChanges(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		_, p := w.paid(t)
		for _, statement := range []string{"update invoices set total = 1 where order_id = ?", "delete from invoices where order_id = ?"} {
			err := db.Tx(system(t), func(tx *gorm.DB) error { return tx.Exec(statement, p.OrderID).Error })
			if err == nil || !strings.Contains(err.Error(), "an issued invoice never changes") {
				t.Errorf("%s: %v", statement, err)
			}
		}
		ctx := actor.With(t.Context(), ann())
		_, before, err := w.PrintInvoice(ctx, p.OrderID)
		if err != nil {
			t.Fatal(err)
		}
		w.exec(t, "update order_lines set description = 'something else' where order_id = ?", p.OrderID)
		w.seller = "Somebody else"
		_, after, err := w.PrintInvoice(ctx, p.OrderID)
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("the paper changed with what it was copied from: %v", err)
		}
	})
}

func TestInvoicesOverHTTP(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.door(t)
		_, card := w.paid(t)
		_, bill := w.charged(t, actor.With(t.Context(), abe()), ChargeRequest{PersonID: "ann", PayWith: "invoice", PartnerID: "acme"})
		path := func(p Payment) string { return "/api/v1/orders/" + p.OrderID + "/invoice.pdf" }
		none := c.As("bob").Call(t, "GET", "/api/v1/orders/ord_none/invoice.pdf", nil).Refused(t, 404, "not_found")

		t.Run("who may", func(t *testing.T) {
			for who, sees := range map[string][2]bool{"ann": {true, true}, "abe": {false, true}, "bob": {}, "vera": {true, true}, "fay": {true, true}, "ava": {true, true}, "gus": {}, "key": {}} {
				for i, p := range []Payment{card, bill} {
					a := c.As(who).Call(t, "GET", path(p), nil)
					if sees[i] {
						a.Want(t, 200)
						continue
					}
					if who == "key" { // a key is no person
						a.Refused(t, 403, "role_missing")
						continue
					}
					if strip(t, a.Refused(t, 404, "not_found")) != strip(t, none) {
						t.Errorf("%s: %s", who, a.Body)
					}
				}
			}
			c.Call(t, "GET", path(card), nil).Refused(t, 401, "not_signed_in")
		})
		t.Run("paid by card at the sandbox", func(t *testing.T) {
			a := c.As("ann").Call(t, "GET", path(card), nil).Want(t, 200)
			number := InvoiceNumber(db.Now().Year(), 1)
			if a.Header.Get("Content-Type") != "application/pdf" || a.Header.Get("Content-Disposition") != `attachment; filename="`+number+`.pdf"` {
				t.Errorf("%v", a.Header)
			}
			text := testkit.PaperText(t, a.Body)
			for _, want := range []string{"Sandbox — no real money", number, "MERIDIAN SYSTEMS GMBH", "VAT ID DE 123 456 789", "Person ann", card.OrderID, "Exam attempt: flow", "150.00 USD", "No tax was calculated", "Paid on " + day(db.Now())} {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in %s", want, text)
				}
			}
			if strings.Contains(text, "ses_") {
				t.Error("the paper names the provider's checkout")
			}
			if again := c.As("fay").Call(t, "GET", path(card), nil).Want(t, 200); !bytes.Equal(a.Body, again.Body) {
				t.Error("printed twice, two files")
			}
			order := c.As("ann").Call(t, "GET", "/api/v1/orders/"+card.OrderID, nil).Want(t, 200)
			if order.Text(t, "invoice", "number") != number || order.Text(t, "invoice", "url") != "http://laurel.test"+path(card) {
				t.Errorf("%s", order.Body)
			}
		})
		t.Run("on account, then cancelled", func(t *testing.T) {
			text := testkit.PaperText(t, c.As("abe").Call(t, "GET", path(bill), nil).Want(t, 200).Body)
			for _, want := range []string{"Partner acme", "CANDIDATE", "Person ann", "Open", "On account"} {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in %s", want, text)
				}
			}
			if strings.Contains(text, "Sandbox") {
				t.Error("nothing went through the sandbox")
			}
			c.As("fay").Call(t, "POST", "/api/v1/orders/"+bill.OrderID+"/refund", map[string]string{"reason": "x"}, "Idempotency-Key: r").Want(t, 200)
			text = testkit.PaperText(t, c.As("abe").Call(t, "GET", path(bill), nil).Want(t, 200).Body)
			for _, want := range []string{InvoiceNumber(db.Now().Year(), 2), "Cancelled", "Credited on " + day(db.Now()), "−150.00 USD", "0.00 USD"} {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in %s", want, text)
				}
			}
		})
		t.Run("refunded", func(t *testing.T) {
			c.As("fay").Call(t, "POST", "/api/v1/orders/"+card.OrderID+"/refund", map[string]string{"reason": "x"}, "Idempotency-Key: s").Want(t, 200)
			text := testkit.PaperText(t, c.As("ann").Call(t, "GET", path(card), nil).Want(t, 200).Body)
			for _, want := range []string{"Refunded on " + day(db.Now()), "The whole amount was refunded on", "−150.00 USD"} {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in %s", want, text)
				}
			}
			if n := w.count(t, "select count(*) from invoices"); n != 2 {
				t.Errorf("%d invoices", n)
			}
		})
	})
}

func TestOrdersWithoutInvoice(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.door(t)
		ctx := actor.With(t.Context(), ann())
		_, codes := w.granted(t, "acme", "flow", 1)
		_, free := w.charged(t, ctx, ChargeRequest{ExamKey: "gift", PayWith: "free"})
		_, voucher := w.charged(t, ctx, ChargeRequest{PayWith: "voucher", VoucherCode: codes[0].Code, PartnerID: "acme"})
		_, open := w.charged(t, ctx, ChargeRequest{PayWith: "card"})
		for name, p := range map[string]Payment{"free": free, "voucher": voucher, "awaiting payment": open} {
			t.Run(name, func(t *testing.T) {
				a := c.As("ann").Call(t, "GET", "/api/v1/orders/"+p.OrderID+"/invoice.pdf", nil).Refused(t, 404, "no_invoice")
				if !strings.Contains(a.Text(t, "detail"), "invoice") {
					t.Errorf("%s", a.Body)
				}
				order := c.As("ann").Call(t, "GET", "/api/v1/orders/"+p.OrderID, nil).Want(t, 200)
				if !strings.Contains(string(order.Body), `"invoice":null`) {
					t.Errorf("%s", order.Body)
				}
			})
		}
		if n := w.count(t, "select count(*) from invoices"); n != 0 {
			t.Errorf("%d invoices", n)
		}
	})
}

func TestPackOnAccountIsInvoicedOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.door(t)
		body := map[string]any{"exam": "flow", "partner": "acme", "count": 10, "pay_with": "invoice", "expires_at": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)}
		order := c.As("abe").Call(t, "POST", "/api/v1/voucher-packs", body, "Idempotency-Key: 1").Want(t, 201).Text(t, "order", "id")
		path := "/api/v1/orders/" + order + "/invoice.pdf"
		text := testkit.PaperText(t, c.As("abe").Call(t, "GET", path, nil).Want(t, 200).Body)
		for _, want := range []string{"10 exam vouchers: flow", "1500.00 USD", "ORDERED BY", "Person abe", "Open"} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q in %s", want, text)
			}
		}
		c.As("fay").Call(t, "POST", "/api/v1/orders/"+order+"/payments", map[string]string{"reference": "BANK 77"}, "Idempotency-Key: p").Want(t, 201)
		text = testkit.PaperText(t, c.As("abe").Call(t, "GET", path, nil).Want(t, 200).Body)
		if !strings.Contains(text, "by transfer, reference BANK 77") || !strings.Contains(text, "Paid on") {
			t.Error(text)
		}
		if n := w.count(t, "select count(*) from invoices"); n != 1 {
			t.Errorf("%d invoices", n)
		}
	})
}

func TestInvoiceIsHeldWhenANameCannotBePrinted(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.seller = "ܡܪܝܐ"
		_, p := w.paid(t)
		w.door(t).As("ann").Call(t, "GET", "/api/v1/orders/"+p.OrderID+"/invoice.pdf", nil).Refused(t, 404, "invoice_held")
	})
}
