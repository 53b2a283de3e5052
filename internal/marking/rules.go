package marking

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/web"
)

const ruleColumns = "scope, subject, mode, tolerance, version"

// Rule gives the rule of an exam or item; the standard one, of version 0, where none is written.
func (s *Service) Rule(ctx context.Context, scope Scope, subject string) (Rule, error) {
	var r Rule
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		if err := s.subject(ctx, tx, scope, subject); err != nil {
			return err
		}
		r, _, err = ruleOf(tx, scope, subject)
		return err
	})
	return r, err
}

func ruleOf(tx *gorm.DB, scope Scope, subject string) (Rule, bool, error) {
	var kept []Rule
	err := tx.Raw("select "+ruleColumns+" from marking_rules where scope = ? and subject = ?", scope, subject).Scan(&kept).Error
	if err != nil || len(kept) == 0 {
		r := standard()
		r.Scope, r.Subject = scope, subject
		return r, false, err
	}
	return kept[0], true, nil
}

// ruleFor is the rule of the item, else of the exam, else the standard.
func ruleFor(tx *gorm.DB, itemID, examKey string) (Rule, error) {
	r, there, err := ruleOf(tx, OfItem, itemID)
	if err != nil || there {
		return r, err
	}
	r, _, err = ruleOf(tx, OfExam, examKey)
	return r, err
}

// WriteRule changes how responses are marked from now on; what is being marked goes on under the rule it began with.
func (s *Service) WriteRule(ctx context.Context, ifMatch string, r Rule) (Rule, error) {
	if err := refused(r.check()); err != nil {
		return Rule{}, err
	}
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.subject(ctx, tx, r.Scope, r.Subject); err != nil {
			return err
		}
		before, there, err := ruleOf(tx, r.Scope, r.Subject)
		if err != nil {
			return err
		}
		if there {
			if err := web.Match(ifMatch, before.ETag()); err != nil {
				return err
			}
		}
		r.Version = before.Version + 1
		x := tx.Exec(`insert into marking_rules (scope, subject, mode, tolerance, version) values (?, ?, ?, ?, ?) on conflict (scope, subject) do update
			set mode = excluded.mode, tolerance = excluded.tolerance, version = excluded.version where marking_rules.version < excluded.version`,
			r.Scope, r.Subject, r.Mode, r.Tolerance, r.Version)
		if x.Error != nil {
			return x.Error
		}
		if x.RowsAffected == 0 {
			return ErrRaced
		}
		return audit.Append(ctx, tx, s.db.Now(), audit.Entry{
			Action: "marking_rule.written", Subject: r.Subject, Detail: map[string]any{"scope": r.Scope, "mode": r.Mode, "tolerance_points": r.Tolerance, "version": r.Version},
		})
	})
	return r, err
}

func (s *Service) subject(ctx context.Context, tx *gorm.DB, scope Scope, subject string) error {
	ask := s.subjects.Item
	if scope == OfExam {
		ask = s.subjects.Exam
	}
	there, err := ask(ctx, tx, subject)
	if err != nil || !there {
		return found(err)
	}
	return nil
}
