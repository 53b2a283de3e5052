package tiers

import (
	"strings"
	"time"

	"gorm.io/gorm"
)

// chunk is how many rows are held at once while an export is written.
const chunk = 2000

// pour reads all rows of an export in one transaction that sees one moment, a bounded number at a time.
type pour struct {
	tx   *gorm.DB
	e    Export
	at   time.Time
	emit func(row []any) error
}

// pour fills the file of an export.
func (s *Service) pour(tx *gorm.DB, e *Export, file *exportFile) (err error) {
	if e.ChangesCursor, e.Sequence, err = s.place(tx); err != nil {
		return err
	}
	at := s.db.Now() // behind the first read: whatever that saw is known at this moment
	e.MadeAsOf = &at
	if e.AsOf == nil {
		e.AsOf = &at
	}
	if err := (pour{tx, *e, e.AsOf.UTC(), file.row}).run(); err != nil {
		return err
	}
	return file.close()
}

func (p pour) run() error {
	switch p.e.Kind {
	case "partners":
		return p.partners(func(r partnerRow) error {
			return p.emit([]any{r.PartnerID, r.ExternalID, r.Name, r.Country, r.ParentID, unlist(r.Programs), r.JoinedAt.UTC()})
		})
	case "headcounts":
		return p.headcounts()
	case "qualifications":
		return p.qualifications()
	case "standings":
		return p.standings()
	default:
		return p.awards()
	}
}

// within limits a statement to what the asker saw.
func (p pour) within(b *sentence, column string) {
	if p.e.Partners != nil {
		b.add(" and "+column+" in ?", append([]string{""}, *p.e.Partners...))
	}
}

func (p pour) partners(each func(partnerRow) error) error {
	after := ""
	for {
		b := &sentence{}
		b.add("select * from tier_partners where superseded_at is null and partner_id > ?", after)
		p.within(b, "partner_id")
		b.add(" order by partner_id limit ?", chunk)
		var rows []partnerRow
		if err := p.tx.Raw(b.text.String(), b.args...).Scan(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			if err := each(r); err != nil {
				return err
			}
		}
		after = rows[len(rows)-1].PartnerID
	}
}

// headcounts go partner by partner, some at a time: one statement over everybody would hold everybody.
func (p pour) headcounts() error {
	external, some := map[string]string{}, []string{}
	count := func() error {
		if len(some) == 0 {
			return nil
		}
		q := Query{clocks: clocks{p.at, p.e.knownAt()}, Partners: some, Kind: "certification", GroupBy: []string{"partner", "certification"}, Limit: 1_000_000}
		sql, args := q.sql()
		var rows []Row
		if err := p.tx.Raw(sql, args...).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			if err := p.emit([]any{r.Partner, external[r.Partner], r.Certification, r.Count, r.Left30, r.Left60, r.Left90, r.InRenewal, r.Pending, p.at}); err != nil {
				return err
			}
		}
		external, some = map[string]string{}, []string{}
		return nil
	}
	err := p.partners(func(r partnerRow) error {
		some = append(some, r.PartnerID)
		external[r.PartnerID] = r.ExternalID
		if len(some) < 100 {
			return nil
		}
		return count()
	})
	if err != nil {
		return err
	}
	return count()
}

// knownAt is the moment of making: everything the transaction sees is known.
func (e Export) knownAt() time.Time { return *e.MadeAsOf }

func (p pour) qualifications() error {
	after := []string{"", "", ""}
	for {
		b := &sentence{}
		b.add(`select q.*, coalesce(p.external_id, '') as external_id from tier_qualifications q left join tier_partners p on p.partner_id = q.partner_id and p.superseded_at is null
			where (q.partner_id, q.program, q.target) > (?, ?, ?)`, texts(after)...)
		p.within(b, "q.partner_id")
		b.add(" order by q.partner_id, q.program, q.target limit ?", chunk)
		var rows []Qualification
		if err := p.tx.Raw(b.text.String(), b.args...).Scan(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		for _, q := range rows {
			if err := p.emit([]any{q.PartnerID, q.ExternalID, q.Program, q.Version, q.Target, q.Result, q.Since.UTC(), q.EvaluatedAt.UTC()}); err != nil {
				return err
			}
		}
		last := rows[len(rows)-1]
		after = []string{last.PartnerID, last.Program, last.Target}
	}
}

func (p pour) standings() error {
	after := []string{"", "", ""}
	for {
		b := &sentence{}
		b.add(`select s.*, coalesce(p.external_id, '') as external_id from tier_standings s left join tier_partners p on p.partner_id = s.partner_id and p.superseded_at is null
			where (s.partner_id, s.program, s.track) > (?, ?, ?)`, texts(after)...)
		p.within(b, "s.partner_id")
		b.add(" order by s.partner_id, s.program, s.track limit ?", chunk)
		var rows []struct {
			Standing
			ExternalID string
		}
		if err := p.tx.Raw(b.text.String(), b.args...).Scan(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			row := []any{r.PartnerID, r.ExternalID, r.Program, r.Track, r.Tier, r.Since.UTC(), inUTC(r.GraceUntil), inUTC(r.HoldUntil), r.Sequence}
			if err := p.emit(row); err != nil {
				return err
			}
		}
		last := rows[len(rows)-1]
		after = []string{last.PartnerID, last.Program, last.Track}
	}
}

// awards have a line for each partner at which their person is; who is at none stands with an empty partner.
func (p pour) awards() error {
	after := []string{"", ""}
	for {
		b := &sentence{}
		b.add(`select a.*, coalesce(f.affiliation_id, '') as affiliation_id, coalesce(f.partner_id, '') as partner_id, coalesce(p.external_id, '') as external_id,
			coalesce(w.name, '') as name from tier_awards a
			left join tier_affiliations f on f.person_id = a.person_id and f.superseded_at is null and f.state = 'confirmed' and f.valid_from <= ? and (f.valid_to is null or f.valid_to > ?)
			left join tier_partners p on p.partner_id = f.partner_id and p.superseded_at is null
			left join tier_people w on w.person_id = a.person_id and w.superseded_at is null
			where a.superseded_at is null and a.bare = ? and (a.row_id, coalesce(f.affiliation_id, '')) > (?, ?)`, append([]any{p.at, p.at, false}, texts(after)...)...)
		p.within(b, "f.partner_id")
		b.add(" order by a.row_id, coalesce(f.affiliation_id, '') limit ?", chunk)
		var rows []struct {
			RowID, PersonID, Source, Kind, AwardKey, Level, Family, Status, Ended string
			ValidFrom                                                             time.Time
			ValidTo                                                               *time.Time
			AffiliationID, PartnerID, ExternalID, Name                            string
		}
		if err := p.tx.Raw(b.text.String(), b.args...).Scan(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			name, status := "", r.Status
			if p.e.Names {
				name = r.Name
			}
			if r.Ended != "" {
				status = r.Ended
			}
			err := p.emit([]any{r.PartnerID, r.ExternalID, r.PersonID, name, r.Kind, r.AwardKey, r.Level, r.Family, r.Source, status, r.ValidFrom.UTC(), inUTC(r.ValidTo)})
			if err != nil {
				return err
			}
		}
		last := rows[len(rows)-1]
		after = []string{last.RowID, last.AffiliationID}
	}
}

// words of a list stand in one cell.
func cellsOf(row []any) []string {
	cells := make([]string, len(row))
	for i, v := range row {
		cells[i] = cellOf(plain(v))
	}
	return cells
}

func plain(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []string:
		return strings.Join(v, " ")
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case *time.Time:
		if v == nil {
			return ""
		}
		return v.Format(time.RFC3339Nano)
	}
	return number(v)
}

func texts(words []string) []any {
	found := make([]any, len(words))
	for i, w := range words {
		found[i] = w
	}
	return found
}
