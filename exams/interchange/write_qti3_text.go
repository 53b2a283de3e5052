package interchange

import (
	"math/big"
	"strconv"
	"strings"
)

// entry writes a short text or a number behind the stem.
func (x *qti3) entry() {
	it := x.item
	attributes := x.key("RESPONSE", Blank{Texts: it.Texts, Numbers: it.Numbers, Exact: it.Exact}, it.Type == Numeric)
	if len(it.Units) > 0 {
		var units []string
		for _, u := range it.Units {
			x.lose(strings.ContainsAny(u.Name, ";="), "a unit whose name holds ; or = is not in QTI")
			units = append(units, u.Name+"="+figure(u.Factor))
		}
		attributes += ` data-units="` + escapeXML(strings.Join(units, "; ")) + `"`
		if it.UnitPenalty != "" {
			attributes += ` data-unit-penalty="` + escapeXML(it.UnitPenalty) + `" data-unit-penalty-of="` + escapeXML(it.UnitPenaltyOf) + `"`
		}
		x.lose(true, "units stand in an attribute that only this platform reads")
	}
	x.stem("")
	x.body.WriteString(`<p><qti-text-entry-interaction response-identifier="RESPONSE"` + attributes + "/></p>")
}

// key declares what a typed answer may be and scores it as the whole item.
func (x *qti3) key(id string, b Blank, numeric bool) (attributes string) {
	for _, t := range b.Texts {
		x.lose(t.Rationale.Text != "", "what is said to an accepted answer is not in QTI")
	}
	if numeric {
		x.declareAs(id, "float", "single", "")
		x.processing.WriteString("<qti-response-processing>" + x.conditions(id, b.Numbers, x.points()) + "</qti-response-processing>\n")
		return ""
	}
	inner, wild := x.texts(b, x.points())
	x.declareAs(id, "string", "single", inner)
	x.mapped()
	return wild
}

// texts writes accepted texts as a mapping.
func (x *qti3) texts(b Blank, points *big.Rat) (inner, attributes string) {
	wild := false
	for _, t := range b.Texts {
		wild = wild || t.Text != stars(plainStars(t.Text), false)
	}
	var m strings.Builder
	m.WriteString(`<qti-mapping default-value="0">`)
	for _, t := range b.Texts {
		text := t.Text
		if !wild {
			text = plainStars(text)
		}
		v, ok := new(big.Rat).SetString(t.Fraction)
		if !ok {
			v = new(big.Rat)
		}
		m.WriteString(`<qti-map-entry map-key="` + escapeXML(text) + `" mapped-value="` + shortest(v.Mul(v, points), 6) + `" case-sensitive="` + strconv.FormatBool(b.Exact) + `"/>`)
	}
	m.WriteString("</qti-mapping>")
	if wild {
		x.lose(true, "a star for any run of characters is one that only this platform reads")
		return m.String(), ` data-wildcards="true"`
	}
	return m.String(), ""
}

func plainStars(s string) string { return strings.ReplaceAll(s, `\*`, "*") }

// conditions writes accepted numbers in their order: the first that holds the answer counts.
func (x *qti3) conditions(id string, all []Number, points *big.Rat) string {
	var b strings.Builder
	b.WriteString("<qti-response-condition>")
	for n, a := range all {
		x.lose(a.Rationale.Text != "", "what is said to an accepted answer is not in QTI")
		word := "qti-response-else-if"
		if n == 0 {
			word = "qti-response-if"
		}
		v, ok := new(big.Rat).SetString(a.Fraction)
		if !ok {
			v = new(big.Rat)
		}
		variable := `<qti-variable identifier="` + id + `"/>`
		value := func(s string) string {
			return `<qti-base-value base-type="float">` + figure(s) + "</qti-base-value>"
		}
		b.WriteString("<" + word + "><qti-and><qti-gte>" + variable + value(a.From) + "</qti-gte><qti-lte>" + variable + value(a.To) + "</qti-lte></qti-and>" +
			scoreOf(id, shortest(v.Mul(v, points), 6)) + "</" + word + ">")
	}
	b.WriteString("</qti-response-condition>")
	return b.String()
}

// scoreOf sets the score of the item, or of one blank.
func scoreOf(id, v string) string {
	if id == "RESPONSE" {
		return setScore(v)
	}
	return `<qti-set-outcome-value identifier="SCORE_` + id + `"><qti-base-value base-type="float">` + v + "</qti-base-value></qti-set-outcome-value>"
}

// cloze writes blanks into the text. Each is scored on its own, and the item is the mean of them.
func (x *qti3) cloze() {
	it := x.item
	stem := x.html(it.Stem)
	var scoring, sum strings.Builder
	var weights int64
	for n, b := range it.Blanks {
		id := "B" + strconv.Itoa(n+1)
		place := escapeXML(mark(b.ID))
		if !strings.Contains(stem, place) {
			x.reason = "the text has no place for the blank " + b.ID
			return
		}
		stem = strings.Replace(stem, place, x.blank(id, b, &scoring), 1)
		x.declarations.WriteString(`<qti-outcome-declaration identifier="SCORE_` + id + `" cardinality="single" base-type="float"><qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>` + "\n")
		variable := `<qti-variable identifier="SCORE_` + id + `"/>`
		if b.Weight > 1 {
			variable = `<qti-product>` + variable + `<qti-base-value base-type="float">` + strconv.Itoa(b.Weight) + `</qti-base-value></qti-product>`
		}
		sum.WriteString(variable)
		weights += int64(max(b.Weight, 1))
	}
	x.body.WriteString(`<div class="` + stemClass + `"` + x.rule() + ">" + stem + "</div>")
	each := shortest(new(big.Rat).Quo(x.points(), big.NewRat(max(weights, 1), 1)), 10)
	x.processing.WriteString("<qti-response-processing>" + scoring.String() + `<qti-set-outcome-value identifier="SCORE"><qti-product><qti-sum>` + sum.String() +
		`</qti-sum><qti-base-value base-type="float">` + each + "</qti-base-value></qti-product></qti-set-outcome-value></qti-response-processing>\n")
}

// blank writes one interaction of the text, declares its key and scores it from nothing to one.
func (x *qti3) blank(id string, b Blank, scoring *strings.Builder) string {
	one := big.NewRat(1, 1)
	mapResponse := `<qti-set-outcome-value identifier="SCORE_` + id + `"><qti-map-response identifier="` + id + `"/></qti-set-outcome-value>`
	attributes := ` response-identifier="` + id + `" data-blank="` + escapeXML(b.ID) + `"`
	if b.Weight > 1 {
		attributes += ` data-weight="` + strconv.Itoa(b.Weight) + `"`
	}
	switch b.Kind {
	case BlankNumber:
		x.declareAs(id, "float", "single", "")
		scoring.WriteString(x.conditions(id, b.Numbers, one))
		return "<qti-text-entry-interaction" + attributes + "/>"
	case BlankText:
		inner, wild := x.texts(b, one)
		x.declareAs(id, "string", "single", inner)
		scoring.WriteString(mapResponse)
		return "<qti-text-entry-interaction" + attributes + wild + "/>"
	}
	var choices, m strings.Builder
	for n, o := range b.Options {
		v, ok := new(big.Rat).SetString(o.Fraction)
		if !ok {
			v = new(big.Rat)
		}
		m.WriteString(`<qti-map-entry map-key="` + choiceID(n) + `" mapped-value="` + shortest(v, 6) + `"/>`)
		choices.WriteString(`<qti-inline-choice identifier="` + choiceID(n) + `">` + x.html(o.Text) + "</qti-inline-choice>")
	}
	x.declareAs(id, "identifier", "single", `<qti-mapping default-value="0">`+m.String()+"</qti-mapping>")
	scoring.WriteString(mapResponse)
	return `<qti-inline-choice-interaction shuffle="false"` + attributes + ">" + choices.String() + "</qti-inline-choice-interaction>"
}
