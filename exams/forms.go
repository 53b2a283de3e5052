package exams

import (
	"encoding/json"
	"strings"

	"gorm.io/gorm"
)

// draw makes a form: it loads what can be drawn, then the content of what was drawn, and never a key.
func (s *Service) draw(tx *gorm.DB, d Document) ([]Slot, error) {
	var pool []drawable
	err := tx.Raw("select id, version_id, type, domain from items where bank_id = ? and state = 'operational'", d.ItemBank).Scan(&pool).Error
	if err != nil {
		return nil, err
	}
	source := chance()
	drawn, err := pick(d.Blueprint, pool, source)
	if err != nil {
		return nil, err
	}
	var versions []string
	for _, it := range drawn {
		versions = append(versions, it.VersionID)
	}
	var rows []struct {
		ID      string
		Content Content `gorm:"serializer:json"`
	}
	if err := tx.Raw("select id, content from item_versions where id in ?", versions).Scan(&rows).Error; err != nil {
		return nil, err
	}
	contents := map[string]Content{}
	for _, r := range rows {
		contents[r.ID] = r.Content
	}
	return arrange(drawn, contents, source), nil
}

// freeze keeps the form of an attempt.
func freeze(tx *gorm.DB, attemptID string, slots []Slot) error {
	var args []any
	for _, s := range slots {
		options, err := json.Marshal(s.Options)
		if err != nil {
			return err
		}
		args = append(args, attemptID, s.Position, s.ItemID, s.ItemVersionID, s.Type, s.Domain, string(options))
	}
	rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?, ?), ", len(slots)), ", ")
	return tx.Exec("insert into attempt_slots (attempt_id, position, item_id, item_version_id, type, domain, options) values "+rows, args...).Error
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
