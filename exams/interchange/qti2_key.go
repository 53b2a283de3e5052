package interchange

import (
	"math/big"
	"strconv"
	"strings"
)

// declared is a response declaration: what is right, and what each answer is worth.
type declared struct {
	id, base, cardinality string
	correct               []string
	entries               []entryOfMap
	mapped                bool
	lower, upper          *big.Rat
	areas                 []*node
}

type entryOfMap struct {
	key   string
	worth *big.Rat
	exact bool
}

func (x qti2) declaration(id string) declared {
	for _, n := range x.n.children("responseDeclaration") {
		if n.attr["identifier"] != id {
			continue
		}
		d := declared{id: id, base: n.attr["baseType"], cardinality: n.attr["cardinality"], areas: n.child("areaMapping").children("areaMapEntry")}
		for _, v := range n.child("correctResponse").children("value") {
			d.correct = append(d.correct, v.trimmed())
		}
		m := n.child("mapping")
		d.lower, d.upper = rat(m.attr["lowerBound"]), rat(m.attr["upperBound"])
		if v := rat(m.attr["defaultValue"]); v != nil && v.Sign() != 0 && x.mode() == "map" {
			x.lose("what an answer outside the mapping is worth is not kept; it is worth nothing")
		}
		for _, e := range m.children("mapEntry") {
			if v := rat(e.attr["mappedValue"]); v != nil {
				d.entries = append(d.entries, entryOfMap{strings.TrimSpace(e.attr["mapKey"]), v, e.attr["caseSensitive"] != "false"})
			}
		}
		d.mapped = len(d.entries) > 0 && (x.mode() == "map" || len(d.correct) == 0)
		if x.mode() == "custom" && d.base != "float" && d.base != "integer" {
			x.lose("the item's own way of scoring is not kept; what it declares as right is")
		}
		return d
	}
	return declared{id: id}
}

func whole(s string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	return n, err == nil
}

// worth gives what an identifier is worth, as a part of the most.
func (d declared) worth(id string, most *big.Rat) string {
	for _, e := range d.entries {
		if e.key == id {
			return part(new(big.Rat).Quo(e.worth, most))
		}
	}
	return "0"
}

func (d declared) right(id string) bool {
	for _, c := range d.correct {
		if c == id {
			return true
		}
	}
	return false
}

// best is the highest single worth; sum is that of all above nothing.
func (d declared) best() (best, sum *big.Rat) {
	best, sum = new(big.Rat), new(big.Rat)
	for _, e := range d.entries {
		if e.worth.Cmp(best) > 0 {
			best = e.worth
		}
		if e.worth.Sign() > 0 {
			sum.Add(sum, e.worth)
		}
	}
	return best, sum
}

// scale says what one point of the mapping is: what the item declares as its most, else the upper bound, else what can be reached.
func (x qti2) scale(d declared, several bool) *big.Rat {
	best, sum := d.best()
	most := best
	if several {
		most = sum
	}
	if d.upper != nil && d.upper.Sign() > 0 {
		most = d.upper
	}
	if m := x.most(); m != nil {
		most = m
	}
	if most.Sign() <= 0 {
		return big.NewRat(1, 1)
	}
	if x.item.Points == "" && most.Cmp(big.NewRat(1, 1)) != 0 {
		x.item.Points = decimals(most)
	}
	return most
}

// weigh gives the worth of identifiers: by the mapping, or right and wrong by the correct response.
func (x qti2) weigh(d declared, ids []string, several bool) []string {
	out := make([]string, len(ids))
	if d.mapped {
		most := x.scale(d, several)
		for i, id := range ids {
			out[i] = d.worth(id, most)
		}
		if several && d.lower != nil && d.lower.Sign() != 0 {
			x.item.Lower = new(big.Rat).Quo(d.lower, most).RatString()
		}
		if full := big.NewRat(1, 1); several && d.upper != nil && new(big.Rat).Quo(d.upper, most).Cmp(full) < 0 {
			x.item.Upper = new(big.Rat).Quo(d.upper, most).RatString()
		}
		return out
	}
	for i, id := range ids {
		out[i] = "0"
		if d.right(id) {
			out[i] = "1"
		}
	}
	return out
}
