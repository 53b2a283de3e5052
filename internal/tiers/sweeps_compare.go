package tiers

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

// compare holds what is kept of some partners against the copies, all of it as of one moment. Overtaken are those of whom it was
// right when it was kept, and time has gone on: facts grow stale and windows move without an event.
func (s *Service) compare(ctx context.Context, ids []string) (wrong []Difference, overtaken map[string]bool, err error) {
	err = s.db.Snapshot(ctx, func(tx *gorm.DB) error {
		wrong, overtaken = nil, map[string]bool{}
		now := s.db.Now()
		for _, look := range []func(*gorm.DB, []string, time.Time) ([]Difference, error){s.wrongSpans, s.wrongHeadcounts} {
			found, err := look(tx, ids, now)
			if err != nil {
				return err
			}
			wrong = append(wrong, found...)
		}
		for _, partnerID := range ids {
			found, late, err := s.wrongAnswers(tx, partnerID, now)
			if err != nil {
				return err
			}
			wrong = append(wrong, found...)
			if late {
				overtaken[partnerID] = true
			}
		}
		return nil
	})
	return wrong, overtaken, err
}

// wrongSpans compares every span with the view it was made from, as many times as it stands there.
func (*Service) wrongSpans(tx *gorm.DB, ids []string, _ time.Time) ([]Difference, error) {
	const columns = "person_id, partner_id, employment, country, kind, award_key, level, family, award_row, starts, ends, renews, waits"
	var rows []struct {
		PartnerID, PersonID string
		Extra, Missing      int
	}
	err := tx.Raw("select partner_id, person_id, sum(case when n > 0 then n else 0 end) as extra, sum(case when n < 0 then -n else 0 end) as missing from (select "+columns+", sum(n) as n from ("+
		"select "+columns+", 1 as n from tier_spans where partner_id in ? union all select "+columns+", -1 from tier_spans_known where partner_id in ?) x group by "+columns+
		" having sum(n) <> 0) y group by partner_id, person_id order by partner_id, person_id", ids, ids).Scan(&rows).Error
	found := []Difference{}
	for _, r := range rows {
		found = append(found, Difference{r.PartnerID, spanWrong, r.PersonID, fmt.Sprintf("%d too many", r.Extra), fmt.Sprintf("%d missing", r.Missing)})
	}
	return found, err
}

// wrongHeadcounts counts from the copies what was last told.
func (*Service) wrongHeadcounts(tx *gorm.DB, ids []string, now time.Time) ([]Difference, error) {
	is, err := cells(tx, ids, now, true)
	if err != nil {
		return nil, err
	}
	var kept []cell
	err = tx.Raw("select partner_id, certification_key, count from tier_headcounts where partner_id in ?", ids).Scan(&kept).Error
	told := map[place]int{}
	for _, k := range kept {
		told[place{k.PartnerID, k.CertificationKey}] = k.Count
	}
	return differing(headcountWrong, told, is), err
}

// wrongAnswers judges the programs of a partner again.
func (s *Service) wrongAnswers(tx *gorm.DB, partnerID string, now time.Time) (wrong []Difference, late bool, err error) {
	partner, _, err := partnerOf(tx, partnerID, clocks{now, now})
	if err != nil {
		return nil, false, err
	}
	programs, err := s.enrolled(tx, partner, now)
	if err != nil {
		return nil, false, err
	}
	w := &settling{s: s, tx: tx, partner: partner, now: now, known: now}
	for _, p := range programs {
		found, overtaken, err := w.compare(p)
		if err != nil {
			return nil, false, err
		}
		wrong, late = append(wrong, found...), late || overtaken
	}
	return wrong, late, nil
}

// compare judges one program, and looks whether a settlement would keep something else or move a standing.
func (w *settling) compare(p *rules.Program) (wrong []Difference, late bool, err error) {
	if wrong, late, err = wrongStandings(w.tx, w.partner.ID, p); err != nil {
		return nil, false, err
	}
	if w.shot, err = w.s.snapshot(w.tx, w.partner, p, clocks{w.now, w.known}); err != nil {
		return nil, false, err
	}
	results := rules.Judge(p, w.shot)
	var kept []answer
	err = w.tx.Raw("select target, result, version, evaluated_at from tier_qualifications where partner_id = ? and program = ?", w.partner.ID, p.Key).Scan(&kept).Error
	if err != nil {
		return nil, false, err
	}
	if stale(p, kept, results) {
		found, err := w.s.wrongThen(w.tx, w.partner, p.Key, kept)
		return append(wrong, found...), true, err
	}
	moves, err := w.due(p, results)
	return wrong, late || moves, err
}

// due is true where a settlement would move a standing.
func (w *settling) due(p *rules.Program, results map[string]rules.Result) (bool, error) {
	eased, err := w.eased(p, results)
	if err != nil {
		return false, err
	}
	standings, err := w.standings(p)
	for _, st := range standings {
		_, _, moves, err := w.next(p, st, eased)
		if err != nil || moves {
			return moves, err
		}
	}
	return false, err
}
