package interchange

import (
	"strings"
	"testing"
)

const moodleFile = `<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/top/Net/TLS</text></category></question>
<question type="multichoice">
 <name><text>Ports</text></name>
 <questiontext format="html"><text><![CDATA[<p>Which port? <img src="@@PLUGINFILE@@/a%20b.png"></p>]]></text><file name="a b.png" path="/" encoding="base64">aGVsbG8=</file></questiontext>
 <generalfeedback format="html"><text>RFC</text></generalfeedback>
 <defaultgrade>2.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><idnumber>q1</idnumber>
 <single>true</single><shuffleanswers>false</shuffleanswers>
 <correctfeedback format="html"><text>well done</text></correctfeedback>
 <answer fraction="100" format="html"><text>443</text><feedback format="html"><text>Yes</text></feedback></answer>
 <answer fraction="-33.33333" format="html"><text>80</text><feedback><text></text></feedback></answer>
 <tags><tag><text>tls</text></tag></tags>
 <hint><text>think</text></hint>
</question>
<question type="truefalse"><name><text>tf</text></name><questiontext><text>Wahr?</text></questiontext><answer fraction="0"><text>wahr</text></answer><answer fraction="100"><text>falsch</text></answer></question>
<question type="shortanswer"><name><text>sa</text></name><questiontext><text>Name</text></questiontext><usecase>1</usecase><answer fraction="100"><text>Yo*</text></answer></question>
<question type="numerical"><name><text>num</text></name><questiontext><text>Far?</text></questiontext><answer fraction="100"><text>5</text><tolerance>0.5</tolerance></answer><answer fraction="0"><text>*</text></answer><units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit><unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units></question>
<question type="matching"><name><text>match</text></name><questiontext><text>Match</text></questiontext><subquestion><text>a</text><answer><text>1</text></answer></subquestion><subquestion><text></text><answer><text>2</text></answer></subquestion></question>
<question type="cloze"><name><text>cloze</text></name><questiontext><text>A {1:SHORTANSWER:=York#yes~%50%Yorck} and {2:NUMERICAL:=3:0.5} and {:MC:in~=out}.</text></questiontext></question>
<question type="gapselect"><name><text>gap</text></name><questiontext><text>A [[2]].</text></questiontext><selectoption><text>x</text><group>1</group></selectoption><selectoption><text>y</text><group>1</group></selectoption></question>
<question type="essay"><name><text>essay</text></name><questiontext><text>Write</text></questiontext><graderinfo format="html"><text>Look</text></graderinfo></question>
<question type="ordering"><name><text>order</text></name><questiontext><text>Order</text></questiontext><answer><text>a</text></answer><answer><text>b</text></answer></question>
<question type="description"><name><text>desc</text></name><questiontext><text>Note</text></questiontext></question>
<question type="calculated"><name><text>calc</text></name><questiontext><text>{a}+{b}</text></questiontext></question>
</quiz>`

func TestMoodleXML(t *testing.T) {
	t.Parallel()
	all, err := All(KindMoodleXML, Bytes([]byte(moodleFile)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range all {
		line := string(e.Outcome()) + " " + e.Ref
		if e.Item != nil {
			line += " " + string(e.Item.Type)
		} else {
			line += ": " + e.Reason
		}
		got = append(got, line)
	}
	want := `imported_with_losses q1 single_choice
imported tf true_false
imported sa short_text
imported_with_losses num numeric
imported match matching
imported_with_losses cloze cloze
imported gap cloze
imported essay essay
imported_with_losses order ordering
rejected desc: type description is not supported
rejected calc: type calculated is not supported`
	if s := strings.Join(got, "\n"); s != want {
		t.Fatalf("got\n%s\nwant\n%s", s, want)
	}
	first := all[0].Item
	if len(first.Media) != 1 || !strings.Contains(first.Stem.Text, `src="a b.png"`) || first.Points != "2" || first.Domain() != "TLS" || !first.Fixed || !first.Weighed || first.Options[1].Fraction != "-1/3" {
		t.Errorf("%+v", first)
	}
	if body, err := first.Media[0].Read(); err != nil || string(body) != "hello" {
		t.Errorf("the file reads %q, %v", body, err)
	}
	if tf := all[1].Item; tf.True {
		t.Error("the second answer is right, which is false")
	}
	if u := all[3].Item.Units; len(u) != 2 || u[1].Factor != "0.01" {
		t.Errorf("units %+v", u)
	}
	if c := all[5].Item; c.Stem.Text != "A [[b1]] and [[b2]] and [[b3]]." || c.Blanks[1].Numbers[0].From != "2.5" || c.Blanks[2].Options[1].Fraction != "1" || len(c.Blanks[2].Options) != 2 {
		t.Errorf("cloze %+v", c)
	}
	if all[0].Line != 4 {
		t.Errorf("line %d", all[0].Line)
	}
}

func TestAiken(t *testing.T) {
	t.Parallel()
	all, err := All(KindAiken, Bytes([]byte("\ufeffWhich\nport?\r\nA) 80\nB.443\nANSWER: B\n\nNo answer?\nA. a\nB. b\n\nBad letter\nA. a\nC. c\nANSWER: A\nOther?\nA. a\nB. b\nANSWER: E\nLast\nA. x\nB. y\nANSWER: a")))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range all {
		got = append(got, itoa(e.Line)+" "+string(e.Outcome())+" "+e.Reason)
	}
	want := "1 imported \n7 rejected the item has no line ANSWER:\n11 rejected the options are not lettered in order at line 13\n15 rejected the answer names no option\n19 imported "
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
	if it := all[0].Item; it.Stem.Text != "Which\nport?" || it.Options[1].Text.Text != "443" || it.Options[1].Fraction != "1" {
		t.Errorf("%+v", it)
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	file := "\ufeffexternal_id;type;stem;option_1;option_2;option_3;key;points;domain\n" +
		"a;single_choice;\"Which;\none?\";x;y;;2;2;Net/TLS\n" +
		"b;multiple_response;All?;x;y;z;\"1;3\";;\n" +
		"c;numeric;Far?;;;;3:10%;;\n" +
		"d;single_choice;Bad?;x;y;;7;;\n" +
		"e;numeric;Bad?;;;;three;;\n" +
		"f;lab;Bad?;;;;;;\n" +
		"g;ordering;Order;x;y;z;\"3;1;2\";;\n"
	all, err := All(KindCSV, Bytes([]byte(file)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range all {
		got = append(got, itoa(e.Line)+" "+e.Ref+" "+string(e.Outcome())+" "+e.Reason)
	}
	want := "2 a imported \n4 b imported \n5 c imported \n6 d rejected the key names option 7, which is not there\n" +
		"7 e rejected an accepted answer is not a number, number:tolerance, number:percent% or from..to\n8 f rejected type lab is not supported\n9 g imported "
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
	if n := all[2].Item.Numbers[0]; n.From != "2.7" || n.To != "3.3" {
		t.Errorf("3:10%% is %+v", n)
	}
	if o := all[6].Item.Options; o[0].Text.Text != "z" {
		t.Errorf("the order is %+v", o)
	}
	if _, err := All(KindCSV, Bytes([]byte("a,b\n1,2\n"))); err == nil {
		t.Error("a file without a header is read")
	}
}
