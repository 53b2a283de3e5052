package exams

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// Rows that go into one statement at most; databases count their parameters.
const rowsTogether = 400

// clockStands is how long a clock that was read with rows is taken for what it shows.
const clockStands = 10 * time.Millisecond

// place is where an answer goes.
type place struct {
	attempt  string
	position int
}

// pending is an answer that can be written: its slot has read it.
type pending struct {
	place
	call, answer int
	seq          int64
	text         string
	flagged      bool
	code         string // why its place takes no answer now; empty when it does
}

// standing is an attempt as its row says while this transaction holds the lock on it: whoever closes it waits for us, so what we
// acknowledge is scored.
type standing struct {
	ID           string
	PersonID     string
	Sheet        `gorm:"embedded"`
	State        State
	Epoch        int64
	DeadlineAt   *time.Time
	SectionEndAt *time.Time
	RefuseAfter  *time.Time
	Clock        time.Time `gorm:"column:clock"` // of the database
	OpenFrom     int
	OpenTo       int
	Forward      bool
	moved        bool // the item that is shown went forward in this transaction
}

// refusal is what an answer under that epoch would meet at that moment.
func (s standing) refusal(epoch int64, at time.Time) error {
	switch {
	case s.State == Paused && s.Epoch == epoch:
		return ErrPaused
	case s.State == Paused:
		return ErrSuperseded
	case s.State != InProgress || at.After(*s.RefuseAfter):
		return ErrClosed
	case s.Epoch != epoch:
		return ErrSuperseded
	}
	return nil
}

// takes judges the place of an answer. Where items go forward only, an answer to the next one leaves the one before it for ever.
func (s *standing) takes(position int) string {
	code := SectionLimit{Forward: s.Forward}.place(s.OpenFrom, s.OpenTo, position)
	if code == "" && s.Forward && position > s.OpenFrom {
		s.OpenFrom, s.moved = position, true
	}
	return code
}

// writing is one transaction of saves.
type writing struct {
	tx    *gorm.DB
	forms func(tx *gorm.DB, ids []string) (map[string]*Form, error)
	desks *lru[desk]
	calls []saveCall
	out   []saveOutcome
	at    map[string]*standing
	slots map[place]Slot
	items map[string]int   // how many there are in the form of an attempt
	files map[string]place // what was handed in at the places that take files
	labs  map[place]string // the session at the places of labs
	labAt func(ctx context.Context, tx *gorm.DB, attemptID string, position int) (string, error)
	now   time.Time
	full  map[string]bool // attempts whose log takes no more
	late  []pending
	shut  []pending // answers to places that take none now
}

// writeAnswers writes calls that arrived together: those that are plain with one statement, the others in one transaction.
func (s *Service) writeAnswers(ctx context.Context, calls []saveCall) ([]saveOutcome, error) {
	out, left, err := s.writeSwiftly(ctx, calls)
	if err != nil || len(left) == 0 {
		return out, err
	}
	rest := make([]saveCall, len(left))
	for i, n := range left {
		rest[i] = calls[n]
	}
	err = s.db.Plain(ctx, func(tx *gorm.DB) error {
		outcomes, err := s.writeSlowly(tx, rest)
		for i, o := range outcomes {
			out[left[i]] = o
		}
		return err
	})
	return out, err
}

// writeSlowly writes calls with a handful of statements, whatever their number. Every row is guarded alone. Attempts are locked, and answers written, in the order of their ids, so that two processes never wait for each other
// in a circle.
func (s *Service) writeSlowly(tx *gorm.DB, calls []saveCall) ([]saveOutcome, error) {
	w := &writing{tx: tx, forms: s.formsOf, desks: s.desks, labAt: s.markers.LabAt, calls: calls, out: make([]saveOutcome, len(calls))}
	if err := w.load(); err != nil {
		return nil, err
	}
	for _, round := range w.rounds() {
		for rows := range slices.Chunk(round, rowsTogether) {
			if err := w.apply(rows); err != nil {
				return nil, err
			}
		}
	}
	if len(w.shut) > 0 {
		if err := w.explain(w.shut); err != nil {
			return nil, err
		}
	}
	if err := w.keepForward(); err != nil {
		return nil, err
	}
	return w.out, w.quarantine()
}

// lock reads attempts, which nobody else changes from then on, and the clock with them. Who had to wait for a lock looks at the
// clock again.
func (w *writing) lock(attempts []string) ([]standing, error) {
	clock, lock := "", ""
	if store.Postgres(w.tx) {
		clock, lock = ", clock_timestamp() as clock", " for no key update"
	}
	began := w.tx.NowFunc()
	var rows []standing
	err := w.tx.Raw("select id, person_id, form_id, seed, language, state, epoch, deadline_at, section_end_at, refuse_after, open_from, open_to, forward"+clock+
		" from attempts where id in ? order by id"+lock, attempts).Scan(&rows).Error
	for _, r := range rows {
		if r.Clock.After(w.now) {
			w.now = r.Clock.UTC().Truncate(time.Microsecond)
		}
	}
	if err == nil && (w.now.IsZero() || w.tx.NowFunc().Sub(began) > clockStands) {
		w.now, err = store.Clock(w.tx)
	}
	return rows, err
}

// load reads the attempts, the clock and the slots that the calls are about.
func (w *writing) load() error {
	var attempts []string
	for _, c := range w.calls {
		attempts = append(attempts, c.attempt)
	}
	rows, err := w.lock(attempts)
	if err != nil {
		return err
	}
	w.at = map[string]*standing{}
	for i := range rows {
		w.at[rows[i].ID] = &rows[i]
	}
	if err := w.loadFull(); err != nil {
		return err
	}
	if err := w.loadSlots(w.admit()); err != nil {
		return err
	}
	if err := w.loadFiles(); err != nil {
		return err
	}
	return w.loadLabs()
}

// admit refuses the calls that no answer of which can be written, and gives the places of the others.
func (w *writing) admit() []place {
	var places []place
	for i, c := range w.calls {
		at, ok := w.at[c.attempt]
		switch {
		case !ok || at.PersonID != c.person:
			w.out[i].Refused = ErrNothing
			continue
		case at.DeadlineAt == nil:
			w.out[i].Refused = ErrNotStarted
			continue
		case len(c.answers) > 0 && w.full[c.attempt] && at.refusal(c.epoch, w.now) == nil:
			w.out[i].Refused = ErrSaves.After(tooManyAfter)
			continue
		}
		w.out[i] = saveOutcome{Results: make([]Saved, len(c.answers)), Now: w.now, Deadline: *at.DeadlineAt, SectionEnd: at.SectionEndAt}
		if !c.final && at.State == InProgress && w.now.After(*at.RefuseAfter) {
			w.out[i].Refused = errLapsed // somebody has to say what time has brought about before anybody is refused for it
			continue
		}
		if len(c.answers) == 0 { // only asks how the attempt stands
			w.out[i].Refused = at.refusal(c.epoch, w.now)
		}
		for _, a := range c.answers {
			places = append(places, place{c.attempt, a.Position})
		}
	}
	return places
}

// loadSlots lays out the papers that are written on. They follow from what is in memory already, but for the first time.
func (w *writing) loadSlots(places []place) error {
	w.slots, w.items = map[place]Slot{}, map[string]int{}
	ids := make([]string, len(places))
	for i, p := range places {
		ids[i] = w.at[p.attempt].FormID
	}
	forms, err := w.forms(w.tx, ids)
	if err != nil {
		return err
	}
	papers := map[string]Paper{}
	for _, p := range places {
		paper, ok := papers[p.attempt]
		if f := forms[w.at[p.attempt].FormID]; !ok && f != nil {
			if paper, err = f.paper(w.at[p.attempt].Sheet); err != nil {
				return err
			}
			papers[p.attempt], w.items[p.attempt] = paper, paper.length()
			w.desks.put(p.attempt, desk{w.at[p.attempt].PersonID, paper})
		}
		if paper.form != nil {
			w.slots[p] = paper.Slot(p.position)
		}
	}
	return nil
}

// valuesOf is a list of places as a table of n rows of parameters.
func valuesOf(n int) string {
	return "values " + strings.TrimSuffix(strings.Repeat("(cast(? as text), cast(? as integer)), ", n), ", ")
}

func values(places []place) []any {
	var out []any
	for _, p := range places {
		out = append(out, p.attempt, p.position)
	}
	return out
}

// rounds reads the answers and sorts those that can be written: no place twice in a round, and in the order they came.
func (w *writing) rounds() [][]pending {
	var out [][]pending
	seen := map[place]int{}
	for i, c := range w.calls {
		if w.out[i].Refused != nil {
			continue
		}
		for j, a := range c.answers {
			p := pending{place: place{c.attempt, a.Position}, call: i, answer: j, seq: a.Seq, flagged: a.Flagged}
			w.out[i].Results[j] = Saved{Position: a.Position, Seq: a.Seq}
			text, err := w.read(p.place, a.Response)
			if err != nil {
				w.out[i].Results[j].Code = ErrResponse.Code
				continue
			}
			p.text = text
			if at := w.at[c.attempt]; at.refusal(c.epoch, w.now) == nil {
				if p.code = at.takes(a.Position); p.code != "" {
					w.shut = append(w.shut, p)
					continue
				}
			}
			n := seen[p.place]
			seen[p.place]++
			if n == len(out) {
				out = append(out, nil)
			}
			out[n] = append(out[n], p)
		}
	}
	for _, round := range out {
		slices.SortFunc(round, func(a, b pending) int {
			return strings.Compare(a.attempt, b.attempt)*2 + min(max(a.position-b.position, -1), 1)
		})
	}
	return out
}

// apply writes answers to different places. The statement itself judges state, epoch, deadline and sequence of each, with the
// database's clock.
func (w *writing) apply(rows []pending) error {
	var args []any
	for _, p := range rows {
		args = append(args, p.attempt, p.position, w.calls[p.call].epoch, p.seq, p.text, p.flagged)
	}
	moment := store.Moment(w.tx)
	args = append(args, moment, moment)
	row := "(cast(? as text), cast(? as integer), cast(? as bigint), cast(? as bigint), cast(? as text), cast(? as boolean)), "
	var written []struct {
		AttemptID string
		Position  int
	}
	err := w.tx.Raw(`with v (attempt_id, position, epoch, seq, response, flagged) as (values `+strings.TrimSuffix(strings.Repeat(row, len(rows)), ", ")+`)
		insert into responses (attempt_id, position, epoch, seq, response, flagged, saved_at)
		select v.attempt_id, v.position, v.epoch, v.seq, v.response, v.flagged, ? from v join attempts a on a.id = v.attempt_id
		where a.state = 'in_progress' and a.epoch = v.epoch and a.refuse_after >= ? and v.position between a.open_from and a.open_to
		on conflict (attempt_id, position) do update set epoch = excluded.epoch, seq = excluded.seq, response = excluded.response,
		flagged = excluded.flagged, saved_at = excluded.saved_at where excluded.seq > responses.seq returning attempt_id, position`, args...).Scan(&written).Error
	if err != nil {
		return err
	}
	applied := map[place]bool{}
	for _, r := range written {
		applied[place{r.AttemptID, r.Position}] = true
	}
	var done, left []pending
	for _, p := range rows {
		if applied[p.place] {
			w.out[p.call].Results[p.answer].Applied = true
			done = append(done, p)
		} else {
			left = append(left, p)
		}
	}
	if err := w.log(done); err != nil || len(left) == 0 {
		return err
	}
	return w.explain(left)
}

// keepForward writes down how far the candidates have come where items go forward only.
func (w *writing) keepForward() error {
	for _, c := range w.calls {
		at := w.at[c.attempt]
		if at == nil || !at.moved {
			continue
		}
		at.moved = false
		if err := w.tx.Exec("update attempts set open_from = ? where id = ?", at.OpenFrom, at.ID).Error; err != nil {
			return err
		}
	}
	return nil
}
