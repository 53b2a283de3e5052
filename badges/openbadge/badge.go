package openbadge

import (
	"image/color"
	"math"
	"slices"
	"strings"
)

// Look is what a badge says and in which colour. Step of Steps says how far up its ladder the level stands.
type Look struct {
	Vendor string
	Title  string
	Level  string
	Step   int
	Steps  int
	Colour color.NRGBA
}

// Artist draws badges with the house's letters.
type Artist struct {
	Serif *Typeface
	Sans  *Typeface
}

var (
	paper     = color.NRGBA{0xfc, 0xfb, 0xf6, 0xff}
	gold      = color.NRGBA{0xb9, 0x8a, 0x2c, 0xff}
	goldLight = color.NRGBA{0xd8, 0xb2, 0x5a, 0xff}
	ink       = color.NRGBA{0x14, 0x20, 0x1c, 0xff}
	inkSoft   = color.NRGBA{0x45, 0x54, 0x4d, 0xff}
	middle    = Point{256, 256}
)

const (
	canvas      = 512.0
	wreathAt    = 217.0
	discRadius  = 190.0
	ringOuter   = 180.0
	ringInner   = 171.0
	paperRadius = 163.0
	ringGap     = 5.0 // degrees between the parts of the level ring
)

// Draw makes the picture: a laurel wreath around a disc in the vendor's colour, a ring that fills with the level, and
// the words on paper in the middle.
func (a Artist) Draw(look Look) (Picture, error) {
	p := Picture{Size: canvas, Title: look.Title + ", " + look.Vendor}
	for _, side := range []float64{1, -1} {
		p.wreath(side, look.Colour)
	}
	p.add(disc(middle, discRadius), look.Colour)
	p.ring(look)
	p.add(disc(middle, paperRadius), paper)
	p.add(slices.Concat(disc(middle, paperRadius-6), reversed(disc(middle, paperRadius-7.2))), mix(look.Colour, paper, 0.72))
	if err := p.words(a, look); err != nil {
		return Picture{}, err
	}
	return p, nil
}

func (p *Picture) add(path Path, fill color.NRGBA) { p.Shapes = append(p.Shapes, Shape{path, fill}) }

// wreath is one branch; its leaves grow smaller towards the top, outer ones darker than inner ones.
func (p *Picture) wreath(side float64, colour color.NRGBA) {
	const leaves = 13
	p.add(branch(side), mix(colour, goldLight, 0.25))
	for i := range leaves {
		t := float64(i) / (leaves - 1)
		angle := 96 + t*148
		size := 50 - 16*t
		foot := polar(middle, wreathAt, angle)
		outer := leaf(foot, size, size*0.36, angle+90-30)
		inner := leaf(foot, size*0.8, size*0.3, angle+90+24)
		p.add(mirrored(outer, side), mix(colour, goldLight, 0.18))
		p.add(mirrored(inner, side), mix(colour, goldLight, 0.42))
	}
	tip := polar(middle, wreathAt, 246)
	p.add(mirrored(leaf(tip, 34, 12, 246+90-4), side), mix(colour, goldLight, 0.3))
}

func branch(side float64) Path {
	return mirrored(band(middle, wreathAt-1.6, wreathAt+1.6, 88, 246), side)
}

// ring shows the level: one part a step, those reached in gold.
func (p *Picture) ring(look Look) {
	steps := max(look.Steps, 1)
	each := 360.0 / float64(steps)
	for i := range steps {
		fill := mix(look.Colour, paper, 0.22)
		if i < look.Step {
			fill = goldLight
		}
		from := -90 + each*float64(i) + ringGap/2
		to := from + each - ringGap
		if steps == 1 {
			from, to = -90, 269.99
		}
		p.add(band(middle, ringInner, ringOuter, from, to), fill)
	}
}

func (p *Picture) words(a Artist, look Look) error {
	if err := p.centred(a.Sans, fitted(strings.ToUpper(look.Vendor), 16.5, 2.6), 168, mix(look.Colour, ink, 0.2)); err != nil {
		return err
	}
	p.add(rule(middle.X, 183, 46, 1.6), gold)
	lines, size, err := wrap(a.Serif, look.Title)
	if err != nil {
		return err
	}
	leading := size * 1.12
	top := 266 - leading*float64(len(lines)-1)/2 + size*0.33
	for i, line := range lines {
		if err := p.centred(a.Serif, script{line, size, 0, 290}, top+leading*float64(i), ink); err != nil {
			return err
		}
	}
	if look.Level != "" {
		if err := p.centred(a.Sans, fitted(strings.ToUpper(look.Level), 14.5, 3), 358, inkSoft); err != nil {
			return err
		}
	}
	reach := max(look.Step, 1)
	for i := range reach {
		p.add(star(Point{middle.X + (float64(i)-float64(reach-1)/2)*24, 383}, 8.5), gold)
	}
	return nil
}

// script is a line of text with its size, spacing and the width it may take.
type script struct {
	text                string
	size, spacing, most float64
}

func fitted(text string, size, spacing float64) script { return script{text, size, spacing, 210} }

// centred sets a line, smaller where it would be too wide.
func (p *Picture) centred(face *Typeface, s script, baseline float64, fill color.NRGBA) error {
	laid, err := face.lay(s.text, s.size, s.spacing)
	if err != nil {
		return err
	}
	if laid.width > s.most {
		shrink := s.most / laid.width
		if laid, err = face.lay(s.text, s.size*shrink, s.spacing*shrink); err != nil {
			return err
		}
	}
	p.add(laid.path.moved(Point{middle.X - laid.width/2, baseline}), fill)
	return nil
}

// wrap breaks a title into at most three lines in the largest size that fits.
func wrap(face *Typeface, title string) ([]string, float64, error) {
	words := strings.Fields(title)
	for _, size := range []float64{46, 42, 38, 34, 30, 26, 23, 20} {
		lines, err := broken(face, words, size)
		if err != nil {
			return nil, 0, err
		}
		if len(lines) <= 3 && float64(len(lines))*size <= 128 {
			return lines, size, nil
		}
	}
	lines, err := broken(face, words, 20)
	if err != nil {
		return nil, 0, err
	}
	if len(lines) > 5 {
		lines = append(lines[:4], lines[4]+" …")
	}
	return lines, 20, nil
}

const lineWidth = 262.0

func broken(face *Typeface, words []string, size float64) ([]string, error) {
	var lines []string
	line := ""
	for _, word := range words {
		longer := strings.TrimSpace(line + " " + word)
		laid, err := face.lay(longer, size, 0)
		if err != nil {
			return nil, err
		}
		if line != "" && laid.width > lineWidth {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line), nil
}

func rule(x, y, width, height float64) Path {
	var p Path
	p.move(Point{x - width/2, y})
	p.line(Point{x + width/2, y})
	p.line(Point{x + width/2, y + height})
	p.line(Point{x - width/2, y + height})
	p.close()
	return p
}

func mirrored(path Path, side float64) Path {
	if side > 0 {
		return path
	}
	out := make(Path, len(path))
	for i, s := range path {
		s.A.X, s.B.X, s.To.X = canvas-s.A.X, canvas-s.B.X, canvas-s.To.X
		out[i] = s
	}
	return out
}

// reversed turns a closed outline of cubic strokes round, so that it cuts a hole.
func reversed(path Path) Path { return mirrored(path, -1) }

func mix(a, b color.NRGBA, part float64) color.NRGBA {
	blend := func(x, y uint8) uint8 { return uint8(math.Round(float64(x)*(1-part) + float64(y)*part)) }
	return color.NRGBA{blend(a.R, b.R), blend(a.G, b.G), blend(a.B, b.B), 0xff}
}
