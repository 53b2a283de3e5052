package interchange

import (
	"math/big"
	"strings"
)

// hotspot reads areas of an image: those of a list that are right, or those in which a point has to lie.
func (x qti1) hotspot(show, xy *node) {
	x.item.Type = Hotspot
	x.imageOf(show)
	conditions := x.conditions()
	most := x.most(conditions)
	labels := map[string]*node{}
	for _, l := range xy.all("response_label") {
		labels[l.attr["ident"]] = l
	}
	together := 0 // how many areas one condition wants
	for _, c := range conditions {
		if c.points.Sign() <= 0 && !c.all {
			continue
		}
		before := len(x.item.Areas)
		for _, e := range c.equal {
			if l := labels[e.trimmed()]; l != nil {
				x.areaOf(l.attr["rarea"], coordinates(l), c.worth(most))
			}
		}
		for _, e := range c.n.child("conditionvar").all("varinside") {
			x.areaOf(e.attr["areatype"], e.trimmed(), c.worth(most))
		}
		together = max(together, len(x.item.Areas)-before)
	}
	x.marks(xy, together)
	switch {
	case x.reason != "":
	case len(x.item.Areas) == 0:
		x.reject("no area is right")
	case len(x.item.Areas) > maxAnswers:
		x.reject("there are more than 100 areas")
	}
}

// marks says how many points may be set. Where one condition wants several areas, all of them must be met.
func (x qti1) marks(xy *node, together int) {
	x.item.Marks = 1
	if !strings.EqualFold(xy.attr["rcardinality"], "multiple") {
		return
	}
	x.item.Marks = max(len(x.item.Areas), 1)
	if together > 1 && together == len(x.item.Areas) {
		x.item.Rule = "all_or_nothing"
		for i := range x.item.Areas {
			x.item.Areas[i].Fraction = big.NewRat(1, int64(together)).RatString()
		}
	}
}

// imageOf takes the first picture for the one that is answered on.
func (x qti1) imageOf(show *node) {
	all := show.all("matimage")
	if len(all) == 0 {
		x.reject("the item has no image")
		return
	}
	i := all[0]
	width, okW := whole(i.attr["width"])
	height, okH := whole(i.attr["height"])
	if !okW || !okH || width < 1 || height < 1 || width > 20_000 || height > 20_000 {
		x.reject("the image has no width and height, so its areas are no pixels")
		return
	}
	if x.lookup == nil {
		x.reject("the image is not in the package")
		return
	}
	m, found := x.lookup(i.attr["uri"])
	if !found {
		x.reject("the image is not in the package")
		return
	}
	x.item.Image = &Image{Name: x.item.keep(m), Alt: i.attr["label"], Width: width, Height: height}
}

// coordinates stand in the text of an area beside what names it.
func coordinates(l *node) string {
	var b strings.Builder
	for _, k := range l.kids {
		if k.name == "" {
			b.WriteString(k.text)
		}
	}
	return strings.TrimSpace(b.String())
}

// areaOf reads an area as QTI 1.2 writes it: a rectangle by its corner, width and height; an ellipse by its centre, width and height;
// bounded by its corners.
func (x qti1) areaOf(shape, coords, worth string) {
	parts := strings.FieldsFunc(coords, func(r rune) bool { return r == ',' || r == ' ' || r == ';' })
	var at []*big.Rat
	for _, p := range parts {
		v := rat(p)
		if v == nil {
			x.reject("an area has coordinates that are no numbers")
			return
		}
		at = append(at, v)
	}
	a := Area{Fraction: worth}
	switch kind := strings.ToLower(shape); {
	case (kind == "rectangle" || kind == "") && len(at) == 4:
		a.Shape, at = "rect", []*big.Rat{at[0], at[1], new(big.Rat).Add(at[0], at[2]), new(big.Rat).Add(at[1], at[3])}
	case kind == "ellipse" && len(at) == 4 && at[2].Cmp(at[3]) == 0:
		a.Shape, at = "circle", []*big.Rat{at[0], at[1], new(big.Rat).Quo(at[2], big.NewRat(2, 1))}
	case kind == "bounded" && len(at) >= 6 && len(at)%2 == 0 && len(at) <= 200:
		a.Shape = "poly"
	case kind == "ellipse" && len(at) == 4:
		x.reject("an area is an ellipse that is no circle")
		return
	default:
		x.reject("an area has a shape or coordinates that cannot be read")
		return
	}
	for _, v := range at {
		a.Coords = append(a.Coords, decimals(v))
	}
	x.item.Areas = append(x.item.Areas, a)
}
