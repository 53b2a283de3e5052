package app

import (
	"context"

	"gorm.io/gorm"

	"laurel/exams"
	"laurel/internal/fault"
	"laurel/internal/labs"
	"laurel/internal/marking"
)

// handedIn answers marking out of exams and labs.
type handedIn struct{ of *services }

func (h handedIn) Work(ctx context.Context, tx *gorm.DB, attemptID string, position int) (marking.Work, error) {
	w, err := h.of.Exams.Work(ctx, tx, attemptID, position)
	out := marking.Work{
		PersonID: w.PersonID, ExamKey: w.ExamKey, ItemID: w.ItemID, ItemVersionID: w.ItemVersionID, Type: w.Type, StemHTML: w.StemHTML, Response: w.Response,
	}
	if err == nil && w.Type == "lab" { // what was done in the lab, and what was checked
		out.Response, err = h.of.Labs.Handed(ctx, tx, labs.Place{AttemptID: attemptID, Position: position})
	}
	for _, f := range w.Files {
		out.Files = append(out.Files, markedFile(f))
	}
	return out, err
}

func (h handedIn) Content(ctx context.Context, attemptID string, position int, fileID string) (marking.File, []byte, error) {
	f, body, err := h.of.Exams.Content(ctx, attemptID, position, fileID)
	return markedFile(f), body, err
}

func markedFile(f exams.File) marking.File {
	return marking.File{ID: f.ID, Name: f.Name, Kind: f.Kind, Size: f.Size, SHA256: f.SHA256}
}

// subjects tells marking which exams and items there are.
type subjects struct{ of *services }

func (s subjects) Exam(ctx context.Context, tx *gorm.DB, key string) (bool, error) {
	return s.of.Exams.ExamIn(ctx, tx, key)
}

func (s subjects) Item(ctx context.Context, tx *gorm.DB, itemID string) (bool, error) {
	return s.of.Banks.ItemIn(ctx, tx, itemID)
}

func (s subjects) Reviewed(ctx context.Context, tx *gorm.DB, itemID string) (bool, error) {
	return s.of.Banks.Reviewed(ctx, tx, itemID)
}

// staffNames gives names out of accounts; a person who is gone has none.
type staffNames struct{ of *services }

func (n staffNames) Names(ctx context.Context, tx *gorm.DB, personIDs []string) (map[string]string, error) {
	out := map[string]string{}
	for _, id := range personIDs {
		if _, known := out[id]; known || id == "" {
			continue
		}
		p, err := n.of.Accounts.PersonIn(ctx, tx, id)
		if err != nil && fault.Of(err).Kind != fault.NotFound {
			return nil, err
		}
		out[id] = p.Name
	}
	return out, nil
}

func (a *App) assembleMarking() {
	s := &a.services
	work := handedIn{s}
	s.Marking = marking.New(marking.Deps{DB: a.DB, Log: a.log, Works: work, Files: work, Subjects: subjects{s}, Names: staffNames{s}})
}
