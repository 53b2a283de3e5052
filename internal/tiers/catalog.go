package tiers

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Certifications lists the definitions known now, by key.
func (s *Service) Certifications(ctx context.Context, after string, limit int) ([]CatalogCertification, error) {
	var rows []struct {
		CertificationKey, Title, Level, Family, Roles, RetiredOn string
		CountsUntil                                              *time.Time
	}
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select * from tier_certifications where superseded_at is null and certification_key > ? order by certification_key limit ?", after, limit).Scan(&rows).Error
	})
	found := []CatalogCertification{}
	for _, r := range rows {
		found = append(found, CatalogCertification{r.CertificationKey, r.Title, r.Level, r.Family, unlist(r.Roles), some(r.RetiredOn), inUTC(r.CountsUntil)})
	}
	return found, err
}

// knowsCertification is true for a key that was ever defined or awarded.
func (s *Service) knowsCertification(ctx context.Context, key string) (bool, error) {
	known := 0
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw(`select case when exists (select 1 from tier_certifications where certification_key = ?)
			or exists (select 1 from tier_awards where award_key = ? and kind = 'certification') then 1 else 0 end`, key, key).Scan(&known).Error
	})
	return known == 1, err
}

// empty is the row with nobody in it, where exactly one cell was asked for: "none" is an answer too.
func (s *Service) empty(ctx context.Context, q Query) ([]Row, error) {
	if len(q.Partners) != 1 || q.Certification == "" || strings.Join(q.GroupBy, ",") != "partner,certification" {
		return []Row{}, nil
	}
	known, err := s.knowsCertification(ctx, q.Certification)
	if err != nil || !known {
		return []Row{}, err
	}
	return []Row{{Partner: q.Partners[0], Certification: q.Certification}}, nil
}

// externals are the external ids of the partners in a page.
func (s *Service) externals(ctx context.Context, rows []Row) (map[string]string, error) {
	ids := []string{""}
	for _, r := range rows {
		ids = append(ids, r.Partner)
	}
	var found []partnerRow
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select * from tier_partners where superseded_at is null and partner_id in ?", ids).Scan(&found).Error
	})
	external := map[string]string{}
	for _, p := range found {
		external[p.PartnerID] = p.ExternalID
	}
	return external, err
}
