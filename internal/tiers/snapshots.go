package tiers

import (
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

// clocks are the two times of a question: which moment of the world, and as known when.
type clocks struct{ asOf, knownAt time.Time }

// known is the condition on a copied row; it takes knownAt twice.
const known = " recorded_at <= ? and (superseded_at is null or superseded_at > ?)"

// partnerOf finds a partner as it was known.
func partnerOf(tx *gorm.DB, partnerID string, c clocks) (Partner, bool, error) {
	var rows []partnerRow
	err := tx.Raw("select * from tier_partners where partner_id = ? and"+known, partnerID, c.knownAt, c.knownAt).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return Partner{ID: partnerID}, false, err
	}
	return rows[0].partner(), true, nil
}

type partnerRow struct {
	PartnerID, ExternalID, Name, Country, ParentID, Programs string
	JoinedAt                                                 time.Time
	Version                                                  int64
}

func (r partnerRow) partner() Partner {
	return Partner{r.PartnerID, r.ExternalID, r.Name, r.Country, r.ParentID, unlist(r.Programs), r.JoinedAt.UTC(), r.Version}
}

// snapshot gathers what the rules read about a partner in one program; without one, what is to be said of its people.
func (s *Service) snapshot(tx *gorm.DB, p Partner, program *rules.Program, c clocks) (rules.Snapshot, error) {
	shot := rules.Snapshot{AsOf: c.asOf, KnownAt: c.knownAt,
		Partner: rules.Partner{ID: p.ID, ExternalID: p.ExternalID, Country: p.Country, Joined: p.JoinedAt}}
	if program != nil && program.People.Wide() {
		family, err := kin(tx, []string{p.ID}, c)
		if err != nil {
			return shot, err
		}
		shot.Family = family
	}
	for _, load := range []func(*gorm.DB, *rules.Snapshot, clocks) error{loadPeople, loadAffiliations, loadAwards, loadCertifications} {
		if err := load(tx, &shot, c); err != nil {
			return shot, err
		}
	}
	if program == nil {
		return shot, nil
	}
	for _, load := range []func(*gorm.DB, *rules.Snapshot, clocks) error{s.loadFacts, s.loadAttestations, loadEntries} {
		if err := load(tx, &shot, c); err != nil {
			return shot, err
		}
	}
	for _, load := range []func(*gorm.DB, *rules.Snapshot, string, clocks) error{s.loadHoldings, s.loadRecords, s.loadCohorts, loadPins} {
		if err := load(tx, &shot, program.Key, c); err != nil {
			return shot, err
		}
	}
	return shot, nil
}

// of is the people of some partners: whoever was ever tied to one of them, as known. It takes the partners and knownAt twice.
const of = " person_id in (select person_id from tier_affiliations where partner_id in ? and" + known + ") and" + known

// sources are the partners whose people are looked at: the one in question, and its family where that counts.
func sources(s *rules.Snapshot) []string { return append([]string{s.Partner.ID}, s.Family...) }

func (c clocks) of(s *rules.Snapshot) []any {
	return []any{sources(s), c.knownAt, c.knownAt, c.knownAt, c.knownAt}
}

func loadPeople(tx *gorm.DB, s *rules.Snapshot, c clocks) error {
	var rows []struct{ PersonID, Country string }
	err := tx.Raw("select person_id, country from tier_people where"+of, c.of(s)...).Scan(&rows).Error
	countries := map[string]string{}
	for _, r := range rows {
		countries[r.PersonID] = r.Country
	}
	var ids []string
	if err == nil {
		err = tx.Raw("select distinct person_id from tier_affiliations where partner_id in ? and"+known, sources(s), c.knownAt, c.knownAt).Scan(&ids).Error
	}
	for _, id := range ids { // people of whom only the affiliation is known yet count too
		s.People = append(s.People, rules.Person{ID: id, Country: countries[id]})
	}
	return err
}

func loadAffiliations(tx *gorm.DB, s *rules.Snapshot, c clocks) error {
	var rows []struct {
		AffiliationID, PersonID, PartnerID, Employment, Basis string
		ByPerson, ByPartner                                   bool
		ValidFrom, ValidTo                                    *time.Time
	}
	err := tx.Raw("select affiliation_id, person_id, partner_id, employment, basis, by_person, by_partner, valid_from, valid_to from tier_affiliations where"+of,
		c.of(s)...).Scan(&rows).Error
	for _, r := range rows {
		s.Affiliations = append(s.Affiliations, rules.Affiliation{ID: r.AffiliationID, Person: r.PersonID, Partner: r.PartnerID,
			Employment: r.Employment, Basis: r.Basis, ByPerson: r.ByPerson, ByPartner: r.ByPartner, From: open(r.ValidFrom), To: open(r.ValidTo)})
	}
	return err
}

func loadAwards(tx *gorm.DB, s *rules.Snapshot, c clocks) error {
	var rows []awardRow
	err := tx.Raw("select * from tier_awards where"+of, c.of(s)...).Scan(&rows).Error
	if err != nil {
		return err
	}
	var holds []struct {
		PersonID, Source string
		HeldFrom         time.Time
	}
	err = tx.Raw("select person_id, source, held_from from tier_holds where held_from is not null and"+of, c.of(s)...).Scan(&holds).Error
	held := map[[2]string]time.Time{}
	for _, h := range holds {
		held[[2]string{h.PersonID, h.Source}] = h.HeldFrom.UTC()
	}
	for _, r := range rows {
		a := r.award()
		a.HeldFrom = held[[2]string{a.Person, a.Source}]
		s.Awards = append(s.Awards, a)
	}
	return err
}

func (r awardRow) award() rules.Award {
	return rules.Award{Source: r.Source, Person: r.PersonID, Kind: r.Kind, Key: r.AwardKey, Title: r.Title, Level: r.Level,
		Family: r.Family, Roles: unlist(r.Roles), Status: r.Status, Ended: r.Ended, From: r.ValidFrom.UTC(), Until: open(r.ValidTo)}
}

func loadCertifications(tx *gorm.DB, s *rules.Snapshot, c clocks) error {
	var rows []struct {
		CertificationKey, Title, Level, Family, Roles, Implies, Equivalents string
		CountsUntil                                                         *time.Time
	}
	err := tx.Raw("select certification_key, title, level, family, roles, implies, equivalents, counts_until from tier_certifications where"+known, c.knownAt, c.knownAt).Scan(&rows).Error
	for _, r := range rows {
		s.Certifications = append(s.Certifications, rules.Certification{Key: r.CertificationKey, Title: r.Title, Level: r.Level, Family: r.Family,
			Roles: unlist(r.Roles), Implies: unlist(r.Implies), Equivalents: equivalents(r.Equivalents), CountsUntil: open(r.CountsUntil)})
	}
	return err
}

func equivalents(text string) []rules.Equivalent {
	var kept []Equivalent
	_ = json.Unmarshal([]byte(text), &kept) // written by us
	found := make([]rules.Equivalent, len(kept))
	for i, e := range kept {
		found[i] = rules.Equivalent{Key: e.Key, Until: open(dayAfter(e.Until))}
	}
	return found
}
