package interchange

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func one(t *testing.T, source string) Entry {
	t.Helper()
	all, err := GIFT([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 {
		t.Fatalf("%d entries, want one", len(all))
	}
	return all[0]
}

func moodle(s string) Text { return Text{Moodle, s} }

func TestGIFTTypes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source string
		want   Item
	}{
		"single choice with feedback": {
			"::Ports:: Which port does TLS use by default? {\n ~80 # That is plain HTTP.\n =443 # Yes.\n ~22\n #### See the registry.\n}",
			Item{Type: SingleChoice, Title: "Ports", Stem: moodle("Which port does TLS use by default?"), Rationale: moodle("See the registry."),
				Options: []Option{
					{moodle("80"), "0", moodle("That is plain HTTP.")}, {moodle("443"), "1", moodle("Yes.")}, {moodle("22"), "0", moodle("")},
				}},
		},
		"multiple response": {
			"Pick the primes. {~%50%2 ~%50%3 ~%-100%4}",
			Item{Type: MultipleResponse, Weighed: true, Stem: moodle("Pick the primes."), Rationale: moodle(""), Options: []Option{
				{moodle("2"), "1/2", moodle("")}, {moodle("3"), "1/2", moodle("")}, {moodle("4"), "-1", moodle("")},
			}},
		},
		"thirds": {
			"Pick three. {~%33.333%a ~%33.333%b ~%33.334%c ~%-33.33333%d}",
			Item{Type: MultipleResponse, Weighed: true, Stem: moodle("Pick three."), Rationale: moodle(""), Options: []Option{
				{moodle("a"), "1/3", moodle("")}, {moodle("b"), "1/3", moodle("")}, {moodle("c"), "1/3", moodle("")},
				{moodle("d"), "-1/3", moodle("")},
			}},
		},
		"single choice with a half-right option": {
			"When? {=1822 ~%50%1823 ~1900}",
			Item{Type: SingleChoice, Weighed: true, Stem: moodle("When?"), Rationale: moodle(""), Options: []Option{
				{moodle("1822"), "1", moodle("")}, {moodle("1823"), "1/2", moodle("")}, {moodle("1900"), "0", moodle("")},
			}},
		},
		"true, the first feedback is for the wrong answer": {
			"Water boils. {TRUE#It does.#Indeed.}",
			Item{Type: TrueFalse, True: true, Stem: moodle("Water boils."), Rationale: moodle(""), IfTrue: moodle("Indeed."), IfFalse: moodle("It does.")},
		},
		"false": {
			"Water burns. {f#It does not.}",
			Item{Type: TrueFalse, Stem: moodle("Water burns."), Rationale: moodle(""), IfTrue: moodle("It does not."), IfFalse: moodle("")},
		},
		"numeric with tolerance": {
			"Pi? {#3.14:0.005}",
			Item{Type: Numeric, Stem: moodle("Pi?"), Rationale: moodle(""), Numbers: []Number{{"3.135", "3.145", "1", moodle("")}}},
		},
		"numeric range": {
			"One to five? {#-1..5#fine}",
			Item{Type: Numeric, Stem: moodle("One to five?"), Rationale: moodle(""), Numbers: []Number{{"-1", "5", "1", moodle("fine")}}},
		},
		"numeric list": {
			"Born? {#\n =1822:0\n =%50%1822:2 # near\n}",
			Item{Type: Numeric, Stem: moodle("Born?"), Rationale: moodle(""), Numbers: []Number{
				{"1822", "1822", "1", moodle("")}, {"1820", "1824", "1/2", moodle("near")},
			}},
		},
		"short text": {
			"Two plus two equals {=four =%50%vier =4}.",
			Item{Type: ShortText, Stem: moodle("Two plus two equals _____."), Rationale: moodle(""), Texts: []Short{
				{"four", "1", moodle("")}, {"vier", "1/2", moodle("")}, {"4", "1", moodle("")},
			}},
		},
		"short text without a mark": {
			"The word for 1? {One}",
			Item{Type: ShortText, Stem: moodle("The word for 1?"), Rationale: moodle(""), Texts: []Short{{"One", "1", moodle("")}}},
		},
		"escapes": {
			`Is \{a\=b\} a set\: yes \~ \# \\ or \no? {=\{a\=b\} ~C:\dir}`,
			Item{Type: SingleChoice, Stem: moodle("Is {a=b} a set: yes ~ # \\ or \no?"), Rationale: moodle(""), Options: []Option{
				{moodle("{a=b}"), "1", moodle("")}, {moodle(`C:\dir`), "0", moodle("")},
			}},
		},
		"formats are inherited and overridden": {
			"[html]<p>East?</p> {=[plain]yes ~<b>no</b>#<i>why</i>}",
			Item{Type: SingleChoice, Stem: Text{HTML, "<p>East?</p>"}, Rationale: Text{HTML, ""}, Options: []Option{
				{Text{Plain, "yes"}, "1", Text{HTML, ""}}, {Text{HTML, "<b>no</b>"}, "0", Text{HTML, "<i>why</i>"}},
			}},
		},
		"markdown keeps its lines": {
			"[markdown]Look:\n- a\n- b {T}",
			Item{Type: TrueFalse, True: true, Stem: Text{Markdown, "Look:\n- a\n- b"}, Rationale: Text{Markdown, ""},
				IfTrue: Text{Markdown, ""}, IfFalse: Text{Markdown, ""}},
		},
		"answer first": {
			"{ =Asia } is the largest.",
			Item{Type: ShortText, Stem: moodle("_____ is the largest."), Rationale: moodle(""), Texts: []Short{{"Asia", "1", moodle("")}}},
		},
		"comments give id and tags": {
			"// [id:q-17] [tag:tls]\n// [tag:net work]\nTrue? {T}",
			Item{Type: TrueFalse, True: true, ID: "q-17", Tags: []string{"tls", "net work"}, Stem: moodle("True?"), Rationale: moodle(""),
				IfTrue: moodle(""), IfFalse: moodle("")},
		},
		"category": {
			"$CATEGORY: $course$/top/Level one/TCP//IP\n\nTrue? {T}",
			Item{Type: TrueFalse, True: true, Category: []string{"Level one", "TCP/IP"}, Stem: moodle("True?"), Rationale: moodle(""),
				IfTrue: moodle(""), IfFalse: moodle("")},
		},
		"a blank line inside the answers": {
			"Pick one. {\n=a\n\n~b\n}",
			Item{Type: SingleChoice, Stem: moodle("Pick one."), Rationale: moodle(""), Options: []Option{
				{moodle("a"), "1", moodle("")}, {moodle("b"), "0", moodle("")},
			}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := one(t, c.source)
			if e.Outcome() != Imported {
				t.Fatalf("%s: %s %v", e.Outcome(), e.Reason, e.Losses)
			}
			if d := cmp.Diff(c.want, *e.Item); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestGIFTRejects(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ source, reason string }{
		"pair without right": {"Match. {=a -> 1 =b -> }", "a pair has no right side"},
		"description":        {"Take a pencil.", "type description is not supported: there is no answer list"},
		"cloze":              {"A {=b} and {=c}.", "type cloze is not supported: there is more than one answer list"},
		"not closed":         {"Open {=a ~b", "the answer list is not closed by a brace"},
		"closed first":       {"a} {=b}", "a brace is closed before one is opened"},
		"closed twice":       {"a {=b} c}", "a brace is closed that was not opened"},
		"closed alone":       {"a}", "a brace is closed that was not opened"},
		"nested":             {"a {={b}}", "a brace is opened inside the answer list; write \\{ for a plain brace"},
		"open title":         {"::Title {T}", "the title is not closed by two colons"},
		"no stem":            {"::T:: {T}", "the item has no stem"},
		"nothing right":      {"a {~b ~c}", "no option is right"},
		"only penalties":     {"a {~%-50%b ~c}", "no option is right"},
		"nothing accepted":   {"a {=%0%b}", "no answer is right"},
		"empty option":       {"a {=b ~}", "an option is empty"},
		"empty answer":       {"a {=}", "an accepted answer is empty"},
		"text in front":      {"a {b ~c =d}", "there is text before the first option"},
		"weight too large":   {"a {~%150%b ~c}", "a weight is not a percentage from -100 to 100"},
		"weight no number":   {"a {~%x%b ~c}", "a weight is not a percentage from -100 to 100"},
		"not a number":       {"a {#x}", "an accepted answer is not a number, number:tolerance or from..to"},
		"upside down":        {"a {#5..1}", "an accepted answer is not a number, number:tolerance or from..to"},
		"negative tolerance": {"a {#5:-1}", "an accepted answer is not a number, number:tolerance or from..to"},
		"no number":          {"a {#}", "a numeric item needs between 1 and 100 answers"},
		"too long":           {strings.Repeat("x", maxItemLength) + " {T}", "the item is longer than 64 KiB"},
		"too many options":   {"a {" + strings.Repeat("~b ", maxAnswers) + "=c}", "there are more than 100 answers"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := one(t, c.source)
			if e.Outcome() != Rejected || e.Reason != c.reason {
				t.Errorf("%s: %q, want %q", e.Outcome(), e.Reason, c.reason)
			}
		})
	}
}

func TestGIFTLosses(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"several right without weights": "Seasons? {=spring =summer ~easter}",
		"weights short of a whole":      "a {~%50%b ~%25%c ~d}",
		"weights over a whole":          "a {~%75%b ~%75%c ~d}",
		"no full point":                 "a {=%50%b}",
		"said to a wrong number":        "a {#=5 ~#sorry}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if e := one(t, source); e.Outcome() != ImportedWithLosses {
				t.Errorf("%s: %q %v", e.Outcome(), e.Reason, e.Losses)
			}
		})
	}
}

// A file with everything in it: one outcome per item, lines that lead to the item, and a bad item that costs no other.
func TestGIFTAccounts(t *testing.T) {
	t.Parallel()
	const file = "\ufeff// A bank\r\n\r\n$CATEGORY: $course$/Basics\r\n\r\n::One:: Right? {T}\r\n\r\n// [id:two]\r\nWrite. {}\r\n\r\n" +
		"Broken {=a\r\n\r\n$CATEGORY: Basics/Deep\r\n::Three:: Sum? {#4}\r\n\r\nSeasons? {=a =b ~c}\r\n"
	all, err := GIFT([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		Ref     string
		Line    int
		Outcome Outcome
		Domain  string
	}
	var got []row
	for _, e := range all {
		r := row{Ref: e.Ref, Line: e.Line, Outcome: e.Outcome()}
		if e.Item != nil {
			r.Domain = e.Item.Domain()
		}
		got = append(got, r)
	}
	want := []row{
		{"One", 5, Imported, "Basics"},
		{"two", 8, Imported, "Basics"},
		{"item 3", 10, Rejected, ""},
		{"Three", 13, Imported, "Deep"},
		{"item 5", 15, ImportedWithLosses, "Deep"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestGIFTRefusesFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"invalid UTF-8":  {[]byte("a \xff {T}"), ErrUnreadable},
		"NUL":            {[]byte("a \x00 {T}"), ErrUnreadable},
		"too large":      {make([]byte, MaxBytes+1), ErrTooLarge},
		"too many items": {[]byte(strings.Repeat("a {T}\n\n", MaxItems+1)), ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := GIFT(c.file); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	if all, err := GIFT(nil); err != nil || len(all) != 0 {
		t.Errorf("an empty file holds nothing: %v %v", all, err)
	}
}

func FuzzGIFT(f *testing.F) {
	for _, s := range []string{
		"::t:: a {=b ~%50%c#d ####e}", "a {#1..2:3}", "{T#a#b}", "$CATEGORY: a/b\n\n// [id:x]\nq {=a -> b}", `\{ \n \\ {=\}}`, "[html]<p {~a\n\n=b}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file string) {
		all, err := GIFT([]byte(file))
		if err != nil {
			return
		}
		lines := strings.Count(file, "\n") + strings.Count(file, "\r") + 1
		last := 0
		for _, e := range all {
			if e.Line <= last || e.Line > lines {
				t.Fatalf("line %d after %d of %d", e.Line, last, lines)
			}
			last = e.Line
			if (e.Item == nil) != (e.Reason != "") || e.Ref == "" {
				t.Fatalf("an entry without account: %+v", e)
			}
		}
	})
}
