package paper

import (
	"bytes"
	"fmt"
	"time"

	"github.com/go-pdf/fpdf"
)

// imprint is what a file says of itself, and the fonts that it needs.
type imprint struct {
	across   bool // A4 across, else upright
	title    string
	author   string
	subject  string
	language string
	made     time.Time
	faces    []string // text faces in use
	text     string   // everything that is printed, to tell which fallback fonts are needed
	attached []fpdf.Attachment
}

func (p *Press) open(i imprint) *pen {
	orientation := "P"
	if i.across {
		orientation = "L"
	}
	f := fpdf.New(orientation, "mm", "A4", "")
	f.SetCatalogSort(true)
	f.SetCreationDate(i.made.UTC())
	f.SetModificationDate(i.made.UTC())
	f.SetProducer("Laurel", true)
	f.SetCreator("Laurel", true)
	f.SetTitle(i.title, true)
	f.SetAuthor(i.author, true)
	f.SetSubject(i.subject, true)
	f.SetLang(i.language)
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	for _, family := range append(i.faces, p.fallbacks(i)...) {
		f.AddUTF8FontFromBytes(family, "", p.files[family])
	}
	if len(i.attached) > 0 {
		f.SetAttachments(i.attached)
	}
	f.AddPage()
	return &pen{Fpdf: f, press: p}
}

// fallbacks are the fonts of other scripts that are asked for at all: each costs time, the large ones a good deal.
func (p *Press) fallbacks(i imprint) []string {
	drawn, err := visual(i.text)
	if err != nil {
		return nil // found again, and told, where the line is drawn
	}
	var out []string
	for _, family := range []string{world, east, korean} {
		if p.uses(family, i.faces, drawn) {
			out = append(out, family)
		}
	}
	return out
}

func (p *Press) uses(family string, faces []string, drawn string) bool {
	for _, face := range faces {
		runs, err := p.runs(face, drawn)
		if err != nil {
			return true
		}
		for _, r := range runs {
			if r.family == family {
				return true
			}
		}
	}
	return false
}

// Can tells whether every letter of a text has a font; ErrUnprintable when one has not.
func (p *Press) Can(text string) error {
	drawn, err := visual(clean(text))
	if err != nil {
		return err
	}
	_, err = p.runs(sans, drawn)
	return err
}

// printed closes the page and hands out the file, or the first thing that went wrong.
func (p *pen) printed() ([]byte, error) {
	if p.err != nil {
		return nil, p.err
	}
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	return out.Bytes(), nil
}

// gaveUp turns a panic of the writer into an error.
func gaveUp(fault any) error { return fmt.Errorf("paper: the writer gave up: %v", fault) }
