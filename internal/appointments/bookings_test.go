package appointments

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/fault"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestTwoHundredRaceForTenPlaces(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		slots := h.offer(t, object{"capacity": 10, "closes_at": time.Now().UTC().Add(48 * time.Hour).Truncate(time.Hour).Add(time.Hour)})
		if len(slots) != 1 {
			t.Fatalf("%d slots", len(slots))
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		said := map[string]int{}
		for i := range 200 {
			all.Go(func() {
				a, err := h.app.As(fmt.Sprintf("candidate:p%d", i)).Try("POST", fmt.Sprintf("/api/v1/registrations/reg_p%d/appointment", i), object{"slot": slots[0]})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err != nil:
					said[err.Error()]++
				case a.Status == 201:
					said["booked"]++
				default:
					said[a.Text(t, "code")]++
				}
			})
		}
		all.Wait()
		if said["booked"] != 10 || said["slot_full"] != 190 {
			t.Errorf("%v", said)
		}
		if n := h.count(t, "select taken from appointment_slots"); n != 10 || h.count(t, "select count(*) from appointments") != 10 {
			t.Errorf("%d taken", n)
		}
	})
}

func TestBookMoveCancel(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		slots := h.offer(t, nil)
		ann, bob, pam := h.app.As("candidate:ann"), h.app.As("candidate:bob"), h.app.As("program_manager:pam")
		const path = "/api/v1/registrations/reg_ann/appointment"
		ann.Call(t, "GET", path, nil).Refused(t, 404, "not_found")
		bob.Call(t, "POST", path, object{"slot": slots[0]}).Refused(t, 404, "not_found")
		ann.Call(t, "POST", path, object{"slot": "slt_none"}).Refused(t, 422, "invalid_input")
		h.ready = false
		ann.Call(t, "POST", path, object{"slot": slots[0]}).Refused(t, 409, "registration_not_ready")
		h.ready = true
		booked := ann.Call(t, "POST", path, object{"slot": slots[0]}, "Idempotency-Key: one").Want(t, 201)
		again := ann.Call(t, "POST", path, object{"slot": slots[0]}, "Idempotency-Key: one").Want(t, 201)
		if booked.Text(t, "id") != again.Text(t, "id") || booked.Text(t, "zone") != "Asia/Kolkata" {
			t.Errorf("%s, then %s", booked.Body, again.Body)
		}
		ann.Call(t, "POST", path, object{"slot": slots[1]}).Refused(t, 409, "already_booked")
		one := "/api/v1/appointments/" + booked.Text(t, "id")
		bob.Call(t, "GET", one, nil).Refused(t, 404, "not_found")
		bob.Call(t, "POST", one+"/move", object{"slot": slots[1]}).Refused(t, 404, "not_found")
		pam.Call(t, "GET", one, nil).Want(t, 200)
		for range 2 { // the deed runs twice
			ann.Call(t, "POST", one+"/move", object{"slot": slots[1]}).Want(t, 200)
		}
		windows := pam.Call(t, "GET", "/api/v1/exams/core/appointment-windows", nil).Want(t, 200)
		if windows.Get(t, "data", 0, "slots", 0, "taken") != float64(0) || windows.Get(t, "data", 0, "slots", 1, "taken") != float64(1) {
			t.Errorf("%s", windows.Body)
		}
		for _, who := range []string{"carl", "dora"} {
			h.app.As("candidate:"+who).Call(t, "POST", "/api/v1/registrations/reg_"+who+"/appointment", object{"slot": slots[2]}).Want(t, 201)
		}
		ann.Call(t, "POST", one+"/move", object{"slot": slots[2]}).Refused(t, 409, "slot_full")
		if n := len(ann.Call(t, "GET", "/api/v1/exams/core/slots", nil).Want(t, 200).Get(t, "data").([]any)); n != 2 {
			t.Errorf("%d slots to choose from", n)
		}
		ann.Call(t, "POST", one+"/cancel", nil).Want(t, 200)
		ann.Call(t, "POST", one+"/cancel", nil).Refused(t, 409, "not_booked")
		if n := h.count(t, "select sum(taken) from appointment_slots"); n != 2 {
			t.Errorf("%d taken", n)
		}
		second := ann.Call(t, "POST", path, object{"slot": slots[1]}).Want(t, 201)
		h.exec(t, "update appointments set starts_at = ? where id = ?", db.Now().Add(30*time.Minute), second.Text(t, "id"))
		ann.Call(t, "POST", "/api/v1/appointments/"+second.Text(t, "id")+"/cancel", nil).Refused(t, 409, "notice_over")
		ann.Call(t, "POST", "/api/v1/appointments/"+second.Text(t, "id")+"/move", object{"slot": slots[0]}).Refused(t, 409, "notice_over")
		for range 2 { // a refund gives the place back whatever the notice, once
			if err := h.Withdraw(t.Context(), "reg_ann"); err != nil {
				t.Fatal(err)
			}
		}
		if n := h.count(t, "select sum(taken) from appointment_slots"); n != 2 {
			t.Errorf("%d taken after the refund", n)
		}
		if n := h.count(t, "select count(*) from outbox_facts where name = 'appointments.changed'"); n != 7 {
			t.Errorf("%d facts", n)
		}
	})
}

func TestOnlyAtTheBookedTime(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		slot := h.offer(t, nil)[0]
		admitted := func() (unmet []fault.Unmet) {
			err := h.db.Tx(t.Context(), func(tx *gorm.DB) (err error) {
				unmet, err = h.Admitted(t.Context(), tx, "reg_ann")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return unmet
		}
		if got := admitted(); len(got) != 1 || got[0].Kind != "appointment" {
			t.Errorf("without a booking: %+v", got)
		}
		id := h.app.As("candidate:ann").Call(t, "POST", "/api/v1/registrations/reg_ann/appointment", object{"slot": slot}).Want(t, 201).Text(t, "id")
		if got := admitted(); len(got) != 1 || !strings.Contains(got[0].Title, "UTC") || !strings.Contains(got[0].Title, "Asia/Kolkata") {
			t.Errorf("days before: %+v", got)
		}
		at := func(offset time.Duration) {
			h.exec(t, "update appointments set starts_at = ? where id = ?", db.Now().Add(offset), id)
		}
		at(16 * time.Minute)
		if len(admitted()) != 1 {
			t.Error("let in more than a quarter of an hour before")
		}
		at(-16 * time.Minute)
		if len(admitted()) != 1 {
			t.Error("let in too late")
		}
		at(14 * time.Minute)
		for range 2 {
			if got := admitted(); len(got) != 0 {
				t.Errorf("in time: %+v", got)
			}
		}
		if n := h.count(t, "select count(*) from appointments where state = 'attended'"); n != 1 {
			t.Error("not attended")
		}
	})
}

func TestNoShow(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		slots := h.offer(t, nil)
		ann := h.app.As("candidate:ann")
		id := ann.Call(t, "POST", "/api/v1/registrations/reg_ann/appointment", object{"slot": slots[0]}).Want(t, 201).Text(t, "id")
		h.exec(t, "update appointments set starts_at = ? where id = ?", db.Now().Add(-14*time.Minute), id)
		if n, err := h.MarkNoShows(t.Context()); n != 0 || err != nil {
			t.Errorf("%d marked within the limit, %v", n, err)
		}
		h.exec(t, "update appointments set starts_at = ? where id = ?", db.Now().Add(-16*time.Minute), id)
		for _, want := range []int{1, 0} {
			if n, err := h.MarkNoShows(t.Context()); n != want || err != nil {
				t.Errorf("%d marked, want %d, %v", n, want, err)
			}
		}
		ann.Call(t, "POST", "/api/v1/registrations/reg_ann/appointment", object{"slot": slots[1]}).Refused(t, 409, "no_show")
		ann.Call(t, "POST", "/api/v1/appointments/"+id+"/excuse", object{"reason": "I was ill"}).Refused(t, 403, "role_missing")
		h.app.As("support:sue").Call(t, "POST", "/api/v1/appointments/"+id+"/excuse", object{"reason": "Was in hospital"}).Want(t, 200)
		h.app.As("support:sue").Call(t, "POST", "/api/v1/appointments/"+id+"/excuse", object{"reason": "Was in hospital"}).Refused(t, 409, "not_booked")
		ann.Call(t, "POST", "/api/v1/registrations/reg_ann/appointment", object{"slot": slots[1]}).Want(t, 201)
	})
}

func TestWindowsThatCannotBe(t *testing.T) {
	t.Parallel()
	h := open(t, testkit.Embedded(t))
	pam := h.app.As("program_manager:pam")
	for field, change := range map[string]object{
		"zone": {"zone": "Mars/Base"}, "opens_at": {"opens_at": time.Now().Add(-time.Hour)}, "closes_at": {"closes_at": time.Now()}, "slot_minutes": {"slot_minutes": 0}, "capacity": {"capacity": 0},
		"site": {"site": " "}, "notice_minutes": {"notice_minutes": -1}, "late_minutes": {"late_minutes": 2000}, "lead_minutes": {"lead_minutes": 99999},
	} {
		a := pam.Call(t, "POST", "/api/v1/exams/core/appointment-windows", h.window(t, change)).Refused(t, 422, "invalid_input")
		if a.Text(t, "errors", 0, "field") != field {
			t.Errorf("%s: %s", field, a.Body)
		}
	}
	pam.Call(t, "POST", "/api/v1/exams/core/appointment-windows", h.window(t, object{"slot_minutes": 5, "closes_at": time.Now().Add(999 * time.Hour)})).Refused(t, 422, "invalid_input")
	pam.Call(t, "POST", "/api/v1/exams/core/appointment-windows", h.window(t, object{"slot_minutes": 600})).Refused(t, 422, "invalid_input")
	h.app.As("candidate:ann").Call(t, "POST", "/api/v1/exams/core/appointment-windows", h.window(t, nil)).Refused(t, 403, "role_missing")
	h.terms.ByAppointment = false
	pam.Call(t, "POST", "/api/v1/exams/core/appointment-windows", h.window(t, nil)).Refused(t, 409, "on_demand")
	soon := time.Now().UTC().Add(10 * time.Minute).Truncate(time.Minute)
	h.terms.ByAppointment = true
	slot := h.offer(t, object{"opens_at": soon, "closes_at": soon.Add(time.Hour), "lead_minutes": 30})[0]
	h.app.As("candidate:ann").Call(t, "POST", "/api/v1/registrations/reg_ann/appointment", object{"slot": slot}).Refused(t, 409, "slot_too_soon")
}
