package items

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// hotspot sets points on an image.
type hotspot struct{}

// hotspotKey maps areas to points. The rule is map_response_point, or all_or_nothing: every area worth something is hit, and
// nothing else is.
type hotspotKey struct {
	Rule    string `json:"rule,omitempty"`
	Areas   []area `json:"areas"`
	Default string `json:"default,omitempty"`
	Lower   string `json:"lower,omitempty"`
	Upper   string `json:"upper,omitempty"`
}

// area is a part of the image: rect (left, top, right, bottom), circle (x, y, radius), ellipse (x, y, radii) or poly (x, y, …).
type area struct {
	Shape  string   `json:"shape"`
	Coords []string `json:"coords"`
	Value  string   `json:"value"`
}

type hotspotResponse struct {
	Points [][2]json.Number `json:"points"`
}

func (hotspot) take(m Markup, it interchange.Item) authored {
	a := stemOf(m, it)
	a.content.MaxPoints = max(it.Marks, 1)
	if it.Image != nil {
		a.content.Image = &Image{Media: it.Image.Name, Width: it.Image.Width, Height: it.Image.Height, Alt: it.Image.Alt}
		if strings.TrimSpace(it.Image.Alt) == "" {
			a.content.Image.Alt = "Image without a description"
			a.lose("the image has no words for who cannot see it")
		}
	}
	key := hotspotKey{Rule: scoring.MapResponsePoint, Lower: it.Lower, Upper: it.Upper}
	if it.Rule == scoring.AllOrNothing {
		key.Rule = it.Rule
	}
	for _, s := range it.Areas {
		key.Areas = append(key.Areas, area{s.Shape, s.Coords, s.Fraction})
	}
	a.key = key
	return a
}

func (k hotspotKey) mapping() (scoring.AreaMapping, bool) {
	out := scoring.AreaMapping{}
	ok := true
	out.Default, out.Lower, out.Upper, ok = mapKey{Default: k.Default, Lower: k.Lower, Upper: k.Upper}.bounds()
	for _, s := range k.Areas {
		read := scoring.Area{Shape: s.Shape}
		value, fine := scoring.Value(s.Value)
		read.Value, ok = value, ok && fine
		for _, c := range s.Coords {
			v, fine := scoring.Number(c)
			read.Coords, ok = append(read.Coords, v), ok && fine
		}
		if !ok || !read.Valid() {
			return out, false
		}
		out.Areas = append(out.Areas, read)
	}
	return out, ok
}

func (hotspot) check(c Content, raw json.RawMessage) (f faults) {
	f.image(c.Image)
	f.want(c.MaxPoints >= 1 && c.MaxPoints <= maxOptions, "content.max_points", "1 to 100 points can be set")
	var key hotspotKey
	if !f.decode(raw, &key) {
		return f
	}
	f.want(key.Rule == "" || key.Rule == scoring.MapResponsePoint || key.Rule == scoring.AllOrNothing, "key.rule", "the key asks for a rule that is not known")
	f.want(len(key.Areas) > 0, "key.areas", "the key knows no area")
	f.want(len(key.Areas) <= maxOptions, "key.areas", "there are more than 100")
	for i, s := range key.Areas {
		f.want(len(s.Coords) <= 2*maxOptions, at("key.areas", i, "coords"), "an area has more than 100 corners")
	}
	m, ok := key.mapping()
	f.want(ok, "key.areas", "an area, its worth or a bound cannot be used")
	f.want(!ok || len(key.Areas) == 0 || m.Best(c.MaxPoints).Sign() > 0, "key.areas", "no answer is right")
	if key.Rule == scoring.AllOrNothing && ok {
		right := 0
		for _, a := range m.Areas {
			if a.Value.Sign() > 0 {
				right++
			}
		}
		f.want(right <= c.MaxPoints, "content.max_points", "more areas are right than points can be set")
	}
	return f
}

// read keeps points to the thousandth of a pixel, in the order they were set. A point outside the image is none.
func (hotspot) read(a Arrangement, raw json.RawMessage) (any, bool) {
	var r hotspotResponse
	if !decode(raw, &r) || len(r.Points) == 0 || len(r.Points) > max(a.Bounds.Points, 1) {
		return nil, false
	}
	width, height := big.NewRat(int64(a.Bounds.Width), 1), big.NewRat(int64(a.Bounds.Height), 1)
	for i, p := range r.Points {
		x, okX := coordinate(p[0], width)
		y, okY := coordinate(p[1], height)
		if !okX || !okY {
			return nil, false
		}
		r.Points[i] = [2]json.Number{x, y}
	}
	return r, true
}

func coordinate(n json.Number, most *big.Rat) (json.Number, bool) {
	v, ok := scoring.Number(n.String())
	if !ok || v.Sign() < 0 || v.Cmp(most) > 0 {
		return "", false
	}
	text := strings.TrimRight(strings.TrimRight(v.FloatString(3), "0"), ".")
	if v.IsInt() {
		text = v.Num().String()
	}
	return json.Number(text), true
}

func (hotspot) score(a Arrangement, rawKey, raw json.RawMessage) (*big.Rat, error) {
	var key hotspotKey
	var r hotspotResponse
	if err := unmarshal(rawKey, &key, raw, &r); err != nil {
		return scoring.Wrong(), err
	}
	m, ok := key.mapping()
	if !ok {
		return scoring.Wrong(), fmt.Errorf("the areas of the key cannot be read")
	}
	var points []scoring.Point
	for _, p := range r.Points {
		x, okX := scoring.Number(p[0].String())
		y, okY := scoring.Number(p[1].String())
		if !okX || !okY {
			return scoring.Wrong(), fmt.Errorf("a point of the response cannot be read")
		}
		points = append(points, scoring.Point{X: x, Y: y})
	}
	if key.Rule == scoring.AllOrNothing {
		return m.All(points), nil
	}
	return m.Fraction(points, max(a.Bounds.Points, 1)), nil
}
