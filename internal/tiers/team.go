package tiers

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

// Team lists the people of a partner now, by name: those affiliated and those whose affiliation waits for a side. Who has
// left is not in it any more.
func (s *Service) Team(ctx context.Context, partnerID string, f TeamFilter) ([]Member, error) {
	team := []Member{}
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		team = team[:0]
		now := s.db.Now()
		partner, _, err := partnerOf(tx, partnerID, clocks{now, now})
		if err != nil {
			return err
		}
		shot, err := s.snapshot(tx, partner, nil, clocks{now, now})
		if err != nil {
			return err
		}
		programs, err := s.enrolled(tx, partner, now)
		if err != nil {
			return err
		}
		awards := map[string][]rules.Award{}
		for _, a := range shot.Awards {
			awards[a.Person] = append(awards[a.Person], a)
		}
		members, err := members(tx, partnerID, now)
		if err != nil {
			return err
		}
		tracks, err := tracksOf(tx, partnerID, now)
		for _, m := range members {
			m.Certifications = certificationsOf(awards[m.PersonID], programs, now)
			m.Tracks = finished(tracks[m.PersonID], awards[m.PersonID], now)
			m.State = m.state()
			if f.takes(m) {
				team = append(team, m)
			}
		}
		slices.SortFunc(team, byName)
		return err
	})
	return team, err
}

// members are the current affiliations; of several of one person the confirmed one.
func members(tx *gorm.DB, partnerID string, now time.Time) ([]Member, error) {
	var rows []struct {
		AffiliationID, PersonID, Name, Email, State, JobRoles string
		ByPerson                                              bool
	}
	err := tx.Raw(`select f.affiliation_id, f.person_id, coalesce(p.name, '') as name, coalesce(p.email, '') as email, f.state, f.job_roles, f.by_person from tier_affiliations f
		left join tier_people p on p.person_id = f.person_id and p.superseded_at is null
		where f.partner_id = ? and f.superseded_at is null and f.state <> 'ended' and (f.valid_to is null or f.valid_to > ?)
		order by f.person_id, f.state, f.affiliation_id`, partnerID, now).Scan(&rows).Error
	found := []Member{}
	for _, r := range rows {
		if len(found) > 0 && found[len(found)-1].PersonID == r.PersonID {
			continue
		}
		found = append(found, Member{PersonID: r.PersonID, Name: r.Name, Email: r.Email, Invited: !r.ByPerson, AffiliationID: r.AffiliationID, AffiliationState: r.State, JobRoles: unlist(r.JobRoles)})
	}
	return found, err
}

func tracksOf(tx *gorm.DB, partnerID string, now time.Time) (map[string][]MemberTrack, error) {
	var rows []struct {
		PersonID, TrackKey, Title string
		Percent                   int
	}
	one, err := mergedInto(tx, partnerID, clocks{now, now})
	if err != nil {
		return nil, err
	}
	err = tx.Raw(`select person_id, track_key, title, percent from tier_progress where person_id in
		(select person_id from tier_affiliations where partner_id = ? and superseded_at is null) or person_id in ? order by person_id, track_key`,
		partnerID, append([]string{""}, sorted(one)...)).Scan(&rows).Error
	found := map[string][]MemberTrack{}
	for _, r := range rows {
		self, t := selves(one).of(r.PersonID), MemberTrack{Track: r.TrackKey, Title: r.Title, Percent: r.Percent}
		i := slices.IndexFunc(found[self], func(k MemberTrack) bool { return k.Track == t.Track })
		if i < 0 {
			found[self] = append(found[self], t)
		} else if found[self][i].Percent < t.Percent {
			found[self][i] = t
		}
	}
	return found, err
}
