package proctoring

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"laurel/internal/hooks"
	"laurel/internal/id"
)

// Announce tells an outside proctor of a session, unless that has been done, is not due or is being done.
func (s *Service) Announce(ctx context.Context, sessionID string) error {
	lease, v, ok, err := s.take(ctx, sessionID)
	if err != nil || !ok {
		return err
	}
	call, err := s.announcementOf(ctx, v)
	if err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	answer, err := hooks.Post(bounded, s.client, call)
	if ctx.Err() != nil { // we are shutting down: the lease runs out, and it is done again
		return ctx.Err()
	}
	failed := ""
	switch {
	case err != nil:
		failed = hooks.Reason(err)
	case answer.Status < 200 || answer.Status > 299:
		failed = "status"
	}
	return s.announced(ctx, lease, v, outcome{failed, answer})
}

type outcome struct {
	failed string
	answer hooks.Answer
}

func (s *Service) take(ctx context.Context, sessionID string) (lease string, v Session, ok bool, err error) {
	lease = id.Token()
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		r := tx.Exec(`update proctoring_sessions set lease_token = ?, leased_until = ? where id = ? and state = 'requested' and next_at <= ?
			and (leased_until is null or leased_until <= ?)`, lease, now.Add(sessionLease), sessionID, now, now)
		if ok = r.Error == nil && r.RowsAffected == 1; !ok {
			return r.Error
		}
		v, err = sessionBy(tx, "id", sessionID)
		return err
	})
	return lease, v, ok, err
}

func (s *Service) announcementOf(ctx context.Context, v Session) (hooks.Call, error) {
	o, err := s.Outsider(ctx, v.ExamKey)
	if err != nil {
		return hooks.Call{}, err
	}
	secret, err := s.sealer.Open(v.ExamKey, o.SecretSealed)
	if err != nil {
		return hooks.Call{}, err
	}
	a := announcement{Type: "proctoring.session_requested", Timestamp: v.CreatedAt}
	a.Data.Session, a.Data.Attempt, a.Data.Person, a.Data.Exam = v.ID, v.AttemptID, v.PersonID, v.ExamKey
	a.Data.Callback = s.base + "/api/v1/proctoring/" + v.ID + "/events"
	body, err := json.Marshal(a)
	return hooks.Call{URL: o.URL, ID: v.ID, At: s.db.Now(), Body: body, Secrets: []hooks.Secret{secret}}, err
}

func (s *Service) announced(ctx context.Context, lease string, v Session, o outcome) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		if o.failed == "" {
			return tx.Exec(`update proctoring_sessions set state = 'announced', join_url = ?, tries = tries + 1, next_at = null, leased_until = null, last_error = ''
				where id = ? and lease_token = ? and state = 'requested'`, joinURL(o.answer.Body), v.ID, lease).Error
		}
		wait, more := schedule().Wait(v.ID, v.Tries+1, o.answer.Asked)
		if !more {
			return tx.Exec(`update proctoring_sessions set state = 'failed', tries = tries + 1, next_at = null, leased_until = null, last_error = ?
				where id = ? and lease_token = ? and state = 'requested'`, o.failed, v.ID, lease).Error
		}
		return tx.Exec(`update proctoring_sessions set tries = tries + 1, next_at = ?, leased_until = null, last_error = ? where id = ? and lease_token = ? and state = 'requested'`,
			now.Add(wait), o.failed, v.ID, lease).Error
	})
}

// AnnounceDue tells outside proctors again where it failed, and gives how many.
func (s *Service) AnnounceDue(ctx context.Context) (int, error) {
	var ids []string
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		return tx.Raw(`select id from proctoring_sessions where state = 'requested' and next_at <= ? and (leased_until is null or leased_until <= ?)
			order by next_at, id limit 20`, now, now).Scan(&ids).Error
	})
	for _, sessionID := range ids {
		if err == nil {
			err = s.Announce(ctx, sessionID)
		}
	}
	return len(ids), err
}
