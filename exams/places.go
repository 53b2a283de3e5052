package exams

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// Place is a position of an attempt: what is asked there, of whom, and whether answers may still come.
type Place struct {
	PersonID      string
	ExamKey       string
	ItemID        string
	ItemVersionID string
	Type          string
	Open          bool
}

// PlaceIn gives a position of an attempt; ErrNothing for one that is not there.
func (s *Service) PlaceIn(_ context.Context, tx *gorm.DB, attemptID string, position int) (Place, error) {
	var a Attempt
	err := tx.Raw("select "+attemptColumns+" from attempts where id = ?", attemptID).Take(&a).Error
	if err := store.Found(err, ErrNothing); err != nil {
		return Place{}, err
	}
	paper, err := s.paper(tx, a.Sheet)
	if err != nil {
		return Place{}, err
	}
	slot := paper.Slot(position)
	if slot.Type == "" {
		return Place{}, ErrNothing
	}
	now, err := store.Clock(tx)
	return Place{a.PersonID, a.ExamKey, slot.ItemID, slot.ItemVersionID, string(slot.Type), a.State == InProgress && !a.due(now) && a.shows(position)}, err
}

// FilesIn lists what was handed in at a position, for those who check it.
func (s *Service) FilesIn(_ context.Context, tx *gorm.DB, attemptID string, position int) ([]File, error) {
	out := []File{}
	err := tx.Raw("select "+fileColumns+" from attempt_files where attempt_id = ? and position = ? order by id", attemptID, position).Scan(&out).Error
	return out, err
}
