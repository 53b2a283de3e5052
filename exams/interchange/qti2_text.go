package interchange

import (
	"math/big"
	"strconv"
	"strings"
)

// textEntry reads a short text or a number. A blank inside the text becomes a line there.
func (x qti2) textEntry(i *node) {
	marks := map[*node]string{}
	if unwrapped(x.body) == x.body {
		marks[i] = blank
	}
	x.item.Stem = x.stem(marks)
	if t := strings.TrimSpace(elementAny.ReplaceAllString(x.item.Stem.Text, "")); t == blank {
		x.item.Stem.Text = ""
	}
	b := Blank{}
	x.entryKey(i, &b)
	x.item.Texts, x.item.Numbers, x.item.Exact = b.Texts, b.Numbers, b.Exact
	x.item.Type = ShortText
	if b.Kind == BlankNumber {
		x.item.Type = Numeric
		x.item.UnitPenalty, x.item.UnitPenaltyOf = i.attr["data-unit-penalty"], i.attr["data-unit-penalty-of"]
		for u := range strings.SplitSeq(i.attr["data-units"], ";") {
			if name, factor, ok := strings.Cut(strings.TrimSpace(u), "="); ok {
				x.item.Units = append(x.item.Units, Unit{name, factor})
			}
		}
	}
	x.reachable()
}

// entryKey reads what a text entry accepts.
func (x qti2) entryKey(i *node, b *Blank) {
	d := x.declaration(i.attr["responseIdentifier"])
	if d.base == "float" || d.base == "integer" {
		b.Kind, b.Numbers = BlankNumber, x.numbers(d)
		return
	}
	b.Kind, b.Exact = BlankText, true
	wild := i.attr["data-wildcards"] == "true"
	if d.mapped {
		most := x.scale(d, false)
		folds := 0
		for _, e := range d.entries {
			if !e.exact {
				folds++
			}
			b.Texts = append(b.Texts, Short{Text: stars(e.key, wild), Fraction: part(new(big.Rat).Quo(e.worth, most))})
		}
		b.Exact = folds == 0
		if folds > 0 && folds < len(d.entries) {
			x.lose("that only some of the accepted texts mind upper and lower case is not kept; none does")
		}
		return
	}
	for _, c := range d.correct {
		b.Texts = append(b.Texts, Short{Text: stars(c, wild), Fraction: "1"})
	}
}

// stars keeps a star of a format that has no wildcards a plain star.
func stars(s string, wild bool) string {
	if wild {
		return s
	}
	return strings.ReplaceAll(s, "*", `\*`)
}

// numbers reads accepted numbers: from the conditions of the scoring, else from what is declared.
func (x qti2) numbers(d declared) []Number {
	var out []Number
	most := x.most()
	for _, branch := range x.n.child("responseProcessing").all("responseIf", "responseElseIf") {
		from, to, ok := x.interval(branch, d)
		if !ok {
			continue
		}
		worth := "1"
		for _, set := range branch.children("setOutcomeValue") {
			if v := rat(set.child("baseValue").trimmed()); v != nil && strings.HasPrefix(set.attr["identifier"], "SCORE") {
				if most == nil {
					most = v
				}
				if most.Sign() > 0 {
					worth = part(new(big.Rat).Quo(v, most))
				}
			}
		}
		out = append(out, Number{From: from, To: to, Fraction: worth})
	}
	if len(out) > 0 {
		return out
	}
	if d.mapped {
		scale := x.scale(d, false)
		for _, e := range d.entries {
			out = append(out, x.exactly(e.key, part(new(big.Rat).Quo(e.worth, scale)))...)
		}
		return out
	}
	for _, c := range d.correct {
		out = append(out, x.exactly(c, "1")...)
	}
	return out
}

func (x qti2) exactly(s, worth string) []Number {
	v := rat(s)
	if v == nil {
		x.reject("an accepted answer is no number")
		return nil
	}
	return []Number{{From: decimals(v), To: decimals(v), Fraction: worth}}
}

// interval reads equal with a tolerance, or a pair of bounds, about the response.
func (x qti2) interval(branch *node, d declared) (from, to string, ok bool) {
	about := false
	for _, v := range branch.all("variable") {
		about = about || v.attr["identifier"] == d.id
	}
	if !about {
		return "", "", false
	}
	if equal := branch.all("equal"); len(equal) == 1 {
		return x.equal(equal[0], d)
	}
	low, high := branch.all("gte"), branch.all("lte")
	if len(low) != 1 || len(high) != 1 {
		return "", "", false
	}
	a, b := rat(low[0].child("baseValue").trimmed()), rat(high[0].child("baseValue").trimmed())
	if a == nil || b == nil || a.Cmp(b) > 0 {
		return "", "", false
	}
	return decimals(a), decimals(b), true
}

func (x qti2) equal(n *node, d declared) (from, to string, ok bool) {
	v := rat(n.child("baseValue").trimmed())
	if v == nil && n.has("correct") && len(d.correct) > 0 {
		v = rat(d.correct[0])
	}
	if v == nil {
		return "", "", false
	}
	below, above := new(big.Rat), new(big.Rat)
	if t := strings.Fields(n.attr["tolerance"]); len(t) > 0 && n.attr["toleranceMode"] != "exact" {
		a := rat(t[0])
		if a == nil || a.Sign() < 0 {
			return "", "", false
		}
		b := a
		if len(t) > 1 {
			b = rat(t[1])
		}
		if b == nil || b.Sign() < 0 {
			return "", "", false
		}
		below.Set(a)
		above.Set(b)
		if n.attr["toleranceMode"] == "relative" {
			percent := new(big.Rat).Quo(new(big.Rat).Abs(v), big.NewRat(100, 1))
			below.Mul(below, percent)
			above.Mul(above, percent)
		}
	}
	return decimals(below.Sub(v, below)), decimals(above.Add(v, above)), true
}

// cloze reads several blanks in one text.
func (x qti2) cloze(gaps []*node) {
	x.item.Type = Cloze
	marks := map[*node]string{}
	for n, g := range gaps {
		b := Blank{ID: g.attr["data-blank"]}
		b.Weight, _ = whole(g.attr["data-weight"])
		if b.ID == "" {
			b.ID = "b" + strconv.Itoa(n+1)
		}
		if g.name == "inlineChoiceInteraction" {
			b.Kind = BlankChoice
			x.inlineChoice(g, &b)
		} else {
			x.blankEntry(g, &b)
		}
		marks[g] = mark(b.ID)
		x.item.Blanks = append(x.item.Blanks, b)
		x.blankReachable(b)
	}
	x.item.Stem = x.stem(marks)
	x.item.Rule = unwrapped(x.body).attr["data-rule"]
	x.blanked()
}

// blankEntry scores a blank on its own, whatever the whole item gives.
func (x qti2) blankEntry(g *node, b *Blank) {
	points := x.item.Points
	x.item.Points = ""
	x.entryKey(g, b)
	x.item.Points = points
	if len(b.Numbers)+len(b.Texts) == 0 {
		x.reject("a blank has no right answer")
	}
}

func (x qti2) inlineChoice(g *node, b *Blank) {
	d := x.declaration(g.attr["responseIdentifier"])
	points := x.item.Points
	x.item.Points = ""
	var ids []string
	choices := g.children("inlineChoice")
	for _, c := range choices {
		ids = append(ids, c.attr["identifier"])
	}
	for n, worth := range x.weigh(d, ids, false) {
		b.Options = append(b.Options, Option{Text: Text{HTML, choices[n].inner(asImage)}, Fraction: worth})
	}
	x.item.Points = points
}

// gapMatch reads words that are put into gaps as drop-downs over the same words.
func (x qti2) gapMatch(i *node) {
	x.item.Type = Cloze
	x.lose("words are chosen from a list instead of dragged, and can be used again")
	d := x.declaration(i.attr["responseIdentifier"])
	if i.has("gapImg") {
		x.reject("type gapMatchInteraction with pictures is not supported")
		return
	}
	into := flipped(d.pairs())
	marks := map[*node]string{}
	for n, g := range i.all("gap") {
		b := Blank{ID: "b" + strconv.Itoa(n+1), Kind: BlankChoice}
		for _, w := range i.children("gapText") {
			worth := "0"
			for _, id := range into[g.attr["identifier"]] {
				if id == w.attr["identifier"] {
					worth = "1"
				}
			}
			b.Options = append(b.Options, Option{Text: Text{HTML, w.inner(asImage)}, Fraction: worth})
		}
		x.blankReachable(b)
		marks[g] = mark(b.ID)
		x.item.Blanks = append(x.item.Blanks, b)
	}
	x.item.Stem = x.stem(marks)
	x.unevenMap(d)
	x.blanked()
}
