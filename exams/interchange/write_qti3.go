package interchange

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// qti3 is one item on its way to a document of QTI 3.
type qti3 struct {
	*writing
	names        map[string]string
	declarations strings.Builder
	body         strings.Builder
	processing   strings.Builder
	after        strings.Builder
}

const stimulusPlace = "\x00stimulus\x00"

func (x *qti3) rename(src string) string {
	if name, is := x.names[src]; is {
		return "../" + name
	}
	return src
}

func (x *qti3) html(t Text) string { return xhtml(t, x.rename) }

func (x *qti3) points() *big.Rat {
	if v := rat(x.item.Points); v != nil && v.Sign() > 0 {
		return v
	}
	return big.NewRat(1, 1)
}

// score writes what a fraction of the points is.
func (x *qti3) score(fraction string) string {
	v, ok := new(big.Rat).SetString(fraction)
	if !ok {
		return "0"
	}
	return shortest(v.Mul(v, x.points()), 6)
}

var ncName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,60}$`)

func (x *qti3) document() string {
	it := x.item
	x.kind()
	if x.reason != "" {
		return ""
	}
	var b strings.Builder
	id := it.ID
	if !ncName.MatchString(id) {
		id = "item-" + strings.TrimPrefix(Item{Stem: Text{Text: it.ID}}.Fingerprint(), "sha256:")
	}
	b.WriteString(itemOpen + ` identifier="` + id + `" label="` + escapeXML(it.ID) + `" title="` + escapeXML(it.Title) + `"`)
	if it.Language != "" {
		b.WriteString(` xml:lang="` + escapeXML(it.Language) + `"`)
	}
	b.WriteString(" adaptive=\"false\" time-dependent=\"false\">\n" + x.declarations.String())
	b.WriteString(`<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>` + "\n")
	if it.Points != "" {
		b.WriteString(`<qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>` +
			escapeXML(it.Points) + "</qti-value></qti-default-value></qti-outcome-declaration>\n")
	}
	if it.Rationale.Text != "" {
		b.WriteString(`<qti-outcome-declaration identifier="FEEDBACK" cardinality="single" base-type="identifier"><qti-default-value><qti-value>RATIONALE</qti-value></qti-default-value></qti-outcome-declaration>` + "\n")
		x.after.WriteString(`<qti-modal-feedback outcome-identifier="FEEDBACK" show-hide="show" identifier="RATIONALE"><qti-content-body>` + x.html(it.Rationale) + "</qti-content-body></qti-modal-feedback>\n")
	}
	if it.Stimulus != nil {
		b.WriteString(`<qti-assessment-stimulus-ref identifier="stimulus" href="` + stimulusPlace + `"/>` + "\n")
	}
	b.WriteString("<qti-item-body>\n" + x.body.String() + "\n")
	if it.Guide.Text != "" {
		b.WriteString(`<qti-rubric-block use="scoring" view="scorer">` + x.html(it.Guide) + "</qti-rubric-block>\n")
	}
	b.WriteString("</qti-item-body>\n" + x.processing.String() + x.after.String() + "</qti-assessment-item>\n")
	return b.String()
}

func (x *qti3) kind() {
	switch it := x.item; it.Type {
	case SingleChoice, MultipleResponse:
		x.choice()
	case TrueFalse:
		x.trueFalse()
	case Ordering:
		x.order()
	case Matching:
		x.match()
	case ShortText, Numeric:
		x.entry()
	case Cloze:
		x.cloze()
	case Hotspot:
		x.hotspot()
	case Essay:
		x.declare("string", "single", "")
		x.stem("")
		x.body.WriteString(`<qti-extended-text-interaction response-identifier="RESPONSE"/>`)
	case FileUpload:
		x.declare("file", "single", "")
		x.stem("")
		x.body.WriteString(`<qti-upload-interaction response-identifier="RESPONSE"`)
		if it.Files > 0 {
			x.body.WriteString(` data-files="` + strconv.Itoa(it.Files) + `"`)
		}
		if len(it.Accept) > 0 {
			x.body.WriteString(` data-accept="` + escapeXML(strings.Join(it.Accept, " ")) + `"`)
		}
		x.body.WriteString("/>")
	default:
		x.reason = "QTI has no word for the type " + string(it.Type)
	}
}

// stem writes the text of the question in a box of its own, by which it is known again.
func (x *qti3) stem(attributes string) {
	x.body.WriteString(`<div class="` + stemClass + `"` + attributes + `>` + x.html(x.item.Stem) + "</div>\n")
}

func (x *qti3) declare(base, cardinality, inner string) {
	x.declareAs("RESPONSE", base, cardinality, inner)
}

func (x *qti3) declareAs(id, base, cardinality, inner string) {
	x.declarations.WriteString(`<qti-response-declaration identifier="` + id + `" cardinality="` + cardinality + `" base-type="` + base + `">` + inner + "</qti-response-declaration>\n")
}

func correct(values ...string) string {
	var b strings.Builder
	b.WriteString("<qti-correct-response>")
	for _, v := range values {
		b.WriteString("<qti-value>" + escapeXML(v) + "</qti-value>")
	}
	b.WriteString("</qti-correct-response>")
	return b.String()
}

const templates = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"

// matched scores by the correct response: with the standard template where it is worth one point.
func (x *qti3) matched() {
	if x.points().Cmp(big.NewRat(1, 1)) == 0 {
		x.processing.WriteString(`<qti-response-processing template="` + templates + `match_correct.xml"/>` + "\n")
		return
	}
	x.processing.WriteString(`<qti-response-processing><qti-response-condition><qti-response-if><qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>` +
		setScore(x.score("1")) + "</qti-response-if></qti-response-condition></qti-response-processing>\n")
}

func (x *qti3) mapped() {
	x.processing.WriteString(`<qti-response-processing template="` + templates + `map_response.xml"/>` + "\n")
}

func setScore(v string) string {
	return `<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">` + v + "</qti-base-value></qti-set-outcome-value>"
}

// rule keeps the name of a scoring rule that QTI has no element for.
func (x *qti3) rule() string {
	if x.item.Rule == "" {
		return ""
	}
	return ` data-rule="` + escapeXML(x.item.Rule) + `"`
}
