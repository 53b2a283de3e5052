package accounts

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
)

const joinCodeLength = 10 // 50 bits

// Joining is a person's word that they belong to a partner: one whose verified domain their address is of, or one that gave them its code.
type Joining struct {
	Partner, Code, Employment string
	JobRoles                  []string
}

// Claimable is a partner that a person may join at once, by the domain of an address of theirs.
type Claimable struct {
	PartnerID, PartnerName, Domain string
}

// Claimables are the partners whose verified domains the addresses of who asks are of.
func (s *Service) Claimables(ctx context.Context) ([]Claimable, error) {
	var list []Claimable
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) (err error) {
		list, err = s.claimables(tx, actor.From(ctx).ID)
		return err
	})
	return list, err
}

func (s *Service) claimables(tx *gorm.DB, personID string) ([]Claimable, error) {
	var mails, domains []string
	if err := tx.Raw("select email from person_mails where person_id = ?", personID).Scan(&mails).Error; err != nil {
		return nil, err
	}
	for _, m := range mails {
		domains = append(domains, domainOf(m))
	}
	var list []Claimable
	err := tx.Raw(`select d.partner_id, p.name as partner_name, d.domain from partner_domains d join partners p on p.id = d.partner_id
		where d.state = 'verified' and d.domain in ? and not exists (select 1 from affiliations a where a.partner_id = d.partner_id and a.person_id = ? and a.state <> 'ended'
			and (a.valid_to is null or a.valid_to > ?)) order by p.name, d.domain`, append(domains, ""), personID, s.db.Now()).Scan(&list).Error
	return list, err
}

// Join asks to belong to a partner. By a verified domain the partner's word is given already; by its code the partner's administrator still
// confirms. An unknown partner or code is told like one that the person may not join.
func (s *Service) Join(ctx context.Context, j Joining) (Affiliation, error) {
	who := actor.From(ctx)
	a, err := Claim{PersonID: who.ID, Employment: j.Employment, JobRoles: j.JobRoles}.affiliation()
	if err != nil {
		return Affiliation{}, err
	}
	a.ConfirmedByPerson, a.Basis = true, BasisClaim
	var joined Affiliation
	err = s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		now := s.db.Now()
		fresh, err := s.sponsor(tx, a, j)
		if err != nil {
			return err
		}
		if fresh.ConfirmedByPartner {
			fresh.State, fresh.ValidFrom = Confirmed, &now
		}
		if joined, err = s.affiliate(ctx, tx, fresh); err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "affiliation.claimed", Subject: joined.ID, Partner: joined.PartnerID, Detail: map[string]any{"basis": joined.Basis}})
	})
	return joined, err
}

// sponsor finds the partner that the person names, and whether its word is given.
func (s *Service) sponsor(tx *gorm.DB, a Affiliation, j Joining) (Affiliation, error) {
	if j.Code != "" {
		partner, err := only[Partner](tx.Raw("select "+partnerColumns+" from partners where join_code = ?", strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(j.Code))), ErrNoPartner)
		a.PartnerID = partner.ID
		return a, err
	}
	list, err := s.claimables(tx, a.PersonID)
	for _, c := range list {
		if c.PartnerID == j.Partner {
			a.PartnerID, a.ConfirmedByPartner, a.Basis = c.PartnerID, true, BasisDomain
			return a, err
		}
	}
	if err == nil {
		var open int
		err = tx.Raw("select count(*) from affiliations where person_id = ? and partner_id = ? and state <> 'ended'", a.PersonID, j.Partner).Scan(&open).Error
		if open > 0 {
			return a, ErrAffiliated
		}
	}
	if err == nil {
		err = ErrNoPartner
	}
	return a, err
}

// JoinCode gives the code with which people ask to join the partner; fresh makes a new one, and the old one is worth nothing.
func (s *Service) JoinCode(ctx context.Context, partnerRef string, fresh bool) (string, error) {
	var code string
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		partner, err := partnerOf(tx, actor.Sight(ctx), partnerRef)
		if err != nil {
			return err
		}
		if !mayInvite(ctx, partner.ID) {
			return ErrForbidden
		}
		if err := tx.Raw("select join_code from partners where id = ?", partner.ID).Scan(&code).Error; err != nil || !fresh {
			return err
		}
		code = id.Code(joinCodeLength)
		if err := tx.Exec("update partners set join_code = ? where id = ?", code, partner.ID).Error; err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "partner.join_code_made", Subject: partner.ID, Partner: partner.ID})
	})
	return code, err
}

// Effects tells what would become of headcounts and standings if an affiliation ended, as far as who asks may see. A day ahead is played as
// if it were today.
func (s *Service) Effects(ctx context.Context, affiliationID string, d Decision) ([]Consequence, error) {
	on, err := dayOrInstant("on", d.On)
	if err != nil {
		return nil, err
	}
	now := s.db.Now()
	var a Affiliation
	err = s.db.Read(alone(ctx), func(tx *gorm.DB) (err error) {
		if a, err = only[Affiliation](tx.Raw("select "+affiliationColumns+" from affiliations a where a.id = ?", affiliationID), ErrNoAffiliation); err != nil {
			return err
		}
		if _, err = sideOf(ctx, a); err != nil {
			return err
		}
		if _, err = a.End(on, d.Reason, now); err == nil && (on == nil || on.After(now)) {
			a, err = a.End(nil, "", now)
		} else if err == nil {
			a, err = a.End(on, "", now)
		}
		return err
	})
	if err != nil || s.foresight == nil {
		return nil, err
	}
	return s.foreseen(ctx, Foreseen{Affiliations: []Affiliation{a}})
}

// foreseen asks what would be, and keeps what lies in the sight of who asks.
func (s *Service) foreseen(ctx context.Context, f Foreseen) ([]Consequence, error) {
	all, err := s.foresight.ForeseePeople(alone(ctx), f)
	scope, seen := actor.Sight(ctx), []Consequence{}
	for _, c := range all {
		if scope.Sees(c.PartnerID) {
			seen = append(seen, c)
		}
	}
	return seen, err
}
