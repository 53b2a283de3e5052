package exams

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/id"
)

// note appends to the log of an attempt.
func note(ctx context.Context, tx *gorm.DB, attemptID string, e event) error {
	detail, err := canonical(e.Detail)
	if err != nil {
		return err
	}
	who := actor.From(ctx).ID
	if who == "" {
		who = "nobody"
	}
	return tx.Exec("insert into attempt_events (id, attempt_id, kind, detail, actor, at) values (?, ?, ?, ?, ?, ?)",
		id.New("aev"), attemptID, e.Kind, detail, who, e.At).Error
}

func logOf(tx *gorm.DB, attemptID string) ([]logged, error) {
	var out []logged
	err := tx.Raw("select id, kind, detail, actor, at from attempt_events where attempt_id = ? order by at, id", attemptID).Scan(&out).Error
	return out, err
}

// VerifyLog recomputes the hash of a closed attempt's log; false when log and hash do not belong together.
func (s *Service) VerifyLog(ctx context.Context, attemptID string) (bool, error) {
	same := false
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var kept []struct {
			EventsHash  string
			EventsCount int
		}
		if err := tx.Raw("select events_hash, events_count from attempts where id = ?", attemptID).Scan(&kept).Error; err != nil {
			return err
		}
		if len(kept) == 0 {
			return ErrNothing
		}
		log, err := logOf(tx, attemptID)
		same = err == nil && kept[0].EventsCount == len(log) && kept[0].EventsHash == chain(log)
		return err
	})
	return same, err
}
