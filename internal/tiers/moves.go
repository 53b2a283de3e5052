package tiers

import (
	"errors"
	"time"

	"laurel/internal/tiers/rules"
)

const (
	mostMoves   = 50   // at one moment; a ladder is shorter
	mostMoments = 5000 // of one settlement; days of ten years
)

// program settles one program: at every moment since it was last judged that wanted a decision, each dated as it would have
// been in time, and then now. Which version is in force is asked at each moment.
func (w *settling) program(key string) error {
	until := w.now
	defer func() { w.now = until }()
	p, err := w.s.active(w.tx, key, clocks{until, w.known})
	if err != nil {
		return err
	}
	if err := w.enter(p); err != nil {
		return err
	}
	c, err := w.calendar(p)
	if err != nil {
		return err
	}
	for range mostMoments {
		at, err := c.next(w)
		if err != nil {
			return err
		}
		if at.IsZero() || !at.Before(until) {
			w.now = until
			if err := w.judge(p); err != nil {
				return err
			}
			return c.keep(w, p)
		}
		w.now, c.last = at, at
		then, err := w.s.active(w.tx, key, clocks{at, w.known})
		if errors.Is(err, ErrUnknownProgram) {
			continue
		}
		if err != nil {
			return err
		}
		if err := w.judge(then); err != nil {
			return err
		}
	}
	return errors.New("the standing of " + w.partner.ID + " in " + p.Key + " has too many moments to make up for")
}

// judge brings the standings to rest at one moment: moves first, since a qualification may ask for a held tier. A move may
// bring the partner into a cohort, so ranks are looked after before each.
func (w *settling) judge(p *rules.Program) error {
	for range mostMoves {
		if err := w.s.freeze(w.tx, p, w.partner, w.now, false); err != nil {
			return err
		}
		shot, err := w.s.snapshot(w.tx, w.partner, p, clocks{w.now, w.known})
		if err != nil {
			return err
		}
		w.shot = shot
		results := rules.Judge(p, shot)
		eased, err := w.eased(p, results)
		if err != nil {
			return err
		}
		moved, err := w.moves(p, eased)
		if err != nil {
			return err
		}
		if moved {
			continue
		}
		if err := w.withdraw(p, eased); err != nil {
			return err
		}
		return w.qualifications(p, results)
	}
	return errors.New("the standing of " + w.partner.ID + " in " + p.Key + " does not come to rest")
}

// moves makes one move on every track that has one.
func (w *settling) moves(p *rules.Program, results map[string]rules.Result) (bool, error) {
	standings, err := w.standings(p)
	any := false
	for _, st := range standings {
		next, m, moves, err := w.next(p, st, results)
		if err != nil {
			return false, err
		}
		if !moves {
			continue
		}
		if err := w.keep(p, next, m, "rules"); err != nil {
			return false, err
		}
		any = true
	}
	return any, err
}

// next is the move that is due on a track.
func (w *settling) next(p *rules.Program, st Standing, results map[string]rules.Result) (Standing, move, bool, error) {
	open, err := w.proposals(p.Key, st.Track)
	if err != nil {
		return st, move{}, false, err
	}
	anchor, err := w.anchor(p, st)
	if err != nil {
		return st, move{}, false, err
	}
	c := circumstances{program: p, results: results, accepted: map[string]bool{}, open: open, now: w.now,
		checkpoint: p.Standing.Checks() && w.now.Equal(p.Checkpoint(anchor, w.now)) && (!w.now.Equal(anchor) || p.Standing.FiscalYearStart != ""),
		year:       w.now.Equal(p.Standing.Year(w.now))}
	for _, r := range w.shot.Records {
		tier, _ := p.Tier(r.Tier)
		if r.State == "accepted" && r.Kind == string(tier.Entry) {
			c.accepted[r.Tier] = true
		}
	}
	next, m, moves := st.step(c)
	return next, m, moves, nil
}

// standings are those of the program's tracks, and of tracks it does not have any more while a tier is held on them.
func (w *settling) standings(p *rules.Program) ([]Standing, error) {
	var rows []Standing
	err := w.tx.Raw("select * from tier_standings where partner_id = ? and program = ? and (tier <> '' or track in ?) order by track",
		w.partner.ID, p.Key, tracks(p)).Scan(&rows).Error
	return rows, err
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
		new := w.tx.Exec(`insert into tier_standings (partner_id, program, track, tier, since, sequence, judged_at) values (?, ?, ?, '', ?, 0, ?)
			on conflict (partner_id, program, track) do nothing`, w.partner.ID, p.Key, track, w.now, w.now)
		if new.Error != nil {
			return new.Error
		}
		if new.RowsAffected == 1 {
			w.number(p, track)
		}
	}
	return nil
}

// eased counts a tier as met that was met on any day of the time in which the program takes one good day for enough.
func (w *settling) eased(p *rules.Program, results map[string]rules.Result) (map[string]rules.Result, error) {
	if p.Standing.QualifyWithin.IsZero() {
		return results, nil
	}
	var met []string
	err := w.tx.Raw("select distinct target from tier_met where partner_id = ? and program = ? and met_from <= ? and (met_until is null or met_until > ?)",
		w.partner.ID, p.Key, w.now, p.Standing.QualifyWithin.Before(w.now)).Scan(&met).Error
	eased := map[string]rules.Result{}
	for key, r := range results {
		eased[key] = r
	}
	for _, key := range met {
		if _, known := p.Tier(key); known {
			eased[key] = rules.Met
		}
	}
	return eased, err
}

// met keeps when a tier was met.
func (w *settling) met(program, target string, result rules.Result) error {
	if result == rules.Met {
		return w.tx.Exec("insert into tier_met (partner_id, program, target, met_from) values (?, ?, ?, ?) on conflict do nothing", w.partner.ID, program, target, w.now).Error
	}
	return w.tx.Exec("update tier_met set met_until = ? where partner_id = ? and program = ? and target = ? and met_until is null", w.now, w.partner.ID, program, target).Error
}

// anchor is the moment that the checkpoints of a standing are counted from; zero where it has not come yet.
func (w *settling) anchor(p *rules.Program, st Standing) (time.Time, error) {
	return w.s.anchorOf(w.tx, p, st, w.partner)
}
