package accounts

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

// Login is a try to sign in; Network is where it comes from.
type Login struct {
	Email, Password, Network string
	ByCookie                 bool
}

// SignIn begins a session. An unknown address takes as long as a wrong password and is told the same.
func (s *Service) SignIn(ctx context.Context, l Login) (Grant, error) {
	email, err := normalEmail(l.Email)
	if err != nil {
		email = "nobody"
	}
	var held struct {
		ID, Password string
	}
	err = s.db.Read(alone(ctx), func(tx *gorm.DB) error {
		return tx.Raw("select id, password from people where id = (select person_id from person_mails where email = ?) and state = 'active'", email).Scan(&held).Error
	})
	if err != nil {
		return Grant{}, err
	}
	err = s.guess(ctx, email, l.Network, func() (bool, error) { return s.matches(ctx, l.Password, held.Password) })
	if err != nil {
		return Grant{}, err
	}
	var grant Grant
	err = s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		person, err := only[Person](tx.Raw("select "+personColumns+" from people where id = ? and password = ? and state = 'active'", held.ID, held.Password), ErrWrongSecret)
		if err != nil {
			return err
		}
		asPerson := actor.With(ctx, actor.Actor{Kind: actor.Person, ID: person.ID})
		if grant, err = s.begin(asPerson, tx, person, l.ByCookie); err != nil {
			return err
		}
		return audit.Append(asPerson, tx, s.db.Now(), audit.Entry{Action: "session.started", Subject: person.ID})
	})
	return grant, err
}

// begin opens a session under a new id: one that a client brings is never taken.
func (s *Service) begin(_ context.Context, tx *gorm.DB, person Person, byCookie bool) (Grant, error) {
	now := s.db.Now()
	session := Session{ID: id.New("ses"), PersonID: person.ID, ByCookie: byCookie, ExpiresAt: now.Add(sessionLife), RightsVersion: person.RightsVersion}
	err := tx.Exec("insert into sessions (id, person_id, by_cookie, created_at, expires_at) values (?, ?, ?, ?, ?)",
		session.ID, session.PersonID, session.ByCookie, now, session.ExpiresAt).Error
	if err != nil {
		return Grant{}, err
	}
	return s.grant(tx, session, person)
}

// grant issues the next pair of tokens of a session.
func (s *Service) grant(tx *gorm.DB, session Session, person Person) (Grant, error) {
	now := s.db.Now()
	access, expires, err := s.keys.signAccess(s.baseURL, session, now)
	if err != nil {
		return Grant{}, err
	}
	refresh, until := id.Token(), now.Add(refreshLife)
	if session.ExpiresAt.Before(until) {
		until = session.ExpiresAt
	}
	err = tx.Exec("insert into session_tokens (hash, session_id, issued_at, expires_at) values (?, ?, ?, ?)", digest(refresh), session.ID, now, until).Error
	return Grant{AccessToken: access, ExpiresAt: expires, RefreshToken: refresh, RefreshExpires: until, ByCookie: session.ByCookie, Person: person}, err
}

// Refresh trades a refresh token for the next pair. Each token is good once, and within the grace for those who came at the same moment.
func (s *Service) Refresh(ctx context.Context, token string) (Grant, error) {
	if token == "" || len(token) > 200 {
		return Grant{}, ErrRefreshGone
	}
	var grant Grant
	var refused error
	err := s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		grant, refused = Grant{}, nil
		now := s.db.Now()
		first, err := changed(tx.Exec("update session_tokens set used_at = ? where hash = ? and used_at is null", now, digest(token)))
		if err != nil {
			return err
		}
		held, err := only[refreshToken](tx.Raw(`select s.id, s.person_id, s.by_cookie, s.expires_at, s.ended_at, p.rights_version, t.expires_at as token_expires_at, t.used_at, p.state as person_state
			from session_tokens t join sessions s on s.id = t.session_id join people p on p.id = s.person_id where t.hash = ?`, digest(token)), ErrRefreshGone)
		if err != nil {
			return err
		}
		if first {
			held.UsedAt = nil
		}
		switch held.judge(now) {
		case rotate:
			person, err := personOf(tx, held.PersonID)
			if err != nil {
				return err
			}
			grant, err = s.grant(tx, held.Session, person)
			return err
		case reused:
			refused = ErrRefreshGone
			return s.endReused(ctx, tx, held.Session)
		case refuse:
		}
		return ErrRefreshGone
	})
	if err == nil {
		err = refused
	}
	return grant, err
}

// endReused ends the whole session, keeps it in the audit log and tells the person.
func (s *Service) endReused(ctx context.Context, tx *gorm.DB, session Session) error {
	now := s.db.Now()
	ended, err := changed(tx.Exec("update sessions set ended_at = ?, end_reason = 'reused' where id = ? and ended_at is null", now, session.ID))
	if err != nil || !ended {
		return err
	}
	if err := audit.Append(ctx, tx, now, audit.Entry{Action: "session.reuse_detected", Subject: session.PersonID, Detail: map[string]any{"session": session.ID}}); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, now, SessionReused{SessionID: session.ID, PersonID: session.PersonID, At: now})
}

// SignOut ends the session of the actor; its tokens are worth nothing from then on.
func (s *Service) SignOut(ctx context.Context) error {
	session := actor.From(ctx).Session
	if session == "" {
		return ErrForbidden
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("update sessions set ended_at = ?, end_reason = 'signed_out' where id = ? and ended_at is null", s.db.Now(), session).Error
	})
}

// endSessions ends all sessions of a person.
func (s *Service) endSessions(tx *gorm.DB, personID, reason string) error {
	return tx.Exec("update sessions set ended_at = ?, end_reason = ? where person_id = ? and ended_at is null", s.db.Now(), reason, personID).Error
}
