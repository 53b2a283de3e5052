package exams

import (
	"context"

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

// Upload keeps a file for a position of one of the caller's own running attempts, and gives it an id that an answer may name. The
// same file again is the same one. Of a file that is refused nothing stays.
func (s *Service) Upload(ctx context.Context, u Upload) (File, error) {
	var f File
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		f, err = s.judgeFile(ctx, tx, u)
		return err
	})
	if err != nil {
		return File{}, err
	}
	if err := s.files.Put(ctx, blobPath(f.SHA256), u.Body); err != nil { // kept again it is kept once
		return File{}, err
	}
	kept, err := outbox.Once(ctx, s.db, func(tx *gorm.DB) (File, error) {
		if err := s.standing(ctx, tx, f.SHA256, u.Body); err != nil {
			return File{}, err
		}
		return keepFile(ctx, tx, f)
	})
	if err != nil {
		s.dropUnnamed(ctx, f.SHA256)
	}
	return kept, err
}

// judgeFile refuses what the attempt or the item does not take, before anything is stored.
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
	if err != nil {
		return File{}, err
	}
	f.AttemptID, f.Position = a.ID, u.Position
	held, err := filesOf(tx, a.ID)
	if err != nil {
		return File{}, err
	}
	_, _, err = f.among(held)
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
	if same, is, err := f.among(held); err != nil || is {
		return same, err
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
