package labs

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
)

// Judge approves or declines the newest definition of a lab, which somebody else wrote: ErrSecondPerson. Again, it changes nothing;
// what was judged otherwise stays: ErrJudged.
func (s *Service) Judge(ctx context.Context, itemID string, to ReviewState, comment string) (Definition, error) {
	var d Definition
	err := s.db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if d, err = newest(tx, itemID); err != nil {
			return err
		}
		who := actor.From(ctx).ID
		switch {
		case d.State == to && d.ReviewedBy == who:
			return nil
		case d.State != InReview:
			return ErrJudged.And("state", d.State)
		case d.CreatedBy == who:
			return ErrSecondPerson.And("state", d.State)
		}
		d.State, d.ReviewedBy, d.Comment = to, who, comment
		r := tx.Exec("update lab_definitions set state = ?, reviewed_by = ?, comment = ? where id = ? and state = 'in_review'", to, who, comment, d.ID)
		if r.Error != nil {
			return r.Error
		}
		if r.RowsAffected == 0 {
			return ErrRaced
		}
		return audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "lab.definition_" + string(to), Subject: itemID, Reason: comment, Detail: map[string]any{"definition": d.ID, "version": d.Version}})
	})
	return d, err
}
