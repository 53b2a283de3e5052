package badges

import (
	"context"
	"fmt"
	"html/template"

	"laurel/badges/openbadge"
)

// credentialPage composes the page from the signed bytes, verified now, and not from what the row believes.
func (s *Service) credentialPage(ctx context.Context, credentialID string) (credentialPage, error) {
	c, err := s.Find(ctx, credentialID)
	if err != nil {
		return credentialPage{}, err
	}
	report := s.Verify(ctx, []byte(c.Signed))
	if c.RevokedAt != nil && report.Verdict != openbadge.Invalid {
		report.Verdict = openbadge.Revoked // the row is enough to say no
	}
	page := s.issuer.page(c, s.db.Now(), report)
	if later, ok := s.renewedBy(ctx, c.ID); ok {
		page.RenewedBy = "/credentials/" + later.ID
	}
	page.Badge, err = s.drawing(c.Certification)
	return page, err
}

func (s *Service) aboutCertification(c Certification) (certificationPage, error) {
	badge, err := s.drawing(c.Document)
	return certificationPage{frame: frame{Vendor: s.issuer.Name, Title: c.Title}, Document: c.Document, Badge: badge}, err
}

// drawing is the badge as part of a page: made by us from outlines, with its title escaped.
func (s *Service) drawing(d Document) (template.HTML, error) {
	picture, err := s.artist.Draw(s.issuer.look(d))
	if err != nil {
		return "", fmt.Errorf("draw a badge: %w", err)
	}
	svg, err := picture.SVG()
	if err != nil {
		return "", err
	}
	return template.HTML(svg), nil //nolint:gosec // written by the artist; the one text in it is escaped there
}
