package paper

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/go-pdf/fpdf"
	"rsc.io/qr"
)

// pen draws on one page and keeps the first thing that went wrong.
type pen struct {
	*fpdf.Fpdf
	press *Press
	err   error
}

// ready is a line in the order it is drawn, split by fonts.
type ready struct {
	runs []run
	size float64
}

func (p *pen) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *pen) ready(family, text string, size float64) ready {
	drawn, err := visual(text)
	if err != nil {
		p.fail(err)
		return ready{}
	}
	runs, err := p.press.runs(family, drawn)
	if err != nil {
		p.fail(err)
		return ready{}
	}
	return ready{runs, size}
}

func (p *pen) width(r ready) float64 {
	total := 0.0
	for _, one := range r.runs {
		p.SetFont(one.family, "", r.size)
		total += p.GetStringWidth(one.text)
	}
	return total
}

// put draws a line from a place on its baseline.
func (p *pen) put(at Point, r ready) {
	for _, one := range r.runs {
		p.SetFont(one.family, "", r.size)
		p.Text(at.X, at.Y, one.text)
		at.X += p.GetStringWidth(one.text)
	}
}

// wish is a text that has to find room: in one line between two sizes, or broken.
type wish struct {
	family, text             string
	largest, smallest, width float64
}

// fit makes a line as large as the width allows between two sizes; what does not fit the smallest is broken into at most
// three lines, smaller still where it must.
func (p *pen) fit(w wish) []ready {
	for size := w.largest; size > w.smallest; size -= 0.5 {
		if line := p.ready(w.family, w.text, size); p.width(line) <= w.width {
			return []ready{line}
		}
	}
	lines := p.broken(w)
	for w.smallest--; len(lines) > 3 && w.smallest >= 6; w.smallest-- {
		lines = p.broken(w)
	}
	return lines
}

// broken sets a text in its smallest size in as many lines as it takes.
func (p *pen) broken(w wish) []ready {
	var lines []ready
	line := ""
	for _, word := range splitLong(strings.Fields(w.text)) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && p.width(p.ready(w.family, longer, w.smallest)) > w.width {
			lines = append(lines, p.ready(w.family, line, w.smallest))
			longer = word
		}
		line = longer
	}
	return append(lines, p.ready(w.family, line, w.smallest))
}

// splitLong cuts what has no spaces, so that even that finds a line.
func splitLong(words []string) []string {
	const most = 36
	var out []string
	for _, word := range words {
		letters := []rune(word)
		for len(letters) > most {
			out = append(out, string(letters[:most]))
			letters = letters[most:]
		}
		out = append(out, string(letters))
	}
	return out
}

func (p *pen) ink(c color.NRGBA) { p.SetTextColor(int(c.R), int(c.G), int(c.B)) }

func (p *pen) fill(c color.NRGBA) { p.SetFillColor(int(c.R), int(c.G), int(c.B)) }

func (p *pen) rule(c color.NRGBA, width float64) {
	p.SetDrawColor(int(c.R), int(c.G), int(c.B))
	p.SetLineWidth(width)
}

// spaced draws small capitals' worth of air between letters without breaking the text for those who search it.
func (p *pen) spaced(at Point, r ready, space float64) {
	p.RawWriteStr(fmt.Sprintf("%.3f Tc", space))
	p.put(at, r)
	p.RawWriteStr("0 Tc")
}

// mark draws a picture of filled shapes into a square.
func (p *pen) mark(m Mark, at Point, size float64) {
	if m.Size == 0 {
		return
	}
	scale := size / m.Size
	x := func(q Point) float64 { return at.X + q.X*scale }
	y := func(q Point) float64 { return at.Y + q.Y*scale }
	for _, shape := range m.Shapes {
		p.fill(shape.Fill)
		for _, s := range shape.Path {
			switch s.Op {
			case 'M':
				p.MoveTo(x(s.To), y(s.To))
			case 'L':
				p.LineTo(x(s.To), y(s.To))
			case 'Q':
				p.CurveTo(x(s.A), y(s.A), x(s.To), y(s.To))
			case 'C':
				p.CurveBezierCubicTo(x(s.A), y(s.A), x(s.B), y(s.B), x(s.To), y(s.To))
			case 'Z':
				p.ClosePath()
			}
		}
		p.DrawPath("F")
	}
}

// code draws a QR code of vector squares with its quiet zone inside the given square.
func (p *pen) code(text string, at Point, size float64) {
	symbol, err := qr.Encode(text, qr.M)
	if err != nil {
		p.fail(fmt.Errorf("paper: code: %w", err))
		return
	}
	const quiet = 4
	module := size / float64(symbol.Size+2*quiet)
	p.SetFillColor(255, 255, 255)
	p.Rect(at.X, at.Y, size, size, "F")
	p.SetFillColor(0, 0, 0)
	for row := range symbol.Size {
		for column := 0; column < symbol.Size; column++ {
			from := column
			for column < symbol.Size && symbol.Black(column, row) {
				column++
			}
			if column > from {
				p.Rect(at.X+float64(quiet+from)*module, at.Y+float64(quiet+row)*module, float64(column-from)*module, module+0.01, "F")
			}
		}
	}
	p.LinkString(at.X, at.Y, size, size, text)
}
