package tiers

import (
	"errors"

	"laurel/internal/tiers/rules"
)

const mostMoves = 50 // per settlement; a ladder is shorter

// program settles one program: moves first, since a qualification may ask for a held tier. A move may bring the partner
// into a cohort, so ranks are looked after before each.
func (w *settling) program(p *rules.Program) error {
	if err := w.enter(p); err != nil {
		return err
	}
	for range mostMoves {
		if err := w.s.freeze(w.tx, p, w.partner, w.now, false); err != nil {
			return err
		}
		shot, err := w.s.snapshot(w.tx, w.partner, p, clocks{w.now, w.now})
		if err != nil {
			return err
		}
		moved, err := w.moves(p, shot)
		if err != nil {
			return err
		}
		if moved {
			continue
		}
		results := rules.Judge(p, shot)
		if err := w.withdraw(p, results); err != nil {
			return err
		}
		return w.qualifications(p, results)
	}
	return errors.New("the standing of " + w.partner.ID + " in " + p.Key + " does not come to rest")
}

// moves makes one move on every track that has one.
func (w *settling) moves(p *rules.Program, shot rules.Snapshot) (bool, error) {
	any := false
	for _, track := range tracks(p) {
		moved, err := w.move(p, shot, track)
		if err != nil {
			return false, err
		}
		any = any || moved
	}
	return any, nil
}

// move makes one move on a track.
func (w *settling) move(p *rules.Program, shot rules.Snapshot, track string) (bool, error) {
	st, err := w.standing(p.Key, track)
	if err != nil {
		return false, err
	}
	open, err := w.proposals(p.Key, track)
	if err != nil {
		return false, err
	}
	c := circumstances{program: p, results: rules.Judge(p, shot), accepted: map[string]bool{}, open: open, now: w.now}
	for _, r := range shot.Records {
		tier, _ := p.Tier(r.Tier)
		if r.State == "accepted" && r.Kind == string(tier.Entry) {
			c.accepted[r.Tier] = true
		}
	}
	next, m, moves := st.step(c)
	if !moves {
		return false, nil
	}
	return true, w.keep(p, next, m, "rules")
}

func (w *settling) standing(program, track string) (Standing, error) {
	st := Standing{PartnerID: w.partner.ID, Program: program, Track: track, Since: w.now}
	var rows []Standing
	err := w.tx.Raw("select * from tier_standings where partner_id = ? and program = ? and track = ?", w.partner.ID, program, track).Scan(&rows).Error
	if len(rows) == 1 {
		st = rows[0]
	}
	return st, err
}

// enter gives whoever takes part a standing, holding nothing at first, so that lists show everybody.
func (w *settling) enter(p *rules.Program) error {
	for _, track := range tracks(p) {
		err := w.tx.Exec(`insert into tier_standings (partner_id, program, track, tier, since, sequence) values (?, ?, ?, '', ?, ?)
			on conflict (partner_id, program, track) do nothing`, w.partner.ID, p.Key, track, w.now, w.step).Error
		if err != nil {
			return err
		}
	}
	return nil
}
