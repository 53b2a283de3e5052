package exams

import (
	"cmp"
	"slices"
	"strings"

	"laurel/internal/id"
)

// lateKey is what makes a late answer the same one again.
type lateKey struct {
	place
	epoch, seq int64
	text       string
}

// aside is the quarantine as far as one transaction looks at it.
type aside struct {
	ids  map[lateKey]string
	room map[string]int // rows an attempt may still add
}

func (w *writing) keyOf(p pending) lateKey {
	return lateKey{p.place, w.calls[p.call].epoch, p.seq, p.text}
}

// quarantine keeps answers that came too late under an id that the candidate is told. The same ones again get the same id.
// What goes beyond the bound of its attempt is refused alike, without being kept.
func (w *writing) quarantine() error {
	if len(w.late) == 0 {
		return nil
	}
	held, err := w.loadAside()
	if err != nil {
		return err
	}
	for rows := range slices.Chunk(w.fresh(held), rowsTogether) {
		if err := w.keepAside(rows, held); err != nil {
			return err
		}
	}
	slices.SortStableFunc(w.late, func(a, b pending) int { return cmp.Or(a.call-b.call, a.answer-b.answer) })
	whole := w.late[:0:0]
	for _, p := range w.late {
		if p.code == "" {
			whole = append(whole, p)
			continue
		}
		w.out[p.call].Results[p.answer].Quarantine = held.ids[w.keyOf(p)] // its section is over, the attempt is not
	}
	for rest := whole; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].call == rest[0].call {
			n++
		}
		w.tellAside(rest[:n], held)
		rest = rest[n:]
	}
	return nil
}

// tellAside refuses a call with the id of the first of its answers that is kept.
func (w *writing) tellAside(late []pending, held aside) {
	first, all := "", true
	for _, p := range late {
		kept := held.ids[w.keyOf(p)]
		all = all && kept != ""
		first = cmp.Or(first, kept)
	}
	refusal := ErrClosed
	if !all {
		refusal = refusal.Detailed("The attempt is closed. More came too late than is kept aside; the rest was not kept.")
	}
	if first != "" {
		refusal = refusal.And("quarantine_id", first)
	}
	w.out[late[0].call].Refused = refusal
}

// loadAside finds the ids of the answers that are kept already, and how many more each attempt may add.
func (w *writing) loadAside() (aside, error) {
	held := aside{ids: map[lateKey]string{}, room: map[string]int{}}
	var attempts []string
	for _, p := range w.late {
		attempts = append(attempts, p.attempt)
	}
	slices.Sort(attempts)
	var counts []struct {
		ID   string
		Kept int
	}
	err := w.tx.Raw(`select a.id, (select count(*) from late_responses l where l.attempt_id = a.id) as kept from attempts a where a.id in ?`,
		slices.Compact(attempts)).Scan(&counts).Error
	if err != nil {
		return held, err
	}
	for _, c := range counts {
		held.room[c.ID] = lateKept(w.items[c.ID]) - c.Kept
	}
	for some := range slices.Chunk(w.late, rowsTogether) {
		var args []any
		for _, p := range some {
			args = append(args, p.attempt, p.position, p.seq)
		}
		var rows []lateRow
		row := "(cast(? as text), cast(? as integer), cast(? as bigint)), "
		err := w.tx.Raw("select id, attempt_id, position, epoch, seq, response from late_responses where (attempt_id, position, seq) in (values "+
			strings.TrimSuffix(strings.Repeat(row, len(some)), ", ")+")", args...).Scan(&rows).Error
		if err != nil {
			return held, err
		}
		held.note(rows)
	}
	return held, nil
}

type lateRow struct {
	ID, AttemptID string
	Position      int
	Epoch, Seq    int64
	Response      string
}

func (a aside) note(rows []lateRow) {
	for _, r := range rows {
		a.ids[lateKey{place{r.AttemptID, r.Position}, r.Epoch, r.Seq, r.Response}] = r.ID
	}
}

// fresh picks what is to be kept: each once, while its attempt has room, in the order of the key, so that two processes never
// wait for each other in a circle.
func (w *writing) fresh(held aside) []pending {
	var out []pending
	seen := map[lateKey]bool{}
	for _, p := range w.late {
		k := w.keyOf(p)
		if held.ids[k] == "" && !seen[k] && held.room[p.attempt] > 0 {
			seen[k] = true
			held.room[p.attempt]--
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b pending) int {
		return cmp.Or(strings.Compare(a.attempt, b.attempt), a.position-b.position,
			cmp.Compare(w.calls[a.call].epoch, w.calls[b.call].epoch), cmp.Compare(a.seq, b.seq), strings.Compare(a.text, b.text))
	})
	return out
}

// keepAside writes them. One that another process kept since we looked keeps the id it has.
func (w *writing) keepAside(rows []pending, held aside) error {
	var args []any
	for _, p := range rows {
		args = append(args, id.New("lat"), p.attempt, p.position, w.calls[p.call].epoch, p.seq, p.text, p.flagged, w.now)
	}
	var kept []lateRow
	err := w.tx.Raw("insert into late_responses (id, attempt_id, position, epoch, seq, response, flagged, received_at) values "+
		strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?, ?, ?), ", len(rows)), ", ")+
		` on conflict (attempt_id, position, epoch, seq, response) do update set flagged = late_responses.flagged
		returning id, attempt_id, position, epoch, seq, response`, args...).Scan(&kept).Error
	held.note(kept)
	return err
}
