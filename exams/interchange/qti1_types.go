package interchange

import (
	"html"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

func escapeAttr(s string) string { return html.EscapeString(s) }

func (x qti1) choice(kind string, lid *node) {
	labels := lid.all("response_label")
	conditions := x.conditions()
	several := strings.EqualFold(lid.attr["rcardinality"], "multiple")
	if len(labels) == 2 && !several && (kind == "true_false_question" || kind == "True/False" || truthful(labels)) {
		x.trueFalse(labels, conditions)
		return
	}
	x.item.Type = SingleChoice
	if several {
		x.item.Type = MultipleResponse
	}
	for _, l := range labels {
		o := Option{Text: material(l.all("material")), Fraction: "0"}
		if strings.TrimSpace(o.Text.Text) == "" {
			x.reject("an option is empty")
			return
		}
		x.item.Options = append(x.item.Options, o)
	}
	shuffle := lid.all("render_choice")
	x.item.Fixed = len(shuffle) > 0 && strings.EqualFold(shuffle[0].attr["shuffle"], "no")
	x.weigh(labels, conditions)
	switch {
	case len(labels) > maxAnswers:
		x.reject("there are more than 100 options")
	case x.item.Type == MultipleResponse && x.item.Weighed:
		x.wholeSum()
	default:
		x.reachable()
	}
}

// weigh reads what options are worth. One condition over several options wants all of them; several conditions add up.
func (x qti1) weigh(labels []*node, conditions []condition) {
	most := x.most(conditions)
	at := map[string]int{}
	for n, l := range labels {
		at[l.attr["ident"]] = n
	}
	giving, sum := 0, new(big.Rat)
	for _, c := range conditions {
		if c.points.Sign() != 0 || c.all {
			giving++
		}
		if c.points.Sign() > 0 {
			sum.Add(sum, c.points)
		}
	}
	if x.item.Type == MultipleResponse && giving > 1 && sum.Cmp(most) > 0 {
		most = sum
	}
	for _, c := range conditions {
		if c.points.Sign() == 0 && !c.all {
			continue
		}
		worth := c.worth(most)
		if x.item.Type == MultipleResponse && giving == 1 {
			worth = "1"
		}
		for _, e := range c.equal {
			if n, known := at[e.trimmed()]; known {
				x.item.Options[n].Fraction = worth
			}
		}
		x.item.Weighed = x.item.Weighed || worth != "1" || (x.item.Type == MultipleResponse && giving > 1)
	}
}

func truthful(labels []*node) bool {
	a, b := spelled(labels[0]), spelled(labels[1])
	return a == "true" && b == "false" || a == "false" && b == "true"
}

func (x qti1) trueFalse(labels []*node, conditions []condition) {
	x.item.Type = TrueFalse
	trueAt := 0
	if spelled(labels[1]) == "true" || spelled(labels[0]) == "false" {
		trueAt = 1
	}
	for _, c := range conditions {
		if c.points.Sign() <= 0 && !c.all {
			continue
		}
		for _, e := range c.equal {
			switch e.trimmed() {
			case labels[trueAt].attr["ident"]:
				x.item.True = true
				return
			case labels[1-trueAt].attr["ident"]:
				return
			}
		}
	}
	x.reject("exactly one of true and false must be right")
}

func (x qti1) ordering(lid *node) {
	x.item.Type = Ordering
	parts := map[string]Text{}
	for _, l := range lid.all("response_label") {
		parts[l.attr["ident"]] = material(l.all("material"))
	}
	for _, c := range x.conditions() {
		if len(c.equal) != len(parts) {
			continue
		}
		for _, e := range c.equal {
			t, known := parts[e.trimmed()]
			if !known {
				x.reject("the right order names a part that is not there, or one twice")
				return
			}
			delete(parts, e.trimmed())
			x.item.Options = append(x.item.Options, Option{Text: t})
		}
		break
	}
	if len(x.item.Options) == 0 {
		x.reject("the item declares no right order")
	}
	x.ordered()
}

// matching reads several lists over the same options, one per stem.
func (x qti1) matching(lids []*node) {
	x.item.Type = Matching
	right := map[string]string{}
	for _, c := range x.conditions() {
		if c.points.Sign() > 0 || c.all {
			for _, e := range c.equal {
				right[e.attr["respident"]] = e.trimmed()
			}
		}
	}
	at := map[string]int{}
	for _, lid := range lids {
		for _, l := range lid.all("response_label") {
			if _, had := at[l.attr["ident"]]; !had {
				at[l.attr["ident"]] = len(x.item.Options)
				x.item.Options = append(x.item.Options, Option{Text: material(l.all("material"))})
			}
		}
	}
	for _, lid := range lids {
		n, known := at[right[lid.attr["ident"]]]
		if !known {
			x.reject("an entry has no match")
			return
		}
		x.item.Stems = append(x.item.Stems, Stem{material(lid.children("material")), n})
	}
	if len(x.item.Options) > maxAnswers || len(x.item.Stems) > maxAnswers {
		x.reject("there are more than 100 pairs")
	}
	x.paired()
}

// entry reads a typed answer.
func (x qti1) entry(kind string, str *node) {
	fib := str.all("render_fib")
	numeric := kind == "numerical_question" || kind == "Numeric" || str.name == "response_num" || slices.ContainsFunc(fib, func(n *node) bool {
		return slices.Contains([]string{"Decimal", "Integer", "Scientific"}, n.attr["fibtype"])
	})
	if numeric {
		x.item.Type = Numeric
		x.item.Numbers = x.numbers(str.attr["ident"])
	} else {
		x.item.Type = ShortText
		x.item.Texts, x.item.Exact = x.accepted(str.attr["ident"])
		if len(x.item.Texts) == 0 && !slices.ContainsFunc(x.conditions(), func(c condition) bool { return len(c.equal) > 0 }) {
			x.item.Type = Essay
			return
		}
	}
	x.reachable()
}

func (x qti1) accepted(ident string) (texts []Short, exact bool) {
	conditions := x.conditions()
	most := x.most(conditions)
	for _, c := range conditions {
		if c.points.Sign() <= 0 && !c.all {
			continue
		}
		for _, e := range c.equal {
			if e.attr["respident"] != ident || e.trimmed() == "" {
				continue
			}
			exact = exact || strings.EqualFold(e.attr["case"], "yes")
			s := Short{Text: stars(e.trimmed(), false), Fraction: c.worth(most)}
			if e.name != "varequal" {
				s.Text = "*" + s.Text + "*"
			}
			texts = append(texts, s)
		}
	}
	if len(texts) > maxAnswers {
		x.reject("there are more than 100 answers")
	}
	return texts, exact
}

// numbers reads exact values with margins or precisions, and ranges.
func (x qti1) numbers(ident string) []Number {
	conditions := x.conditions()
	most := x.most(conditions)
	var out []Number
	for _, c := range conditions {
		if c.points.Sign() <= 0 && !c.all {
			continue
		}
		for _, e := range c.equal {
			if low, high, ok := around(e); ok && e.attr["respident"] == ident {
				out = append(out, Number{From: low, To: high, Fraction: c.worth(most)})
			}
		}
		if low, high, ok := between(c.n); ok && !covered(out, low, high) {
			out = append(out, Number{From: low, To: high, Fraction: c.worth(most)})
		}
	}
	return out
}

func around(e *node) (low, high string, ok bool) {
	v := rat(e.trimmed())
	if v == nil {
		return "", "", false
	}
	off := new(big.Rat)
	if m := rat(e.attr["margin"]); m != nil && m.Sign() >= 0 {
		off = m
		if e.attr["margintype"] == "percent" {
			off = new(big.Rat).Mul(new(big.Rat).Abs(v), m.Quo(m, big.NewRat(100, 1)))
		}
	}
	// Rounded to so many decimals: half a unit of the last place either way.
	if n, is := whole(e.attr["precision"]); is && e.attr["precisiontype"] == "decimals" && n >= 0 && n < 30 {
		off, _ = new(big.Rat).SetString("0." + strings.Repeat("0", n) + "5")
	}
	return decimals(new(big.Rat).Sub(v, off)), decimals(new(big.Rat).Add(v, off)), true
}

func between(n *node) (low, high string, ok bool) {
	from, to := n.all("vargte", "vargt"), n.all("varlte", "varlt")
	if len(from) == 0 || len(to) == 0 {
		return "", "", false
	}
	a, b := rat(from[0].trimmed()), rat(to[0].trimmed())
	if a == nil || b == nil || a.Cmp(b) > 0 {
		return "", "", false
	}
	return decimals(a), decimals(b), true
}

func covered(all []Number, low, high string) bool {
	return slices.ContainsFunc(all, func(n Number) bool { return n.From == low && n.To == high })
}

// blanks reads a text whose [names] stand for typed or chosen answers.
func (x qti1) blanks(show *node) {
	x.item.Type = Cloze
	for _, r := range show.all("response_lid", "response_str", "response_num") {
		b := Blank{ID: "b" + strconv.Itoa(len(x.item.Blanks)+1), Kind: BlankText}
		if r.name == "response_lid" {
			b.Kind = BlankChoice
			x.blankOptions(r, r.all("response_label"), &b)
			// Canvas writes typed blanks as lists of what is accepted.
			if kind := x.meta("question_type"); kind == "fill_in_multiple_blanks_question" {
				b = typed(b)
			}
		} else {
			b.Texts, b.Exact = x.accepted(r.attr["ident"])
			for i := range b.Texts {
				b.Texts[i].Fraction = "1"
			}
		}
		x.blankReachable(b)
		x.item.Stem.Text = strings.Replace(x.item.Stem.Text, placeOf(x.item.Stem.Text, r), mark(b.ID), 1)
		x.item.Blanks = append(x.item.Blanks, b)
	}
	x.blanked()
}

func (x qti1) blankOptions(r *node, labels []*node, b *Blank) {
	right := map[string]bool{}
	for _, c := range x.conditions() {
		for _, e := range c.equal {
			if e.attr["respident"] == r.attr["ident"] && (c.points.Sign() > 0 || c.all) {
				right[e.trimmed()] = true
			}
		}
	}
	for _, l := range labels {
		worth := "0"
		if right[l.attr["ident"]] {
			worth = "1"
		}
		b.Options = append(b.Options, Option{Text: material(l.all("material")), Fraction: worth})
	}
}

// typed turns the right options of a list into accepted texts.
func typed(b Blank) Blank {
	out := Blank{ID: b.ID, Kind: BlankText}
	for _, o := range b.Options {
		if o.Fraction == "1" && strings.TrimSpace(o.Text.Text) != "" {
			out.Texts = append(out.Texts, Short{Text: stars(strings.TrimSpace(o.Text.Text), false), Fraction: "1"})
		}
	}
	return out
}
