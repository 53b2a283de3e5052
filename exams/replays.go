package exams

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/fault"
	"laurel/internal/store"
)

// Replay is what came of reading an attempt's log again: the hash of the account that it tells, and where what is stored differs.
// Beside names what an old log does not tell, so that it was taken from where it is stored.
type Replay struct {
	AttemptID   string
	State       State
	Events      int
	SHA256      string
	Signed      bool // there is a receipt whose signature stands for what the log tells
	Beside      []string
	Differences []Difference
}

// Replay makes an attempt again out of its log, with the form and the key versions that the log names: answers, times, receipt and
// every result. It believes nothing that is stored beside the log, and changes nothing.
func (s *Service) Replay(ctx context.Context, attemptID string) (Replay, error) {
	var out Replay
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = Replay{AttemptID: attemptID, Differences: []Difference{}, Beside: []string{}}
		var a Attempt
		err := tx.Raw("select "+attemptColumns+" from attempts where id = ?", attemptID).Take(&a).Error
		if err = store.Found(err, ErrNothing); err != nil {
			return err
		}
		out.State = a.State
		tale, log := newStory(), seal{}
		err = events(tx, attemptID, func(e logged) error {
			if err := tale.hear(e); err != nil {
				out.differs("event "+e.ID, e.Detail, err.Error())
			}
			return log.add(e)
		})
		if err != nil {
			return err
		}
		out.Events = log.count
		if err := out.sealed(tx, a, log); err != nil {
			return err
		}
		return s.replay(ctx, tx, a, tale, &out)
	})
	return out, err
}

func (r *Replay) differs(field, stored, replayed string) {
	r.Differences = append(r.Differences, Difference{field, stored, replayed})
}

// sealed compares the log of a closed attempt with the hash that was kept of it.
func (r *Replay) sealed(tx *gorm.DB, a Attempt, log seal) error {
	var kept struct {
		EventsHash  string
		EventsCount int
	}
	if err := tx.Raw("select events_hash, events_count from attempts where id = ?", a.ID).Take(&kept).Error; err != nil {
		return err
	}
	if was := (seal{kept.EventsHash, kept.EventsCount}); (a.Receipt != "" || kept.EventsCount > 0) && was != log {
		r.differs("log", was.said(), log.said())
	}
	return nil
}

func (s seal) said() string { return s.hash + " of " + strconv.Itoa(s.count) + " events" }

func (s *Service) replay(ctx context.Context, tx *gorm.DB, a Attempt, tale *story, out *Replay) error {
	form, err := s.formAtRest(tx, tale.made.Form)
	if errors.Is(err, ErrNothing) {
		out.differs("form", a.FormID, "no form "+tale.made.Form)
		return nil
	}
	if err != nil {
		return err
	}
	by, err := basisOf(a.Policy, a.Limits)
	if err != nil {
		return err
	}
	if tale.made.Basis == nil {
		tale.made.Basis, out.Beside = &by, []string{"basis"}
	}
	in := record{attemptID: a.ID, form: form}
	if in.keys, err = s.keysAt(ctx, tx, tale.grades); err != nil {
		return err
	}
	replayed, err := tale.tell(in)
	if err != nil {
		return err
	}
	stored, err := accountOf(tx, a, tale)
	if err != nil {
		return err
	}
	if err := stored.basis(by); err != nil {
		return err
	}
	if err := s.signed(tx, a, tale, out); err != nil {
		return err
	}
	if stored["form sha256"], err = form.sum(); err != nil {
		return err
	}
	text, err := items.Canonical(replayed)
	out.SHA256 = digestOf(text)
	out.Differences = append(out.Differences, stored.against(replayed)...)
	return err
}

// signed checks that the signature of the receipt that is kept stands for what the log tells.
func (s *Service) signed(tx *gorm.DB, a Attempt, tale *story, out *Replay) error {
	if a.Receipt == "" {
		return nil
	}
	var kept Receipt
	if json.Unmarshal([]byte(a.Receipt), &kept) != nil || tale.receipt == nil {
		out.differs("receipt signature", kept.Signature, "nothing that it could stand for")
		return nil
	}
	var err error
	if out.Signed, err = s.verify(tx, tale.receipt.message(), kept.Signature); err == nil && !out.Signed {
		out.differs("receipt signature", kept.Signature, "no signature of ours for what the log tells")
	}
	return err
}

// formAtRest reads a form past everything that is kept in memory.
func (s *Service) formAtRest(tx *gorm.DB, formID string) (*Form, error) {
	var f Form
	err := tx.Raw("select "+formFrozen+" from forms where id = ?", formID).Take(&f).Error
	if err = store.Found(err, ErrNothing); err != nil {
		return nil, err
	}
	return &f, s.fill(tx, &f)
}

// keysAt reads the key versions that results were made with. One that is gone is left out: what it scored will differ.
func (s *Service) keysAt(ctx context.Context, tx *gorm.DB, grades []gradedDetail) (map[keyAt]Key, error) {
	out := map[keyAt]Key{}
	for _, g := range grades {
		for version, number := range g.Keys {
			at := keyAt{version, number}
			if _, known := out[at]; known {
				continue
			}
			k, err := s.bank.KeyNumber(ctx, tx, version, number)
			if err != nil && fault.Of(err).Kind == fault.NotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			out[at] = k
		}
	}
	return out, nil
}

// accountOf reads what is stored of an attempt. The hashes that the log itself carries stand beside it, to be made again too.
func accountOf(tx *gorm.DB, a Attempt, tale *story) (account, error) {
	out := account{}
	out.say("form", a.FormID)
	out.say("seed", a.Seed)
	out.say("language", a.Language)
	out.say("epoch", strconv.FormatInt(a.Epoch, 10))
	out.times(a.StartedAt, a.DeadlineAt, a.ClosedAt, a.SeenClosedAt)
	out.say("close_reason", a.CloseReason)
	out.say("late", strconv.FormatBool(a.Late))
	out.say("passed", strconv.FormatBool(a.Passed))
	responses, err := markedResponses(tx, a.ID)
	if err != nil {
		return nil, err
	}
	if err := out.answers(responses); err != nil {
		return nil, err
	}
	if tale.digest != "" {
		out.say("log responses_sha256", tale.digest)
	}
	for _, g := range tale.grades {
		out.say(fmt.Sprintf("log sha256 of result %d", g.Result), g.SHA256)
	}
	if a.Receipt != "" {
		if err := out.keptReceipt(a.Receipt); err != nil {
			return nil, err
		}
	}
	return out, out.keptResults(tx, a.ID)
}

// keptReceipt takes a receipt as it is kept, less its signature. One that is not in the one spelling of receipts is taken as it is.
func (a account) keptReceipt(text string) error {
	var r Receipt
	if json.Unmarshal([]byte(text), &r) != nil {
		a.say("receipt", text)
		return nil
	}
	same, err := items.Canonical(r)
	if err != nil {
		return err
	}
	if same != text {
		a.say("receipt", text)
		return nil
	}
	return a.receipt(r)
}

func (a account) keptResults(tx *gorm.DB, attemptID string) error {
	var rows []resultAt
	err := tx.Raw(`select number, state, decision, raw, max, cut, scaled_score, cut_score, cast(domains as text) as domains, cast(items as text) as items
		from attempt_results where attempt_id = ? order by number`, attemptID).Scan(&rows).Error
	for _, r := range rows {
		if err == nil {
			err = a.result(r)
		}
	}
	return err
}

// Replayable lists attempts after one of them, of one exam or of all.
func (s *Service) Replayable(ctx context.Context, examKey, after string, limit int) ([]string, error) {
	var out []string
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select id from attempts where id > ? and (cast(? as text) = '' or exam_key = ?) order by id limit ?", after, examKey, examKey, limit).Scan(&out).Error
	})
	return out, err
}
