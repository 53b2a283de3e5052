package lms

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

const enrollmentColumns = `id, person_id, track_key, round, source, sponsor, enrolled_by, due_at, percent, version,
	started_at, completed_at, valid_until, created_at, updated_at`

// Placed is an enrollment and whether it was made just now.
type Placed struct {
	Enrollment Enrollment
	Created    bool
}

// Enroll puts the caller into a track. Whoever is in it already gets that enrollment; a completion that runs out soon
// or has run out makes room for a new round.
func (s *Service) Enroll(ctx context.Context, trackKey string) (Placed, error) {
	who := actor.From(ctx).ID
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Placed, error) {
		track, found, err := trackOf(tx, trackKey)
		if err != nil {
			return Placed{}, err
		}
		if !found {
			return Placed{}, ErrNoTrack
		}
		return s.place(ctx, tx, track, Enrollment{PersonID: who, TrackKey: track.Key, Source: Self, EnrolledBy: who})
	})
}

// Order is a partner's wish that people learn a track.
type Order struct {
	People []string
	Track  string
	DueAt  *time.Time
}

// EnrollStaff puts people of a partner into a track, all of them or none. The same order again changes nothing.
func (s *Service) EnrollStaff(ctx context.Context, partnerRef string, o Order) ([]Placed, error) {
	partnerID, err := s.partners.PartnerID(ctx, partnerRef)
	if err != nil {
		return nil, hide(err)
	}
	if !actor.Sight(ctx).Sees(partnerID) {
		return nil, ErrNoPartner
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) ([]Placed, error) {
		track, found, err := trackOf(tx, o.Track)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, ErrInput.With(wrong("track", "no_track", "there is no track of this key"))
		}
		placed := make([]Placed, 0, len(o.People))
		for i, person := range o.People {
			ok, err := s.staff.Affiliated(ctx, tx, person, partnerID)
			if err != nil {
				return nil, err
			}
			if !ok {
				return nil, ErrInput.With(wrong(fmt.Sprintf("people[%d]", i), "not_affiliated", "names nobody who belongs to this partner now"))
			}
			p, err := s.place(ctx, tx, track, Enrollment{
				PersonID: person, TrackKey: track.Key, Source: Manager, Sponsor: partnerID, EnrolledBy: actor.From(ctx).ID, DueAt: o.DueAt,
			})
			if err != nil {
				return nil, err
			}
			placed = append(placed, p)
		}
		return placed, nil
	})
}

// place finds the person's running or counting enrollment in the track, or makes the next round.
func (s *Service) place(ctx context.Context, tx *gorm.DB, track Track, want Enrollment) (Placed, error) {
	now := s.db.Now()
	last, found, err := lastRound(tx, want.PersonID, track.Key)
	if err != nil {
		return Placed{}, err
	}
	if found && !last.renews(now) {
		last, err = s.adopt(tx, last, want)
		return Placed{Enrollment: last}, err
	}
	want.ID, want.Round, want.Version, want.CreatedAt, want.UpdatedAt = id.New("enr"), last.Round+1, last.Version+1, now, now
	r := tx.Exec(`insert into enrollments (`+enrollmentColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, null, null, null, ?, ?) on conflict do nothing`,
		want.ID, want.PersonID, want.TrackKey, want.Round, want.Source, want.Sponsor, want.EnrolledBy, want.DueAt, want.Version, now, now)
	if r.Error != nil {
		return Placed{}, fmt.Errorf("keep the enrollment: %w", r.Error)
	}
	if r.RowsAffected == 0 { // a twin was quicker
		last, _, err := lastRound(tx, want.PersonID, track.Key)
		return Placed{Enrollment: last}, err
	}
	fact := ProgressChanged{PersonID: want.PersonID, TrackKey: track.Key, TrackTitle: track.Title, Percent: 0, Version: want.Version}
	return Placed{want, true}, outbox.Append(ctx, tx, now, fact)
}

// adopt lets a manager's order set the date and the sponsor of an enrollment that runs already.
func (s *Service) adopt(tx *gorm.DB, last, want Enrollment) (Enrollment, error) {
	if want.Source != Manager || last.CompletedAt != nil {
		return last, nil
	}
	if want.DueAt != nil {
		last.DueAt = want.DueAt
	}
	if last.Sponsor == "" {
		last.Sponsor = want.Sponsor
	}
	return last, tx.Exec("update enrollments set due_at = ?, sponsor = ? where id = ? and completed_at is null", last.DueAt, last.Sponsor, last.ID).Error
}

func lastRound(tx *gorm.DB, personID, trackKey string) (Enrollment, bool, error) {
	var rows []Enrollment
	err := tx.Raw("select "+enrollmentColumns+" from enrollments where person_id = ? and track_key = ? order by round desc limit 1", personID, trackKey).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return Enrollment{}, false, err
	}
	return rows[0], true, nil
}
