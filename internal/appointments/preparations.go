package appointments

import (
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/store"
)

// Preparation is how a person stands before registering for an exam by appointment.
type Preparation struct {
	Conditions  Conditions
	CheckedAt   *time.Time // of the newest check
	ValidUntil  *time.Time
	Findings    []Finding
	Equipped    bool
	Name        Name
	AccountName string
	Named       bool
}

// Preparation tells the caller how things stand.
func (s *Service) Preparation(ctx context.Context, examKey string) (Preparation, error) {
	var p Preparation
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		p, err = s.prepared(ctx, tx, actor.From(ctx).ID, examKey)
		return err
	})
	return p, err
}

func (s *Service) prepared(ctx context.Context, tx *gorm.DB, personID, examKey string) (Preparation, error) {
	var p Preparation
	var err error
	if p.Conditions, err = s.exams.Conditions(ctx, tx, examKey); err != nil {
		return p, err
	}
	var checks []struct {
		Results   string
		CheckedAt time.Time
	}
	if err := tx.Raw("select results, checked_at from appointment_equipment where person_id = ? and exam_key = ? order by checked_at desc, id desc limit 1", personID, examKey).Scan(&checks).Error; err != nil {
		return p, err
	}
	if len(checks) > 0 {
		var e Equipment
		if err := json.Unmarshal([]byte(checks[0].Results), &e); err != nil {
			return p, err
		}
		until, passed := checks[0].CheckedAt.Add(equipmentLasts), false
		p.CheckedAt, p.ValidUntil = &checks[0].CheckedAt, &until
		p.Findings, passed = e.findings(p.Conditions.Devices)
		p.Equipped = passed && until.After(s.db.Now())
	}
	names, err := s.people.Names(ctx, tx, []string{personID})
	if err != nil {
		return p, err
	}
	p.AccountName = names[personID]
	if err := tx.Raw("select person_id, stated, account_name, matched, confirmed_by, confirmed_at, stated_at from appointment_names where person_id = ?", personID).Scan(&p.Name).Error; err != nil {
		return p, err
	}
	p.Named = p.Name.holds(p.AccountName)
	return p, nil
}

// Unmet tells exams what a person has to do before an exam by appointment is paid for. Others ask for nothing.
func (s *Service) Unmet(ctx context.Context, tx *gorm.DB, personID, examKey string) ([]fault.Unmet, error) {
	c, err := s.exams.Conditions(ctx, tx, examKey)
	if err != nil || !c.ByAppointment {
		return nil, err
	}
	p, err := s.prepared(ctx, tx, personID, examKey)
	if err != nil {
		return nil, err
	}
	var out []fault.Unmet
	link := "/app/catalogue/" + examKey + "/preparation"
	if !p.Equipped {
		out = append(out, fault.Unmet{Kind: "equipment_check", ID: examKey, Title: "Check your equipment", Need: 1, Link: link})
	}
	if c.LegalName && !p.Named {
		title := "Give the name on your identity document"
		if p.Name.Stated != "" {
			title = "The name on your identity document differs from your account; a proctor has to confirm it, or the account has to be corrected"
		}
		out = append(out, fault.Unmet{Kind: "legal_name", ID: personID, Title: title, Need: 1, Link: link})
	}
	return out, nil
}

// Check keeps what the caller's browser found out.
func (s *Service) Check(ctx context.Context, examKey string, e Equipment) (Preparation, error) {
	var p Preparation
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		c, err := s.exams.Conditions(ctx, tx, examKey)
		if err != nil {
			return err
		}
		if !c.ByAppointment {
			return ErrOnDemand
		}
		results, err := json.Marshal(e)
		if err != nil {
			return err
		}
		_, passed := e.findings(c.Devices)
		who := actor.From(ctx).ID
		// a person has one check of an exam: the newest
		if err := tx.Exec("delete from appointment_equipment where person_id = ? and exam_key = ?", who, examKey).Error; err != nil {
			return err
		}
		err = tx.Exec("insert into appointment_equipment (id, person_id, exam_key, results, passed, checked_at) values (?, ?, ?, ?, ?, ?)", id.New("eqc"), who, examKey, string(results), passed, s.db.Now()).Error
		if err == nil {
			p, err = s.prepared(ctx, tx, who, examKey)
		}
		return err
	})
	return p, err
}

// State keeps the name on the caller's identity document. Another one than before has to be confirmed anew.
func (s *Service) State(ctx context.Context, stated string) (Name, error) {
	stated = strings.TrimSpace(stated)
	if n := utf8.RuneCountInString(stated); n < 2 || n > 200 || len(folded(stated)) == 0 {
		return Name{}, ErrInput.With(fault.Field{Field: "stated", Code: "length", Detail: "a name of 2 to 200 characters"})
	}
	n := Name{PersonID: actor.From(ctx).ID, Stated: stated}
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		names, err := s.people.Names(ctx, tx, []string{n.PersonID})
		if err != nil {
			return err
		}
		n.AccountName, n.StatedAt = names[n.PersonID], s.db.Now()
		n.Matched = sameName(n.Stated, n.AccountName)
		err = tx.Exec(`insert into appointment_names (person_id, stated, account_name, matched, stated_at) values (?, ?, ?, ?, ?)
			on conflict (person_id) do update set stated = excluded.stated, account_name = excluded.account_name, matched = excluded.matched, stated_at = excluded.stated_at,
			confirmed_by = '', confirmed_at = null where appointment_names.stated <> excluded.stated or appointment_names.account_name <> excluded.account_name`,
			n.PersonID, n.Stated, n.AccountName, n.Matched, n.StatedAt).Error
		if err != nil {
			return err
		}
		return tx.Raw("select person_id, stated, account_name, matched, confirmed_by, confirmed_at, stated_at from appointment_names where person_id = ?", n.PersonID).Take(&n).Error
	})
	return n, err
}

// Doubtful lists names that differ from their accounts and that nobody has confirmed, oldest first.
func (s *Service) Doubtful(ctx context.Context) ([]Name, error) {
	var out []Name
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = nil
		var rows []Name
		err := tx.Raw(`select person_id, stated, account_name, matched, confirmed_by, confirmed_at, stated_at from appointment_names
			where matched = false and confirmed_at is null order by stated_at, person_id limit 200`).Scan(&rows).Error
		if err != nil {
			return err
		}
		ids := make([]string, len(rows))
		for i, n := range rows {
			ids[i] = n.PersonID
		}
		names, err := s.people.Names(ctx, tx, ids)
		for _, n := range rows {
			if n.AccountName = names[n.PersonID]; !sameName(n.Stated, n.AccountName) { // else the account was corrected
				out = append(out, n)
			}
		}
		return err
	})
	return out, err
}

// Confirm says that the stated name and the account are one person, seen on the document.
func (s *Service) Confirm(ctx context.Context, personID, reason string) (Name, error) {
	if n := utf8.RuneCountInString(strings.TrimSpace(reason)); n < 3 || n > 1000 {
		return Name{}, ErrInput.With(fault.Field{Field: "reason", Code: "length", Detail: "between 3 and 1000 characters"})
	}
	var n Name
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		err := tx.Raw("select person_id, stated, account_name, matched, confirmed_by, confirmed_at, stated_at from appointment_names where person_id = ?", personID).Take(&n).Error
		if err := store.Found(err, ErrNothing); err != nil {
			return err
		}
		names, err := s.people.Names(ctx, tx, []string{personID})
		if err != nil {
			return err
		}
		if n.holds(names[personID]) {
			return ErrConfirmable
		}
		now := s.db.Now()
		n.ConfirmedBy, n.ConfirmedAt, n.AccountName = actor.From(ctx).ID, &now, names[personID]
		err = tx.Exec("update appointment_names set confirmed_by = ?, confirmed_at = ?, account_name = ? where person_id = ? and stated = ?", n.ConfirmedBy, now, n.AccountName, personID, n.Stated).Error
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "legal_name.confirmed", Subject: personID, Reason: reason})
	})
	return n, err
}
