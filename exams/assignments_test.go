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
