package scoring

import "math/big"

// Point is a place on an image, from its upper left corner.
type Point struct{ X, Y *big.Rat }

// Area is a part of an image and what hitting it is worth. Its edge belongs to it. Coords are: of a rect its left, top, right
// and bottom; of a circle its middle and radius; of an ellipse its middle and both radii; of a poly its corners.
type Area struct {
	Shape  string
	Coords []*big.Rat
	Value  *big.Rat
}

// The shapes.
const (
	Rect    = "rect"
	Circle  = "circle"
	Ellipse = "ellipse"
	Poly    = "poly"
)

// Valid tells whether the coordinates make a shape.
func (a Area) Valid() bool {
	n := len(a.Coords)
	switch a.Shape {
	case Rect:
		return n == 4 && a.Coords[0].Cmp(a.Coords[2]) < 0 && a.Coords[1].Cmp(a.Coords[3]) < 0
	case Circle:
		return n == 3 && a.Coords[2].Sign() > 0
	case Ellipse:
		return n == 4 && a.Coords[2].Sign() > 0 && a.Coords[3].Sign() > 0
	case Poly:
		return n >= 6 && n%2 == 0
	}
	return false
}

// Holds tells whether a point lies in the area or on its edge.
func (a Area) Holds(p Point) bool {
	c := a.Coords
	switch a.Shape {
	case Rect:
		return p.X.Cmp(c[0]) >= 0 && p.Y.Cmp(c[1]) >= 0 && p.X.Cmp(c[2]) <= 0 && p.Y.Cmp(c[3]) <= 0
	case Circle:
		return near(p, c, c[2], c[2])
	case Ellipse:
		return near(p, c, c[2], c[3])
	case Poly:
		return inPoly(p, c)
	}
	return false
}

// near asks for (dx/rx)² + (dy/ry)² <= 1.
func near(p Point, middle []*big.Rat, rx, ry *big.Rat) bool {
	dx, dy := new(big.Rat).Sub(p.X, middle[0]), new(big.Rat).Sub(p.Y, middle[1])
	dx.Quo(dx, rx)
	dy.Quo(dy, ry)
	return dx.Add(dx.Mul(dx, dx), dy.Mul(dy, dy)).Cmp(Right()) <= 0
}

// inPoly counts how often a ray to the right crosses the edges; an odd number means inside.
func inPoly(p Point, c []*big.Rat) bool {
	inside, n := false, len(c)/2
	for i := range n {
		a, b := Point{c[2*i], c[2*i+1]}, Point{c[2*((i+1)%n)], c[2*((i+1)%n)+1]}
		side := cross(a, b, p)
		if side.Sign() == 0 && between(p.X, a.X, b.X) && between(p.Y, a.Y, b.Y) {
			return true
		}
		if aBelow, bBelow := a.Y.Cmp(p.Y) > 0, b.Y.Cmp(p.Y) > 0; aBelow != bBelow && (side.Sign() > 0) == bBelow {
			inside = !inside
		}
	}
	return inside
}

// cross is positive on one side of the line from a to b, negative on the other, nothing on it.
func cross(a, b, p Point) *big.Rat {
	l := new(big.Rat).Mul(new(big.Rat).Sub(b.X, a.X), new(big.Rat).Sub(p.Y, a.Y))
	r := new(big.Rat).Mul(new(big.Rat).Sub(b.Y, a.Y), new(big.Rat).Sub(p.X, a.X))
	return l.Sub(l, r)
}

func between(v, a, b *big.Rat) bool {
	if a.Cmp(b) > 0 {
		a, b = b, a
	}
	return v.Cmp(a) >= 0 && v.Cmp(b) <= 0
}

// AreaMapping is a mapping whose values are areas. Where areas overlap, the first that holds the point is hit.
type AreaMapping struct {
	Areas        []Area
	Default      *big.Rat
	Lower, Upper *big.Rat
}

// Points adds the values of the areas hit, each once however often it is hit, and the default for every distinct point outside
// all of them. No point at all counts as one outside.
func (m AreaMapping) Points(points []Point) *big.Rat {
	sum, hit, seen := new(big.Rat), map[int]bool{}, map[string]bool{}
	for _, p := range points {
		name := p.X.RatString() + " " + p.Y.RatString()
		if seen[name] {
			continue
		}
		seen[name] = true
		at := m.at(p)
		switch {
		case at < 0:
			sum.Add(sum, orNothing(m.Default))
		case !hit[at]:
			hit[at] = true
			sum.Add(sum, m.Areas[at].Value)
		}
	}
	if len(points) == 0 {
		sum.Add(sum, orNothing(m.Default))
	}
	return bounded(sum, m.Lower, m.Upper)
}

func (m AreaMapping) at(p Point) int {
	for i, a := range m.Areas {
		if a.Holds(p) {
			return i
		}
	}
	return -1
}

// Best is the most that an answer of so many points can reach, within the bounds.
func (m AreaMapping) Best(most int) *big.Rat {
	best, taken := new(big.Rat), map[int]bool{}
	for range most {
		top := -1
		for i, a := range m.Areas {
			if !taken[i] && a.Value.Sign() > 0 && (top < 0 || a.Value.Cmp(m.Areas[top].Value) > 0) {
				top = i
			}
		}
		if top < 0 {
			break
		}
		taken[top] = true
		best.Add(best, m.Areas[top].Value)
	}
	return bounded(best, m.Lower, m.Upper)
}

// Fraction is what the points earn of the best that so many can reach, between 0 and 1.
func (m AreaMapping) Fraction(points []Point, most int) *big.Rat {
	return ofBest(m.Points(points), m.Best(most))
}

// All gives the point when every area worth something is hit, and no point lies elsewhere.
func (m AreaMapping) All(points []Point) *big.Rat {
	hit := map[int]bool{}
	for _, p := range points {
		at := m.at(p)
		if at < 0 || m.Areas[at].Value.Sign() <= 0 {
			return Wrong()
		}
		hit[at] = true
	}
	for i, a := range m.Areas {
		if a.Value.Sign() > 0 && !hit[i] {
			return Wrong()
		}
	}
	return point(len(hit) > 0)
}
