package interchange

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
)

func (x csvRow) kind(t Type) {
	x.item.Type = t
	switch t {
	case SingleChoice, MultipleResponse:
		x.choice()
	case TrueFalse:
		x.trueFalse()
	case Matching:
		x.matching()
	case Ordering:
		x.ordering()
	case Numeric:
		x.numeric()
	case ShortText:
		x.short()
	case Cloze:
		x.cloze()
	case Essay:
		x.item.Guide, x.item.Rationale = x.item.Rationale, Text{Plain, ""}
	case FileUpload:
		x.upload()
	case Hotspot:
		x.reject("CSV carries no images, so it carries no hotspot")
	default:
		x.reject("type " + name(string(t)) + " is not supported")
	}
}

// keyed reads 1;3 or 1=1/2;3=1/2. Words other than numbers are handed back.
func (x csvRow) keyed(n int) (worth map[int]string, weighed bool, words []string) {
	worth = map[int]string{}
	for k := range strings.SplitSeq(x.cells["key"], ";") {
		k = strings.TrimSpace(k)
		if k == "" {
			continue
		}
		number, value, has := strings.Cut(k, "=")
		at, ok := whole(number)
		switch {
		case !ok:
			words = append(words, k)
			continue
		case at < 1 || at > n:
			x.reject("the key names option " + strconv.Itoa(at) + ", which is not there")
			return
		}
		worth[at-1] = "1"
		if has {
			weighed = true
			v, ok := ratio(value)
			if !ok {
				x.reject("a worth in the key is no part of a point from -1 to 1")
				return
			}
			worth[at-1] = v.RatString()
		}
	}
	return worth, weighed, words
}

// ratio reads 1/2, 0.5, 50% between -1 and 1.
func ratio(s string) (*big.Rat, bool) {
	s = strings.TrimSpace(s)
	percent, isPercent := strings.CutSuffix(s, "%")
	v := rat(percent)
	if !isPercent {
		above, below, isRatio := strings.Cut(s, "/")
		v = rat(above)
		if b := rat(below); isRatio && v != nil && b != nil && b.Sign() > 0 {
			v = new(big.Rat).Quo(v, b)
		} else if isRatio {
			v = nil
		}
	} else if v != nil {
		v.Quo(v, big.NewRat(100, 1))
	}
	if v == nil || new(big.Rat).Abs(v).Cmp(big.NewRat(1, 1)) > 0 {
		return nil, false
	}
	return v, true
}

func (x csvRow) choice() {
	options := x.options()
	worth, weighed, words := x.keyed(len(options))
	if len(words) > 0 {
		x.reject("the key is no list of numbers of options")
		return
	}
	x.item.Weighed = weighed
	for n, o := range options {
		fraction := worth[n]
		if fraction == "" {
			fraction = "0"
		}
		x.item.Options = append(x.item.Options, Option{cellText(o), fraction, cellText(x.cells["rationale_"+strconv.Itoa(n+1)])})
	}
	if x.item.Type == MultipleResponse && weighed {
		x.wholeSum()
		return
	}
	x.reachable()
}

func (x csvRow) trueFalse() {
	switch key := strings.ToLower(x.cells["key"]); key {
	case "true", "false":
		x.item.True = key == "true"
	default:
		x.reject("the key is neither true nor false")
	}
	x.item.IfTrue, x.item.IfFalse = cellText(x.cells["rationale_1"]), cellText(x.cells["rationale_2"])
}

func (x csvRow) matching() {
	for _, o := range x.options() {
		left, right, found := strings.Cut(o, "->")
		if !found {
			x.reject("a pair is not written as left -> right")
			return
		}
		x.pair(cellText(strings.TrimSpace(left)), cellText(strings.TrimSpace(right)))
	}
	x.paired()
}

func (x csvRow) ordering() {
	options := x.options()
	order := make([]int, 0, len(options))
	for k := range strings.SplitSeq(x.cells["key"], ";") {
		if strings.TrimSpace(k) == "" {
			continue
		}
		n, ok := whole(k)
		if !ok || n < 1 || n > len(options) || slices.Contains(order, n) {
			x.reject("the key is no order of all options")
			return
		}
		order = append(order, n)
	}
	if len(order) == 0 {
		for n := range options {
			order = append(order, n+1)
		}
	}
	if len(order) != len(options) {
		x.reject("the key is no order of all options")
		return
	}
	for _, n := range order {
		x.item.Options = append(x.item.Options, Option{Text: cellText(options[n-1])})
	}
	x.ordered()
}

func (x csvRow) numeric() {
	key := strings.Split(x.cells["key"], "|")
	x.item.Numbers = x.accepted(key[0])
	for _, u := range key[1:] {
		name, factor, ok := strings.Cut(u, "=")
		v := rat(strings.TrimSpace(factor))
		if above, below, is := strings.Cut(factor, "/"); is {
			a, b := rat(above), rat(below)
			if a != nil && b != nil && b.Sign() > 0 {
				v = new(big.Rat).Quo(a, b)
			}
		}
		if !ok || strings.TrimSpace(name) == "" || v == nil || v.Sign() <= 0 {
			x.reject("a unit is not written as name=how many of the first unit")
			return
		}
		x.item.Units = append(x.item.Units, Unit{strings.TrimSpace(name), decimals(v)})
	}
	x.reachable()
}

// accepted reads numbers: 3, 3:0.5, 3:5% and 1..5, each with =worth behind it if it is not worth all.
func (x csvRow) accepted(list string) []Number {
	var out []Number
	for k := range strings.SplitSeq(list, ";") {
		value, worth, has := strings.Cut(strings.TrimSpace(k), "=")
		if value == "" {
			continue
		}
		fraction := "1"
		if has {
			v, ok := ratio(worth)
			if !ok {
				x.reject("a worth in the key is no part of a point from -1 to 1")
				return nil
			}
			fraction = v.RatString()
		}
		from, to, ok := relative(value)
		if !ok {
			from, to, ok = interval(value)
		}
		if !ok {
			x.reject("an accepted answer is not a number, number:tolerance, number:percent% or from..to")
			return nil
		}
		out = append(out, Number{From: from, To: to, Fraction: fraction})
	}
	return out
}

// relative reads 3:5%.
func relative(s string) (from, to string, ok bool) {
	value, tolerance, has := strings.Cut(s, ":")
	percent, is := strings.CutSuffix(strings.TrimSpace(tolerance), "%")
	v, p := rat(value), rat(percent)
	if !has || !is || v == nil || p == nil || p.Sign() < 0 {
		return "", "", false
	}
	off := new(big.Rat).Mul(new(big.Rat).Abs(v), p.Quo(p, big.NewRat(100, 1)))
	return decimals(new(big.Rat).Sub(v, off)), decimals(off.Add(v, off)), true
}

func (x csvRow) short() {
	options := x.options()
	worth, _, words := x.keyed(len(options))
	for _, w := range words {
		if w != "exact" {
			x.reject("the key holds a word that is not known")
			return
		}
		x.item.Exact = true
	}
	for n, o := range options {
		fraction := "1"
		if f, has := worth[n]; has {
			fraction = f
		}
		x.item.Texts = append(x.item.Texts, Short{o, fraction, cellText(x.cells["rationale_"+strconv.Itoa(n+1)])})
	}
	x.reachable()
}

func (x csvRow) upload() {
	for k := range strings.SplitSeq(x.cells["key"], ";") {
		word, value, _ := strings.Cut(strings.TrimSpace(k), "=")
		switch word {
		case "files":
			x.item.Files, _ = whole(value)
		case "types":
			x.item.Accept = strings.Fields(value)
		case "":
		default:
			x.reject("the key holds a word that is not known")
		}
	}
}

// barEscapes make plain what parts the answers of a blank.
var barEscapes = strings.NewReplacer(`\`, `\\`, `|`, `\|`, `=`, `\=`)

// cloze reads name: kind answers, one blank in each option.
func (x csvRow) cloze() {
	for _, o := range x.options() {
		id, rest, found := strings.Cut(o, ":")
		kind, answers, _ := strings.Cut(strings.TrimSpace(rest), " ")
		b := Blank{ID: strings.TrimSpace(id), Kind: kind}
		if !found || !strings.Contains(x.item.Stem.Text, mark(b.ID)) {
			x.reject("a blank is not written as name: kind answers, or its name is not in the stem")
			return
		}
		if rest, is := strings.CutPrefix(strings.TrimSpace(answers), "exact "); is && kind == BlankText {
			b.Exact, answers = true, rest
		}
		switch kind {
		case BlankNumber:
			b.Numbers = x.accepted(answers)
		case BlankText, BlankChoice:
			x.blankAnswers(&b, answers)
		default:
			x.reject("a blank is neither text, numeric nor choice")
			return
		}
		x.blankReachable(b)
		x.item.Blanks = append(x.item.Blanks, b)
	}
	x.blanked()
}

// blankAnswers reads a|b of a text, and =right|wrong of a choice; %50% in front says what one is worth.
func (x csvRow) blankAnswers(b *Blank, list string) {
	for _, a := range barred(list) {
		text, fraction := strings.TrimSpace(a), "1"
		if b.Kind == BlankChoice {
			var right bool
			if text, right = strings.CutPrefix(text, "="); !right {
				fraction = "0"
			}
		}
		if m := weightInFront.FindStringSubmatch(text); m != nil {
			v, ok := ratio(m[1])
			if !ok {
				x.reject("a worth of a blank is no part of a point from -1 to 1")
				return
			}
			fraction, text = v.RatString(), m[2]
		}
		text = plainBars(strings.TrimSpace(text))
		if b.Kind == BlankChoice {
			b.Options = append(b.Options, Option{Text: cellText(text), Fraction: fraction})
		} else {
			b.Texts = append(b.Texts, Short{Text: text, Fraction: fraction})
		}
	}
}
