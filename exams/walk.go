package exams

import (
	"slices"
	"time"
)

// step is something that happened to an attempt: by a person, or because time went by.
type step struct {
	kind   string
	detail any
	at     time.Time
}

// walk is an attempt on its way, with the ledger of its time. It thinks only; who walked it writes down what it became, the
// entries it added and the steps it took.
type walk struct {
	Attempt
	ledger []Entry
	added  []Entry
	steps  []step
	waits  bool // its time is over, but how much the service owes it is not known yet
}

func (w *walk) step(kind string, at time.Time, detail any) {
	w.steps = append(w.steps, step{kind, detail, at})
}

func (w *walk) enter(e Entry) {
	w.ledger = append(w.ledger, e)
	w.added = append(w.added, e)
	if w.StartedAt != nil {
		w.wind()
	}
}

// wind derives every moment of the attempt from its start, its limits and the ledger.
func (w *walk) wind() {
	end := w.Limits.deadline(*w.StartedAt, w.ledger)
	if w.DeadlineAt == nil || !end.Equal(*w.DeadlineAt) {
		w.DeadlineVersion++
	}
	w.DeadlineAt, w.SectionEndAt = &end, nil
	if w.SectionAt != nil {
		w.SectionEndAt = w.Limits.sectionDeadline(w.Section, *w.SectionAt, w.ledger)
	}
	refuse := end.Add(Grace)
	if w.SectionEndAt != nil && w.SectionEndAt.Before(end) {
		refuse = w.SectionEndAt.Add(Grace)
	}
	w.RefuseAfter = &refuse
}

// make is the first step: the clock starts at once, unless there is an agreement to accept before, within its own limit.
func (w *walk) make(at time.Time, form string, by basis) {
	w.OpenFrom, w.OpenTo = 1, 0
	w.step("made", at, madeDetail{w.RegistrationID, w.FormID, form, w.Seed, w.Language, &by})
	switch {
	case w.Policy.Agreement == "" && w.Policy.Proctoring != ProctoringExternal:
		w.begin(at)
	case w.Policy.AgreementSeconds > 0:
		by := at.Add(seconds(w.Policy.AgreementSeconds))
		w.AgreeBy = &by
	}
}

// begin starts the clock and opens the first section.
func (w *walk) begin(at time.Time) {
	w.State, w.StartedAt, w.AgreeBy = InProgress, &at, nil
	w.open(1, at)
	w.step("started", at, map[string]any{"deadline_at": w.DeadlineAt, "deadline_version": w.DeadlineVersion, "agreed": w.Policy.Agreement != ""})
}

// open lets answers come to a section and to no other.
func (w *walk) open(section int, at time.Time) {
	w.Section, w.SectionAt = section, &at
	w.OpenFrom, w.OpenTo = w.limit().First, w.limit().Last
	w.wind()
}

// next closes the open section for ever and opens the next, after its break if it has one.
func (w *walk) next(at time.Time, reason string) {
	closed, rest := w.Section, w.limit().BreakSeconds
	w.step("section_closed", at, map[string]any{"section": closed, "reason": reason})
	if rest == 0 {
		w.open(closed+1, at)
		w.step("section_opened", at, map[string]any{"section": w.Section, "deadline_at": w.SectionEndAt})
		return
	}
	until := at.Add(seconds(rest))
	w.State, w.PausedFor, w.PausedAt, w.PauseEndsAt = Paused, ForBreak, &at, &until
	w.Section, w.SectionAt, w.SectionEndAt = closed+1, nil, nil
	w.OpenFrom, w.OpenTo = w.limit().First, w.limit().First-1
	w.step("break_began", at, map[string]any{"after": closed, "ends_at": until})
}

// pause stops the clock until somebody lets it run again, at the latest at a moment.
func (w *walk) pause(at, until time.Time, reason string) {
	w.State, w.PausedFor, w.PausedAt, w.PauseEndsAt = Paused, ForProctor, &at, &until
	w.step("paused", at, map[string]any{"reason": reason, "remaining_seconds": w.DeadlineAt.Sub(at).Seconds()})
}

// resume lets the clock run again: what stood still is given back by an entry of the ledger.
func (w *walk) resume(at time.Time, who string) {
	kind, said, section := ByPause, "resumed", w.openSection()
	if w.PausedFor == ForBreak {
		kind, said = ByBreak, "break_ended"
	}
	from := *w.PausedAt
	w.State, w.PausedFor, w.PausedAt, w.PauseEndsAt = InProgress, "", nil, nil
	w.enter(Entry{Kind: kind, Section: section, Length: at.Sub(from), From: &from, Until: &at, Actor: who, At: at})
	if kind == ByBreak {
		w.open(w.Section, at)
	}
	w.step(said, at, map[string]any{"section": w.Section, "deadline_at": w.DeadlineAt, "deadline_version": w.DeadlineVersion, "section_deadline_at": w.SectionEndAt})
}

// forward leaves the item that is shown for ever, where items go forward only.
func (w *walk) forward(at time.Time) {
	w.OpenFrom++
	w.step("item_left", at, map[string]any{"position": w.OpenFrom - 1})
}

// catchUp does what time alone brings about up to a moment, in its order: a section lapses, a break ends. It stops, and says so,
// where the attempt itself is over: whoever asked closes it.
func (w *walk) catchUp(at time.Time) (over bool) {
	for w.due(at) {
		switch {
		case w.State == Ready:
			return true
		case w.State == Paused && w.PausedFor == ForBreak:
			w.resume(*w.PauseEndsAt, "")
		case w.State == Paused:
			return true
		case w.last() || w.SectionEndAt == nil || !w.SectionEndAt.Before(*w.DeadlineAt):
			return true
		default:
			w.next(*w.RefuseAfter, BySectionEnd)
		}
	}
	return false
}

// shows tells whether an item is delivered now.
func (a Attempt) shows(position int) bool {
	if a.limit().Forward {
		return position == a.OpenFrom && position <= a.OpenTo
	}
	return position >= a.OpenFrom && position <= a.OpenTo
}

// place judges a position: an answer to it is taken, or refused by a code.
func (s SectionLimit) place(from, to, position int) string {
	switch {
	case position >= from && position <= to && (!s.Forward || position <= from+1):
		return ""
	case position > to:
		return ErrSectionAhead.Code
	case s.Forward && position > from:
		return ErrItemAhead.Code
	case s.Forward:
		return ErrItemLeft.Code
	}
	return ErrSectionClosed.Code
}

// walkOf keeps the caller's ledger out of reach.
func walkOf(a Attempt, ledger []Entry) *walk { return &walk{Attempt: a, ledger: slices.Clone(ledger)} }

// partsOf gives the parts of a form that open and close as one. Only a sectioned exam has more than one.
func partsOf(d Document, slots []FormSlot) []SectionLimit {
	if d.Navigation != Sectioned {
		return []SectionLimit{{First: 1, Last: len(slots), Forward: d.Navigation == ForwardOnly}}
	}
	var out []SectionLimit
	for i, s := range d.sectioned() {
		part := SectionLimit{LimitSeconds: s.TimeLimitSeconds, BreakSeconds: s.BreakSeconds, Forward: s.Navigation == ForwardOnly}
		for _, slot := range slots {
			if slot.Section != i+1 {
				continue
			}
			if part.First == 0 {
				part.First = slot.Position
			}
			part.Last = slot.Position
		}
		out = append(out, part)
	}
	return out
}
