package accounts

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

const resetLife = 30 * time.Minute

// passwordReset is a request for a new password, for whoever has the address when the link is used.
type passwordReset struct {
	ID        string
	Email     string
	CreatedAt time.Time
	ExpiresAt time.Time
	SentAt    *time.Time
	UsedAt    *time.Time
}

func (r passwordReset) open(now time.Time) bool { return r.UsedAt == nil && r.ExpiresAt.After(now) }

// AskReset keeps the request. It does the same work whether or not somebody has the address; an
// address that cannot be one is passed over in silence.
func (s *Service) AskReset(ctx context.Context, address string) error {
	email, err := normalEmail(address)
	if err != nil {
		return nil //nolint:nilerr // the answer tells nothing about the address
	}
	return s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		now := s.db.Now()
		reset := passwordReset{ID: id.New("rst"), Email: email, CreatedAt: now, ExpiresAt: now.Add(resetLife)}
		err := tx.Exec("insert into password_resets (id, email, created_at, expires_at) values (?, ?, ?, ?)", reset.ID, reset.Email, now, reset.ExpiresAt).Error
		if err != nil {
			return err
		}
		return outbox.Append(ctx, tx, now, PasswordResetRequested{ResetID: reset.ID})
	})
}

// ResetToken rebuilds the token of the letter.
func (s *Service) resetToken(r passwordReset) string {
	return s.keys.letterToken(purposeReset, r.ID, r.Email)
}

// Reset sets a new password by the link of a letter, ends all sessions and tells the person.
func (s *Service) Reset(ctx context.Context, token, password string) error {
	reset, person, err := s.openReset(ctx, token)
	if err != nil {
		return err
	}
	wish := candidatePassword{Password: password, Staff: person.Staff(), About: []string{person.Email, person.Name}}
	if err := wish.judge(); err != nil {
		return err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		now := s.db.Now()
		ok, err := changed(tx.Exec("update password_resets set used_at = ? where id = ? and used_at is null and expires_at > ?", now, reset.ID, now))
		if err != nil {
			return err
		}
		if !ok {
			return ErrResetUsed
		}
		if err := tx.Exec("update password_resets set used_at = ? where email = ? and used_at is null", now, reset.Email).Error; err != nil {
			return err
		}
		if err := tx.Exec("update people set password = ?, rights_version = rights_version + 1, updated_at = ? where id = ?", hash, now, person.ID).Error; err != nil {
			return err
		}
		if err := s.endSessions(tx, person.ID, "password_changed"); err != nil {
			return err
		}
		asPerson := actor.With(ctx, actor.Actor{Kind: actor.Person, ID: person.ID})
		if err := audit.Append(asPerson, tx, now, audit.Entry{Action: "person.password_changed", Subject: person.ID}); err != nil {
			return err
		}
		return outbox.Append(ctx, tx, now, PasswordChanged{PersonID: person.ID, At: now})
	})
}

func (s *Service) openReset(ctx context.Context, token string) (passwordReset, Person, error) {
	var reset passwordReset
	var person Person
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) (err error) {
		reset, err = only[passwordReset](tx.Raw("select id, email, created_at, expires_at, sent_at, used_at from password_resets where id = ?", letterID(token)), ErrResetUsed)
		if err != nil {
			return err
		}
		if !s.keys.opensLetter(token, purposeReset, reset.ID, reset.Email) || !reset.open(s.db.Now()) {
			return ErrResetUsed
		}
		person, err = only[Person](tx.Raw("select "+personColumns+" from people where id = (select person_id from person_mails where email = ?) and state = 'active'", reset.Email), ErrResetUsed)
		return err
	})
	return reset, person, err
}
