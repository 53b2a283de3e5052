package cases

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// Partners finds a partner by its id or ext: and its external id, in sight of the caller, and tells who belongs to it now.
type Partners interface {
	PartnerID(ctx context.Context, tx *gorm.DB, reference string) (string, error)
	Affiliated(ctx context.Context, tx *gorm.DB, personID, partnerID string) (bool, error)
}

const concernColumns = "id, partner_id, about, exam_key, person_id, attempts, text, numbers, reported_by, created_at"

// Raise takes a concern of a partner's administrator: a case for each attempt that it names, or one. Nothing is held or decided by it.
func (s *Service) Raise(ctx context.Context, c Concern) (Concern, error) {
	if err := c.validate(); err != nil {
		return Concern{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Concern, error) {
		var err error
		if c.PartnerID, err = s.administered(ctx, tx, c.PartnerID); err != nil {
			return Concern{}, err
		}
		now := s.db.Now()
		c.ID, c.ReportedBy, c.CreatedAt, c.Numbers = id.New("ccn"), actor.From(ctx).ID, now, []string{}
		if err := s.bounded(tx, c.PartnerID, now); err != nil {
			return Concern{}, err
		}
		reports, err := s.reportsOf(ctx, tx, c)
		if err != nil {
			return Concern{}, err
		}
		for _, r := range reports {
			one, err := s.open(ctx, tx, r)
			if err != nil {
				return Concern{}, err
			}
			c.Numbers = append(c.Numbers, one.Number)
		}
		return c, keepConcern(tx, c)
	})
}

// administered finds the partner, if the caller administers it; ErrNothing for all others.
func (s *Service) administered(ctx context.Context, tx *gorm.DB, reference string) (string, error) {
	partnerID, err := s.partners.PartnerID(ctx, tx, reference)
	if err != nil && fault.Of(err).Kind == fault.NotFound || err == nil && !actor.From(ctx).AdminOf(partnerID) {
		err = ErrNothing
	}
	return partnerID, err
}

func (s *Service) bounded(tx *gorm.DB, partnerID string, now time.Time) error {
	if err := s.stand(tx, partnerID); err != nil {
		return err
	}
	var n int
	err := tx.Raw("select count(*) from case_concerns where partner_id = ? and created_at > ?", partnerID, now.Add(-24*time.Hour)).Scan(&n).Error
	if err == nil && n >= mostConcerns {
		err = ErrManyConcerns.After(time.Hour)
	}
	return err
}

// reportsOf turns a concern into what its cases are opened with. Who is not of the partner, or not there at all, reads the same.
func (s *Service) reportsOf(ctx context.Context, tx *gorm.DB, c Concern) ([]Report, error) {
	base := Report{Kind: Integrity, Origin: ByPartner, Source: "concern:" + c.ID, PersonID: c.PersonID, ExamKey: c.ExamKey, Summary: c.Text}
	if c.PersonID != "" {
		if err := s.ofPartner(ctx, tx, c.PersonID, c.PartnerID, "person"); err != nil {
			return nil, err
		}
	}
	if len(c.Attempts) == 0 {
		return []Report{base}, nil
	}
	var out []Report
	for i, attemptID := range c.Attempts {
		field := "attempts[" + strconv.Itoa(i) + "]"
		a, err := s.sittings.Sitting(ctx, tx, attemptID)
		switch {
		case err != nil && fault.Of(err).Kind == fault.NotFound, err == nil && c.PersonID != "" && a.PersonID != c.PersonID, err == nil && c.ExamKey != "" && a.ExamKey != c.ExamKey:
			return nil, theirs(field)
		case err != nil:
			return nil, err
		}
		if err := s.ofPartner(ctx, tx, a.PersonID, c.PartnerID, field); err != nil {
			return nil, err
		}
		r := base
		r.Source, r.AttemptID, r.PersonID, r.ExamKey = base.Source+":"+attemptID, a.ID, a.PersonID, a.ExamKey
		out = append(out, r)
	}
	return out, nil
}

func (s *Service) ofPartner(ctx context.Context, tx *gorm.DB, personID, partnerID, field string) error {
	belongs, err := s.partners.Affiliated(ctx, tx, personID, partnerID)
	if err == nil && !belongs {
		err = theirs(field)
	}
	return err
}

func keepConcern(tx *gorm.DB, c Concern) error {
	attempts, err := json.Marshal(filled(c.Attempts))
	if err != nil {
		return err
	}
	numbers, err := json.Marshal(c.Numbers)
	if err != nil {
		return err
	}
	err = tx.Exec("insert into case_concerns ("+concernColumns+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		c.ID, c.PartnerID, c.About, c.ExamKey, c.PersonID, string(attempts), c.Text, string(numbers), c.ReportedBy, c.CreatedAt).Error
	return store.Taken(err, ErrInput.With(fault.Field{Field: "attempts", Code: "duplicate", Detail: "each attempt once"}))
}

// Concerns lists what the caller reported for a partner, newest first, and nothing of what others did.
func (s *Service) Concerns(ctx context.Context, reference, after string, limit int) ([]Concern, error) {
	var out []Concern
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = nil
		partnerID, err := s.administered(ctx, tx, reference)
		if err != nil {
			return err
		}
		return tx.Raw("select "+concernColumns+" from case_concerns where partner_id = ? and reported_by = ? and (cast(? as text) = '' or id < ?) order by id desc limit ?",
			partnerID, actor.From(ctx).ID, after, after, limit).Scan(&out).Error
	})
	return out, err
}
