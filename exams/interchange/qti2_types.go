package interchange

import (
	"math/big"
	"regexp"
	"strings"
)

var elementAny = regexp.MustCompile(`<[^>]*>`)

// choice reads single choice, multiple response and true or false.
func (x qti2) choice(i *node) {
	d := x.declaration(i.attr["responseIdentifier"])
	choices := i.children("simpleChoice")
	var ids []string
	for _, c := range choices {
		ids = append(ids, c.attr["identifier"])
	}
	x.item.Type = SingleChoice
	several := d.cardinality == "multiple"
	if most, ok := whole(i.attr["maxChoices"]); ok && most == 1 && len(d.correct) < 2 {
		several = false
	}
	if several {
		x.item.Type = MultipleResponse
		if most, ok := whole(i.attr["maxChoices"]); ok && most > 1 && most < len(ids) {
			x.item.Choose = most
		}
	} else if len(d.correct) > 1 && !d.mapped {
		x.lose("several options are marked right; choosing any one of them counts as right")
	}
	worth := x.weigh(d, ids, several)
	if len(ids) == 2 && !several && (i.attr["data-type"] == "true_false" || spellsTruth(choices)) {
		x.trueFalse(choices, worth)
		return
	}
	x.item.Fixed = i.attr["shuffle"] != "true"
	for n, c := range choices {
		if c.attr["fixed"] == "true" && !x.item.Fixed {
			x.lose("that single options keep their place is not kept; all do")
			x.item.Fixed = true
		}
		x.item.Options = append(x.item.Options, x.option(c, worth[n]))
	}
	x.weighed(d, several)
}

func (x qti2) weighed(d declared, several bool) {
	for _, o := range x.item.Options {
		x.item.Weighed = x.item.Weighed || d.mapped && (several || o.Fraction != "0" && o.Fraction != "1")
		if blankHTML(o.Text.Text) {
			x.reject("an option is empty")
		}
	}
	switch {
	case len(x.item.Options) > maxAnswers:
		x.reject("there are more than 100 options")
	case len(d.correct) == 0 && len(d.entries) == 0:
		x.reject("the item declares no right answer")
	case several && d.mapped:
		x.wholeSum()
	default:
		x.reachable()
	}
}

func (x qti2) option(c *node, worth string) Option {
	o := Option{Fraction: worth}
	o.Text = Text{HTML, c.inner(func(n *node) (string, bool) {
		if n.name != "feedbackInline" {
			return asImage(n)
		}
		if n.attr["identifier"] == c.attr["identifier"] && n.attr["showHide"] != "hide" {
			o.Rationale = Text{HTML, n.inner(asImage)}
		} else {
			x.lose("feedback that belongs to no single option is not kept")
		}
		return "", true
	})}
	return o
}

func spellsTruth(choices []*node) bool {
	a, b := strings.ToLower(plainText(choices[0])), strings.ToLower(plainText(choices[1]))
	return a == "true" && b == "false" || a == "false" && b == "true"
}

func plainText(c *node) string {
	var b strings.Builder
	for _, k := range c.kids {
		if k.name != "feedbackInline" {
			b.WriteString(k.content())
		}
	}
	return strings.TrimSpace(b.String())
}

func truth(c *node) bool {
	return strings.EqualFold(plainText(c), "true") || strings.EqualFold(c.attr["identifier"], "true")
}

func (x qti2) trueFalse(choices []*node, worth []string) {
	x.item.Type = TrueFalse
	right := 0
	for n, c := range choices {
		o := x.option(c, worth[n])
		x.ifChosen(truth(c), o.Rationale)
		if worth[n] == "1" {
			right++
			x.item.True = truth(c)
		}
	}
	if right != 1 {
		x.reject("exactly one of true and false must be right")
	}
}

func (x qti2) order(i *node) {
	x.item.Type = Ordering
	d := x.declaration(i.attr["responseIdentifier"])
	byID := map[string]Option{}
	for _, c := range i.children("simpleChoice") {
		byID[c.attr["identifier"]] = x.option(c, "")
	}
	for _, id := range d.correct {
		o, known := byID[id]
		if !known {
			x.reject("the right order names a part that is not there, or one twice")
			return
		}
		delete(byID, id)
		x.item.Options = append(x.item.Options, o)
	}
	switch {
	case len(d.correct) == 0:
		x.reject("the item declares no right order")
	case len(byID) > 0:
		x.reject("some parts stand outside the right order")
	}
	for _, o := range x.item.Options {
		if o.Rationale.Text != "" {
			x.lose("feedback that belongs to no single option is not kept")
		}
	}
	x.ordered()
}

func (x qti2) match(i *node) {
	x.item.Type = Matching
	d := x.declaration(i.attr["responseIdentifier"])
	sets := i.children("simpleMatchSet")
	if len(sets) != 2 {
		x.reject("a match needs two sets")
		return
	}
	left, right := sets[0].children("simpleAssociableChoice"), sets[1].children("simpleAssociableChoice")
	pairs := d.pairs()
	if !eachOnce(left, pairs) {
		// The sets may stand the other way round.
		if turned := flipped(pairs); eachOnce(right, turned) {
			left, right, pairs = right, left, turned
		} else {
			x.reject("an entry has no match, or more than one")
			return
		}
	}
	at := map[string]int{}
	for n, c := range right {
		at[c.attr["identifier"]] = n
		x.item.Options = append(x.item.Options, x.option(c, ""))
	}
	for _, c := range left {
		n, known := at[pairs[c.attr["identifier"]][0]]
		if !known {
			x.reject("the key names an entry that is not there")
			return
		}
		x.item.Stems = append(x.item.Stems, Stem{x.option(c, "").Text, n})
	}
	if len(right) > maxAnswers || len(left) > maxAnswers {
		x.reject("there are more than 100 pairs")
	}
	x.unevenMap(d)
	x.paired()
}

// unevenMap says that pairs of different worth become pairs of the same.
func (x qti2) unevenMap(d declared) {
	if x.mode() != "map" {
		return
	}
	best, sum := d.best()
	if x.most() == nil && sum.Sign() > 0 && sum.Cmp(big.NewRat(1, 1)) != 0 {
		x.item.Points = decimals(sum)
	}
	for _, e := range d.entries {
		if e.worth.Cmp(best) != 0 {
			x.lose("the weights of the pairs are not kept; all weigh the same")
		}
	}
}

// pairs reads "A B" of the correct response, or of what the mapping gives something for.
func (d declared) pairs() map[string][]string {
	out := map[string][]string{}
	all := d.correct
	if len(all) == 0 {
		for _, e := range d.entries {
			if e.worth.Sign() > 0 {
				all = append(all, e.key)
			}
		}
	}
	for _, p := range all {
		if ids := strings.Fields(p); len(ids) == 2 {
			out[ids[0]] = append(out[ids[0]], ids[1])
		}
	}
	return out
}

func flipped(pairs map[string][]string) map[string][]string {
	out := map[string][]string{}
	for a, all := range pairs {
		for _, b := range all {
			out[b] = append(out[b], a)
		}
	}
	return out
}

func eachOnce(set []*node, pairs map[string][]string) bool {
	for _, c := range set {
		if len(pairs[c.attr["identifier"]]) != 1 {
			return false
		}
	}
	return len(set) > 0
}
