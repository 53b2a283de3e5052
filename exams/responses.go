package exams

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/store"
)

// saveCall is one call of a client: answers of one attempt under one epoch.
type saveCall struct {
	attempt, person string
	epoch           int64
	answers         []Answer
	final           bool // what time has brought about is written down: refuse what is too late
	swift           *swift
}

// Saved is what became of one answer. Seq is the one that stands. Code is empty, or why it was not taken.
type Saved struct {
	Position int
	Seq      int64
	Applied  bool
	Code     string
	// Quarantine is the id under which an answer to a section that is over is kept aside.
	Quarantine string
}

// saveOutcome is the answer to a call. Refused is for the whole call; what was refused as too late is kept aside, up to a bound.
type saveOutcome struct {
	Results  []Saved
	Now      time.Time
	Deadline time.Time
	// SectionEnd is nil where the open section has no limit of its own.
	SectionEnd *time.Time
	Refused    error
}

// Save writes answers of one of the caller's own attempts and returns when they are durable. Each answer stands alone.
// ErrNothing, ErrNotStarted, ErrSuperseded and ErrClosed are for the whole call; the last carries the id under which the
// answers are kept aside, as long as there are no more of them than twice the items of the form. ErrSaves, with a time to wait,
// is for an attempt whose log is full: it takes no more answers and closes with those it has.
func (s *Service) Save(ctx context.Context, attemptID string, epoch int64, answers []Answer) ([]Saved, Sight, error) {
	call := saveCall{attempt: attemptID, person: actor.From(ctx).ID, epoch: epoch, answers: answers}
	call.swift = s.swiftly(call)
	out, err := s.write(ctx, call)
	if err == nil && errors.Is(out.Refused, errLapsed) {
		if err = s.settleNow(ctx, attemptID); err == nil {
			call.final, call.swift = true, nil
			out, err = s.write(ctx, call)
		}
	}
	if err == nil {
		err = out.Refused
	}
	return out.Results, Sight{Now: out.Now, Attempt: Attempt{DeadlineAt: &out.Deadline, SectionEndAt: out.SectionEnd}}, err
}

// write commits a call together with others. What could not be committed is remembered: it is time that the candidate lost to us.
func (s *Service) write(ctx context.Context, call saveCall) (saveOutcome, error) {
	arrived := s.db.Now()
	out, err := s.saves.Do(ctx, call)
	switch {
	case err == nil:
		s.failing.works(s.db.Now())
	case errors.Is(err, store.ErrUnavailable) && ctx.Err() == nil:
		s.failing.failed(call.attempt, arrived)
	}
	return out, err
}

func responsesOf(tx *gorm.DB, attemptID string) ([]Response, error) {
	out := []Response{}
	err := tx.Raw("select position, epoch, seq, response, flagged, saved_at from responses where attempt_id = ? order by position", attemptID).Scan(&out).Error
	return out, err
}

// answersOf gives what stands in several attempts.
func answersOf(tx *gorm.DB, attempts []string) (map[string][]Response, error) {
	rows, err := eachOf(tx, "responses", "attempt_id, position, epoch, seq, response, flagged, saved_at", "position", attempts).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := make(map[string][]Response, len(attempts))
	for rows.Next() {
		var attempt string
		var r Response
		if err := rows.Scan(&attempt, &r.Position, &r.Epoch, &r.Seq, &r.Response, &r.Flagged, &r.SavedAt); err != nil {
			return nil, err
		}
		out[attempt] = append(out[attempt], r)
	}
	return out, rows.Err()
}

// refusalOf gives the refusal of a call with one answer in it.
func refusalOf(s Saved) error {
	switch s.Code {
	case ErrSeqReuse.Code:
		return ErrSeqReuse
	case ErrSectionClosed.Code:
		return keptAside(ErrSectionClosed, s.Quarantine)
	case ErrSectionAhead.Code:
		return ErrSectionAhead
	case ErrItemLeft.Code:
		return keptAside(ErrItemLeft, s.Quarantine)
	case ErrItemAhead.Code:
		return ErrItemAhead
	case ErrResponse.Code:
		return ErrResponse.With(fault.Field{Field: "response", Code: ErrResponse.Code, Detail: "the shape that the item type asks for, with options of this item, and no longer than it takes"})
	}
	return nil
}

// keptAside tells with a refusal under which id the answer is kept, if it is.
func keptAside(refusal *fault.Error, quarantine string) error {
	if quarantine == "" {
		return refusal
	}
	return refusal.And("quarantine_id", quarantine)
}
