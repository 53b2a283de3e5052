package exams

import (
	"errors"
	"strings"

	"laurel/exams/items"
	"laurel/internal/id"
	"laurel/internal/store"
)

// explain finds out why answers were not written: they stand already, newer ones do, or the attempt takes none.
func (w *writing) explain(left []pending) error {
	places := make([]place, len(left))
	for i, p := range left {
		places[i] = p.place
	}
	var rows []struct {
		AttemptID string
		Response  `gorm:"embedded"`
	}
	err := w.tx.Raw("select attempt_id, position, epoch, seq, response, flagged from responses where (attempt_id, position) in ("+valuesOf(len(places))+")", values(places)...).
		Scan(&rows).Error
	if err != nil {
		return err
	}
	held := map[place]Response{}
	for _, r := range rows {
		held[place{r.AttemptID, r.Position}] = r.Response
	}
	for _, p := range left {
		w.verdict(p, held[p.place])
	}
	return nil
}

func (w *writing) verdict(p pending, held Response) {
	result := &w.out[p.call].Results[p.answer]
	refusal := w.at[p.attempt].refusal(w.calls[p.call].epoch, w.now)
	switch {
	case held.Seq == p.seq && held.same(p.text, p.flagged):
		result.Applied = true
	case refusal == nil && (p.code == ErrSectionClosed.Code || p.code == ErrItemLeft.Code):
		result.Code = p.code
		w.late = append(w.late, p)
	case refusal == nil && p.code != "":
		result.Code = p.code
	case errors.Is(refusal, ErrClosed):
		w.late = append(w.late, p)
	case refusal != nil:
		w.out[p.call].Refused = refusal
	case held.Seq == p.seq:
		result.Code = ErrSeqReuse.Code
	case held.Seq < p.seq: // the grace ended between two statements of ours
		w.late = append(w.late, p)
	default:
		result.Seq = held.Seq
	}
}

// log appends what was written to the logs of the attempts.
func (w *writing) log(done []pending) error {
	var args []any
	for _, p := range done {
		detail, err := items.Canonical(savedDetail{Position: p.position, Epoch: w.calls[p.call].epoch, Seq: p.seq, Response: p.text, Flagged: p.flagged})
		if err != nil {
			return err
		}
		args = append(args, id.New("aev"), p.attempt, detail, w.calls[p.call].person, store.Moment(w.tx))
	}
	if len(done) == 0 {
		return nil
	}
	rows := strings.TrimSuffix(strings.Repeat("(?, ?, 'saved', ?, ?, ?), ", len(done)), ", ")
	return w.tx.Exec("insert into attempt_events (id, attempt_id, kind, detail, actor, at) values "+rows, args...).Error
}
