package openbadge

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"strconv"
	"strings"

	"golang.org/x/image/vector"
)

// SVG writes the picture as a drawing without fonts, styles or scripts.
func (p Picture) SVG() ([]byte, error) {
	var b bytes.Buffer
	size := number(p.Size)
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ` + size + " " + size + `" width="` + size +
		`" height="` + size + `" role="img" aria-labelledby="badge-title">` + "\n" + `<title id="badge-title">`)
	if err := xml.EscapeText(&b, []byte(p.Title)); err != nil {
		return nil, fmt.Errorf("openbadge: drawing: %w", err)
	}
	b.WriteString("</title>\n")
	for _, s := range p.Shapes {
		fmt.Fprintf(&b, "<path fill=\"#%02x%02x%02x\" d=\"%s\"/>\n", s.Fill.R, s.Fill.G, s.Fill.B, s.Path.data())
	}
	b.WriteString("</svg>\n")
	return b.Bytes(), nil
}

func (p Path) data() string {
	var b strings.Builder
	for _, s := range p {
		b.WriteByte(s.Op)
		switch s.Op {
		case 'Q':
			b.WriteString(pair(s.A) + " " + pair(s.To))
		case 'C':
			b.WriteString(pair(s.A) + " " + pair(s.B) + " " + pair(s.To))
		case 'M', 'L':
			b.WriteString(pair(s.To))
		}
	}
	return b.String()
}

func pair(p Point) string { return number(p.X) + " " + number(p.Y) }

func number(x float64) string {
	text := strings.TrimRight(strings.TrimRight(strconv.FormatFloat(x, 'f', 2, 64), "0"), ".")
	if text == "-0" {
		return "0"
	}
	return text
}

// PNG paints the picture on a transparent ground, so many pixels wide.
func (p Picture) PNG(pixels int) ([]byte, error) {
	canvas := image.NewRGBA(image.Rect(0, 0, pixels, pixels))
	p.paint(canvas, float32(float64(pixels)/p.Size))
	var b bytes.Buffer
	if err := png.Encode(&b, canvas); err != nil {
		return nil, fmt.Errorf("openbadge: painting: %w", err)
	}
	return b.Bytes(), nil
}

func (p Picture) paint(canvas draw.Image, scale float32) {
	size := canvas.Bounds().Size()
	pen := vector.NewRasterizer(size.X, size.Y)
	x := func(q Point) float32 { return float32(q.X) * scale }
	y := func(q Point) float32 { return float32(q.Y) * scale }
	for _, shape := range p.Shapes {
		pen.Reset(size.X, size.Y)
		for _, s := range shape.Path {
			switch s.Op {
			case 'M':
				pen.MoveTo(x(s.To), y(s.To))
			case 'L':
				pen.LineTo(x(s.To), y(s.To))
			case 'Q':
				pen.QuadTo(x(s.A), y(s.A), x(s.To), y(s.To))
			case 'C':
				pen.CubeTo(x(s.A), y(s.A), x(s.B), y(s.B), x(s.To), y(s.To))
			case 'Z':
				pen.ClosePath()
			}
		}
		pen.Draw(canvas, canvas.Bounds(), image.NewUniform(shape.Fill), image.Point{})
	}
}
