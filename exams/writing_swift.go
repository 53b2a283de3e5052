package exams

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/id"
)

// desksHeld is how many attempts a process remembers that are written in.
const desksHeld = 20_000

// desk is what never changes about an attempt: who sits it, and its paper.
type desk struct {
	person string
	paper  Paper
}

// swift is an answer that its own call has read, so that one statement can judge and write it together with others.
type swift struct {
	text, event, detail string
}

// swiftly reads the answer of a plain call: a single one, to a paper that has been written in before, early in its log. Nil for all
// others; they go the long way, and so does every plain one that the statement does not take, to learn why.
func (s *Service) swiftly(call saveCall) *swift {
	d, known := s.desks.get(call.attempt)
	if !known || !s.db.Postgres() || d.person != call.person || len(call.answers) != 1 || call.answers[0].Seq > seqUncounted {
		return nil
	}
	a := call.answers[0]
	slot := d.paper.Slot(a.Position)
	if slot.Type == items.FileUpload || slot.Type == items.Lab { // they name what has to be looked up
		return nil
	}
	text, err := slot.read(a.Response)
	if err != nil {
		return nil
	}
	detail, err := items.Canonical(savedDetail{Position: a.Position, Epoch: call.epoch, Seq: a.Seq, Response: text, Flagged: a.Flagged})
	if err != nil {
		return nil
	}
	return &swift{text, id.New("aev"), detail}
}

// Like the statements of the long way, in one: the attempts are locked in the order of their ids, then state, epoch, deadline, place
// and sequence of each answer are judged with the database's clock, and what was written is logged. Each attempt is looked up by its
// id alone (offset keeps the other conditions out there): a plan that goes by the state reads all that are open for every save. The
// length of the lists is kept from the planner (by the selects), or it would plan anew for every length: that costs more than the rest.
const writeSwift = `with a as (
	select v.n, v.position, v.epoch, v.seq, v.response, v.flagged, v.event, v.detail, t.id, t.person_id, t.deadline_at, t.section_end_at, t.refuse_after
	from (select * from unnest((select cast(? as text[])), (select cast(? as text[])), (select cast(? as integer[])), (select cast(? as bigint[])),
		(select cast(? as bigint[])), (select cast(? as text[])), (select cast(? as boolean[])), (select cast(? as text[])), (select cast(? as text[])))
		with ordinality as u (attempt_id, person_id, position, epoch, seq, response, flagged, event, detail, n)
		order by attempt_id, position) v
	cross join lateral (select id, person_id, state, epoch, open_from, open_to, forward, deadline_at, section_end_at, refuse_after
		from attempts where id = v.attempt_id and person_id = v.person_id offset 0 for no key update) t
	where t.state = 'in_progress' and t.epoch = v.epoch and v.position between t.open_from and t.open_to and (not t.forward or v.position = t.open_from)
), w as (
	insert into responses (attempt_id, position, epoch, seq, response, flagged, saved_at)
	select id, position, epoch, seq, response, flagged, clock_timestamp() from a where refuse_after >= clock_timestamp()
	on conflict (attempt_id, position) do update set epoch = excluded.epoch, seq = excluded.seq, response = excluded.response,
	flagged = excluded.flagged, saved_at = excluded.saved_at where excluded.seq > responses.seq returning attempt_id, position, saved_at
), done as (
	select a.n, a.id, a.event, a.detail, a.person_id, a.deadline_at, a.section_end_at, w.saved_at from w join a on a.position = w.position and a.id = w.attempt_id
), logged as (
	insert into attempt_events (id, attempt_id, kind, detail, actor, at) select event, id, 'saved', detail, person_id, saved_at from done
) select n, saved_at, deadline_at, section_end_at from done`

// columns are plain calls as columns.
type columns struct {
	calls                                    []int
	attempts, people, texts, events, details []string
	positions                                []int32
	epochs, seqs                             []int64
	flags                                    []bool
}

func (c *columns) add(n int, call saveCall) {
	a := call.answers[0]
	c.calls = append(c.calls, n)
	c.attempts, c.people = append(c.attempts, call.attempt), append(c.people, call.person)
	c.texts, c.events, c.details = append(c.texts, call.swift.text), append(c.events, call.swift.event), append(c.details, call.swift.detail)
	c.positions, c.epochs, c.seqs, c.flags = append(c.positions, int32(a.Position)), append(c.epochs, call.epoch), append(c.seqs, a.Seq), append(c.flags, a.Flagged) //nolint:gosec // a place of a paper
}

// writeSwiftly writes the plain calls, each durable then, and gives those that are left.
func (s *Service) writeSwiftly(ctx context.Context, calls []saveCall) (out []saveOutcome, left []int, err error) {
	out = make([]saveOutcome, len(calls))
	var c columns
	seen := map[place]bool{}
	for n, call := range calls {
		if call.swift != nil {
			if at := (place{call.attempt, call.answers[0].Position}); !seen[at] { // one statement writes no row twice
				seen[at] = true
				c.add(n, call)
			}
		}
	}
	if len(c.calls) > 0 {
		err = s.db.Single(ctx, func(tx *gorm.DB) error { return c.write(tx, calls, out) })
	}
	for n := range out {
		if out[n].Results == nil {
			left = append(left, n)
		}
	}
	return out, left, err
}

func (c *columns) write(tx *gorm.DB, calls []saveCall, out []saveOutcome) error {
	// GORM would take a slice apart; a pointer to one it hands on.
	rows, err := tx.Raw(writeSwift, &c.attempts, &c.people, &c.positions, &c.epochs, &c.seqs, &c.texts, &c.flags, &c.events, &c.details).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var n int
		var saved, deadline time.Time
		var section *time.Time
		if err := rows.Scan(&n, &saved, &deadline, &section); err != nil {
			return err
		}
		n = c.calls[n-1]
		a := calls[n].answers[0]
		out[n] = saveOutcome{
			Results: []Saved{{Position: a.Position, Seq: a.Seq, Applied: true}}, Now: saved.UTC(), Deadline: deadline, SectionEnd: section,
		}
	}
	return rows.Err() // only then it is committed
}
