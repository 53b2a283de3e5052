package openbadge

import (
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// ErrGlyph says that no font at hand has a letter of the text.
var ErrGlyph = errors.New("openbadge: no font has a letter of this text")

// Typeface draws text as outlines: the first font that has a letter gives it.
type Typeface struct{ fonts []*sfnt.Font }

// ReadTypeface reads TrueType files in order of preference.
func ReadTypeface(folder fs.FS, names ...string) (*Typeface, error) {
	face := &Typeface{}
	for _, name := range names {
		raw, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("openbadge: font: %w", err)
		}
		parsed, err := sfnt.Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("openbadge: font %s: %w", name, err)
		}
		face.fonts = append(face.fonts, parsed)
	}
	return face, nil
}

// Covers reports whether every letter can be drawn.
func (f *Typeface) Covers(text string) bool {
	var buffer sfnt.Buffer
	for _, r := range text {
		if _, _, err := f.find(&buffer, r); err != nil {
			return false
		}
	}
	return true
}

func (f *Typeface) find(buffer *sfnt.Buffer, r rune) (*sfnt.Font, sfnt.GlyphIndex, error) {
	for _, one := range f.fonts {
		if glyph, err := one.GlyphIndex(buffer, r); err == nil && glyph != 0 {
			return one, glyph, nil
		}
	}
	return nil, 0, fmt.Errorf("%w: %U", ErrGlyph, r)
}

// set is a text laid out at the origin of its baseline.
type set struct {
	path  Path
	width float64
}

// lay outlines a text in a size, with extra space between letters.
func (f *Typeface) lay(text string, size, spacing float64) (set, error) {
	var out set
	var buffer sfnt.Buffer
	ppem := fixed.I(1000)
	scale := size / 1000
	var before *sfnt.Font
	var last sfnt.GlyphIndex
	for _, r := range text {
		from, glyph, err := f.find(&buffer, r)
		if err != nil {
			return set{}, err
		}
		if before == from {
			if kern, err := from.Kern(&buffer, last, glyph, ppem, font.HintingNone); err == nil {
				out.width += float64(kern) / 64 * scale
			}
		}
		segments, err := from.LoadGlyph(&buffer, glyph, ppem, nil)
		if err != nil {
			return set{}, fmt.Errorf("openbadge: outline of %U: %w", r, err)
		}
		out.path.outline(segments, out.width, scale)
		advance, err := from.GlyphAdvance(&buffer, glyph, ppem, font.HintingNone)
		if err != nil {
			return set{}, fmt.Errorf("openbadge: width of %U: %w", r, err)
		}
		out.width += float64(advance)/64*scale + spacing
		before, last = from, glyph
	}
	out.width -= spacing
	return out, nil
}

func (p *Path) outline(segments sfnt.Segments, x, scale float64) {
	at := func(f fixed.Point26_6) Point {
		return Point{x + float64(f.X)/64*scale, float64(f.Y) / 64 * scale}
	}
	open := false
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if open {
				p.close()
			}
			open = true
			p.move(at(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			p.line(at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			p.quad(at(s.Args[0]), at(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			p.cubic(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
		}
	}
	if open {
		p.close()
	}
}

// moved shifts a path.
func (p Path) moved(by Point) Path {
	out := make(Path, len(p))
	for i, s := range p {
		s.A, s.B, s.To = s.A.plus(by), s.B.plus(by), s.To.plus(by)
		out[i] = s
	}
	return out
}

func (p Point) plus(q Point) Point { return Point{p.X + q.X, p.Y + q.Y} }
