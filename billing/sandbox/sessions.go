package sandbox

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/id"
)

const columns = "id, order_key, description, amount, currency, status, failure, return_url, cancel_url, refund_key, created_at"

// Create opens a session. The same key with the same parameters gives the same session for a day.
func (s *Service) Create(ctx context.Context, key, fingerprint string, ask Session) (Session, error) {
	var out Session
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		if err := tx.Exec("delete from sandbox_keys where key = ? and created_at <= ?", key, now.Add(-keepKeys)).Error; err != nil {
			return err
		}
		out = ask
		out.ID, out.Status, out.CreatedAt = "ses_"+id.Token(), open, now
		r := tx.Exec("insert into sandbox_keys (key, fingerprint, session_id, created_at) values (?, ?, ?, ?) on conflict (key) do nothing", key, fingerprint, out.ID, now)
		if r.Error != nil {
			return r.Error
		}
		if r.RowsAffected == 0 {
			var err error
			out, err = replay(tx, key, fingerprint)
			return err
		}
		return tx.Exec("insert into sandbox_sessions ("+columns+", changed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			out.ID, out.OrderKey, out.Description, out.Amount, out.Currency, out.Status, "", out.ReturnURL, out.CancelURL, "", now, now).Error
	})
	return out, err
}

func replay(tx *gorm.DB, key, fingerprint string) (Session, error) {
	var first struct{ Fingerprint, SessionID string }
	if err := tx.Raw("select fingerprint, session_id from sandbox_keys where key = ?", key).Scan(&first).Error; err != nil {
		return Session{}, err
	}
	if first.Fingerprint != fingerprint {
		return Session{}, ErrKeyReused
	}
	return session(tx, "id", first.SessionID)
}

// session finds the newest session by a column that is a name of ours, never input.
func session(tx *gorm.DB, column, value string) (Session, error) {
	var found []Session
	err := tx.Raw("select "+columns+" from sandbox_sessions where "+column+" = ? order by created_at desc, id desc limit 1", value).Scan(&found).Error
	if err != nil {
		return Session{}, err
	}
	if len(found) == 0 {
		return Session{}, ErrNoSession
	}
	return found[0], nil
}

func (s *Service) find(ctx context.Context, column, value string) (out Session, err error) {
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		out, err = session(tx, column, value)
		return err
	})
	return out, err
}
