package exams

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/actor"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// closing is an attempt on its way to its end, with what it is judged by and what it comes to.
type closing struct {
	Attempt
	by        string // who asks
	slots     []Slot
	responses []Response
	receipt   Receipt
	result    Result
}

// close ends one attempt.
func (s *Service) close(ctx context.Context, tx *gorm.DB, a Attempt) (Receipt, error) {
	now, err := store.Clock(tx)
	if err != nil {
		return Receipt{}, err
	}
	c := &closing{Attempt: a, by: actor.From(ctx).ID}
	err = s.closeAll(ctx, tx, []*closing{c}, now)
	return c.receipt, err
}

// closeAll is the only way attempts end, whoever asks for it: candidates, a worker or a reader who finds one lapsed. They are locked
// and open. However many there are, it takes as many statements as for one.
func (s *Service) closeAll(ctx context.Context, tx *gorm.DB, all []*closing, now time.Time) error {
	if len(all) == 0 {
		return nil
	}
	for _, c := range all {
		closed, reason, late := c.end(now)
		c.ClosedAt, c.SeenClosedAt, c.CloseReason, c.Late = &closed, &now, reason, late
	}
	for _, step := range []func(context.Context, *gorm.DB, []*closing) error{s.layOut, s.receive, s.judge, noteClosed, keepClosed} {
		if err := step(ctx, tx, all); err != nil {
			return err
		}
	}
	var decided []verdict
	var waiting []outbox.Fact
	for _, c := range all {
		if c.result.State != PendingMarking {
			decided = append(decided, verdict{c.Attempt, c.result})
			continue
		}
		for _, d := range due(c.Attempt, c.slots, c.responses, now) {
			waiting = append(waiting, d)
		}
	}
	if err := outbox.Append(ctx, tx, now, waiting...); err != nil {
		return err
	}
	return s.announce(ctx, tx, decided...)
}

// layOut finds what each attempt was asked and what stands as its answers.
func (s *Service) layOut(_ context.Context, tx *gorm.DB, all []*closing) error {
	ids, forms := make([]string, len(all)), make([]string, len(all))
	for i, c := range all {
		ids[i], forms[i] = c.ID, c.FormID
	}
	answers, err := answersOf(tx, ids)
	if err != nil {
		return err
	}
	laid, err := s.formsOf(tx, forms)
	if err != nil {
		return err
	}
	for _, c := range all {
		if laid[c.FormID] == nil {
			return fmt.Errorf("form %s is not there", c.FormID)
		}
		paper, err := laid[c.FormID].paper(c.Sheet)
		if err != nil {
			return err
		}
		c.slots, c.responses = paper.Slots(), answers[c.ID]
	}
	return nil
}

// receive writes the receipts.
func (s *Service) receive(_ context.Context, tx *gorm.DB, all []*closing) error {
	messages := make([][]byte, len(all))
	for i, c := range all {
		c.receipt = receiptOf(c.Attempt, c.responses, len(c.slots))
		messages[i] = c.receipt.message()
	}
	signatures, err := s.sign(tx, messages...)
	for i, c := range all {
		if err == nil {
			c.receipt.Signature = signatures[i]
		}
	}
	return err
}

// judge scores the attempts and keeps the results of those that wait for nobody's mark.
func (s *Service) judge(ctx context.Context, tx *gorm.DB, all []*closing) error {
	var versions []string
	seen := map[string]bool{}
	for _, c := range all {
		for _, slot := range c.slots {
			if !seen[slot.ItemVersionID] {
				seen[slot.ItemVersionID] = true
				versions = append(versions, slot.ItemVersionID)
			}
		}
	}
	keys, err := s.bank.Keys(ctx, tx, versions)
	if err != nil {
		return err
	}
	keyed := keysBy(keys)
	var kept []keptResult
	for _, c := range all {
		if c.result, err = score(c.slots, c.responses, keyed, c.Policy); err != nil {
			return err
		}
		if c.result.State != PendingMarking {
			kept = append(kept, keptResult{c.ID, 1, c.result, *c.SeenClosedAt})
		}
	}
	return keepResults(tx, kept)
}

// noteClosed appends to the logs that the attempts closed and with what result.
func noteClosed(_ context.Context, tx *gorm.DB, all []*closing) error {
	var notes []noted
	for _, c := range all {
		detail := map[string]any{"reason": c.CloseReason, "closed_at": *c.ClosedAt, "late": c.Late, "responses_sha256": c.receipt.ResponsesSHA256}
		notes = append(notes, noted{c.ID, c.by, event{Kind: "closed", Detail: detail, At: *c.SeenClosedAt}})
		if c.result.State == PendingMarking {
			continue
		}
		d, err := graded(1, c.result)
		if err != nil {
			return err
		}
		notes = append(notes, noted{c.ID, c.by, event{Kind: "graded", Detail: d, At: *c.SeenClosedAt}})
	}
	return noteAll(tx, notes)
}

// keepClosed writes the attempts down as closed, with their receipts and sealed logs. Whoever is not open any more refuses all.
func keepClosed(_ context.Context, tx *gorm.DB, all []*closing) error {
	ids := make([]string, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	logs, err := sealsOf(tx, ids)
	if err != nil {
		return err
	}
	var args []any
	for _, c := range all {
		receipt, err := items.Canonical(c.receipt)
		if err != nil {
			return err
		}
		state := Graded
		if c.result.State == PendingMarking {
			state = Submitted
		}
		log := logs[c.ID]
		args = append(args, c.ID, string(state), c.result.passed(), *c.ClosedAt, *c.SeenClosedAt, c.CloseReason, c.Late, receipt, log.count, log.hash)
	}
	row := "(" + strings.Join(typed(tx, "text", "text", "boolean", "timestamptz", "timestamptz", "text", "boolean", "text", "integer", "text"), ", ") + "), "
	r := tx.Exec(`with v (id, state, passed, closed_at, seen_closed_at, close_reason, late, receipt, events_count, events_hash) as (values `+
		strings.TrimSuffix(strings.Repeat(row, len(all)), ", ")+`)
		update attempts set state = v.state, passed = v.passed, closed_at = v.closed_at, seen_closed_at = v.seen_closed_at, close_reason = v.close_reason,
		late = v.late, receipt = v.receipt, events_count = v.events_count, events_hash = v.events_hash
		from v where attempts.id = v.id and attempts.state in ('in_progress', 'paused')`, args...)
	if r.Error == nil && r.RowsAffected != int64(len(all)) {
		return ErrClosed
	}
	return r.Error
}

// typed are parameters of a table of values. PostgreSQL has to be told their types; the embedded database keeps what it is given.
func typed(tx *gorm.DB, types ...string) []string {
	out := make([]string, len(types))
	for i, t := range types {
		if out[i] = "?"; store.Postgres(tx) {
			out[i] = "cast(? as " + t + ")"
		}
	}
	return out
}
