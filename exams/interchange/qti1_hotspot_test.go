package interchange

import (
	"reflect"
	"strings"
	"testing"
)

// Areas of QTI 1.2 are read as what they are, and what an item says besides is kept or named.
func TestHotspotsAndFilesOfQTI12(t *testing.T) {
	t.Parallel()
	item := func(id, cardinality, labels, scoring, besides string) string {
		return `<item ident="` + id + `" title="` + id + `"><presentation><material><mattext>Where is the port?</mattext></material><response_xy ident="XY" rcardinality="` + cardinality +
			`"><render_hotspot><material><matimage uri="m/map.png" width="100" height="80" label="A map"/></material>` + labels + `</render_hotspot></response_xy></presentation><resprocessing><outcomes><decvar/></outcomes>` +
			scoring + `</resprocessing>` + besides + `</item>`
	}
	right := func(what string) string {
		return `<respcondition><conditionvar>` + what + `</conditionvar><setvar varname="SCORE">1</setvar></respcondition>`
	}
	two := `<response_label ident="A" rarea="Rectangle">10,20,30,5</response_label><response_label ident="B" rarea="Ellipse">50, 40, 8, 8</response_label>`
	source := `<questestinterop><assessment ident="a"><section ident="s">` +
		item("one", "Single", two, right(`<varequal respident="XY">A</varequal>`), `<itemfeedback ident="solution"><solution><solutionmaterial><material><mattext>By the sea</mattext></material></solutionmaterial></solution></itemfeedback>`) +
		item("both", "Multiple", two, right(`<and><varequal respident="XY">A</varequal><varequal respident="XY">B</varequal></and>`), "") +
		item("set", "Single", "", right(`<varinside respident="XY" areatype="Bounded">0,0 10,0 10,10</varinside>`), `<itemfeedback ident="h"><hint><hintmaterial><material><mattext>Look</mattext></material></hintmaterial></hint></itemfeedback>`) +
		item("oval", "Single", `<response_label ident="A" rarea="Ellipse">1,1,2,3</response_label>`, right(`<varequal respident="XY">A</varequal>`), "") +
		`<item ident="heard"><presentation><material><mattext>What is said?</mattext><mataudio uri="m/call.mp3" label="A call"/><matapplet uri="x"/></material><response_str ident="R"><render_fib/></response_str></presentation><resprocessing>` +
		right(`<varequal respident="R">yes</varequal>`) + `</resprocessing></item></section></assessment></questestinterop>`
	all, err := All(KindQTI, Bytes(pack(t, zipped{name: "q.xml", body: source}, zipped{name: "m/map.png", body: "map"}, zipped{name: "m/call.mp3", body: "call"})))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 5 {
		t.Fatalf("%+v", all)
	}
	for n, want := range [][]Area{
		{{Shape: "rect", Coords: []string{"10", "20", "40", "25"}, Fraction: "1"}},
		{{Shape: "rect", Coords: []string{"10", "20", "40", "25"}, Fraction: "1/2"}, {Shape: "circle", Coords: []string{"50", "40", "4"}, Fraction: "1/2"}},
		{{Shape: "poly", Coords: []string{"0", "0", "10", "0", "10", "10"}, Fraction: "1"}},
	} {
		it := all[n].Item
		if it == nil || it.Type != Hotspot || !reflect.DeepEqual(it.Areas, want) || it.Image.Width != 100 || it.Image.Alt != "A map" || len(it.Media) != 1 {
			t.Errorf("%s: %s %+v", all[n].Ref, all[n].Reason, it)
		}
	}
	if all[0].Item.Rationale.Text != "By the sea" || len(all[0].Losses) != 0 || all[1].Item.Marks != 2 || all[1].Item.Rule != "all_or_nothing" {
		t.Errorf("%+v %+v", all[0], all[1].Item)
	}
	if !strings.Contains(strings.Join(all[2].Losses, "; "), "hints") || !strings.Contains(all[3].Reason, "ellipse") {
		t.Errorf("%v, %s", all[2].Losses, all[3].Reason)
	}
	if heard := all[4]; heard.Item == nil || len(heard.Item.Media) != 1 || heard.Item.Media[0].Type != "audio/mpeg" || !strings.Contains(heard.Item.Stem.Text, `title="A call"`) || len(heard.Losses) != 1 {
		t.Errorf("%+v", heard)
	}
}

// What Moodle says around a question is named where it is lost.
func TestWhatMoodleLosesIsNamed(t *testing.T) {
	t.Parallel()
	for inside, want := range map[string]string{
		`<hint><text>think</text></hint><penalty>0</penalty>`: "hints", `<maxwordlimit>200</maxwordlimit>`: "how many words", `<maxbytes>1024</maxbytes>`: "how large a file",
		`<answernumbering>iii</answernumbering>`: "numbered", `<responsetemplate><text>Dear</text></responsetemplate>`: "template",
	} {
		all, err := All(KindMoodleXML, Bytes([]byte(`<quiz><question type="essay"><name><text>e</text></name><questiontext><text>Write</text></questiontext>`+inside+`</question></quiz>`)))
		if err != nil || len(all) != 1 || len(all[0].Losses) != 1 || !strings.Contains(all[0].Losses[0], want) {
			t.Errorf("%s: %v %v", inside, all, err)
		}
	}
}
