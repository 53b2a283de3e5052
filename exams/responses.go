package exams

import (
	"cmp"
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/store"
)

// saveCall is one call of a client: answers of one attempt under one epoch.
type saveCall struct {
	attempt, person string
	epoch           int64
	answers         []Answer
}

// Saved is what became of one answer. Seq is the one that stands. Code is empty, seq_reuse or invalid_response.
type Saved struct {
	Position int
	Seq      int64
	Applied  bool
	Code     string
}

// saveOutcome is the answer to a call. Refused is for the whole call; what was refused as too late is kept all the same.
type saveOutcome struct {
	Results  []Saved
	Now      time.Time
	Deadline time.Time
	Refused  error
}

// Save writes answers of one of the caller's own attempts and returns when they are durable. Each answer stands alone.
// ErrNothing, ErrNotStarted, ErrSuperseded and ErrClosed are for the whole call; the last carries the id under which the
// answers are kept aside.
func (s *Service) Save(ctx context.Context, attemptID string, epoch int64, answers []Answer) ([]Saved, Sight, error) {
	out, err := s.saves.Do(ctx, saveCall{attempt: attemptID, person: actor.From(ctx).ID, epoch: epoch, answers: answers})
	if err == nil {
		err = out.Refused
	}
	return out.Results, Sight{Now: out.Now, Attempt: Attempt{DeadlineAt: &out.Deadline}}, err
}

// writeAnswers writes calls that arrived together in one transaction. They are taken in the order of their attempts, so that
// two processes never wait for each other in a circle.
func writeAnswers(tx *gorm.DB, calls []saveCall) ([]saveOutcome, error) {
	order := make([]int, len(calls))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(calls[i].attempt, calls[j].attempt) })
	out := make([]saveOutcome, len(calls))
	for _, i := range order {
		var err error
		if out[i], err = (writing{tx: tx, call: calls[i]}).write(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// standing is an attempt as its row says while this transaction shares the lock on it: whoever closes it waits for us, and
// what we acknowledge is scored.
type standing struct {
	State       State
	Epoch       int64
	DeadlineAt  *time.Time
	RefuseAfter *time.Time
}

type writing struct {
	tx   *gorm.DB
	call saveCall
	at   standing
	now  time.Time
}

func (w writing) write() (saveOutcome, error) {
	share := ""
	if store.Postgres(w.tx) {
		share = " for share"
	}
	var rows []standing
	err := w.tx.Raw("select state, epoch, deadline_at, refuse_after from attempts where id = ? and person_id = ?"+share, w.call.attempt, w.call.person).Scan(&rows).Error
	if err != nil {
		return saveOutcome{}, err
	}
	if len(rows) == 0 {
		return saveOutcome{Refused: ErrNothing}, nil
	}
	w.at = rows[0]
	if w.now, err = store.Clock(w.tx); err != nil {
		return saveOutcome{}, err
	}
	out := saveOutcome{Now: w.now}
	if w.at.DeadlineAt == nil {
		out.Refused = ErrNotStarted
		return out, nil
	}
	out.Deadline = *w.at.DeadlineAt
	slots, err := w.slots()
	if err != nil {
		return out, err
	}
	late := []Answer{}
	for _, a := range w.call.answers {
		saved, refused, err := w.one(slots[a.Position], a)
		switch {
		case err != nil:
			return out, err
		case refused == ErrClosed: //nolint:errorlint // our own sentinel, unwrapped
			late = append(late, a)
		case refused != nil:
			out.Refused = refused
			return out, nil
		}
		out.Results = append(out.Results, saved)
	}
	if len(late) > 0 {
		out.Refused, err = w.quarantine(slots, late)
	}
	return out, err
}

func (w writing) slots() (map[int]Slot, error) {
	positions := make([]int, 0, len(w.call.answers))
	for _, a := range w.call.answers {
		positions = append(positions, a.Position)
	}
	var rows []Slot
	err := w.tx.Raw("select position, type, options from attempt_slots where attempt_id = ? and position in ?", w.call.attempt, positions).Scan(&rows).Error
	out := map[int]Slot{}
	for _, s := range rows {
		out[s.Position] = s
	}
	return out, err
}

// one writes one answer. The statement itself judges state, epoch, deadline and sequence, with the database's clock.
func (w writing) one(slot Slot, a Answer) (Saved, error, error) {
	text, err := slot.read(a.Response)
	if err != nil {
		return Saved{Position: a.Position, Seq: a.Seq, Code: ErrResponse.Code}, nil, nil
	}
	moment := store.Moment(w.tx)
	r := w.tx.Exec(`insert into responses (attempt_id, position, epoch, seq, response, flagged, saved_at)
		select a.id, cast(? as integer), a.epoch, cast(? as bigint), cast(? as text), cast(? as boolean), ? from attempts a
		where a.id = ? and a.state = 'in_progress' and a.epoch = ? and a.refuse_after >= ?
		on conflict (attempt_id, position) do update set epoch = excluded.epoch, seq = excluded.seq, response = excluded.response,
		flagged = excluded.flagged, saved_at = excluded.saved_at where excluded.seq > responses.seq`,
		a.Position, a.Seq, text, a.Flagged, moment, w.call.attempt, w.call.epoch, moment)
	if r.Error != nil {
		return Saved{}, nil, r.Error
	}
	if r.RowsAffected == 1 {
		return Saved{Position: a.Position, Seq: a.Seq, Applied: true}, nil, w.log(a, text)
	}
	return w.refused(a, text)
}

// refused finds out why nothing was written: the answer stands already, a newer one does, or the attempt takes none.
func (w writing) refused(a Answer, text string) (Saved, error, error) {
	var held []Response
	err := w.tx.Raw("select position, epoch, seq, response, flagged from responses where attempt_id = ? and position = ?", w.call.attempt, a.Position).Scan(&held).Error
	if err != nil {
		return Saved{}, nil, err
	}
	if len(held) == 1 && held[0].Seq == a.Seq && held[0].same(text, a.Flagged) {
		return Saved{Position: a.Position, Seq: a.Seq, Applied: true}, nil, nil
	}
	switch {
	case w.at.State != InProgress || w.now.After(*w.at.RefuseAfter):
		return Saved{Position: a.Position, Seq: a.Seq}, ErrClosed, nil
	case w.at.Epoch != w.call.epoch:
		return Saved{}, ErrSuperseded, nil
	case len(held) == 0: // the grace ended between two statements of ours
		return Saved{Position: a.Position, Seq: a.Seq}, ErrClosed, nil
	case held[0].Seq == a.Seq:
		return Saved{Position: a.Position, Seq: a.Seq, Code: ErrSeqReuse.Code}, nil, nil
	case held[0].Seq < a.Seq:
		return Saved{Position: a.Position, Seq: a.Seq}, ErrClosed, nil
	}
	return Saved{Position: a.Position, Seq: held[0].Seq}, nil, nil
}

func (w writing) log(a Answer, text string) error {
	detail, err := canonical(savedDetail{Position: a.Position, Epoch: w.call.epoch, Seq: a.Seq, Response: text, Flagged: a.Flagged})
	if err != nil {
		return err
	}
	return w.tx.Exec("insert into attempt_events (id, attempt_id, kind, detail, actor, at) values (?, ?, 'saved', ?, ?, ?)",
		id.New("aev"), w.call.attempt, detail, w.call.person, store.Moment(w.tx)).Error
}

// quarantine keeps answers that came too late under an id that the candidate is told. The same ones again get the same id.
func (w writing) quarantine(slots map[int]Slot, late []Answer) (error, error) {
	first := ""
	for _, a := range late {
		text, err := slots[a.Position].read(a.Response)
		if err != nil {
			continue
		}
		var kept []string
		err = w.tx.Raw(`insert into late_responses (id, attempt_id, position, epoch, seq, response, flagged, received_at) values (?, ?, ?, ?, ?, ?, ?, ?)
			on conflict (attempt_id, position, epoch, seq, response) do update set flagged = late_responses.flagged returning id`,
			id.New("lat"), w.call.attempt, a.Position, w.call.epoch, a.Seq, text, a.Flagged, w.now).Scan(&kept).Error
		if err != nil {
			return nil, err
		}
		if first == "" && len(kept) == 1 {
			first = kept[0]
		}
	}
	return ErrClosed.And("quarantine_id", first), nil
}

func responsesOf(tx *gorm.DB, attemptID string) ([]Response, error) {
	out := []Response{}
	err := tx.Raw("select position, epoch, seq, response, flagged, saved_at from responses where attempt_id = ? order by position", attemptID).Scan(&out).Error
	return out, err
}

// refusalOf gives the refusal of a call with one answer in it.
func refusalOf(s Saved) error {
	switch s.Code {
	case ErrSeqReuse.Code:
		return ErrSeqReuse
	case ErrResponse.Code:
		return ErrResponse.With(fault.Field{Field: "response", Code: ErrResponse.Code, Detail: "the shape that the item type asks for, with options of this item"})
	}
	return nil
}
