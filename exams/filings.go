package exams

import (
	"context"
	"encoding/json"
	"errors"

	"gorm.io/gorm"

	"laurel/internal/blob"
	"laurel/internal/store"
)

// blobPath is where the content of a file lies: by its hash, so that nothing a candidate says becomes part of a path.
func blobPath(sum string) string { return handedIn + "/" + sum }

const handedIn = "handed-in"

// standing makes sure that the content still lies there when a row is about to name it: a refused twin may just have dropped it.
// Until the transaction ends nobody drops it.
func (s *Service) standing(ctx context.Context, tx *gorm.DB, sum string, body []byte) error {
	if err := lockContent(tx, sum); err != nil {
		return err
	}
	f, err := s.files.Open(ctx, blobPath(sum))
	if errors.Is(err, blob.ErrNone) {
		return s.files.Put(ctx, blobPath(sum), body)
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// dropUnnamed forgets the content of a file that was refused after it was stored, unless a row names the same content. It goes on
// when the caller has gone; what it cannot do is no reason to tell the caller anything else than the refusal.
func (s *Service) dropUnnamed(ctx context.Context, sum string) {
	ctx = context.WithoutCancel(ctx)
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := lockContent(tx, sum); err != nil {
			return err
		}
		var n int64
		if err := tx.Raw("select count(*) from attempt_files where sha256 = ?", sum).Scan(&n).Error; err != nil || n > 0 {
			return err
		}
		return s.files.Drop(ctx, blobPath(sum))
	})
	if err != nil {
		s.log.ErrorContext(ctx, "the content of a refused file stays", "sha256", sum, "error", err)
	}
}

// lockContent lets one transaction at a time name or drop a content. The embedded database writes one at a time anyway.
func lockContent(tx *gorm.DB, sum string) error {
	if !store.Postgres(tx) {
		return nil
	}
	return tx.Exec("select pg_advisory_xact_lock(hashtextextended(?, 23))", sum).Error
}

// Files lists what the caller handed in at one of the own attempts.
func (s *Service) Files(ctx context.Context, attemptID string) ([]File, error) {
	var out []File
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		if _, err := ownAttempt(ctx, tx, attemptID); err != nil {
			return err
		}
		var err error
		out, err = filesOf(tx, attemptID)
		return err
	})
	return out, err
}

func filesOf(tx *gorm.DB, attemptID string) ([]File, error) {
	out := []File{}
	err := tx.Raw("select "+fileColumns+" from attempt_files where attempt_id = ? order by position, id", attemptID).Scan(&out).Error
	return out, err
}

// named gives the ids of files in a response; nil for one that names none.
func named(response string) []string {
	var r struct {
		Files []string `json:"files"`
	}
	if json.Unmarshal([]byte(response), &r) != nil {
		return nil
	}
	return r.Files
}
