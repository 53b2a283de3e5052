package exams

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const fileColumns = "id, attempt_id, position, name, kind, size, sha256, created_at"

// Upload is a file on its way in.
type Upload struct {
	AttemptID string
	Position  int
	Name      string
	Body      []byte
}

// blobPath is where the content of a file lies: by its hash, so that nothing a candidate says becomes part of a path.
func blobPath(sum string) string { return "handed-in/" + sum }

// Upload keeps a file for a position of one of the caller's own running attempts, and gives it an id that an answer may name. The
// same file again is the same one.
func (s *Service) Upload(ctx context.Context, u Upload) (File, error) {
	var f File
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		f, err = s.judgeFile(ctx, tx, u)
		return err
	})
	if err != nil {
		return File{}, err
	}
	sum := sha256.Sum256(u.Body)
	f.SHA256 = hex.EncodeToString(sum[:])
	if err := s.files.Put(ctx, blobPath(f.SHA256), u.Body); err != nil { // kept again it is kept once
		return File{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (File, error) {
		return keepFile(ctx, tx, f)
	})
}

// judgeFile refuses what the attempt or the item does not take.
func (s *Service) judgeFile(ctx context.Context, tx *gorm.DB, u Upload) (File, error) {
	a, err := ownAttempt(ctx, tx, u.AttemptID)
	if err != nil {
		return File{}, err
	}
	now, err := store.Clock(tx)
	switch {
	case err != nil:
		return File{}, err
	case a.StartedAt == nil:
		return File{}, ErrNotStarted
	case a.State != InProgress || a.due(now):
		return File{}, ErrClosed
	}
	paper, err := s.paper(tx, a.Sheet)
	if err != nil {
		return File{}, err
	}
	rule, ok := takesFiles(paper.Slot(u.Position).Type, paper.Content(u.Position))
	if !ok {
		return File{}, refusedFile("position", "takes_no_files", "No file belongs to an answer here.")
	}
	f, err := rule.fileOf(u.Name, u.Body)
	f.AttemptID, f.Position = a.ID, u.Position
	return f, err
}

// keepFile writes the row, unless the attempt closed meanwhile or holds as many as it may.
func keepFile(ctx context.Context, tx *gorm.DB, f File) (File, error) {
	a, err := lockAttempt(tx, f.AttemptID)
	if err != nil {
		return f, err
	}
	now, err := store.Clock(tx)
	if err != nil {
		return f, err
	}
	if a.State != InProgress || a.due(now) {
		return f, ErrClosed
	}
	held, err := filesOf(tx, f.AttemptID)
	if err != nil {
		return f, err
	}
	size, here := f.Size, 0
	for _, h := range held {
		if h.Position == f.Position {
			here++
			if h.SHA256 == f.SHA256 && h.Name == f.Name {
				return h, nil
			}
		}
		size += h.Size
	}
	if len(held) >= maxAttemptFiles || here >= maxPositionFiles || size > maxAttemptBytes {
		return f, ErrUploads.After(tooManyAfter)
	}
	f.ID, f.CreatedAt = id.New("fil"), now
	err = tx.Exec("insert into attempt_files ("+fileColumns+") values (?, ?, ?, ?, ?, ?, ?, ?)",
		f.ID, f.AttemptID, f.Position, f.Name, f.Kind, f.Size, f.SHA256, f.CreatedAt).Error
	if err != nil {
		return f, err
	}
	detail := map[string]any{"position": f.Position, "file": f.ID, "sha256": f.SHA256, "size": f.Size}
	if err := note(ctx, tx, f.AttemptID, event{Kind: "file_taken", Detail: detail, At: now}); err != nil {
		return f, err
	}
	return f, audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.file_taken", Subject: f.AttemptID, Detail: detail})
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
