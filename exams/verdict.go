package exams

import (
	"errors"
	"strings"

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
	case errors.Is(refusal, ErrClosed):
		w.late[p.call] = append(w.late[p.call], p)
	case refusal != nil:
		w.out[p.call].Refused = refusal
	case held.Seq == p.seq:
		result.Code = ErrSeqReuse.Code
	case held.Seq < p.seq: // the grace ended between two statements of ours
		w.late[p.call] = append(w.late[p.call], p)
	default:
		result.Seq = held.Seq
	}
}

// log appends what was written to the logs of the attempts.
func (w *writing) log(done []pending) error {
	var args []any
	for _, p := range done {
		detail, err := canonical(savedDetail{Position: p.position, Epoch: w.calls[p.call].epoch, Seq: p.seq, Response: p.text, Flagged: p.flagged})
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

// quarantine keeps answers that came too late under an id that the candidate is told. The same ones again get the same id.
func (w *writing) quarantine(call int, late []pending) error {
	first := ""
	for _, p := range late {
		var kept []string
		err := w.tx.Raw(`insert into late_responses (id, attempt_id, position, epoch, seq, response, flagged, received_at) values (?, ?, ?, ?, ?, ?, ?, ?)
			on conflict (attempt_id, position, epoch, seq, response) do update set flagged = late_responses.flagged returning id`,
			id.New("lat"), p.attempt, p.position, w.calls[call].epoch, p.seq, p.text, p.flagged, w.now).Scan(&kept).Error
		if err != nil {
			return err
		}
		if first == "" && len(kept) == 1 {
			first = kept[0]
		}
	}
	w.out[call].Refused = ErrClosed.And("quarantine_id", first)
	return nil
}
