package interchange

import (
	"math/big"
	"slices"
	"strings"
)

// qti1 reads one item of QTI 1.2 as Canvas, Blackboard and others write it.
type qti1 struct {
	*reading
	n *node
}

func (x qti1) read() {
	it := x.item
	it.ID, it.Title = x.n.attr["ident"], strings.TrimSpace(x.n.attr["title"])
	it.Language = x.n.attr["lang"]
	if p := rat(x.meta("points_possible", "qmd_weighting")); p != nil && p.Sign() > 0 {
		it.Points = decimals(p)
	}
	show := x.n.child("presentation")
	it.Stem = material(outside(show))
	x.besides()
	kind := x.meta("question_type", "bbmd_questiontype", "cc_profile")
	x.kind(kind, show)
	x.feedback()
	if x.reason == "" && strings.TrimSpace(it.Stem.Text) == "" {
		x.reject("the item has no stem")
	}
}

// meta finds a field of the metadata by any of its names.
func (x qti1) meta(labels ...string) string {
	for _, f := range x.n.all("qtimetadatafield") {
		if slices.Contains(labels, f.child("fieldlabel").trimmed()) {
			return f.child("fieldentry").trimmed()
		}
	}
	for _, l := range labels {
		if found := x.n.child("itemmetadata").all(l); len(found) > 0 {
			return found[0].trimmed()
		}
	}
	return ""
}

var responses = []string{"response_lid", "response_str", "response_num", "response_xy", "response_grp"}

// outside are the materials of a presentation that belong to no response.
func outside(n *node) []*node {
	var out []*node
	for _, k := range n.kids {
		switch {
		case slices.Contains(responses, k.name):
		case k.name == "material" || k.name == "mat_extension":
			out = append(out, k)
		default:
			out = append(out, outside(k)...)
		}
	}
	return out
}

// material joins the texts and pictures of materials.
func material(all []*node) Text {
	var html []string
	format := Plain
	for _, m := range all {
		for _, t := range m.all("mattext", "mat_formattedtext", "matemtext", "matimage", "mataudio", "matvideo") {
			if shown, is := shownFile(t); is {
				html, format = append(html, shown), HTML
				continue
			}
			if markedUp(t) {
				html, format = append(html, raw(t)), HTML
			} else {
				html = append(html, escapeAttr(t.content()))
			}
		}
	}
	if format == HTML {
		return Text{HTML, strings.TrimSpace(strings.Join(html, "\n"))}
	}
	var plain []string
	for _, m := range all {
		for _, t := range m.all("mattext", "mat_formattedtext", "matemtext") {
			plain = append(plain, t.trimmed())
		}
	}
	return Text{Plain, strings.TrimSpace(strings.Join(plain, "\n"))}
}

// shownFile writes a picture or a recording as the element that shows it.
func shownFile(t *node) (string, bool) {
	src, label := `src="`+escapeAttr(t.attr["uri"])+`"`, escapeAttr(t.attr["label"])
	switch t.name {
	case "matimage":
		if label != "" {
			return `<img ` + src + ` alt="` + label + `">`, true
		}
		return `<img ` + src + `>`, true
	case "mataudio", "matvideo":
		word := strings.TrimPrefix(t.name, "mat")
		return "<" + word + " " + src + ` title="` + label + `"></` + word + ">", true
	}
	return "", false
}

// besides names what an item says besides its question and has no place here.
func (x qti1) besides() {
	for _, lost := range []struct {
		what  string
		names []string
	}{
		{"hints have no place here", []string{"hint"}},
		{"what a material runs, and what it refers to elsewhere, is not kept", []string{"matapplet", "matapplication", "matref", "material_ref"}},
		{"words for particular readers are not kept", []string{"rubric", "objectives", "itemcontrol"}},
	} {
		if x.n.has(lost.names...) {
			x.lose(lost.what)
		}
	}
	for _, f := range x.n.all("matimage", "mataudio", "matvideo") {
		if f.attr["uri"] == "" {
			x.lose("a file that stands inside the text is not kept")
		}
	}
}

func markedUp(t *node) bool {
	return strings.Contains(strings.ToLower(t.attr["texttype"]+t.attr["type"]), "html")
}

// raw gives HTML that was escaped into text as what it is, and HTML that stands there as elements too.
func raw(t *node) string {
	for _, k := range t.kids {
		if k.name != "" {
			return t.inner(nil)
		}
	}
	return t.content()
}

var unkept1 = map[string]string{
	"text_only_question": "description", "calculated_question": "formula", "Either/Or": "either or", "Opinion Scale": "opinion scale",
	"Calculated": "formula", "Jumbled Sentence": "jumbled sentence", "Quiz Bowl": "quiz bowl",
}

func (x qti1) kind(kind string, show *node) {
	if what, is := unkept1[kind]; is {
		x.reject("type " + what + " is not supported")
		return
	}
	lids, strs := show.all("response_lid"), show.all("response_str", "response_num")
	switch {
	case show.has("response_xy"):
		x.hotspot(show, show.all("response_xy")[0])
	case strings.Contains(kind, "file_upload") || kind == "File Upload":
		x.item.Type = FileUpload
	case kind == "essay_question" || kind == "Essay" || kind == "Short Response" || strings.Contains(kind, ".essay."):
		x.item.Type = Essay
	case len(lids)+len(strs) == 0 && kind == "":
		x.reject("type description is not supported: there is nothing to answer")
	case len(lids) == 1 && strings.EqualFold(lids[0].attr["rcardinality"], "ordered"):
		x.ordering(lids[0])
	case len(lids) == 1 && len(strs) == 0:
		x.choice(kind, lids[0])
	case len(lids) > 1 && (kind == "matching_question" || kind == "Matching"):
		x.matching(lids)
	case len(lids)+len(strs) > 1 && placesFor(x.item.Stem.Text, append(slices.Clone(lids), strs...)):
		x.blanks(show)
	case len(lids) > 1:
		x.matching(lids)
	case len(strs) == 1:
		x.entry(kind, strs[0])
	default:
		x.reject("type " + name(kind) + " is not supported")
	}
}

// condition is one rule of the scoring.
type condition struct {
	n      *node
	equal  []*node // what the response must be
	not    []*node // what it must not be
	points *big.Rat
	all    bool // it gives all there is
}

func (x qti1) conditions() []condition {
	var out []condition
	for _, n := range x.n.child("resprocessing").children("respcondition") {
		c := condition{n: n, points: new(big.Rat)}
		if strings.EqualFold(n.attr["title"], "incorrect") {
			continue
		}
		collect(n.child("conditionvar"), false, &c)
		for _, set := range n.children("setvar") {
			v := rat(set.trimmed())
			c.all = c.all || strings.HasSuffix(set.trimmed(), ".max")
			if v != nil {
				c.points.Add(c.points, v)
			}
		}
		out = append(out, c)
	}
	return out
}

func collect(n *node, negated bool, c *condition) {
	for _, k := range n.kids {
		switch k.name {
		case "varequal", "varsubset", "varsubstring":
			if negated {
				c.not = append(c.not, k)
			} else {
				c.equal = append(c.equal, k)
			}
		case "not":
			collect(k, !negated, c)
		case "and", "or":
			collect(k, negated, c)
		}
	}
}

// most is the highest score that the item declares.
func (x qti1) most(all []condition) *big.Rat {
	for _, d := range x.n.child("resprocessing").all("decvar") {
		if v := rat(d.attr["maxvalue"]); v != nil && v.Sign() > 0 {
			return v
		}
	}
	best := new(big.Rat)
	for _, c := range all {
		if c.points.Cmp(best) > 0 {
			best = c.points
		}
	}
	if best.Sign() == 0 {
		best.SetInt64(1)
	}
	return best
}

// worth is what a condition gives, as a part of the most.
func (c condition) worth(most *big.Rat) string {
	if c.all {
		return "1"
	}
	return part(new(big.Rat).Quo(c.points, most))
}

// placesFor tells whether the text names every response in brackets, as texts with several blanks do.
func placesFor(text string, all []*node) bool {
	for _, n := range all {
		if placeOf(text, n) == "" {
			return false
		}
	}
	return len(all) > 0
}

// placeOf finds the name of a response in brackets: the one it shows, or its identifier.
func placeOf(text string, n *node) string {
	for _, name := range []string{n.child("material").trimmed(), strings.TrimPrefix(n.attr["ident"], "response_")} {
		if place := "[" + name + "]"; name != "" && strings.Contains(text, place) {
			return place
		}
	}
	return ""
}

func (x qti1) feedback() {
	texts := map[string]Text{}
	for _, f := range x.n.all("itemfeedback") {
		if f.has("solution", "hint") {
			continue
		}
		texts[f.attr["ident"]] = material(f.all("material"))
	}
	for _, f := range x.n.all("solution") { // the way to the answer is why it is right
		if t := material(f.all("material")); t.Text != "" && x.item.Rationale.Text == "" {
			x.item.Rationale = t
		}
	}
	if t, is := texts["general_fb"]; is {
		x.item.Rationale = t
		delete(texts, "general_fb")
	}
	for id, t := range texts {
		if strings.TrimSpace(t.Text) == "" {
			delete(texts, id)
		}
	}
	x.optionFeedback(texts)
	if len(texts) > 0 {
		x.lose("feedback that belongs to no single option is not kept")
	}
}

func (x qti1) optionFeedback(texts map[string]Text) {
	lids := x.n.child("presentation").all("response_lid")
	if len(lids) != 1 || x.item.Type == Ordering || x.reason != "" {
		return
	}
	said := map[string]string{}
	for _, c := range x.n.child("resprocessing").children("respcondition") {
		if equal := c.child("conditionvar").children("varequal"); len(equal) == 1 {
			said[equal[0].trimmed()] = c.child("displayfeedback").attr["linkrefid"]
		}
	}
	for n, l := range lids[0].all("response_label") {
		t, is := texts[said[l.attr["ident"]]]
		switch {
		case !is:
		case x.item.Type == TrueFalse:
			if spelled(l) == "true" {
				x.item.IfTrue = t
			} else {
				x.item.IfFalse = t
			}
			delete(texts, said[l.attr["ident"]])
		case n < len(x.item.Options):
			x.item.Options[n].Rationale = t
			delete(texts, said[l.attr["ident"]])
		}
	}
}

func spelled(l *node) string { return strings.ToLower(strings.TrimSpace(l.content())) }
