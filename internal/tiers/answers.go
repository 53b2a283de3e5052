package tiers

import (
	"laurel/internal/outbox"
	"laurel/internal/tiers/rules"
)

// headcounts compares each cell of the partner with what was last told.
func (w *settling) headcounts() error {
	found, err := cells(w.tx, []string{w.partner.ID}, w.now, false)
	if err != nil {
		return err
	}
	counted := map[string]int{}
	for at, n := range found {
		counted[at.key] = n
	}
	var kept []cell
	if err := w.tx.Raw("select certification_key, count from tier_headcounts where partner_id = ?", w.partner.ID).Scan(&kept).Error; err != nil {
		return err
	}
	before := map[string]int{}
	for _, k := range kept {
		before[k.CertificationKey] = k.Count
		if _, still := counted[k.CertificationKey]; !still {
			counted[k.CertificationKey] = 0
		}
	}
	for _, key := range sorted(counted) {
		if counted[key] != before[key] {
			w.recount(HeadcountChanged{PartnerID: w.partner.ID, ExternalID: w.partner.ExternalID, CertificationKey: key, Count: counted[key], Previous: before[key], At: w.now})
		}
	}
	return nil
}

// recount keeps and tells one cell.
func (w *settling) recount(h HeadcountChanged) {
	w.then(func(sequence int64) error {
		return w.tx.Exec(`insert into tier_headcounts (partner_id, certification_key, count, sequence, computed_at) values (?, ?, ?, ?, ?)
			on conflict (partner_id, certification_key) do update set count = excluded.count, sequence = excluded.sequence, computed_at = excluded.computed_at`,
			h.PartnerID, h.CertificationKey, h.Count, sequence, h.At).Error
	})
	w.tell(func(sequence int64) outbox.Fact { h.Sequence = sequence; return h })
}

// qualifications keeps the last answer for every tier and tells the ones that turned over.
func (w *settling) qualifications(p *rules.Program, results map[string]rules.Result) error {
	var kept []struct{ Target, Result string }
	if err := w.tx.Raw("select target, result from tier_qualifications where partner_id = ? and program = ?", w.partner.ID, p.Key).Scan(&kept).Error; err != nil {
		return err
	}
	before := map[string]string{}
	for _, k := range kept {
		before[k.Target] = k.Result
	}
	for _, t := range p.Tiers {
		result := string(results[t.Key])
		err := w.tx.Exec(`insert into tier_qualifications (partner_id, program, target, result, version, since, evaluated_at) values (?, ?, ?, ?, ?, ?, ?)
			on conflict (partner_id, program, target) do update set version = excluded.version, evaluated_at = excluded.evaluated_at,
			since = case when tier_qualifications.result = excluded.result then tier_qualifications.since else excluded.since end, result = excluded.result`,
			w.partner.ID, p.Key, t.Key, result, p.Version, w.now, w.now).Error
		if err != nil {
			return err
		}
		if before[t.Key] == result {
			continue
		}
		if err := w.met(p.Key, t.Key, results[t.Key]); err != nil {
			return err
		}
		turned := QualificationChanged{PartnerID: w.partner.ID, ExternalID: w.partner.ExternalID, Program: p.Key, Version: p.Version,
			Target: t.Key, Result: result, Previous: before[t.Key], At: w.now}
		w.tell(func(sequence int64) outbox.Fact { turned.Sequence = sequence; return turned })
	}
	return nil
}
