package interchange

import (
	"strconv"
	"strings"
)

func choiceID(n int) string { return "C" + strconv.Itoa(n+1) }

func (x *qti3) choice() {
	it := x.item
	several := it.Type == MultipleResponse
	cardinality, most := "single", "1"
	if several {
		cardinality, most = "multiple", strconv.Itoa(it.Choose)
	}
	var right []string
	var mapping strings.Builder
	for n, o := range it.Options {
		if o.Fraction == "1" {
			right = append(right, choiceID(n))
		}
		mapping.WriteString(`<qti-map-entry map-key="` + choiceID(n) + `" mapped-value="` + x.score(o.Fraction) + `"/>`)
	}
	if it.Weighed || (!several && len(right) > 1) {
		bounds := ` default-value="0"`
		if it.Lower != "" {
			bounds += ` lower-bound="` + x.score(it.Lower) + `"`
		}
		if it.Upper != "" {
			bounds += ` upper-bound="` + x.score(it.Upper) + `"`
		}
		x.declare("identifier", cardinality, "<qti-mapping"+bounds+">"+mapping.String()+"</qti-mapping>")
		x.mapped()
	} else {
		x.declare("identifier", cardinality, correct(right...))
		x.matched()
	}
	x.stem("")
	x.body.WriteString(`<qti-choice-interaction response-identifier="RESPONSE" shuffle="` + strconv.FormatBool(!it.Fixed) + `" max-choices="` + most + `"` + x.rule() + ">\n")
	for n, o := range it.Options {
		x.simple(choiceID(n), o)
	}
	x.body.WriteString("</qti-choice-interaction>")
	x.choiceFeedback(it.Options)
}

func (x *qti3) simple(id string, o Option) {
	x.body.WriteString(`<qti-simple-choice identifier="` + id + `">` + x.html(o.Text))
	if o.Rationale.Text != "" {
		x.body.WriteString(`<qti-feedback-inline outcome-identifier="CHOICE" show-hide="show" identifier="` + id + `">` + x.html(o.Rationale) + "</qti-feedback-inline>")
	}
	x.body.WriteString("</qti-simple-choice>\n")
}

func (x *qti3) choiceFeedback(options []Option) {
	for _, o := range options {
		if o.Rationale.Text != "" {
			x.declarations.WriteString(`<qti-outcome-declaration identifier="CHOICE" cardinality="multiple" base-type="identifier"/>` + "\n")
			return
		}
	}
}

func (x *qti3) trueFalse() {
	it := x.item
	x.declare("identifier", "single", correct(strconv.FormatBool(it.True)))
	x.matched()
	x.stem("")
	x.body.WriteString(`<qti-choice-interaction response-identifier="RESPONSE" shuffle="false" max-choices="1" data-type="true_false">` + "\n")
	options := []Option{{Text: Text{Plain, "True"}, Rationale: it.IfTrue}, {Text: Text{Plain, "False"}, Rationale: it.IfFalse}}
	x.simple("true", options[0])
	x.simple("false", options[1])
	x.body.WriteString("</qti-choice-interaction>")
	x.choiceFeedback(options)
}

func (x *qti3) order() {
	var ids []string
	for n := range x.item.Options {
		ids = append(ids, choiceID(n))
	}
	x.declare("identifier", "ordered", correct(ids...))
	x.matched()
	x.stem("")
	x.body.WriteString(`<qti-order-interaction response-identifier="RESPONSE" shuffle="true"` + x.rule() + ">\n")
	for n, o := range x.item.Options {
		x.simple(choiceID(n), Option{Text: o.Text})
	}
	x.body.WriteString("</qti-order-interaction>")
}

func (x *qti3) match() {
	it := x.item
	var pairs []string
	var mapping strings.Builder
	for n, s := range it.Stems {
		pair := "S" + strconv.Itoa(n+1) + " " + choiceID(s.Right)
		pairs = append(pairs, pair)
		mapping.WriteString(`<qti-map-entry map-key="` + pair + `" mapped-value="` + x.score("1/"+strconv.Itoa(len(it.Stems))) + `"/>`)
	}
	x.declare("directedPair", "multiple", correct(pairs...)+`<qti-mapping default-value="0">`+mapping.String()+"</qti-mapping>")
	x.mapped()
	x.stem("")
	x.body.WriteString(`<qti-match-interaction response-identifier="RESPONSE" shuffle="true" max-associations="` + strconv.Itoa(len(it.Stems)) + `"` + x.rule() + ">\n<qti-simple-match-set>\n")
	for n, s := range it.Stems {
		x.associable("S"+strconv.Itoa(n+1), "1", s.Text)
	}
	x.body.WriteString("</qti-simple-match-set>\n<qti-simple-match-set>\n")
	for n, o := range it.Options {
		x.associable(choiceID(n), strconv.Itoa(len(it.Stems)), o.Text)
	}
	x.body.WriteString("</qti-simple-match-set>\n</qti-match-interaction>")
}

func (x *qti3) associable(id, most string, t Text) {
	x.body.WriteString(`<qti-simple-associable-choice identifier="` + id + `" match-max="` + most + `">` + x.html(t) + "</qti-simple-associable-choice>\n")
}

// hotspot writes points on an image with areas that earn something.
func (x *qti3) hotspot() {
	it := x.item
	if it.Image == nil || x.names[it.Image.Name] == "" {
		x.reason = "the image of the hotspot is not there"
		return
	}
	var areas strings.Builder
	for _, a := range it.Areas {
		var coords []string
		for _, c := range a.Coords {
			coords = append(coords, figure(c))
		}
		areas.WriteString(`<qti-area-map-entry shape="` + escapeXML(a.Shape) + `" coords="` + strings.Join(coords, ",") + `" mapped-value="` + x.score(a.Fraction) + `"/>`)
	}
	cardinality := "multiple"
	if it.Marks == 1 {
		cardinality = "single"
	}
	x.declare("point", cardinality, `<qti-area-mapping default-value="0">`+areas.String()+"</qti-area-mapping>")
	x.processing.WriteString(`<qti-response-processing template="` + templates + `map_response_point.xml"/>` + "\n")
	x.stem("")
	x.body.WriteString(`<qti-select-point-interaction response-identifier="RESPONSE" max-choices="` + strconv.Itoa(max(it.Marks, 1)) + `"` + x.rule() + `><img src="` +
		escapeXML(x.rename(it.Image.Name)) + `" alt="` + escapeXML(it.Image.Alt) + `" width="` + strconv.Itoa(it.Image.Width) + `" height="` + strconv.Itoa(it.Image.Height) + `"/></qti-select-point-interaction>`)
}
