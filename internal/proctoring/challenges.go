package proctoring

import (
	"context"
	"net/url"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
	"laurel/internal/store"
)

const (
	challengeLasts = 5 * time.Minute
	proofLasts     = 12 * time.Hour
)

// Challenge is an address made up for one client: the hash that it shows for it can have been made nowhere else and never before.
type Challenge struct {
	ID        string
	PersonID  string
	ExamKey   string
	ExpiresAt time.Time
}

// Challenge makes an address for the caller, who may then prove that his browser is the one the exam asks for.
func (s *Service) Challenge(ctx context.Context, examKey string) (Challenge, error) {
	c := Challenge{ID: id.Token(), PersonID: who(ctx), ExamKey: examKey}
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		conditions, err := s.exams.Conditions(ctx, tx, examKey)
		if err != nil {
			return err
		}
		if conditions.Lockdown != safeExamBrowser {
			return ErrNoLockdown
		}
		now := s.db.Now()
		c.ExpiresAt = now.Add(challengeLasts)
		if err := tx.Exec("delete from proctoring_challenges where person_id = ? and exam_key = ? and proof_hash = ''", c.PersonID, examKey).Error; err != nil {
			return err
		}
		return tx.Exec("insert into proctoring_challenges (id, person_id, exam_key, made_at, expires_at) values (?, ?, ?, ?, ?)", c.ID, c.PersonID, examKey, now, c.ExpiresAt).Error
	})
	return c, err
}

// Prove takes the hashes that a page read by script at the address of a challenge, and gives a token to be shown from then on.
func (s *Service) Prove(ctx context.Context, challengeID string, e Evidence) (string, error) {
	if err := s.onPage(e.Address, challengeID); err != nil {
		return "", err
	}
	proof := id.Token()
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		var c Challenge
		err := tx.Raw("select id, person_id, exam_key, expires_at from proctoring_challenges where id = ? and person_id = ?", challengeID, who(ctx)).Take(&c).Error
		if err := store.Found(err, ErrNothing); err != nil {
			return err
		}
		l, err := s.lockdownOf(tx, c.ExamKey)
		if err != nil {
			return err
		}
		if !l.admits(e) {
			return ErrUnproven
		}
		now := s.db.Now()
		r := tx.Exec("update proctoring_challenges set proof_hash = ?, proved_at = ? where id = ? and proof_hash = '' and expires_at > ?", hashed(proof), now, c.ID, now)
		if r.Error == nil && r.RowsAffected == 0 {
			return ErrChallenge
		}
		return r.Error
	})
	return proof, err
}

// onPage holds for addresses of this installation that carry the challenge, the same to the last character that the hash is over.
func (s *Service) onPage(address, challengeID string) error {
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, s.base+"/app/") || u.Query().Get("challenge") != challengeID || len(address) > 2000 {
		return ErrUnproven
	}
	return nil
}
