package interchange

import (
	"bytes"
	"encoding/csv"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func htm(s string) Text { return Text{HTML, s} }

// everything is one item of every type, with all that an item can have.
func everything() []Item {
	picture := Media{Name: "maps/the uk.png", Type: "image/png", Size: 4, Read: func() ([]byte, error) { return []byte("\x89PNG"), nil }}
	study := &Stimulus{ID: "case 1", Title: "A case", Text: htm("<p>Read <b>this</b>.</p>")}
	return []Item{
		{Type: SingleChoice, ID: "q-1", Title: "Ports: TLS", Category: []string{"Net/work", "TLS"}, Tags: []string{"tls", "a]b"}, Language: "en", Points: "2", Difficulty: "0.7",
			Stem: htm("<p>Which port, =ALL() {a~b}?<br>a &lt; b &amp;&amp; c</p>"), Rationale: htm("<p>RFC</p>"), Stimulus: study,
			Options: []Option{{htm("443"), "1", htm("Yes")}, {htm("%80%"), "0", htm("No")}, {htm("[x]"), "0", Text{}}}},
		{Type: SingleChoice, ID: "=cmd|'/c calc'!A1", Title: "-1", Stem: htm("@import"), Stimulus: study, Weighed: true, Fixed: true,
			Options: []Option{{htm("a"), "1/2", Text{}}, {htm("'b"), "1", Text{}}, {htm("c"), "-1/3", Text{}}}},
		{Type: SingleChoice, ID: "two right", Stem: htm("Any"), Options: []Option{{htm("a"), "1", Text{}}, {htm("b"), "1", Text{}}, {htm("c"), "0", Text{}}}},
		{Type: MultipleResponse, ID: "q-2", Stem: htm("All"), Options: []Option{{htm("a"), "1", Text{}}, {htm("b"), "1", htm("w")}, {htm("c"), "0", Text{}}}},
		{Type: MultipleResponse, ID: "q-3", Stem: htm("Some"), Weighed: true, Points: "3", Lower: "-1/2", Upper: "2/3", Choose: 2, Options: []Option{{htm("a"), "1/3", Text{}}, {htm("b"), "2/3", Text{}}, {htm("c"), "-1", Text{}}}},
		{Type: TrueFalse, ID: "q-4", Category: []string{"Net/work"}, Stem: htm("Is it?"), True: true, IfTrue: htm("right"), IfFalse: htm("wrong")},
		{Type: TrueFalse, ID: "q-5", Stem: Text{Plain, "a < b\nand c"}, IfFalse: htm("right")},
		{Type: Matching, ID: "q-6", Stem: htm("Match"), Options: []Option{{Text: htm("Rome")}, {Text: htm("Oslo")}, {Text: htm("Bern")}},
			Stems: []Stem{{htm("Italy -&gt; south"), 0}, {htm("Norway"), 1}, {htm("Latium"), 0}}},
		{Type: Ordering, ID: "q-7", Stem: htm("Order"), Options: []Option{{Text: htm("one")}, {Text: htm("two")}, {Text: htm("three")}}, Rule: "pairs_in_order"},
		{Type: Numeric, ID: "q-8", Stem: htm("How far?"), Units: []Unit{{"m", "1"}, {"cm", "0.01"}}, UnitPenalty: "1/2", UnitPenaltyOf: "item",
			Numbers: []Number{{"-3.5", "-2.5", "1/2", Text{}}, {"3", "3", "1", Text{}}}},
		{Type: ShortText, ID: "q-9", Stem: htm("Name"), Exact: true, Texts: []Short{{"York", "1", Text{}}, {"%x% y", "1/2", Text{}}, {`5\*5`, "1", Text{}}}},
		{Type: ShortText, ID: "q-10", Stem: htm("Name"), Texts: []Short{{"Y*k", "1", Text{}}, {"True", "1", Text{}}}},
		{Type: Cloze, ID: "q-11", Points: "2", Stem: htm("<p>A [[x]] and [[y]], then [[z]].</p>"), Blanks: []Blank{
			{ID: "x", Kind: BlankText, Exact: true, Texts: []Short{{"a|b=c", "1", Text{}}, {"%d", "1/2", Text{}}}},
			{ID: "y", Kind: BlankNumber, Weight: 3, Numbers: []Number{{"2", "4", "1/2", Text{}}, {"3", "3", "1", Text{}}}},
			{ID: "z", Kind: BlankChoice, Options: []Option{{Text: htm("in"), Fraction: "1"}, {Text: htm("out"), Fraction: "0"}, {Text: htm("by"), Fraction: "1/4"}}},
		}},
		{Type: Hotspot, ID: "q-12", Stem: htm(`<p>Where? <img src="maps/the uk.png" alt="map"></p>`), Media: []Media{picture}, Marks: 2,
			Image: &Image{Name: "maps/the uk.png", Alt: "The <UK>", Width: 196, Height: 280}, Areas: []Area{
				{"circle", []string{"77", "115", "8"}, "1/2"}, {"rect", []string{"0", "0", "10", "10"}, "1/2"}, {"poly", []string{"1", "1", "5", "1", "5", "9"}, "-1/2"},
			}},
		{Type: Essay, ID: "q-13", Stem: htm("Write"), Guide: htm("Look for it")},
		{Type: FileUpload, ID: "q-14", Stem: htm("Upload"), Files: 2, Accept: []string{"pdf", "zip"}},
		{Type: Essay, Title: "without id", Stem: htm("Write more")},
	}
}

func seq(items []Item) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for _, it := range items {
			if !yield(it, nil) {
				return
			}
		}
	}
}

func write(t *testing.T, format string, items []Item) ([]byte, []Written) {
	t.Helper()
	var b bytes.Buffer
	all, err := Write(format, &b, seq(items))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(items) {
		t.Fatalf("%d items accounted for, %d were given", len(all), len(items))
	}
	return b.Bytes(), all
}

func TestRoundTripsAreStable(t *testing.T) {
	t.Parallel()
	for format, kind := range map[string]Kind{"qti3": KindQTI, "gift": KindGIFT, "csv": KindCSV} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			first, account := write(t, format, everything())
			again, _ := write(t, format, everything())
			if !bytes.Equal(first, again) {
				t.Error("the same items give different bytes")
			}
			var want []Item
			for n, a := range account {
				if a.Reason == "" {
					want = append(want, everything()[n])
				} else if !strings.Contains(a.Reason, "no word") && !strings.Contains(a.Reason, "no images") {
					t.Errorf("%s is not written: %s", a.Ref, a.Reason)
				}
			}
			read, err := All(kind, Bytes(first))
			if err != nil {
				t.Fatal(err)
			}
			var items []Item
			for _, e := range read {
				if e.Item == nil || len(e.Losses) > 0 && !strings.HasPrefix(e.Losses[0], "several options are marked right") {
					t.Fatalf("%s line %d of our own file is %s: %s %v", e.File, e.Line, e.Outcome(), e.Reason, e.Losses)
				}
				items = append(items, *e.Item)
			}
			if len(items) != len(want) {
				t.Fatalf("%d items come back, %d were written", len(items), len(want))
			}
			second, _ := write(t, format, items)
			if !bytes.Equal(first, second) {
				t.Errorf("the second export differs:\n%s", difference(first, second))
			}
			for n := range items {
				sameItem(t, format, items[n], want[n])
			}
		})
	}
}

func difference(a, b []byte) string {
	as, bs := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for n := range as {
		if n >= len(bs) || as[n] != bs[n] {
			return strings.Join(as[n:min(n+3, len(as))], "\n") + "\n---\n" + strings.Join(bs[min(n, len(bs)):min(n+3, len(bs))], "\n")
		}
	}
	return ""
}

// sameItem wants what is asked and what is right back, where the format can carry it.
func sameItem(t *testing.T, format string, got, want Item) {
	t.Helper()
	plain := func(it Item) Item {
		for _, text := range it.texts() {
			text.Format = ""
			text.Text = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&", "<br/>", "<br>", "<br>", "\n", "&#39;", "'", `src="media/9ec39b26de6d4a3e1224ab85.png"`, `src="maps/the uk.png"`).Replace(text.Text)
		}
		it.Options, it.Stems = slices.Clone(it.Options), slices.Clone(it.Stems)
		for n := range it.Options {
			if it.Type == Matching || it.Type == Ordering {
				it.Options[n].Fraction = ""
			}
		}
		it.Media, it.Image, it.Stimulus = nil, nil, nil
		if format != "qti3" {
			it.Rule, it.Lower, it.Upper, it.Choose, it.UnitPenalty, it.UnitPenaltyOf = "", "", "", 0, "", ""
		}
		if format == "gift" {
			it.Units, it.Guide = nil, Text{}
			if it.Type == MultipleResponse {
				it.Options, it.Weighed = nil, false
			}
		}
		it.Blanks = nil
		it.Texts = slices.Clone(it.Texts)
		for n := range it.Texts {
			it.Texts[n].Rationale.Format = ""
		}
		it.Numbers = slices.Clone(it.Numbers)
		for n := range it.Numbers {
			it.Numbers[n].Rationale.Format = ""
		}
		return it
	}
	if diff := cmp.Diff(plain(want), plain(got)); diff != "" {
		t.Errorf("%s of %s changes (-written +read):\n%s", want.Type, format, diff)
	}
	if len(got.Blanks) != len(want.Blanks) {
		t.Fatalf("%d blanks, want %d", len(got.Blanks), len(want.Blanks))
	}
	for n, b := range want.Blanks {
		g := got.Blanks[n]
		if g.ID != b.ID || g.Kind != b.Kind || g.Exact != b.Exact || (format == "qti3" && g.Weight != b.Weight) || !cmp.Equal(g.Texts, b.Texts) || len(g.Options) != len(b.Options) {
			t.Errorf("blank %d is %+v, want %+v", n, g, b)
		}
		for i := range b.Options {
			if g.Options[i].Fraction != b.Options[i].Fraction || g.Options[i].Text.Text != b.Options[i].Text.Text {
				t.Errorf("blank %d option %d is %+v, want %+v", n, i, g.Options[i], b.Options[i])
			}
		}
		for i := range b.Numbers {
			if g.Numbers[i].Fraction != b.Numbers[i].Fraction || g.Numbers[i].From != b.Numbers[i].From || g.Numbers[i].To != b.Numbers[i].To {
				t.Errorf("blank %d number %d is %+v, want %+v", n, i, g.Numbers[i], b.Numbers[i])
			}
		}
	}
}

func TestASpreadsheetSeesNoFormula(t *testing.T) {
	t.Parallel()
	file, _ := write(t, "csv", everything())
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range slices.Concat(rows...) {
		if cell = strings.TrimLeft(cell, " "); cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
			t.Errorf("a cell begins with %q: %s", cell[0], cell)
		}
	}
	for _, cell := range []string{"=1", " =1", "'=1", "''+1", "'Twas", "-1", "\t@", "plain", "'", ""} {
		if back := unguarded(guard(cell)); back != cell {
			t.Errorf("%q comes back as %q", cell, back)
		}
	}
}
