package tiers

import (
	"time"

	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/tiers/rules"
)

// Proposal waits for somebody to decide.
type Proposal struct {
	ID, PartnerID, Program, Track, FromTier, ToTier, Reason, State, DecidedBy string
	CreatedBy                                                                 string // "rules", or the person who asked for it
	CreatedAt                                                                 time.Time
	DecidedAt                                                                 *time.Time
}

// keep writes a move: the standing, the line of the journal, the proposal where it is one, and the fact.
func (w *settling) keep(p *rules.Program, st Standing, m move, by string) error {
	if m.kind == proposed {
		return w.propose(p, st, m)
	}
	err := w.tx.Exec(`insert into tier_standings (partner_id, program, track, tier, since, grace_until, hold_until, version, capped, checked_at, sequence, judged_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (partner_id, program, track) do update set tier = excluded.tier, since = excluded.since, grace_until = excluded.grace_until,
		hold_until = excluded.hold_until, version = excluded.version, capped = excluded.capped, checked_at = excluded.checked_at, sequence = excluded.sequence`,
		w.partner.ID, st.Program, st.Track, st.Tier, st.Since, st.GraceUntil, st.HoldUntil, st.Version, st.Capped, st.CheckedAt, 0, w.now).Error
	if err != nil {
		return err
	}
	w.number(p, st.Track)
	if err := w.journal(p, st, m, by); err != nil {
		return err
	}
	if m.kind == held {
		return nil // told by nobody: the standing is what it was
	}
	moved := StandingChanged{PartnerID: w.partner.ID, ExternalID: w.partner.ExternalID, Program: p.Key, From: m.from, To: m.to,
		Kind: m.kind, Reason: m.reason, GraceUntil: st.GraceUntil, At: w.now}
	w.tell(func(sequence int64) outbox.Fact { moved.Sequence = sequence; return moved })
	return nil
}

// journal adds the line of a decision, with what it did to the standing and the digest of the evaluation that it rests on:
// asked as of At, as known a microsecond before RecordedAt, the same evaluation is given again.
func (w *settling) journal(p *rules.Program, st Standing, m move, by string) error {
	target, digest, err := w.digest(p, m)
	if err != nil {
		return err
	}
	w.known = w.known.Add(time.Microsecond)
	line := id.New("dec")
	w.then(func(sequence int64) error {
		return w.tx.Exec("update tier_decisions set sequence = ? where id = ?", sequence, line).Error
	})
	return w.tx.Exec(`insert into tier_decisions (id, partner_id, program, track, kind, from_tier, to_tier, reason, decided_by, version, target, result_sha256, grace_until, hold_until, sequence, at, recorded_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		line, w.partner.ID, p.Key, st.Track, m.kind, m.from, m.to, m.reason, by, p.Version, target, digest, st.GraceUntil, st.HoldUntil, 0, w.now, w.known).Error
}

// digest is that of the evaluation of the tier in question: the one to come, or the held one where that is at stake.
func (w *settling) digest(p *rules.Program, m move) (target, digest string, err error) {
	from, holds := p.Tier(m.from)
	tier, known := p.Tier(m.to)
	if holds && (!known || tier.Rank < from.Rank) {
		tier = from
	}
	if tier.Key == "" {
		return "", "", nil
	}
	e, err := rules.Evaluate(p, w.shot, rules.Question{Target: tier.Key})
	return tier.Key, e.ResultSHA256, err
}

func (w *settling) propose(p *rules.Program, st Standing, m move) error {
	proposal := id.New("prp")
	err := w.tx.Exec("insert into tier_proposals (id, partner_id, program, track, from_tier, to_tier, reason, state, created_at) values (?, ?, ?, ?, ?, ?, ?, 'open', ?)",
		proposal, w.partner.ID, p.Key, st.Track, m.from, m.to, m.reason, w.now).Error
	if err != nil {
		return err
	}
	asked := StandingProposed{ProposalID: proposal, PartnerID: w.partner.ID, ExternalID: w.partner.ExternalID, Program: p.Key, From: m.from, To: m.to, Reason: m.reason, At: w.now}
	w.tell(func(sequence int64) outbox.Fact { asked.Sequence = sequence; return asked })
	return w.journal(p, st, m, "rules")
}

// proposals are the tiers with an open proposal, or one that was declined since the record it rests on: a person's "no"
// is not asked for again until there is a new application.
func (w *settling) proposals(program, track string) (map[string]bool, error) {
	var tiers []string
	err := w.tx.Raw(`select to_tier from tier_proposals p where partner_id = ? and program = ? and track = ? and (state = 'open' or state = 'declined'
		and not exists (select 1 from tier_applications a where a.partner_id = p.partner_id and a.program = p.program and a.tier = p.to_tier
		and a.state = 'accepted' and a.decided_at > p.decided_at))`, w.partner.ID, program, track).Scan(&tiers).Error
	open := map[string]bool{}
	for _, t := range tiers {
		open[t] = true
	}
	return open, err
}

// withdraw takes back proposals whose reason is gone: a promotion that is not earned any more or was overtaken, a demotion
// of a tier that is met again.
func (w *settling) withdraw(p *rules.Program, results map[string]rules.Result) error {
	var open []Proposal
	if err := w.tx.Raw("select * from tier_proposals where partner_id = ? and program = ? and state = 'open' order by id", w.partner.ID, p.Key).Scan(&open).Error; err != nil {
		return err
	}
	for _, proposal := range open {
		st, err := w.standing(p.Key, proposal.Track)
		if err != nil {
			return err
		}
		if !overtaken(p, st, proposal, results) {
			continue
		}
		err = w.tx.Exec("update tier_proposals set state = 'withdrawn', decided_at = ?, decided_by = 'rules' where id = ? and state = 'open'", w.now, proposal.ID).Error
		if err != nil {
			return err
		}
		m := move{withdrawn, proposal.FromTier, proposal.ToTier, "its reason is gone"}
		if err := w.journal(p, st, m, "rules"); err != nil {
			return err
		}
	}
	return nil
}

func overtaken(p *rules.Program, st Standing, proposal Proposal, results map[string]rules.Result) bool {
	from, _ := p.Tier(proposal.FromTier)
	to, known := p.Tier(proposal.ToTier)
	if st.Tier != proposal.FromTier {
		held, _ := p.Tier(st.Tier)
		return !known || held.Rank >= to.Rank
	}
	if known && (from.Key == "" || to.Rank > from.Rank) {
		return results[to.Key] == rules.NotMet
	}
	return results[from.Key] == rules.Met
}
