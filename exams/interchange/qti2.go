package interchange

import (
	"math/big"
	"path"
	"slices"
	"strings"
)

// qti2 reads one item of QTI 2.0 to 3.0.
type qti2 struct {
	*reading
	q    *qti
	n    *node
	body *node
}

func (x qti2) read() {
	it := x.item
	it.Title, it.Language = x.n.attr["title"], x.n.attr["lang"]
	var labelled bool
	if it.ID, labelled = x.n.attr["label"]; !labelled {
		it.ID = x.n.attr["identifier"]
	}
	switch {
	case len(x.n.children("templateDeclaration")) > 0 || x.body.has("templateBlock", "templateInline", "printedVariable"):
		x.reject("items that are made from a template are not supported")
	case x.n.attr["adaptive"] == "true":
		x.reject("adaptive items are not supported")
	case x.n.has("include"):
		x.reject("the item is made of parts that are included from elsewhere")
	}
	if x.reason != "" {
		return
	}
	x.about()
	x.interactions()
	x.feedback()
	if x.reason == "" && strings.TrimSpace(it.Stem.Text) == "" {
		x.reject("the item has no stem")
	}
}

// about reads what surrounds the question.
func (x qti2) about() {
	for _, o := range x.n.children("outcomeDeclaration") {
		if o.attr["identifier"] == "MAXSCORE" {
			if v := rat(o.child("defaultValue").child("value").trimmed()); v != nil && v.Sign() > 0 {
				x.item.Points = decimals(v)
			}
		}
	}
	for _, ref := range x.n.children("assessmentStimulusRef") {
		if st := x.q.stimulus(ref.attr["href"]); st != nil && x.item.Stimulus == nil {
			x.item.Stimulus = st
			for _, what := range st.losses {
				x.lose(what)
			}
		} else {
			x.lose("a shared text that the item names is not in the package")
		}
	}
	for _, b := range append(x.n.all("rubricBlock"), x.n.children("rubricBlock")...) {
		if !candidateSees(b) && x.item.Guide.Text == "" {
			x.item.Guide = Text{HTML, b.inner(asImage)}
		}
	}
	if x.n.has("stylesheet") {
		x.lose("style sheets are not kept")
	}
}

func candidateSees(b *node) bool {
	return b.attr["view"] == "" || slices.Contains(strings.Fields(b.attr["view"]), "candidate")
}

// unkept are interactions that have no type here.
var unkept = []string{"associateInteraction", "graphicOrderInteraction", "graphicAssociateInteraction", "graphicGapMatchInteraction", "positionObjectInteraction",
	"sliderInteraction", "drawingInteraction", "mediaInteraction", "hottextInteraction", "customInteraction", "portableCustomInteraction", "endAttemptInteraction"}

// inText are interactions that stand in the text.
var inText = []string{"textEntryInteraction", "inlineChoiceInteraction"}

// standing are interactions that stand by themselves.
var standing = []string{"choiceInteraction", "orderInteraction", "matchInteraction", "gapMatchInteraction", "hotspotInteraction", "selectPointInteraction",
	"extendedTextInteraction", "uploadInteraction"}

func (x qti2) interactions() {
	for _, k := range x.body.all(unkept...) {
		x.reject("type " + k.name + " is not supported")
		return
	}
	gaps, whole := x.body.all(inText...), x.body.all(standing...)
	switch {
	case len(gaps)+len(whole) == 0:
		x.reject("type description is not supported: there is nothing to answer")
	case len(whole) > 1 || len(whole) == 1 && len(gaps) > 0:
		x.reject("the item asks several questions at once")
	case len(gaps) == 1 && gaps[0].name == "textEntryInteraction" && gaps[0].attr["data-blank"] == "":
		x.textEntry(gaps[0])
	case len(gaps) > 0:
		x.cloze(gaps)
	default:
		x.whole(whole[0])
	}
}

func (x qti2) whole(i *node) {
	x.item.Stem = x.stem(nil)
	x.item.Rule = i.attr["data-rule"]
	switch i.name {
	case "choiceInteraction":
		x.choice(i)
	case "orderInteraction":
		x.order(i)
	case "matchInteraction":
		x.match(i)
	case "gapMatchInteraction":
		x.gapMatch(i)
	case "hotspotInteraction", "selectPointInteraction":
		x.hotspot(i)
	case "extendedTextInteraction":
		x.item.Type = Essay
		x.openEnded()
	case "uploadInteraction":
		x.item.Type = FileUpload
		x.item.Accept = strings.Fields(i.attr["data-accept"])
		x.item.Files, _ = whole(i.attr["data-files"])
		if i.attr["type"] != "" && len(x.item.Accept) == 0 {
			x.lose("which types of file are accepted is not kept")
		}
		x.openEnded()
	}
}

func (x qti2) openEnded() {
	if x.n.child("responseProcessing").name != "" {
		x.lose("scoring by machine is not kept; people mark the answer")
	}
}

// stem is what the body holds apart from interactions, with the prompt behind it. Where a blank stands in the text, marks say so.
func (x qti2) stem(marks map[*node]string) Text {
	prompt := ""
	text := unwrapped(x.body).inner(func(n *node) (string, bool) {
		if m, is := marks[n]; is {
			return m, true
		}
		switch {
		case slices.Contains(standing, n.name) || slices.Contains(inText, n.name):
			if p := n.child("prompt"); p.name != "" {
				prompt = p.inner(asImage)
			}
			if n.name == "gapMatchInteraction" {
				return n.inner(x.inGap(marks)), true
			}
			return "", true
		case n.name == "rubricBlock":
			if candidateSees(n) {
				return "<div>" + n.inner(asImage) + "</div>", true
			}
			return "", true
		case n.name == "feedbackBlock" || n.name == "feedbackInline":
			x.lose("feedback inside the text is not kept")
			return "", true
		}
		return asImage(n)
	})
	switch {
	case blankHTML(text):
		text = prompt
	case prompt != "":
		text += "<p>" + prompt + "</p>"
	}
	return Text{HTML, text}
}

// inGap writes the text of a gap match with marks for its gaps.
func (x qti2) inGap(marks map[*node]string) func(*node) (string, bool) {
	return func(n *node) (string, bool) {
		if m, is := marks[n]; is {
			return m, true
		}
		switch n.name {
		case "prompt":
			return "<p>" + n.inner(asImage) + "</p>", true
		case "gapText", "gapImg":
			return "", true
		}
		return asImage(n)
	}
}

// unwrapped finds the text where it stands in one box of its own, as this package writes it.
func unwrapped(body *node) *node {
	for _, k := range body.kids {
		if k.name == "div" && k.attr["class"] == stemClass {
			return k
		}
	}
	return body
}

const stemClass = "laurel-stem"

func blankHTML(s string) bool {
	if strings.Contains(s, "<img") || strings.Contains(s, "<audio") || strings.Contains(s, "<video") {
		return false
	}
	return strings.TrimSpace(elementAny.ReplaceAllString(s, "")) == ""
}

// asImage writes objects that are pictures as pictures.
func asImage(n *node) (string, bool) {
	if n.name != "object" || !strings.HasPrefix(n.attr["type"], "image/") {
		return "", false
	}
	i := &node{name: "img", attr: map[string]string{"src": n.attr["data"], "alt": n.trimmed()}}
	for _, a := range []string{"width", "height"} {
		if v := n.attr[a]; v != "" {
			i.attr[a] = v
		}
	}
	var b strings.Builder
	i.html(&b, nil)
	return b.String(), true
}

// feedback takes along what belongs to one option, or to the whole item, and names the rest as lost.
func (x qti2) feedback() {
	for _, f := range x.n.children("modalFeedback") {
		content := f
		if c := f.child("contentBody"); c.name != "" {
			content = c
		}
		text := Text{HTML, content.inner(asImage)}
		switch id := f.attr["identifier"]; {
		case id == "RATIONALE":
			x.item.Rationale = text
		case f.attr["showHide"] != "hide" && x.optionFeedback(id, text):
		default:
			x.lose("feedback that belongs to no single option is not kept")
		}
	}
}

func (x qti2) optionFeedback(id string, text Text) bool {
	choices := x.body.all("simpleChoice")
	if len(choices) != len(x.item.Options) && x.item.Type != TrueFalse {
		return false
	}
	for i, c := range choices {
		if c.attr["identifier"] != id {
			continue
		}
		switch {
		case x.item.Type == TrueFalse:
			x.ifChosen(truth(c), text)
		case x.item.Type == SingleChoice || x.item.Type == MultipleResponse:
			x.item.Options[i].Rationale = text
		default:
			return false
		}
		return true
	}
	return false
}

func (x qti2) ifChosen(isTrue bool, text Text) {
	if isTrue {
		x.item.IfTrue = text
	} else {
		x.item.IfFalse = text
	}
}

// mode is how the item is scored: by match, by map, by a program of its own, or not by machine.
func (x qti2) mode() string {
	p := x.n.child("responseProcessing")
	switch t := strings.TrimSuffix(path.Base(p.attr["template"]), ".xml"); t {
	case "match_correct", "CC2_match", "CC2_match_basic":
		return "match"
	case "map_response", "map_response_point", "CC2_map_response":
		return "map"
	}
	switch {
	case p.has("mapResponse", "mapResponsePoint"):
		return "map"
	case p.has("correct"):
		return "match"
	case len(p.kids) > 0:
		return "custom"
	}
	return ""
}

// most is what the item gives at best, if it says so. What this package wrote without saying gives one point.
func (x qti2) most() *big.Rat {
	if x.item.Points == "" {
		if unwrapped(x.body) != x.body {
			return big.NewRat(1, 1)
		}
		return nil
	}
	return rat(x.item.Points)
}
