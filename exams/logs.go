package exams

import (
	"cmp"
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/actor"
	"laurel/internal/id"
	"laurel/internal/store"
)

// note appends to the log of an attempt.
func note(ctx context.Context, tx *gorm.DB, attemptID string, e event) error {
	return noteAll(tx, []noted{{attemptID, actor.From(ctx).ID, e}})
}

// noted is an event of an attempt, and who brought it about.
type noted struct {
	attempt, by string
	event       event
}

// noteAll appends to the logs of attempts.
func noteAll(tx *gorm.DB, notes []noted) error {
	var args []any
	for _, n := range notes {
		detail, err := items.Canonical(n.event.Detail)
		if err != nil {
			return err
		}
		args = append(args, id.New("aev"), n.attempt, n.event.Kind, detail, cmp.Or(n.by, "nobody"), n.event.At)
	}
	rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?), ", len(notes)), ", ")
	return tx.Exec("insert into attempt_events (id, attempt_id, kind, detail, actor, at) values "+rows, args...).Error
}

// noteGraded appends what a result was made with.
func noteGraded(ctx context.Context, tx *gorm.DB, attemptID string, g numbered) error {
	detail, err := graded(g.number, g.result)
	if err != nil {
		return err
	}
	return note(ctx, tx, attemptID, event{Kind: "graded", Detail: detail, At: g.at})
}

// numbered is a result with its place among those of an attempt.
type numbered struct {
	number int
	result Result
	at     time.Time
}

// events gives the log of an attempt one by one, so that the longest takes no more memory than the shortest.
func events(tx *gorm.DB, attemptID string, do func(logged) error) error {
	rows, err := tx.Raw("select id, kind, detail, actor, at from attempt_events where attempt_id = ? order by at, id", attemptID).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var e logged
		if err := tx.ScanRows(rows, &e); err != nil {
			return err
		}
		if err := do(e); err != nil {
			return err
		}
	}
	return rows.Err()
}

func sealOf(tx *gorm.DB, attemptID string) (seal, error) {
	var s seal
	err := events(tx, attemptID, s.add)
	return s, err
}

// eachOf gives the rows of several attempts out of a table, attempt after attempt. PostgreSQL is told to look at one attempt at a time
// along the index: a list of them it would read the whole table for, and sort.
func eachOf(tx *gorm.DB, table, columns, order string, attempts []string) *gorm.DB {
	if store.Postgres(tx) {
		return tx.Raw("select e.* from unnest(cast(? as text[])) as a (id) cross join lateral (select "+columns+" from "+table+
			" where attempt_id = a.id order by "+order+") as e", &attempts) // GORM would take a slice apart; a pointer to one it hands on
	}
	return tx.Raw("select "+columns+" from "+table+" where attempt_id in ? order by attempt_id, "+order, attempts)
}

// sealsOf folds the logs of several attempts at once.
func sealsOf(tx *gorm.DB, attempts []string) (map[string]seal, error) {
	out := make(map[string]seal, len(attempts))
	rows, err := eachOf(tx, "attempt_events", "attempt_id, id, kind, detail, actor, at", "at, id", attempts).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var attempt string
		var e logged
		if err := rows.Scan(&attempt, &e.ID, &e.Kind, &e.Detail, &e.Actor, &e.At); err != nil {
			return nil, err
		}
		log := out[attempt]
		if err := log.add(e); err != nil {
			return nil, err
		}
		out[attempt] = log
	}
	return out, rows.Err()
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
		log, err := sealOf(tx, attemptID)
		same = err == nil && log == seal{kept[0].EventsHash, kept[0].EventsCount}
		return err
	})
	return same, err
}
