package app

import (
	"context"

	"gorm.io/gorm"

	"laurel/exams"
	"laurel/internal/labs"
)

// places answers labs out of exams.
type places struct{ exams *exams.Service }

func (p places) Sitting(ctx context.Context, tx *gorm.DB, attemptID string, position int) (labs.Sitting, error) {
	at, err := p.exams.PlaceIn(ctx, tx, attemptID, position)
	return labs.Sitting(at), err
}

func (p places) Files(ctx context.Context, tx *gorm.DB, attemptID string, position int) ([]labs.File, error) {
	files, err := p.exams.FilesIn(ctx, tx, attemptID, position)
	out := make([]labs.File, 0, len(files))
	for _, f := range files {
		out = append(out, labFile(f))
	}
	return out, err
}

func (p places) Content(ctx context.Context, attemptID string, position int, fileID string) (labs.File, []byte, error) {
	f, body, err := p.exams.Content(ctx, attemptID, position, fileID)
	return labFile(f), body, err
}

func labFile(f exams.File) labs.File {
	return labs.File{ID: f.ID, Name: f.Name, Size: f.Size, SHA256: f.SHA256, CreatedAt: f.CreatedAt}
}

func (a *App) assembleLabs(secret []byte, base string) {
	s := &a.services
	at := places{s.Exams}
	s.Labs = labs.New(labs.Deps{
		DB: a.DB, Log: a.log, Secret: secret, BaseURL: base, AllowLoopback: a.Settings.HooksLoopback, Modules: a.files, Sittings: at, Contents: at, Items: subjects{s},
	})
}
