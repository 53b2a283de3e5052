package proctoring

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
	"laurel/internal/outbox"
)

// Noticed is a signal as a player sends it: how long ago by its own steady clock, so that a wrong clock does not matter.
type Noticed struct {
	Kind    Kind
	Count   int
	Seconds int
	Ago     time.Duration
}

// Note keeps what the caller's own player noticed. Beyond the bounds of an attempt and of a minute it keeps nothing and says
// nothing: the answer is the same always, so that nobody can feel his way along it.
func (s *Service) Note(ctx context.Context, attemptID string, noticed []Noticed) error {
	signals := make([]Signal, len(noticed))
	now := s.db.Now()
	for i, n := range noticed {
		signals[i] = Signal{ID: id.New("sig"), AttemptID: attemptID, Kind: n.Kind, Count: n.Count, Seconds: n.Seconds}.placed(now, n.Ago)
	}
	if err := signalFaults(signals); err != nil {
		return err
	}
	_, err := outbox.Once(ctx, s.db, func(tx *gorm.DB) (bool, error) {
		seat, err := s.ownSeat(ctx, tx, attemptID)
		if err != nil || !seat.open() || !seat.records() {
			return false, err
		}
		var kept, lately int
		err = tx.Raw(`select count(*) as kept, coalesce(sum(case when received_at > ? then 1 else 0 end), 0) as lately from proctoring_signals where attempt_id = ?`,
			now.Add(-time.Minute), attemptID).Row().Scan(&kept, &lately)
		if err != nil {
			return false, err
		}
		room := max(0, min(len(signals), mostOfAttempt-kept, mostInMinute-lately))
		for _, g := range signals[:room] {
			err := tx.Exec("insert into proctoring_signals (id, attempt_id, kind, count, seconds, at, received_at) values (?, ?, ?, ?, ?, ?, ?)",
				g.ID, g.AttemptID, g.Kind, g.Count, g.Seconds, g.At, g.ReceivedAt).Error
			if err != nil {
				return false, err
			}
		}
		return true, nil
	})
	return err
}

// ownSeat gives the caller's own; ErrNothing for anybody else's.
func (s *Service) ownSeat(ctx context.Context, tx *gorm.DB, attemptID string) (Seat, error) {
	seat, err := s.exams.Seat(ctx, tx, attemptID)
	if err == nil && seat.PersonID != who(ctx) {
		err = ErrNothing
	}
	return seat, err
}
