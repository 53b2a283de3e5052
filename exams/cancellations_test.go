package exams

import (
	"testing"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func (h *house) register(t testing.TB, person, payWith string) testkit.Answer {
	t.Helper()
	return h.person(person).Call(t, "POST", "/api/v1/exams/net/registrations", map[string]any{"pay_with": payWith}, "Idempotency-Key: "+newKey())
}

func (h *house) stateOf(t testing.TB, person, registration string) string {
	t.Helper()
	return h.person(person).Call(t, "GET", "/api/v1/registrations/"+registration, nil).Want(t, 200).Text(t, "state")
}

func TestCancelling(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"price": map[string]any{"amount": 15000, "currency": "USD"}})
		cancel := func(t *testing.T, registration string) {
			t.Helper()
			for range 2 { // the deed may run twice
				if err := h.Cancel(as(t, "system:worker"), registration); err != nil {
					t.Fatal(err)
				}
			}
		}
		audited := func(t *testing.T, registration string) int {
			t.Helper()
			return h.count(t, "select count(*) from audit_entries where action = 'exam.registration_cancelled' and subject = ?", registration)
		}
		t.Run("refunded before the start", func(t *testing.T) {
			one := h.register(t, "ada", "voucher").Want(t, 201).Text(t, "id")
			cancel(t, one) // nobody gave anything back
			if got := h.stateOf(t, "ada", one); got != "ready" {
				t.Fatalf("cancelled without a refund: %s", got)
			}
			h.till.void(one)
			cancel(t, one)
			if got := h.stateOf(t, "ada", one); got != "cancelled" || audited(t, one) != 1 {
				t.Fatalf("refunded and %s, audited %d times", got, audited(t, one))
			}
			h.person("ada").Call(t, "POST", "/api/v1/registrations/"+one+"/attempts", nil).Refused(t, 409, "registration_cancelled")
			if got := h.person("ada").Call(t, "GET", "/api/v1/exams/net", nil).Text(t, "mine", "registration"); got == one {
				t.Error("the exam still points to the cancelled registration")
			}
			two := h.register(t, "ada", "voucher").Want(t, 201).Text(t, "id")
			cancel(t, one)
			h.person("ada").Call(t, "POST", "/api/v1/registrations/"+two+"/attempts", nil).Want(t, 201)
		})
		t.Run("registering again before the deed ran", func(t *testing.T) {
			one := h.register(t, "bea", "voucher").Want(t, 201).Text(t, "id")
			h.register(t, "bea", "voucher").Refused(t, 409, "already_registered")
			h.till.void(one)
			h.register(t, "bea", "card").Want(t, 201)
			cancel(t, one)
			if got := h.stateOf(t, "bea", one); got != "cancelled" || audited(t, one) != 1 {
				t.Errorf("%s, audited %d times", got, audited(t, one))
			}
		})
		t.Run("not after the start", func(t *testing.T) {
			s := h.register(t, "cas", "voucher").Want(t, 201).Text(t, "id")
			h.person("cas").Call(t, "POST", "/api/v1/registrations/"+s+"/attempts", nil).Want(t, 201)
			h.till.void(s)
			cancel(t, s)
			if got := h.stateOf(t, "cas", s); got != "used" {
				t.Errorf("a used registration is %s", got)
			}
		})
		t.Run("another way to pay", func(t *testing.T) {
			one := h.register(t, "dan", "card").Want(t, 201).Text(t, "id")
			two := h.register(t, "dan", "voucher").Want(t, 201).Text(t, "id")
			if got := h.stateOf(t, "dan", one); got != "cancelled" || h.stateOf(t, "dan", two) != "ready" || audited(t, one) != 1 {
				t.Errorf("the first is %s", got)
			}
			if err := h.Ready(as(t, "system:worker"), one); err != nil || h.stateOf(t, "dan", one) != "cancelled" {
				t.Errorf("came back, %v", err)
			}
		})
		t.Run("a payment that nobody told of is a purchase", func(t *testing.T) {
			one := h.register(t, "eli", "card").Want(t, 201).Text(t, "id")
			h.till.settle(one)
			h.register(t, "eli", "voucher").Refused(t, 409, "already_registered")
			if got := h.stateOf(t, "eli", one); got != "ready" {
				t.Errorf("paid and %s", got)
			}
		})
	})
}

// Twenty clicks on register leave one place that can be paid for, and it gives one attempt.
func TestParallelRegistrationsLeaveOneOpen(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"price": map[string]any{"amount": 100, "currency": "USD"}})
		for _, a := range together(20, func(int) testkit.Answer { return h.register(t, "ada", "card") }) {
			a.Want(t, 201)
		}
		if n := h.count(t, "select count(*) from registrations where state = 'cancelled'"); n != 19 {
			t.Errorf("%d of 20 cancelled", n)
		}
		left := ""
		err := h.db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
			return tx.Raw("select id from registrations where state = 'awaiting_payment'").Scan(&left).Error
		})
		if err != nil || left == "" {
			t.Fatal(err, left)
		}
		h.till.settle(left)
		made := 0
		for _, a := range together(20, func(int) testkit.Answer {
			return h.person("ada").Call(t, "POST", "/api/v1/registrations/"+left+"/attempts", nil)
		}) {
			if a.Status == 201 {
				made++
				continue
			}
			a.Want(t, 200)
		}
		if made != 1 {
			t.Errorf("%d attempts", made)
		}
		err = h.db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
			r := Registration{ID: "reg_x", ExamKey: "net", PersonID: "bob", PayWith: payCard, CreatedAt: h.db.Now()}
			twin := r
			twin.ID = "reg_y"
			if err := h.keepRegistration(tx, r); err != nil {
				t.Fatal(err)
			}
			return h.keepRegistration(tx, twin)
		})
		if faultOf(err).Code != ErrRegistered.Code {
			t.Errorf("the database took two open registrations: %v", err)
		}
	})
}
