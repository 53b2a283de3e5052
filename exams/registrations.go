package exams

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const registrationColumns = `r.id, r.exam_key, r.person_id, r.partner_id, r.affiliation_id, r.pay_with, r.locale, r.state, r.created_at,
	r.ready_at, r.lapses, r.second_language,
	coalesce((select a.id from attempts a where a.registration_id = r.id and a.close_reason <> 'agreement'), '') as attempt_id`

// Register gives a person a place in an exam and asks the cashier for its payment, in one transaction: nothing is charged
// without a place, and no place is kept when the charge is refused. What would refuse the attempt refuses here already, before
// any money moves. A person has one open place in an exam: one that still awaits its payment is cancelled together with its
// order, so that the new way to pay is the only one left; one that is paid for is refused as a second purchase.
func (s *Service) Register(ctx context.Context, e Enrol) (Registration, error) {
	if err := e.validate(); err != nil {
		return Registration{}, err
	}
	who := actor.From(ctx)
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Registration, error) {
		d, err := publishedOf(tx, e.ExamKey)
		if err != nil {
			return Registration{}, err
		}
		if e.Locale, err = d.locale(e.Locale); err != nil {
			return Registration{}, err
		}
		if err := lockCandidacy(tx, who.ID, d.Key); err != nil {
			return Registration{}, err
		}
		if err := s.mayRegister(ctx, tx, who.ID, d); err != nil {
			return Registration{}, err
		}
		r := Registration{ID: id.New("reg"), ExamKey: d.Key, PersonID: who.ID, AffiliationID: e.Affiliation, PayWith: e.PayWith, Locale: e.Locale, SecondLanguage: e.SecondLanguage, CreatedAt: s.db.Now()}
		if r.PartnerID, err = s.partnerFor(ctx, tx, who, e.Affiliation); err != nil {
			return Registration{}, err
		}
		if err := s.keepRegistration(tx, r); err != nil {
			return Registration{}, err
		}
		return s.charge(ctx, tx, r, e.VoucherCode)
	})
}

func (s *Service) mayRegister(ctx context.Context, tx *gorm.DB, personID string, d Document) error {
	if err := s.makeRoom(ctx, tx, personID, d.Key); err != nil {
		return err
	}
	var running []string
	if err := tx.Raw("select id from attempts where person_id = ? and exam_key = ? and state in ('ready', 'in_progress', 'paused')", personID, d.Key).Scan(&running).Error; err != nil {
		return err
	}
	if len(running) > 0 {
		return ErrAttemptOpen.And("attempt", running[0])
	}
	return s.maySit(ctx, tx, personID, d)
}

// maySit asks the retake policy and what has to be done before. It is asked at registration and again at the start.
func (s *Service) maySit(ctx context.Context, tx *gorm.DB, personID string, d Document) error {
	if err := s.mayCandidate(ctx, tx, personID, d.Key); err != nil {
		return err
	}
	sittings, err := s.sittings(ctx, tx, personID, d.Key)
	if err != nil {
		return err
	}
	err = d.Retake.May(sittings, s.db.Now())
	if errors.Is(err, ErrPassed) && d.Certification != "" {
		renewable, failed := s.certifications.Renewable(ctx, tx, personID, d.Certification)
		if failed != nil {
			return failed
		}
		if renewable {
			err = d.Retake.renewing().May(sittings, s.db.Now())
		}
	}
	if err != nil {
		return err
	}
	unmet, err := s.prerequisites.Unmet(ctx, tx, personID, d.Key)
	if err != nil {
		return err
	}
	if len(unmet) > 0 {
		return ErrClosedGate.Missing(unmet...)
	}
	return nil
}

// sittings are what the retake policy looks at. What was voided, or waived because something went wrong, is none.
func (s *Service) sittings(ctx context.Context, tx *gorm.DB, personID, key string) ([]Sitting, error) {
	waived, err := s.integrity.Waived(ctx, tx, personID, key)
	if err != nil {
		return nil, err
	}
	var out []Sitting
	err = tx.Raw(`select id, started_at, closed_at, passed, state = 'submitted' as undecided from attempts where person_id = ? and exam_key = ? and started_at is not null
		and state <> 'voided' and (passed or id not in ?) order by started_at, id`, personID, key, append(waived, "")).Scan(&out).Error
	if err != nil {
		return nil, err
	}
	elsewhere, err := externalSittings(tx, personID, key)
	out = append(out, elsewhere...)
	slices.SortStableFunc(out, func(a, b Sitting) int { return a.StartedAt.Compare(b.StartedAt) })
	return out, err
}

// partnerFor finds under which partner a person registers: the one of the affiliation named, else the only one there is.
func (s *Service) partnerFor(ctx context.Context, tx *gorm.DB, who actor.Actor, affiliation string) (string, error) {
	if affiliation != "" {
		partner, err := s.affiliations.PartnerOf(ctx, tx, who.ID, affiliation)
		if err == nil && partner == "" {
			err = ErrAffiliation.With(fault.Field{Field: "affiliation", Code: "unknown", Detail: "a current affiliation of yours"})
		}
		return partner, err
	}
	if len(who.Partners) == 1 {
		for partner := range who.Partners {
			return partner, nil
		}
	}
	return "", nil
}

func (s *Service) keepRegistration(tx *gorm.DB, r Registration) error {
	err := tx.Exec(`insert into registrations (id, exam_key, person_id, partner_id, affiliation_id, pay_with, locale, second_language, state, created_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, 'awaiting_payment', ?)`,
		r.ID, r.ExamKey, r.PersonID, r.PartnerID, r.AffiliationID, r.PayWith, r.Locale, r.SecondLanguage, r.CreatedAt).Error
	return store.Taken(err, ErrRegistered)
}

// Registration finds one of the caller's own; ErrNothing for anybody else's. A payment that has arrived meanwhile shows.
func (s *Service) Registration(ctx context.Context, registrationID string) (Registration, error) {
	var r Registration
	read := func(tx *gorm.DB) error {
		var err error
		if r, err = ownRegistration(ctx, tx, registrationID); err != nil {
			return err
		}
		p, err := s.cashier.Payment(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		r.Order = Order{ID: p.OrderID, Total: p.Total, CheckoutURL: p.CheckoutURL}
		if p.Settled && r.State == AwaitingPayment {
			return errSettled
		}
		return nil
	}
	err := s.db.Read(ctx, read)
	if !errors.Is(err, errSettled) {
		return r, err
	}
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		var err error
		if r, err = ownRegistration(ctx, tx, registrationID); err != nil {
			return err
		}
		r, err = s.refresh(ctx, tx, r)
		return err
	})
	return r, err
}

// Registrations lists the caller's own after an id, newest first.
func (s *Service) Registrations(ctx context.Context, after string, limit int) ([]Registration, error) {
	var out []Registration
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = nil
		err := tx.Raw("select "+registrationColumns+" from registrations r where r.person_id = ? and (cast(? as text) = '' or r.id < ?) order by r.id desc limit ?",
			actor.From(ctx).ID, after, after, limit).Scan(&out).Error
		for i := range out {
			p, perr := s.cashier.Payment(ctx, tx, out[i].ID)
			if perr != nil {
				return perr
			}
			out[i].Order = Order{ID: p.OrderID, Total: p.Total, CheckoutURL: p.CheckoutURL}
		}
		return err
	})
	return out, err
}

func registrationOf(tx *gorm.DB, registrationID string) (Registration, error) {
	var r Registration
	err := tx.Raw("select "+registrationColumns+" from registrations r where r.id = ?", registrationID).Take(&r).Error
	return r, store.Found(err, ErrNothing)
}

func ownRegistration(ctx context.Context, tx *gorm.DB, registrationID string) (Registration, error) {
	r, err := registrationOf(tx, registrationID)
	if err == nil && r.PersonID != actor.From(ctx).ID {
		err = ErrNothing
	}
	return r, err
}

// lockCandidacy makes everything that one person does about one exam wait for each other.
func lockCandidacy(tx *gorm.DB, personID, key string) error {
	err := tx.Exec("insert into exam_candidacies (person_id, exam_key) values (?, ?) on conflict (person_id, exam_key) do nothing", personID, key).Error
	if err != nil || !store.Postgres(tx) {
		return err
	}
	return tx.Exec("select 1 from exam_candidacies where person_id = ? and exam_key = ? for update", personID, key).Error
}
