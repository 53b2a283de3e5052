package badges

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"laurel/badges/openbadge"
	"laurel/internal/blob"
	"laurel/internal/outbox"
	"laurel/internal/paper"
)

// pictureWide is the width of a PNG badge in pixels.
const pictureWide = 800

// files are the three forms that are drawn; held says why there is no paper.
type files struct {
	pdf, png, svg []byte
	held          string
}

// RenderCertificate makes PDF, PNG and SVG of a signed credential and keeps them under the hashes of their content. Twice
// gives the same files and tells once. A holder's name that no font can print holds back the paper alone.
func (s *Service) RenderCertificate(ctx context.Context, credentialID string) error {
	c, err := s.Find(ctx, credentialID)
	if err != nil {
		return err
	}
	if c.RenderedAt != nil && s.kept(ctx, c) {
		return nil
	}
	made, err := s.draw(c)
	if err != nil {
		return fmt.Errorf("draw %s: %w", c.ID, err)
	}
	names := map[string]string{}
	for ext, body := range map[string][]byte{".pdf": made.pdf, ".png": made.png, ".svg": made.svg} {
		if body == nil {
			continue
		}
		names[ext] = blob.Name("certificates", body, ext)
		if err := s.files.Put(ctx, names[ext], body); err != nil {
			return fmt.Errorf("keep a file of %s: %w", c.ID, err)
		}
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		r := tx.Exec("update credentials set pdf = ?, png = ?, svg = ?, held = ?, rendered_at = ? where id = ? and rendered_at is null",
			names[".pdf"], names[".png"], names[".svg"], made.held, now, c.ID)
		if r.Error != nil {
			return fmt.Errorf("note the files of %s: %w", c.ID, r.Error)
		}
		if r.RowsAffected == 0 {
			return nil
		}
		return outbox.Append(ctx, tx, now, CertificateRendered{CredentialID: c.ID, PersonID: c.PersonID})
	})
}

// kept tells whether the files are where the row says; a lost file is made again and, being the same, found again.
func (s *Service) kept(ctx context.Context, c Credential) bool {
	for _, name := range []string{c.PDF, c.PNG, c.SVG} {
		if name == "" {
			continue
		}
		if _, err := s.files.Get(ctx, name); err != nil {
			return false
		}
	}
	return true
}

func (s *Service) draw(c Credential) (files, error) {
	picture, err := s.artist.Draw(s.issuer.look(c.Certification))
	if err != nil {
		return files{}, err
	}
	var made files
	plain, err := picture.PNG(pictureWide)
	if err != nil {
		return files{}, err
	}
	if made.png, err = openbadge.BakePNG(plain, []byte(c.Signed)); err != nil {
		return files{}, err
	}
	drawing, err := picture.SVG()
	if err != nil {
		return files{}, err
	}
	if made.svg, err = openbadge.BakeSVG(drawing, []byte(c.Signed)); err != nil {
		return files{}, err
	}
	made.pdf, err = s.press.Print(s.issuer.sheet(c, picture))
	if errors.Is(err, paper.ErrUnprintable) {
		made.held = "unprintable"
		return made, nil
	}
	return made, err
}

// File is a drawn form of a credential with the name that contains its hash.
func (s *Service) File(ctx context.Context, credentialID, form string) (name string, body []byte, err error) {
	c, err := s.Find(ctx, credentialID)
	if err != nil {
		return "", nil, err
	}
	name = map[string]string{"pdf": c.PDF, "png": c.PNG, "svg": c.SVG}[form]
	if name == "" {
		if form == "pdf" && c.Held != "" {
			return "", nil, ErrHeld
		}
		return "", nil, ErrNoFile.After(fileSoon)
	}
	body, err = s.files.Get(ctx, name)
	if errors.Is(err, blob.ErrNone) {
		return "", nil, ErrNoFile.After(fileSoon)
	}
	return name, body, err
}
