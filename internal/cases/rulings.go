package cases

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// rulingRow is a ruling at rest.
type rulingRow struct {
	Ruling
	Void        bool
	Revoke      []string `gorm:"serializer:json"`
	BarExams    []string `gorm:"serializer:json"`
	BarUntil    *time.Time
	WaiveRetake bool
}

func (r rulingRow) ruling() Ruling {
	out := r.Ruling
	out.Sanction = Sanction{r.Void, r.Revoke, r.BarExams, r.BarUntil, r.WaiveRetake}
	return out
}

func rulingsOf(tx *gorm.DB, number string) ([]Ruling, error) {
	var rows []rulingRow
	err := tx.Raw(`select id, number, round, state, void, revoke, bar_exams, bar_until, waive_retake, findings, evidence, notice, proposed_by, proposed_at,
		answered_by, answered_at, comment from case_rulings where number = ? order by proposed_at, id`, number).Scan(&rows).Error
	out := make([]Ruling, 0, len(rows))
	for _, r := range rows {
		out = append(out, r.ruling())
	}
	return out, err
}

// decidedBefore are the rulings of a case, and the word of who dismissed it as one more, so that on appeal others judge.
func decidedBefore(tx *gorm.DB, number string) ([]Ruling, error) {
	out, err := rulingsOf(tx, number)
	if err != nil {
		return nil, err
	}
	var dismissed []Entry
	err = tx.Raw("select actor, at from case_entries where number = ? and kind = 'dismissed'", number).Scan(&dismissed).Error
	for _, e := range dismissed {
		out = append(out, Ruling{Number: number, State: rulingConfirmed, ProposedBy: e.Actor, AnsweredBy: e.Actor, ProposedAt: e.At})
	}
	return out, err
}

// standing is the confirmed ruling of a round.
func standing(rulings []Ruling, round int) (Ruling, bool) {
	for _, r := range rulings {
		if r.State == rulingConfirmed && r.Round == round {
			return r, true
		}
	}
	return Ruling{}, false
}

// Propose writes down what one person would decide: at first, or on appeal, where it may take no more than the first ruling did.
func (s *Service) Propose(ctx context.Context, number string, r Ruling) (Case, error) {
	c, err := s.change(ctx, number, func(tx *gorm.DB, c *Case) error {
		if err := decides(ctx, *c); err != nil {
			return err
		}
		before, err := decidedBefore(tx, number)
		if err != nil {
			return err
		}
		if err := judges(*c, before, actor.From(ctx).ID); err != nil {
			return err
		}
		if err := r.validate(*c, s.db.Now()); err != nil {
			return err
		}
		r.Round = 1
		if c.State == Appealed {
			r.Round = 2
			first, _ := standing(before, 1) // one that was dismissed took nothing away
			if !r.Sanction.within(first.Sanction) {
				return ErrHarsher
			}
		} else if err := s.move(tx, c, Proposed); err != nil {
			return err
		}
		if err := s.keepRuling(ctx, tx, c.Number, r); err != nil {
			return err
		}
		return s.enter(ctx, tx, c.Number, Entry{Kind: "proposed"})
	})
	return c, store.Taken(err, ErrState.And("state", "proposed"))
}

func (s *Service) keepRuling(ctx context.Context, tx *gorm.DB, number string, r Ruling) error {
	texts := make([]string, 3)
	for i, list := range []any{filled(r.Sanction.Revoke), filled(r.Sanction.BarExams), filled(r.Evidence)} {
		text, err := json.Marshal(list)
		if err != nil {
			return err
		}
		texts[i] = string(text)
	}
	now := s.db.Now()
	err := tx.Exec(`insert into case_rulings (id, number, round, state, void, revoke, bar_exams, bar_until, waive_retake, findings, evidence, notice, proposed_by, proposed_at)
		values (?, ?, ?, 'proposed', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id.New("rul"), number, r.Round, r.Sanction.Void, texts[0], texts[1], r.Sanction.BarUntil, r.Sanction.WaiveRetake, r.Findings, texts[2], r.Notice, actor.From(ctx).ID, now).Error
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "case.ruling_proposed", Subject: number, Detail: r.Sanction})
}

func filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// Answer confirms or declines what was proposed. Another person than the proposer confirms; who proposed may take it back.
func (s *Service) Answer(ctx context.Context, number string, accept bool, comment string) (Case, error) {
	return s.change(ctx, number, func(tx *gorm.DB, c *Case) error {
		if err := decides(ctx, *c); err != nil {
			return err
		}
		rulings, err := decidedBefore(tx, number)
		if err != nil {
			return err
		}
		who := actor.From(ctx).ID
		if err := judges(*c, rulings, who); err != nil {
			return err
		}
		for _, r := range rulings {
			if r.State != rulingProposed {
				continue
			}
			if accept && r.ProposedBy == who {
				return ErrSecondPerson
			}
			if err := s.settleRuling(ctx, tx, r, accept, comment); err != nil {
				return err
			}
			if !accept {
				return s.decline(ctx, tx, c, r)
			}
			if r.Round == 2 {
				return s.decideAppeal(ctx, tx, c, r)
			}
			return s.decide(ctx, tx, c, r)
		}
		return ErrNoProposal.And("state", string(c.State))
	})
}

func (s *Service) settleRuling(ctx context.Context, tx *gorm.DB, r Ruling, accept bool, comment string) error {
	now, state := s.db.Now(), rulingDeclined
	if accept {
		state = rulingConfirmed
	}
	err := tx.Exec("update case_rulings set state = ?, answered_by = ?, answered_at = ?, comment = ? where id = ? and state = 'proposed'",
		state, actor.From(ctx).ID, now, comment, r.ID).Error
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "case.ruling_" + state, Subject: r.Number, Reason: comment})
}

func (s *Service) decline(ctx context.Context, tx *gorm.DB, c *Case, r Ruling) error {
	if r.Round == 1 {
		if err := s.move(tx, c, c.resting()); err != nil {
			return err
		}
	}
	return s.enter(ctx, tx, c.Number, Entry{Kind: "declined"})
}

// decide is the first decision: what helps the person takes effect at once, what takes something away waits for the appeal.
func (s *Service) decide(ctx context.Context, tx *gorm.DB, c *Case, r Ruling) error {
	if err := s.move(tx, c, Decided); err != nil {
		return err
	}
	if err := s.enter(ctx, tx, c.Number, Entry{Kind: "decided", Text: r.Notice, Shown: true}); err != nil {
		return err
	}
	if err := s.waive(tx, *c, r.Sanction); err != nil {
		return err
	}
	if !r.Sanction.Harms() {
		if err := s.lift(ctx, tx, c); err != nil {
			return err
		}
	}
	now := s.db.Now()
	return outbox.Append(ctx, tx, now, CaseDecided{Number: c.Number, PersonID: c.PersonID, At: now})
}

// decideAppeal is the last word.
func (s *Service) decideAppeal(ctx context.Context, tx *gorm.DB, c *Case, r Ruling) error {
	if err := s.enter(ctx, tx, c.Number, Entry{Kind: "appeal_decided", Text: r.Notice, Shown: true}); err != nil {
		return err
	}
	if err := s.waive(tx, *c, r.Sanction); err != nil {
		return err
	}
	return s.finish(ctx, tx, c, r.Sanction)
}

// decides refuses authors and graders outside what is about items.
func decides(ctx context.Context, c Case) error {
	who := actor.From(ctx)
	if c.PersonID == who.ID || !who.Has(actor.VendorAdmin, actor.Proctor, actor.Support) && c.Kind != ItemChallenge {
		return ErrNothing
	}
	return nil
}
