package accounts

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const domainColumns = "id, partner_id, domain, method, mailbox, state, tries, expires_at, sent_at, used_at"

// Domains lists what a partner has proven, and what it has begun to.
func (s *Service) Domains(ctx context.Context, partnerRef string) ([]Domain, error) {
	var list []Domain
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		partner, err := partnerOf(tx, actor.Sight(ctx), partnerRef)
		if err != nil {
			return err
		}
		list = nil
		return tx.Raw("select "+domainColumns+" from partner_domains where partner_id = ? and state <> 'ended' order by domain", partner.ID).Scan(&list).Error
	})
	return list, err
}

// AskDomain begins a proof, or begins it anew. A domain that another partner has proven is not told of until it is proven here too.
func (s *Service) AskDomain(ctx context.Context, partnerRef string, w DomainWish) (Domain, error) {
	d, err := w.domain()
	if err != nil {
		return Domain{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Domain, error) {
		partner, err := partnerOf(tx, actor.Sight(ctx), partnerRef)
		if err != nil {
			return Domain{}, err
		}
		if !mayInvite(ctx, partner.ID) {
			return Domain{}, ErrForbidden
		}
		var verified int
		if err := tx.Raw("select count(*) from partner_domains where partner_id = ? and domain = ? and state = 'verified'", partner.ID, d.Domain).Scan(&verified).Error; err != nil {
			return Domain{}, err
		}
		if verified > 0 {
			return Domain{}, ErrDomainMine
		}
		now := s.db.Now()
		d.ID, d.PartnerID, d.ExpiresAt = id.New("dom"), partner.ID, now.Add(proofLife)
		if err := tx.Exec("update partner_domains set state = 'ended' where partner_id = ? and domain = ? and state = 'pending'", partner.ID, d.Domain).Error; err != nil {
			return Domain{}, err
		}
		err = tx.Exec(`insert into partner_domains (id, partner_id, domain, method, mailbox, state, created_by, created_at, expires_at) values (?, ?, ?, ?, ?, 'pending', ?, ?, ?)`,
			d.ID, d.PartnerID, d.Domain, d.Method, d.Mailbox, actor.From(ctx).ID, now, d.ExpiresAt).Error
		if err != nil {
			return Domain{}, store.Taken(err, ErrChangedMeanwhile)
		}
		if err := outbox.Append(ctx, tx, now, DomainProofAsked{DomainID: d.ID}); err != nil {
			return Domain{}, err
		}
		return d, audit.Append(ctx, tx, now, audit.Entry{Action: "domain.asked", Subject: partner.ID, Partner: partner.ID, Detail: map[string]any{"domain": d.Domain, "method": d.Method}})
	})
}

// domainRecord is what must stand under the record of a domain.
func (s *Service) domainRecord(d Domain) string {
	return "laurel-verification=" + strings.SplitN(s.keys.letterToken(purposeDomain, d.ID, d.bound()), ".", 2)[1]
}

// VerifyDomain looks for the record, or takes the mailed code. A record that is not there yet costs no try.
func (s *Service) VerifyDomain(ctx context.Context, domainID, code string) (Domain, error) {
	d, err := s.domainFor(ctx, domainID)
	if err != nil || d.State == DomainVerified {
		return d, err
	}
	if err := d.open(s.db.Now()); err != nil {
		return d, err
	}
	if d.Method == ByDNS {
		if s.names == nil {
			return d, ErrNoRecord
		}
		records, err := s.names.LookupTXT(ctx, d.record())
		if err != nil || !slices.Contains(records, s.domainRecord(d)) {
			return d, ErrNoRecord.Because(err)
		}
	}
	var refused error
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		refused = nil
		if d.Method == ByMail && !s.keys.proves(purposeDomain, d.ID, d.bound(), "", code) {
			counted, err := changed(tx.Exec("update partner_domains set tries = tries + 1 where id = ? and tries < ?", d.ID, proofTries))
			if refused = ErrWrongCode.And("tries_left", d.left()); !counted {
				refused = ErrCodeSpent
			}
			return err
		}
		return s.keepDomain(ctx, tx, d)
	})
	if err == nil {
		err = refused
	}
	if err == nil {
		return s.domainFor(ctx, domainID)
	}
	return d, err
}

func (s *Service) keepDomain(ctx context.Context, tx *gorm.DB, d Domain) error {
	now := s.db.Now()
	ok, err := changed(tx.Exec("update partner_domains set state = 'verified', used_at = ? where id = ? and state = 'pending' and tries < ? and expires_at > ?", now, d.ID, proofTries, now))
	if err != nil {
		return store.Taken(err, ErrDomainTaken)
	}
	if !ok {
		return ErrCodeOver
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "domain.verified", Subject: d.PartnerID, Partner: d.PartnerID, Detail: map[string]any{"domain": d.Domain, "method": d.Method}})
}

// domainFor finds a domain for who may administer its partner.
func (s *Service) domainFor(ctx context.Context, domainID string) (Domain, error) {
	var d Domain
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		d, err = only[Domain](tx.Raw("select "+domainColumns+" from partner_domains where id = ? and state <> 'ended'", domainID), ErrNoDomain)
		return err
	})
	switch {
	case err != nil:
	case !actor.Sight(ctx).Sees(d.PartnerID):
		err = ErrNoDomain
	case !mayInvite(ctx, d.PartnerID):
		err = ErrForbidden
	}
	return d, err
}

// DropDomain gives a domain back; who joined by it stays.
func (s *Service) DropDomain(ctx context.Context, domainID string) error {
	d, err := s.domainFor(ctx, domainID)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		ok, err := changed(tx.Exec("update partner_domains set state = 'ended' where id = ? and state <> 'ended'", d.ID))
		if err != nil || !ok {
			return err
		}
		return audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "domain.dropped", Subject: d.PartnerID, Partner: d.PartnerID, Detail: map[string]any{"domain": d.Domain}})
	})
}

// SendDomainCode writes the letter with the code to the mailbox that was chosen.
func (s *Service) SendDomainCode(ctx context.Context, domainID string) error {
	var d Domain
	var partner Partner
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) (err error) {
		if d, err = only[Domain](tx.Raw("select "+domainColumns+" from partner_domains where id = ?", domainID), ErrNoDomain); err != nil {
			return err
		}
		partner, err = partnerOf(tx, actor.Sight(alone(ctx)), d.PartnerID)
		return err
	})
	if err != nil || d.Method != ByMail || d.State != DomainPending || d.SentAt != nil || d.open(s.db.Now()) != nil {
		return err
	}
	err = s.send(ctx, Draft{ID: d.ID, Name: LetterDomainCode, To: Person{Email: d.Mailbox, Name: d.Domain}, Data: Data{
		"Partner": partner.Name, "Domain": d.Domain, "Code": s.keys.letterCode(purposeDomain, d.ID, d.bound()), "ExpiresAt": d.ExpiresAt,
		"Link": s.letters.Link("/app/partners/" + partner.ID + "/people"),
	}})
	if err != nil {
		return err
	}
	return s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		return tx.Exec("update partner_domains set sent_at = ? where id = ? and sent_at is null", s.db.Now(), d.ID).Error
	})
}
