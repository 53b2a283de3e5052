package interchange

import (
	"math/big"
	"slices"
	"strings"
)

// hotspot reads areas to choose, or points to set, on an image.
func (x qti2) hotspot(i *node) {
	x.item.Type = Hotspot
	d := x.declaration(i.attr["responseIdentifier"])
	x.image(i)
	if n, ok := whole(i.attr["maxChoices"]); ok && n > 0 {
		x.item.Marks = n
	}
	if i.name == "hotspotInteraction" {
		x.choosable(i, d)
	} else {
		x.settable(d)
	}
	right := 0
	for _, a := range x.item.Areas {
		if a.Fraction != "0" {
			right++
		}
	}
	if x.item.Marks == 0 {
		x.item.Marks = max(right, 1)
	}
	switch {
	case x.reason != "":
	case right == 0:
		x.reject("no area is right")
	case len(x.item.Areas) > maxAnswers:
		x.reject("there are more than 100 areas")
	}
}

func (x qti2) image(i *node) {
	ref, alt := i.child("object"), ""
	src := ref.attr["data"]
	if ref.name == "" {
		ref = i.child("img")
		src, alt = ref.attr["src"], ref.attr["alt"]
	} else {
		alt = ref.trimmed()
	}
	width, okW := whole(ref.attr["width"])
	height, okH := whole(ref.attr["height"])
	switch {
	case src == "":
		x.reject("the item has no image")
	case !okW || !okH || width < 1 || height < 1 || width > 20_000 || height > 20_000:
		x.reject("the image has no width and height")
	default:
		m, found := x.lookup(src)
		if !found {
			x.reject("the image is not in the package")
			return
		}
		x.item.Image = &Image{Name: x.item.keep(m), Alt: alt, Width: width, Height: height}
	}
}

// choosable takes the right ones of the areas offered. The wrong ones need not be drawn: everything else is wrong.
func (x qti2) choosable(i *node, d declared) {
	choices := i.children("hotspotChoice")
	var ids []string
	for _, c := range choices {
		ids = append(ids, c.attr["identifier"])
	}
	several := d.cardinality == "multiple" && x.item.Marks != 1
	worth := x.weigh(d, ids, several)
	for n, c := range choices {
		if worth[n] == "0" {
			continue
		}
		if !d.mapped && several && len(d.correct) > 0 {
			worth[n] = big.NewRat(1, int64(len(d.correct))).RatString()
		}
		x.area(c.attr["shape"], c.attr["coords"], worth[n])
	}
	if several && !d.mapped {
		x.item.Rule = "all_or_nothing"
	}
}

func (x qti2) settable(d declared) {
	sum := new(big.Rat)
	for _, e := range d.areas {
		if v := rat(e.attr["mappedValue"]); v != nil && v.Sign() > 0 {
			sum.Add(sum, v)
		}
	}
	most := x.most()
	if most == nil {
		most = sum
	}
	if most.Sign() <= 0 {
		return
	}
	if x.item.Points == "" && most.Cmp(big.NewRat(1, 1)) != 0 {
		x.item.Points = decimals(most)
	}
	for _, e := range d.areas {
		if v := rat(e.attr["mappedValue"]); v != nil {
			x.area(e.attr["shape"], e.attr["coords"], part(v.Quo(v, most)))
		}
	}
}

// area wants the coordinates that its shape has.
func (x qti2) area(shape, coords, worth string) {
	a := Area{Shape: shape, Fraction: worth}
	for c := range strings.SplitSeq(coords, ",") {
		v := rat(c)
		if v == nil {
			x.reject("an area has coordinates that are no numbers")
			return
		}
		a.Coords = append(a.Coords, decimals(v))
	}
	n := len(a.Coords)
	right := map[string]bool{"rect": n == 4, "circle": n == 3, "poly": n >= 6 && n%2 == 0 && n <= 200}
	if !right[shape] {
		if !slices.Contains([]string{"rect", "circle", "poly"}, shape) {
			x.reject("an area of shape " + name(shape) + " is not supported")
			return
		}
		x.reject("an area has too few or too many coordinates")
		return
	}
	x.item.Areas = append(x.item.Areas, a)
}
