package cases

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/store"
)

const caseColumns = `number, kind, state, origin, source, opened_by, person_id, attempt_id, exam_key, position, summary, answer, hold_since, hold_lifted,
	notified_at, appeal_until, appealed_at, closed_at, created_at, updated_at`

// lock reads a case and keeps everybody else off it.
func lock(tx *gorm.DB, number string) (Case, error) {
	suffix := ""
	if store.Postgres(tx) {
		suffix = " for update"
	}
	var c Case
	err := tx.Raw("select "+caseColumns+" from cases where number = ?"+suffix, number).Take(&c).Error
	return c, store.Found(err, ErrNothing)
}

// enter adds a line to the history.
func (s *Service) enter(ctx context.Context, tx *gorm.DB, number string, e Entry) error {
	who := actor.From(ctx).ID
	if who == "" {
		who = "nobody"
	}
	return tx.Exec("insert into case_entries (id, number, kind, actor, text, shown, at) values (?, ?, ?, ?, ?, ?, ?)",
		id.New("cen"), number, e.Kind, who, e.Text, e.Shown, s.db.Now()).Error
}

// move changes the state, or refuses by naming the one the case is in.
func (s *Service) move(tx *gorm.DB, c *Case, to State) error {
	if !c.State.May(to) {
		return stands(*c)
	}
	now := s.db.Now()
	var closed *time.Time
	if to.Closed() {
		closed = &now
	}
	r := tx.Exec("update cases set state = ?, closed_at = ?, updated_at = ? where number = ? and state = ?", to, closed, now, c.Number, c.State)
	if r.Error == nil && r.RowsAffected == 0 {
		return stands(*c)
	}
	c.State, c.ClosedAt, c.UpdatedAt = to, closed, now
	return r.Error
}

func stands(c Case) error { return ErrState.And("state", string(c.State)) }

// Comment adds what one of the vendor's people has to say. The person concerned does not see it.
func (s *Service) Comment(ctx context.Context, number, text string) (Case, error) {
	if !between(text, 3, mostText) {
		return Case{}, ErrInput.With(fault.Field{Field: "text", Code: "length", Detail: "in 3 to 4000 characters"})
	}
	return s.change(ctx, number, func(tx *gorm.DB, c *Case) error {
		return s.enter(ctx, tx, c.Number, Entry{Kind: "comment", Text: text})
	})
}

// mostStatements bounds what the person concerned says in one case.
const mostStatements = 50

// Speak adds what the person concerned has to say, as long as the case is open.
func (s *Service) Speak(ctx context.Context, number, text string) (Case, error) {
	if !between(text, leastText, mostText) {
		return Case{}, ErrInput.With(fault.Field{Field: "text", Code: "length", Detail: "in 10 to 4000 characters"})
	}
	return s.change(ctx, number, func(tx *gorm.DB, c *Case) error {
		if err := mine(ctx, *c); err != nil {
			return err
		}
		if c.State.Closed() {
			return stands(*c)
		}
		var n int
		if err := tx.Raw("select count(*) from case_entries where number = ? and kind = 'statement'", c.Number).Scan(&n).Error; err != nil {
			return err
		}
		if n >= mostStatements {
			return ErrTooMany
		}
		return s.enter(ctx, tx, c.Number, Entry{Kind: "statement", Text: text, Shown: true})
	})
}

// mine refuses everybody but the person concerned, and them too before they may know of the case.
func mine(ctx context.Context, c Case) error {
	if c.PersonID != actor.From(ctx).ID || !c.shown() {
		return ErrNothing
	}
	return nil
}
