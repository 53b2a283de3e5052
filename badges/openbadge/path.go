package openbadge

import (
	"image/color"
	"math"
)

// Point is a place on a picture; y grows downwards.
type Point struct{ X, Y float64 }

// Stroke is one step of an outline: 'M' and 'L' use To, 'Q' also A, 'C' also A and B, 'Z' closes.
type Stroke struct {
	Op       byte
	A, B, To Point
}

// Path is a filled outline, by the non-zero rule.
type Path []Stroke

// Shape is a path in one colour.
type Shape struct {
	Path Path
	Fill color.NRGBA
}

// Picture is a square drawing made of filled shapes alone, so that every pen gives the same: no fonts, no strokes.
type Picture struct {
	Size   float64
	Title  string
	Shapes []Shape
}

func (p *Path) move(to Point)    { *p = append(*p, Stroke{Op: 'M', To: to}) }
func (p *Path) line(to Point)    { *p = append(*p, Stroke{Op: 'L', To: to}) }
func (p *Path) quad(a, to Point) { *p = append(*p, Stroke{Op: 'Q', A: a, To: to}) }
func (p *Path) close()           { *p = append(*p, Stroke{Op: 'Z'}) }

func (p *Path) cubic(a, b, to Point) {
	*p = append(*p, Stroke{Op: 'C', A: a, B: b, To: to})
}

// polar is the point at an angle in degrees, clockwise from the right.
func polar(centre Point, radius, degrees float64) Point {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	return Point{centre.X + radius*cos, centre.Y + radius*sin}
}

// arc goes along a circle in steps of at most 45 degrees; the path already stands at its beginning.
func (p *Path) arc(centre Point, radius, from, to float64) {
	steps := math.Ceil(math.Abs(to-from) / 45)
	step := (to - from) / steps
	handle := 4.0 / 3 * math.Tan(step*math.Pi/180/4) * radius
	for i := range int(steps) {
		start, end := from+step*float64(i), from+step*float64(i+1)
		a, b := polar(centre, radius, start), polar(centre, radius, end)
		p.cubic(along(a, start, handle), along(b, end, -handle), b)
	}
}

// along leaves a circle's point in the direction of growing angles.
func along(at Point, degrees, length float64) Point {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	return Point{at.X - sin*length, at.Y + cos*length}
}

func disc(centre Point, radius float64) Path {
	var p Path
	p.move(polar(centre, radius, 0))
	p.arc(centre, radius, 0, 360)
	p.close()
	return p
}

// band is the part of a ring between two radii and two angles.
func band(centre Point, inner, outer, from, to float64) Path {
	var p Path
	p.move(polar(centre, outer, from))
	p.arc(centre, outer, from, to)
	p.line(polar(centre, inner, to))
	p.arc(centre, inner, to, from)
	p.close()
	return p
}

// leaf is a laurel leaf from its foot in a direction.
func leaf(foot Point, length, width, degrees float64) Path {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	at := func(x, y float64) Point { return Point{foot.X + x*cos - y*sin, foot.Y + x*sin + y*cos} }
	var p Path
	p.move(foot)
	p.cubic(at(length*0.25, -width*0.75), at(length*0.7, -width*0.6), at(length, 0))
	p.cubic(at(length*0.72, width*0.42), at(length*0.3, width*0.5), foot)
	p.close()
	return p
}

// star is five-pointed, one point up.
func star(centre Point, radius float64) Path {
	var p Path
	for i := range 10 {
		r := radius
		if i%2 == 1 {
			r *= 0.42
		}
		at := polar(centre, r, float64(i)*36-90)
		if i == 0 {
			p.move(at)
			continue
		}
		p.line(at)
	}
	p.close()
	return p
}
