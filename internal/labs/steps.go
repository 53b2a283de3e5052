package labs

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/internal/blob"
	"laurel/internal/hooks"
	"laurel/internal/id"
	"laurel/internal/labs/checks"
	"laurel/internal/outbox"
)

// lease is how long a step belongs to one worker. A check script ends well within it.
const lease = 45 * time.Second

// stepping is a claimed session with all that its next step needs.
type stepping struct {
	session Session
	doc     Document
	secret  hooks.Secret
	files   []File
	lease   string
	now     time.Time
}

// Step does what is due for a session: it asks the outside grader to prepare or to grade it, asks again when no word came, gives up
// when it was asked often enough, or runs the check script. A session that is not due, or in another worker's hands, is left alone.
func (s *Service) Step(ctx context.Context, sessionID string) error {
	x, ok, err := s.claim(ctx, sessionID)
	if err != nil || !ok {
		return err
	}
	switch {
	case x.doc.Grading == ByScript && x.session.Due:
		return s.script(ctx, x)
	case x.doc.Grading == ByOutside:
		return s.ask(ctx, x)
	}
	return nil
}

func (s *Service) claim(ctx context.Context, sessionID string) (x stepping, ok bool, err error) {
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		x, ok = stepping{lease: id.Token(), now: s.db.Now()}, false
		r := tx.Exec(`update lab_sessions set lease_token = ?, leased_until = ? where id = ? and next_at <= ? and (leased_until is null or leased_until <= ?)`,
			x.lease, x.now.Add(s.lease), sessionID, x.now, x.now)
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		if x.session, err = sessionOf(tx, sessionID); err != nil {
			return err
		}
		d, err := definitionOf(tx, x.session.DefinitionID)
		if err != nil {
			return err
		}
		x.doc = d.Document
		if x.doc.Grading == ByOutside {
			if x.secret, err = s.secretOf(tx, x.session.ItemID); err != nil {
				return err
			}
		}
		files, err := s.sittings.Files(ctx, tx, x.session.AttemptID, x.session.Position)
		for _, f := range files { // what came after the hand-in does not count
			if x.session.HandedInAt == nil || !f.CreatedAt.After(*x.session.HandedInAt) {
				x.files = append(x.files, f)
			}
		}
		ok = err == nil
		return err
	})
	return x, ok, err
}

// mine does something under the lease; nothing when it has passed to another worker or a word came in between.
func (s *Service) mine(ctx context.Context, x stepping, do func(tx *gorm.DB, now Session) error) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		r := tx.Exec("update lab_sessions set leased_until = null where id = ? and lease_token = ?", x.session.ID, x.lease)
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		now, err := sessionOf(tx, x.session.ID)
		if err != nil || now.ended() {
			return err
		}
		return do(tx, now)
	})
}

// script runs the check script over what was handed in. It is tried once: the same input gives the same output.
func (s *Service) script(ctx context.Context, x stepping) error {
	module, err := s.modules.Get(ctx, modulePath(x.doc.Module))
	if errors.Is(err, blob.ErrNone) {
		return s.mine(ctx, x, func(tx *gorm.DB, now Session) error { return s.fall(ctx, tx, now, failure{Failed, scriptGone, ""}) })
	}
	if err != nil {
		return err
	}
	free, err := s.turn(ctx, x)
	if err != nil || free == nil {
		return err
	}
	defer free()
	input, err := s.input(ctx, x)
	if err != nil {
		return err
	}
	list, err := checks.Run(ctx, module, input, x.doc.limits())
	var f *checks.Failure
	if err != nil && !errors.As(err, &f) {
		return err
	}
	return s.mine(ctx, x, func(tx *gorm.DB, now Session) error {
		if f != nil {
			return s.fall(ctx, tx, now, failure{Failed, f.Code, f.Detail})
		}
		return s.keepGrade(ctx, tx, now, list)
	})
}

// turn waits until a check script may run, and holds on to the lease meanwhile, however long the queue is: the script begins with
// the whole lease before it. Nothing is given when the session has passed to another worker.
func (s *Service) turn(ctx context.Context, x stepping) (free func(), err error) {
	tick := time.NewTicker(s.lease / 3)
	defer tick.Stop()
	for {
		select {
		case s.running <- struct{}{}:
			ok, err := s.hold(ctx, x)
			if err != nil || !ok {
				<-s.running
				return nil, err
			}
			return func() { <-s.running }, nil
		case <-tick.C:
			if ok, err := s.hold(ctx, x); err != nil || !ok {
				return nil, err
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// hold makes the lease last from now on; false when it is somebody else's.
func (s *Service) hold(ctx context.Context, x stepping) (bool, error) {
	held := false
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		r := tx.Exec("update lab_sessions set leased_until = ? where id = ? and lease_token = ? and next_at is not null", s.db.Now().Add(s.lease), x.session.ID, x.lease)
		held = r.RowsAffected > 0
		return r.Error
	})
	return held, err
}

// handed is what a check script reads: the text, and the files in base64.
type handed struct {
	Text  string      `json:"text"`
	Files []inputFile `json:"files"`
}

type inputFile struct {
	Name    string `json:"name"`
	Content []byte `json:"content_base64"`
}

func (s *Service) input(ctx context.Context, x stepping) ([]byte, error) {
	in, size := handed{Text: x.session.Work, Files: []inputFile{}}, 0
	for _, f := range x.files {
		if size += f.Size; size > checks.MaxInput/2 { // what goes beyond is left to people to ask for
			break
		}
		_, body, err := s.contents.Content(ctx, x.session.AttemptID, x.session.Position, f.ID)
		if err != nil {
			return nil, err
		}
		in.Files = append(in.Files, inputFile{f.Name, body})
	}
	return json.Marshal(in)
}

// StepDue rings for sessions at which something is due, and says for how many.
func (s *Service) StepDue(ctx context.Context) (int, error) {
	rung := 0
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		var due []string
		err := tx.Raw(`select id from lab_sessions where next_at <= ? and (leased_until is null or leased_until <= ?) order by next_at limit 100`, now.Add(-again), now).Scan(&due).Error
		if err != nil {
			return err
		}
		rung = len(due)
		for _, sessionID := range due {
			if err := outbox.Append(ctx, tx, now, SessionDue{sessionID}); err != nil {
				return err
			}
		}
		return nil
	})
	return rung, err
}

// again is how long after something fell due it is rung for: the fact that made it due was first.
const again = 3 * time.Second
