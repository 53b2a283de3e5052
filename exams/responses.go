package exams

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
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

// saveOutcome is the answer to a call. Refused is for the whole call; what was refused as too late is kept aside, up to a bound.
type saveOutcome struct {
	Results  []Saved
	Now      time.Time
	Deadline time.Time
	Refused  error
}

// Save writes answers of one of the caller's own attempts and returns when they are durable. Each answer stands alone.
// ErrNothing, ErrNotStarted, ErrSuperseded and ErrClosed are for the whole call; the last carries the id under which the
// answers are kept aside, as long as there are no more of them than twice the items of the form. ErrSaves, with a time to wait,
// is for an attempt whose log is full: it takes no more answers and closes with those it has.
func (s *Service) Save(ctx context.Context, attemptID string, epoch int64, answers []Answer) ([]Saved, Sight, error) {
	out, err := s.saves.Do(ctx, saveCall{attempt: attemptID, person: actor.From(ctx).ID, epoch: epoch, answers: answers})
	if err == nil {
		err = out.Refused
	}
	return out.Results, Sight{Now: out.Now, Attempt: Attempt{DeadlineAt: &out.Deadline}}, err
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
