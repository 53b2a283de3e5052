package proctoring

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/web"
)

// ProofHeader carries what a client without headers of its own has been given for its proof.
const ProofHeader = "X-Laurel-Lockdown-Proof"

// evidence is what the client says with the request that is being answered.
func (s *Service) evidence(ctx context.Context) Evidence {
	return Evidence{Address: s.base + web.Asked(ctx), ConfigKey: web.Header(ctx, ConfigKeyHeader), Request: web.Header(ctx, RequestHeader)}
}

// Allowed refuses with a closed gate whoever does not sit under the conditions of the exam. It writes nothing.
func (s *Service) Allowed(ctx context.Context, tx *gorm.DB, seat Seat) error {
	if err := s.rightBrowser(ctx, tx, seat); err != nil {
		return err
	}
	if seat.Proctoring == external && seat.State == "ready" && asksToStart(web.Asked(ctx)) {
		return s.awaited(tx, seat)
	}
	return nil
}

// asksToStart holds for the one call that an outside proctor has to release. A ready attempt may be looked at before.
func asksToStart(asked string) bool { return strings.HasSuffix(asked, "/start") }

func (s *Service) rightBrowser(ctx context.Context, tx *gorm.DB, seat Seat) error {
	if seat.Lockdown != safeExamBrowser {
		return nil
	}
	if free, err := s.overridden(tx, seat); err != nil || free {
		return err
	}
	var locked int
	if err := tx.Raw("select count(*) from proctoring_locks where attempt_id = ? and unlocked_at is null", seat.AttemptID).Scan(&locked).Error; err != nil {
		return err
	}
	if locked > 0 {
		return ErrClosedGate.Detailed("The exam was asked for from outside Safe Exam Browser and is locked. A supervisor has to unlock it; your answers are kept.").
			Missing(fault.Unmet{Kind: "supervisor_unlock", ID: seat.AttemptID, Title: "A supervisor has to unlock this attempt", Need: 1})
	}
	l, err := s.lockdownOf(tx, seat.ExamKey)
	if err != nil || l.admits(s.evidence(ctx)) {
		return err
	}
	proven, err := s.proven(ctx, tx, seat)
	if err != nil || proven {
		return err
	}
	return ErrClosedGate.Detailed("This exam is sat in Safe Exam Browser. Open the settings file of the exam there.").Missing(fault.Unmet{
		Kind: safeExamBrowser, ID: seat.ExamKey, Title: "Open the exam in Safe Exam Browser", Need: 1, Link: "/api/v1/exams/" + seat.ExamKey + "/settings.seb",
	})
}

// overridden holds while a supervisor lets the candidate sit without what the exam asks for.
func (s *Service) overridden(tx *gorm.DB, seat Seat) (bool, error) {
	var n int
	err := tx.Raw("select count(*) from proctoring_overrides where registration_id = ? and expires_at > ?", seat.RegistrationID, s.db.Now()).Scan(&n).Error
	return n > 0, err
}

// proven holds for a client that has answered a challenge and shows what it was given for that.
func (s *Service) proven(ctx context.Context, tx *gorm.DB, seat Seat) (bool, error) {
	proof := web.Header(ctx, ProofHeader)
	if len(proof) < 20 || len(proof) > 100 {
		return false, nil
	}
	var n int
	err := tx.Raw("select count(*) from proctoring_challenges where proof_hash = ? and person_id = ? and exam_key = ? and proved_at > ?",
		hashed(proof), seat.PersonID, seat.ExamKey, s.db.Now().Add(-proofLasts)).Scan(&n).Error
	return n > 0, err
}

func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// mostRefusals of a registration are written down in a minute; more tell no more.
const mostRefusals = 10

// Refused writes down whom Allowed has turned away, with what was expected and received, and stops the delivery of an attempt
// that runs. A second time changes nothing but the record.
func (s *Service) Refused(ctx context.Context, seat Seat) error {
	if seat.Lockdown != safeExamBrowser {
		return nil
	}
	e := s.evidence(ctx)
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		if err := s.rightBrowser(ctx, tx, seat); err == nil { // turned away for another reason
			return nil
		}
		var lately int
		if err := tx.Raw("select count(*) from proctoring_refusals where registration_id = ? and at > ?", seat.RegistrationID, now.Add(-time.Minute)).Scan(&lately).Error; err != nil {
			return err
		}
		if lately < mostRefusals {
			expected := RequestHash(e.Address, configKey(settings(s.base, seat.ExamKey)))
			err := tx.Exec(`insert into proctoring_refusals (id, registration_id, attempt_id, address, expected, received_config, received_request, at)
				values (?, ?, ?, ?, ?, ?, ?, ?)`, id.New("ref"), seat.RegistrationID, seat.AttemptID, cut(e.Address, 500), expected, cut(e.ConfigKey, 100), cut(e.Request, 100), now).Error
			if err != nil {
				return err
			}
		}
		if seat.State != "in_progress" && seat.State != "paused" {
			return nil
		}
		r := tx.Exec("insert into proctoring_locks (id, attempt_id, locked_at) values (?, ?, ?) on conflict (attempt_id) where unlocked_at is null do nothing", id.New("lck"), seat.AttemptID, now)
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.locked", Subject: seat.AttemptID, Reason: "asked for from outside Safe Exam Browser"})
	})
}

// cut keeps the beginning of what a stranger said, in whole characters.
func cut(text string, most int) string {
	if len(text) > most {
		text = text[:most]
	}
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")
}
