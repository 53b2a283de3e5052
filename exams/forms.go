package exams

import (
	"context"
	"encoding/json"
	"strings"

	"gorm.io/gorm"

	"laurel/exams/items"
)

// draw makes a form: it loads what can be drawn, then the content of what was drawn, and never a key.
func (s *Service) draw(ctx context.Context, tx *gorm.DB, d Document) ([]Slot, error) {
	pool, err := s.bank.Pool(ctx, tx, d.ItemBank)
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
	contents, err := s.bank.Contents(ctx, tx, versions)
	if err != nil {
		return nil, err
	}
	return arrange(drawn, contents, source), nil
}

// freeze keeps the form of an attempt.
func freeze(tx *gorm.DB, attemptID string, slots []Slot) error {
	var args []any
	for _, s := range slots {
		arrangement, err := json.Marshal(s.Arrangement)
		if err != nil {
			return err
		}
		args = append(args, attemptID, s.Position, s.ItemID, s.ItemVersionID, s.Type, s.Domain, string(arrangement))
	}
	rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?, ?), ", len(slots)), ", ")
	return tx.Exec("insert into attempt_slots (attempt_id, position, item_id, item_version_id, type, domain, arrangement) values "+rows, args...).Error
}

// shown is a slot with what a candidate may see of its item.
type shown struct {
	Slot
	Content items.Content
}

// shownSlots is the delivery path: it reads slots and contents and nothing else.
func (s *Service) shownSlots(ctx context.Context, tx *gorm.DB, attemptID string) ([]shown, error) {
	slots, err := slotsOf(tx, attemptID)
	if err != nil {
		return nil, err
	}
	contents, err := s.bank.Contents(ctx, tx, versionsOf(slots))
	out := make([]shown, len(slots))
	for i, slot := range slots {
		out[i] = shown{slot, contents[slot.ItemVersionID]}
	}
	return out, err
}

func versionsOf(slots []Slot) []string {
	out := make([]string, len(slots))
	for i, s := range slots {
		out[i] = s.ItemVersionID
	}
	return out
}

// slotsOf is the form without its content, for saving and scoring.
func slotsOf(tx *gorm.DB, attemptID string) ([]Slot, error) {
	var out []Slot
	err := tx.Raw(`select position, item_id, item_version_id, type, domain, arrangement from attempt_slots
		where attempt_id = ? order by position`, attemptID).Scan(&out).Error
	return out, err
}

// stock counts what can be drawn by domain.
func stock(pool []Drawable) map[string]int {
	out := map[string]int{}
	for _, it := range pool {
		out[it.Domain]++
	}
	return out
}
