package cases

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/outbox"
)

// Announcement is what a letter about a case says.
type Announcement struct {
	Number      string
	PersonID    string
	State       State
	Exam        string
	Notice      string
	Sanction    Sanction
	AppealUntil time.Time // zero where there is nothing to appeal
}

// Announce gives what is to be written to the person concerned about the decision; ok is false once that was done.
func (s *Service) Announce(ctx context.Context, number string) (Announcement, bool, error) {
	a, c, err := s.announcement(ctx, number, 1)
	if err != nil || c.State != Decided {
		return a, false, err
	}
	if appealsAgainst(c, a.Sanction) {
		a.AppealUntil = s.db.Now().Add(AppealWindow).Truncate(time.Second)
	}
	return a, true, nil
}

// Closing gives what is to be written when nothing more will happen.
func (s *Service) Closing(ctx context.Context, number string) (Announcement, error) {
	a, c, err := s.announcement(ctx, number, 2)
	if c.State == Dismissed {
		a.Notice = c.Answer
		if c.appealable(s.db.Now()) {
			a.AppealUntil = *c.AppealUntil
		}
	}
	return a, err
}

// announcement speaks of the confirmed ruling of that round, or of the one before where there is none.
func (s *Service) announcement(ctx context.Context, number string, round int) (Announcement, Case, error) {
	var a Announcement
	var c Case
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		err := tx.Raw("select "+caseColumns+" from cases where number = ?", number).Scan(&c).Error
		if err != nil || c.Number == "" {
			return err
		}
		rulings, err := rulingsOf(tx, number)
		if err != nil {
			return err
		}
		a = Announcement{Number: c.Number, PersonID: c.PersonID, State: c.State, Exam: c.ExamKey}
		for at := 1; at <= round; at++ {
			if r, ok := standing(rulings, at); ok {
				a.Notice, a.Sanction = r.Notice, r.Sanction
			}
		}
		if c.AttemptID == "" {
			return nil
		}
		sitting, err := s.sittings.Sitting(ctx, tx, c.AttemptID)
		if err == nil {
			a.Exam = sitting.Title
		} else if fault.Of(err).Kind == fault.NotFound {
			err = nil
		}
		return err
	})
	return a, c, err
}

// appealsAgainst is true where a decision leaves something to appeal: a sanction, or a no to what the candidate asked.
func appealsAgainst(c Case, s Sanction) bool {
	return s.Harms() || c.Kind != Integrity && !s.WaiveRetake
}

// Notified says that the letter went out: from now on the appeal window runs. Again, it changes nothing.
func (s *Service) Notified(ctx context.Context, number string, until time.Time) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		c, err := lock(tx, number)
		if err != nil || c.State != Decided {
			return err
		}
		now := s.db.Now()
		if until.IsZero() {
			until = now
		}
		if err := tx.Exec("update cases set notified_at = ?, appeal_until = ? where number = ?", now, until.UTC(), c.Number).Error; err != nil {
			return err
		}
		if err := s.move(tx, &c, Notified); err != nil {
			return err
		}
		return s.enter(ctx, tx, c.Number, Entry{Kind: "notified", Shown: true})
	})
}

// Appeal lets the person concerned appeal once, within the window. What was decided waits until that is decided.
func (s *Service) Appeal(ctx context.Context, number, text string) (Case, error) {
	if !between(text, leastText, 20000) {
		return Case{}, ErrInput.With(fault.Field{Field: "text", Code: "length", Detail: "in 10 to 20000 characters"})
	}
	return s.change(ctx, number, func(tx *gorm.DB, c *Case) error {
		if err := mine(ctx, *c); err != nil {
			return err
		}
		now := s.db.Now()
		switch {
		case c.State == Dismissed && c.Origin != ByCandidate:
			return stands(*c)
		case (c.State == Notified || c.State == Dismissed) && !c.appealable(now):
			return ErrWindow.And("until", utc(c.AppealUntil))
		}
		if err := s.move(tx, c, Appealed); err != nil {
			return err
		}
		if err := tx.Exec("update cases set appealed_at = ? where number = ?", now, c.Number).Error; err != nil {
			return err
		}
		if err := s.enter(ctx, tx, c.Number, Entry{Kind: "appeal", Text: text, Shown: true}); err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "case.appealed", Subject: c.Number})
	})
}

// settleAtOnce bounds one run of the duty.
const settleAtOnce = 200

// Settle is a duty: decisions against which nobody appealed in time take effect.
func (s *Service) Settle(ctx context.Context) (int, error) {
	ctx = actor.With(ctx, actor.SystemOf("cases"))
	var due []string
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select number from cases where state = 'notified' and appeal_until <= ? order by appeal_until limit ?", s.db.Now(), settleAtOnce).Scan(&due).Error
	})
	if err != nil {
		return 0, err
	}
	for i, number := range due {
		err := s.db.Tx(ctx, func(tx *gorm.DB) error {
			c, err := lock(tx, number)
			if err != nil || !c.due(s.db.Now()) {
				return err
			}
			rulings, err := rulingsOf(tx, number)
			if err != nil {
				return err
			}
			first, _ := standing(rulings, 1)
			return s.finish(ctx, tx, &c, first.Sanction)
		})
		if err != nil {
			return i, err
		}
	}
	return len(due), nil
}

// finish carries out what stands and closes the case. The state makes it happen once.
func (s *Service) finish(ctx context.Context, tx *gorm.DB, c *Case, sanction Sanction) error {
	appealed := c.State == Appealed
	if err := s.move(tx, c, Final); err != nil {
		return err
	}
	if err := s.carryOut(ctx, tx, *c, sanction); err != nil {
		return err
	}
	if !sanction.Void { // a voided attempt stays held, so that nothing counts again before all is withdrawn
		if err := s.lift(ctx, tx, c); err != nil {
			return err
		}
	}
	if err := s.enter(ctx, tx, c.Number, Entry{Kind: "final", Shown: true}); err != nil {
		return err
	}
	return s.tellClosed(ctx, tx, *c, appealed || sanction.Harms())
}

func (s *Service) carryOut(ctx context.Context, tx *gorm.DB, c Case, sanction Sanction) error {
	now := s.db.Now()
	var facts []outbox.Fact
	if sanction.Void {
		facts = append(facts, AttemptVoided{Number: c.Number, AttemptID: c.AttemptID, PersonID: c.PersonID, At: now})
	}
	for _, credential := range sanction.Revoke {
		facts = append(facts, CredentialCondemned{Number: c.Number, CredentialID: credential, PersonID: c.PersonID, At: now})
	}
	if sanction.BarUntil != nil {
		for _, key := range sanction.BarExams {
			err := tx.Exec("insert into case_bars (number, person_id, exam_key, until, created_at) values (?, ?, ?, ?, ?) on conflict (number, exam_key) do nothing",
				c.Number, c.PersonID, key, sanction.BarUntil.UTC(), now).Error
			if err != nil {
				return err
			}
		}
		facts = append(facts, PersonBarred{Number: c.Number, PersonID: c.PersonID, Exams: sanction.BarExams, Until: sanction.BarUntil.UTC(), At: now})
	}
	if len(facts) == 0 {
		return nil
	}
	if err := audit.Append(ctx, tx, now, audit.Entry{Action: "case.sanction_carried_out", Subject: c.Number, Detail: sanction}); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, now, facts...)
}

// waive lets the attempt neither count nor make wait.
func (s *Service) waive(tx *gorm.DB, c Case, sanction Sanction) error {
	if !sanction.WaiveRetake {
		return nil
	}
	return tx.Exec("insert into case_waivers (attempt_id, number, person_id, exam_key, created_at) values (?, ?, ?, ?, ?) on conflict (attempt_id) do nothing",
		c.AttemptID, c.Number, c.PersonID, c.ExamKey, s.db.Now()).Error
}
