package standards

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
)

// Drop is an item that no longer counts.
type Drop struct {
	ItemVersionID string
	Reason        string
	DroppedBy     string
	DroppedAt     time.Time
}

// Drop takes an item out of a study, for good. Where a cut was computed it is computed again without it, beside the old one; a cut
// that was adopted stays adopted until another is. Dropping the same item again changes nothing.
func (s *Service) Drop(ctx context.Context, studyID, itemVersionID, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return wrong("reason", "required", "why the item no longer counts")
	}
	return s.change(ctx, studyID, func(tx *gorm.DB, st Study) error {
		if st.Method == Given {
			return ErrMethod
		}
		if _, ok := st.item(itemVersionID); !ok {
			return wrong("item", "unknown", "an item of this study")
		}
		now := s.db.Now()
		r := tx.Exec("insert into standards_drops (study_id, item_version_id, reason, dropped_by, dropped_at) values (?, ?, ?, ?, ?) on conflict (study_id, item_version_id) do nothing",
			st.ID, itemVersionID, reason, actor.From(ctx).ID, now)
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "standard.item_dropped", Subject: st.ID, Reason: reason, Detail: map[string]string{"item_version": itemVersionID}}); err != nil {
			return err
		}
		if st.State == Rating {
			return nil
		}
		c, err := s.compute(tx, st)
		if err != nil {
			return err
		}
		c.Cause = ItemDropped
		return s.keepCut(ctx, tx, c)
	})
}

func dropsOf(tx *gorm.DB, studyID string) ([]Drop, error) {
	var out []Drop
	err := tx.Raw("select item_version_id, reason, dropped_by, dropped_at from standards_drops where study_id = ? order by dropped_at, item_version_id", studyID).Scan(&out).Error
	return out, err
}

func droppedOf(tx *gorm.DB, studyID string) ([]string, error) {
	drops, err := dropsOf(tx, studyID)
	out := make([]string, len(drops))
	for i, d := range drops {
		out[i] = d.ItemVersionID
	}
	return out, err
}
