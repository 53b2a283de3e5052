package openbadge_test

import (
	"bytes"
	"errors"
	"image/color"
	"image/png"
	"os"
	"strings"
	"testing"

	"laurel/badges/openbadge"
)

func artist(t *testing.T) openbadge.Artist {
	t.Helper()
	fonts := os.DirFS("../../assets/fonts")
	serif, err := openbadge.ReadTypeface(fonts, "SourceSerif4-SemiBold.ttf", "DejaVuSans.ttf", "DroidSansFallback.ttf")
	if err != nil {
		t.Fatal(err)
	}
	sans, err := openbadge.ReadTypeface(fonts, "SourceSans3-SemiBold.ttf", "DejaVuSans.ttf", "DroidSansFallback.ttf")
	if err != nil {
		t.Fatal(err)
	}
	return openbadge.Artist{Serif: serif, Sans: sans}
}

func look(title string) openbadge.Look {
	return openbadge.Look{
		Vendor: "Meridian Systems", Title: title, Level: "Associate", Step: 1, Steps: 3,
		Colour: color.NRGBA{0x12, 0x4a, 0x33, 0xff},
	}
}

func TestDrawnBadge(t *testing.T) {
	t.Parallel()
	a := artist(t)
	for _, title := range []string{
		"Meridian Flow Associate", "A", "認定エンジニア 上級", "Сертифицированный инженер",
		strings.Repeat("Long words of a certification ", 6), "Donaudampfschifffahrtsgesellschaftskapitän & <Co>",
	} {
		p, err := a.Draw(look(title))
		if err != nil {
			t.Fatalf("%q: %v", title, err)
		}
		svg, err := p.SVG()
		if err != nil {
			t.Fatal(err)
		}
		for _, not := range []string{"<script", "href", "<text", "NaN", "style"} {
			if bytes.Contains(svg, []byte(not)) {
				t.Errorf("%q: the drawing holds %q", title, not)
			}
		}
		raw, err := p.PNG(256)
		if err != nil {
			t.Fatal(err)
		}
		painted, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, _, alpha := painted.At(0, 0).RGBA(); alpha != 0 {
			t.Errorf("%q: the corner is not transparent", title)
		}
		if r, g, b, _ := painted.At(128, 70).RGBA(); r>>8 < 0xf0 || g>>8 < 0xf0 || b>>8 < 0xe8 {
			t.Errorf("%q: no paper behind the words: %x %x %x", title, r>>8, g>>8, b>>8)
		}
	}
	if _, err := a.Draw(look("\U0001E900")); !errors.Is(err, openbadge.ErrGlyph) {
		t.Errorf("a letter without a font was drawn: %v", err)
	}
}
