package app

import (
	"context"

	"gorm.io/gorm"

	"laurel/exams"
	"laurel/exams/items"
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

// markers answers exams out of marking and labs.
type markers struct{ of *services }

func (m markers) Unmarkable(ctx context.Context, tx *gorm.DB, list []exams.Drawable) (map[string]string, error) {
	ids := make([]string, len(list))
	for i, it := range list {
		ids[i] = it.ID
	}
	rubrics, err := m.of.Marking.Markable(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	graded, err := m.of.Labs.Gradings(ctx, tx, ids)
	out := map[string]string{}
	for _, it := range list {
		by, defined := graded[it.ID]
		switch {
		case it.Type == items.Lab && !defined:
			out[it.ID] = "no_lab"
		case (it.Type != items.Lab || by == labs.ByPeople) && !rubrics[it.ID]:
			out[it.ID] = "no_rubric"
		}
	}
	return out, err
}

func (m markers) LabAt(ctx context.Context, tx *gorm.DB, attemptID string, position int) (string, error) {
	return m.of.Labs.SessionAt(ctx, tx, labs.Place{AttemptID: attemptID, Position: position})
}

func (a *App) assembleLabs(secret []byte, base string) {
	s := &a.services
	at := places{s.Exams}
	s.Labs = labs.New(labs.Deps{
		DB: a.DB, Log: a.log, Secret: secret, BaseURL: base, AllowLoopback: a.Settings.HooksLoopback, Modules: a.files, Sittings: at, Contents: at, Items: subjects{s},
	})
}
