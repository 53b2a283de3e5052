package paper

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// ErrUnprintable says that no font has a letter of the text. The paper is held back rather than printed with boxes.
var ErrUnprintable = errors.New("paper: a letter cannot be printed")

// The families; each text face falls back to the three that know other scripts.
const (
	serif  = "serif"
	italic = "italic"
	sans   = "sans"
	strong = "strong"
	world  = "world"
	east   = "east"
	korean = "korean"
)

var fontFiles = map[string]string{
	serif: "SourceSerif4-SemiBold.ttf", italic: "SourceSerif4-Italic.ttf", sans: "SourceSans3-Regular.ttf",
	strong: "SourceSans3-SemiBold.ttf", world: "DejaVuSans.ttf", east: "DroidSansFallback.ttf",
	korean: "NanumGothic.ttf",
}

// Press holds the fonts; it is safe for concurrent use.
type Press struct {
	files  map[string][]byte
	glyphs map[string]*sfnt.Font
}

// Open reads the fonts of certificates from a folder.
func Open(fonts fs.FS) (*Press, error) {
	p := &Press{files: map[string][]byte{}, glyphs: map[string]*sfnt.Font{}}
	for family, name := range fontFiles {
		raw, err := fs.ReadFile(fonts, name)
		if err != nil {
			return nil, fmt.Errorf("paper: font: %w", err)
		}
		parsed, err := sfnt.Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("paper: font %s: %w", name, err)
		}
		p.files[family], p.glyphs[family] = raw, parsed
	}
	return p, nil
}

// run is a stretch of text that one font can print.
type run struct{ family, text string }

// runs splits a text by the fonts that have its letters.
func (p *Press) runs(family, text string) ([]run, error) {
	var out []run
	var buffer sfnt.Buffer
	for _, r := range text {
		found := ""
		for _, candidate := range []string{family, world, east, korean} {
			if glyph, err := p.glyphs[candidate].GlyphIndex(&buffer, r); err == nil && glyph != 0 {
				found = candidate
				break
			}
		}
		if found == "" || r > 0xffff {
			return nil, fmt.Errorf("%w: %U", ErrUnprintable, r)
		}
		if n := len(out); n > 0 && out[n-1].family == found {
			out[n-1].text += string(r)
			continue
		}
		out = append(out, run{found, string(r)})
	}
	return out, nil
}

// clean makes a text fit to print: composed, without control and direction marks, without pictures. A letter above
// U+FFFF stays, so that it is refused and not silently dropped from a name.
func clean(text string) string {
	text = norm.NFC.String(strings.ToValidUTF8(text, ""))
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Co, unicode.Variation_Selector):
			return -1
		case r > 0xffff && unicode.IsSymbol(r), r >= 0x1f3fb && r <= 0x1f3ff:
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// visual puts a text into the order in which it is drawn; letters of scripts that join are shaped first.
func visual(text string) (string, error) {
	rightToLeft := strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko)
	})
	if !rightToLeft {
		return text, nil
	}
	shaped, err := join(text)
	if err != nil {
		return "", err
	}
	var paragraph bidi.Paragraph
	if _, err := paragraph.SetString(shaped); err != nil {
		return "", fmt.Errorf("paper: direction of text: %w", err)
	}
	order, err := paragraph.Order()
	if err != nil {
		return "", fmt.Errorf("paper: direction of text: %w", err)
	}
	var out strings.Builder
	for i := range order.NumRuns() {
		piece := order.Run(i)
		if piece.Direction() == bidi.RightToLeft {
			out.WriteString(bidi.ReverseString(piece.String()))
			continue
		}
		out.WriteString(piece.String())
	}
	return out.String(), nil
}
