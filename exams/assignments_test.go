package exams

import (
	"testing"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// Who starts after an item was retired never meets it, also before the calendar has cleared the stock.
func TestAStockedFormWithARetiredItemIsNotGivenOut(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		if n, err := h.StockForms(t.Context()); err != nil || n != stockSpare {
			t.Fatalf("%d, %v", n, err)
		}
		var next Form
		err := db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
			if err := tx.Raw("select id, slots from forms where exam_key = 'net' and uses = 0 order by id limit 1").Take(&next).Error; err != nil {
				return err
			}
			return tx.Exec("update items set state = 'retired' where id = ?", next.Slots[0].ItemID).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		h.sit(t, "ada", "net")
		if n := h.count(t, "select count(*) from forms where id = ?", next.ID); n != 0 {
			t.Error("the form with the retired item is still there")
		}
		var given Form
		err = db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
			return tx.Raw("select f.id, f.slots from forms f join attempts a on a.form_id = f.id").Take(&given).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, slot := range given.Slots {
			if slot.ItemID == next.Slots[0].ItemID {
				t.Error("a retired item was given out")
			}
		}
	})
}

// A fixed form with a retired item is given to nobody; where none is left, nobody starts and nothing is spent.
func TestAFixedFormWithARetiredItemIsNotGivenOut(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		d := document("net", h.bank(t, bankFile(20, "Routing", "Security")))
		d["forms"] = map[string]any{"mode": "fixed", "count": 2, "max_overlap_percent": 0}
		d["retake"] = map[string]any{}
		h.author().Call(t, "POST", "/api/v1/exams", d).Want(t, 201)
		h.author().Call(t, "POST", "/api/v1/exams/net/publish", nil).Want(t, 200)
		forms := h.allForms(t, "net")
		gone := forms[0].Slots[0].ItemID
		h.exec(t, "update items set state = 'retired' where id = '"+gone+"'")
		for range 2 {
			h.sit(t, "ada", "net").submit(t).Want(t, 200)
		}
		for _, f := range h.allForms(t, "net") {
			if want := map[bool]int{true: 0, false: 2}[f.ID == forms[0].ID]; f.Uses != want {
				t.Errorf("form %d was given %d times, not %d", f.Number, f.Uses, want)
			}
		}
		var seen EditionView
		h.author().Call(t, "GET", "/api/v1/exams/net/forms", nil).Want(t, 200).Into(t, &seen)
		for _, f := range seen.Data {
			if told := len(f.Unusable) == 1 && f.Unusable[0] == gone; told != (f.ID == forms[0].ID) || len(f.Unusable) > 1 {
				t.Errorf("form %d: %v", f.Number, f.Unusable)
			}
		}
		if one := h.author().Call(t, "GET", "/api/v1/forms/"+forms[0].ID, nil).Want(t, 200).Text(t, "unusable_items", 0); one != gone {
			t.Errorf("%s is said to be unusable, not %s", one, gone)
		}
		h.exec(t, "update items set state = 'retired' where id = '"+forms[1].Slots[0].ItemID+"'")
		registration := h.registered(t, "late", "net")
		h.person("late").Call(t, "POST", "/api/v1/registrations/"+registration+"/attempts", nil).Refused(t, 409, "form_unavailable")
		if h.count(t, "select count(*) from registrations where id = ? and state = 'ready'", registration) != 1 {
			t.Error("the registration was used up")
		}
	})
}
