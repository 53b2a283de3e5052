package tiers

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
)

// Resellers are the partners right below one, by name.
func (s *Service) Resellers(ctx context.Context, partnerID string) ([]Reseller, error) {
	var found []Reseller
	err := s.db.Read(all(ctx), func(tx *gorm.DB) (err error) {
		if found, err = below(tx, partnerID); err != nil || len(found) == 0 {
			return err
		}
		ids := make([]string, len(found))
		for i, r := range found {
			ids[i] = r.ID
		}
		var ranks []Rank
		err = tx.Raw("select partner_id, program, track, tier from tier_standings where partner_id in ? order by program, track", ids).Scan(&ranks).Error
		if err != nil {
			return err
		}
		now := s.db.Now()
		q := Query{clocks: clocks{now, now}, Partners: ids, Kind: "certification", GroupBy: []string{"partner"}, Limit: mostCells}
		people, err := headcounts(tx, q)
		if err != nil {
			return err
		}
		q.GroupBy = []string{"partner", "certification"}
		counts, err := headcounts(tx, q)
		for i := range found {
			found[i].fill(ranks, people, counts)
		}
		return err
	})
	return found, err
}

func (r *Reseller) fill(ranks []Rank, people, counts []Row) {
	for _, k := range ranks {
		if k.PartnerID == r.ID {
			r.Standings = append(r.Standings, k)
		}
	}
	for _, p := range people {
		if p.Partner == r.ID {
			r.Certified = p.Count
		}
	}
	for _, c := range counts {
		if c.Partner == r.ID {
			r.Counts = append(r.Counts, c)
		}
	}
}

// below are the partners whose parent is the partner, with what they allow it.
func below(tx *gorm.DB, partnerID string) ([]Reseller, error) {
	var rows []struct {
		Row    partnerRow `gorm:"embedded"`
		People bool
	}
	err := tx.Raw(`select p.*, coalesce(s.people, ?) as people from tier_partners p left join tier_shares s on s.partner_id = p.partner_id and s.parent_id = p.parent_id
		where p.parent_id = ? and p.parent_id <> '' and p.superseded_at is null order by p.name, p.partner_id limit 1000`, false, partnerID).Scan(&rows).Error
	found := []Reseller{}
	for _, r := range rows {
		found = append(found, Reseller{Partner: r.Row.partner(), SharesPeople: r.People})
	}
	return found, err
}

// ResellerTeam is the team of a partner below that lets the one above see its people. One that does not is told like one that is not there.
func (s *Service) ResellerTeam(ctx context.Context, partnerID, resellerID string) ([]Member, error) {
	shares := false
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		found, err := below(tx, partnerID)
		for _, r := range found {
			shares = shares || r.ID == resellerID && r.SharesPeople
		}
		return err
	})
	if err == nil && !shares {
		err = ErrNothing
	}
	if err != nil {
		return nil, err
	}
	return s.Team(ctx, resellerID, TeamFilter{State: "confirmed"})
}

// Shares is what a partner lets the one above it see; without one above there is no ParentID.
func (s *Service) Shares(ctx context.Context, p Partner) (Sharing, error) {
	found := Sharing{ParentID: p.ParentID}
	if p.ParentID == "" {
		return found, nil
	}
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		if err := tx.Raw("select name from tier_partners where partner_id = ? and superseded_at is null", p.ParentID).Scan(&found.ParentName).Error; err != nil {
			return err
		}
		return tx.Raw("select people from tier_shares where partner_id = ? and parent_id = ?", p.ID, p.ParentID).Scan(&found.People).Error
	})
	return found, err
}

// Share lets the partner above see the people, or no longer. Only the partner's own administrators may.
func (s *Service) Share(ctx context.Context, p Partner, people bool) (Sharing, error) {
	who := actor.From(ctx)
	if !who.AdminOf(p.ID) {
		return Sharing{}, ErrForbidden
	}
	if p.ParentID == "" {
		return Sharing{}, ErrNoParent
	}
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		err := tx.Exec(`insert into tier_shares (partner_id, parent_id, people, changed_at, changed_by) values (?, ?, ?, ?, ?)
			on conflict (partner_id, parent_id) do update set people = excluded.people, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
			p.ID, p.ParentID, people, now, who.ID).Error
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "partner.people_shared", Subject: p.ID, Partner: p.ID, Detail: map[string]any{"with": p.ParentID, "people": people}})
	})
	if err != nil {
		return Sharing{}, err
	}
	return s.Shares(ctx, p)
}
