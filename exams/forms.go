package exams

import (
	"encoding/json"

	"gorm.io/gorm"
)

// draw loads what can be drawn, never a key, and assembles a form of it.
func (s *Service) draw(tx *gorm.DB, d Document) ([]Slot, error) {
	var pool []candidateItem
	err := tx.Raw(`select i.id, i.version_id, i.type, i.domain, v.content from items i join item_versions v on v.id = i.version_id
		where i.bank_id = ? and i.state = 'operational'`, d.ItemBank).Scan(&pool).Error
	if err != nil {
		return nil, err
	}
	return assemble(d.Blueprint, pool)
}

// freeze keeps the form of an attempt.
func freeze(tx *gorm.DB, attemptID string, slots []Slot) error {
	for _, s := range slots {
		options, err := json.Marshal(s.Options)
		if err != nil {
			return err
		}
		err = tx.Exec("insert into attempt_slots (attempt_id, position, item_id, item_version_id, type, domain, options) values (?, ?, ?, ?, ?, ?, ?)",
			attemptID, s.Position, s.ItemID, s.ItemVersionID, s.Type, s.Domain, string(options)).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// shown is a slot with what a candidate may see of its item.
type shown struct {
	Slot    `gorm:"embedded"`
	Content Content `gorm:"serializer:json"`
}

// shownSlots is the delivery path: it reads content and options and no other table.
func shownSlots(tx *gorm.DB, attemptID string) ([]shown, error) {
	var out []shown
	err := tx.Raw(`select s.position, s.item_id, s.item_version_id, s.type, s.domain, s.options, v.content
		from attempt_slots s join item_versions v on v.id = s.item_version_id where s.attempt_id = ? order by s.position`, attemptID).Scan(&out).Error
	return out, err
}

// slotsOf is the form without its content, for saving and scoring.
func slotsOf(tx *gorm.DB, attemptID string) ([]Slot, error) {
	var out []Slot
	err := tx.Raw(`select position, item_id, item_version_id, type, domain, options from attempt_slots
		where attempt_id = ? order by position`, attemptID).Scan(&out).Error
	return out, err
}

// stock counts the operational items of a bank by domain.
func stock(tx *gorm.DB, bankID string) (map[string]int, error) {
	var rows []struct {
		Domain string
		N      int
	}
	err := tx.Raw("select domain, count(*) as n from items where bank_id = ? and state = 'operational' group by domain", bankID).Scan(&rows).Error
	out := map[string]int{}
	for _, r := range rows {
		out[r.Domain] = r.N
	}
	return out, err
}
