//go:build samples

package interchange

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The samples are files this project did not write, each with what the reference parser reads in it. They lie outside the
// repository, in the folder that LAUREL_SAMPLES names.
func TestGIFTSamples(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("LAUREL_SAMPLES")
	files, err := filepath.Glob(filepath.Join(dir, "gift", "*.gift"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples under LAUREL_SAMPLES (%v)", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			reference, err := os.ReadFile(strings.TrimSuffix(file, ".gift") + ".json")
			if err != nil {
				t.Fatal(err)
			}
			compare(t, source, reference)
		})
	}
}

type sampled struct {
	Type    string          `json:"type"`
	ID      *string         `json:"id"`
	Title   *string         `json:"title"`
	Tags    []string        `json:"tags"`
	Stem    sampledText     `json:"stem"`
	Global  *sampledText    `json:"globalFeedback"`
	IsTrue  bool            `json:"isTrue"`
	Choices json.RawMessage `json:"choices"`
}

type sampledText struct{ Format, Text string }

func compare(t *testing.T, source, reference []byte) {
	t.Helper()
	var all []sampled
	if err := json.Unmarshal(reference, &all); err != nil {
		t.Fatal(err)
	}
	var want []sampled
	for _, s := range all {
		if s.Type != "Category" {
			want = append(want, s)
		}
	}
	got, err := GIFT(source)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Fatalf("%d items, the reference reads %d", len(got), len(want))
	}
	for i, w := range want {
		compareItem(t, got[i], w)
	}
}

// same compares texts apart from how runs of blanks are written and whether a blank stands before the full stop after a gap.
func same(a, b string) bool {
	squeeze := func(s string) string {
		return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "_____ .", "_____.")
	}
	return squeeze(a) == squeeze(b)
}

func compareItem(t *testing.T, e Entry, w sampled) {
	t.Helper()
	types := map[string]Type{"MC": SingleChoice, "TF": TrueFalse, "Numerical": Numeric, "Short": ShortText, "Matching": Matching, "Essay": Essay}
	if types[w.Type] == "" {
		if e.Outcome() != Rejected || !strings.Contains(e.Reason, "not supported") {
			t.Errorf("line %d: %s is %s: %s", e.Line, w.Type, e.Outcome(), e.Reason)
		}
		return
	}
	if e.Item == nil {
		t.Errorf("line %d: rejected: %s", e.Line, e.Reason)
		return
	}
	it := *e.Item
	if it.Type != types[w.Type] || !same(it.Stem.Text, w.Stem.Text) || string(it.Stem.Format) != w.Stem.Format || it.True != w.IsTrue {
		t.Errorf("line %d: read %+v\nreference %+v", e.Line, it, w)
	}
	if (w.Title != nil && it.Title != *w.Title) || (w.ID != nil && it.ID != *w.ID) || len(it.Tags) != len(w.Tags) {
		t.Errorf("line %d: title %q, id %q, tags %v", e.Line, it.Title, it.ID, it.Tags)
	}
	if w.Global != nil && !same(it.Rationale.Text, w.Global.Text) {
		t.Errorf("line %d: general feedback %q", e.Line, it.Rationale.Text)
	}
	if w.Type == "MC" {
		compareOptions(t, it, w)
	}
}

func compareOptions(t *testing.T, it Item, w sampled) {
	t.Helper()
	var choices []struct {
		IsCorrect bool
		Text      sampledText
		Feedback  *sampledText
	}
	if err := json.Unmarshal(w.Choices, &choices); err != nil {
		t.Fatal(err)
	}
	if len(choices) != len(it.Options) {
		t.Fatalf("%d options, the reference reads %d", len(it.Options), len(choices))
	}
	for i, c := range choices {
		o := it.Options[i]
		feedback := ""
		if c.Feedback != nil {
			feedback = c.Feedback.Text
		}
		if !same(o.Text.Text, c.Text.Text) || (o.Fraction == "1") != c.IsCorrect || !same(o.Rationale.Text, feedback) {
			t.Errorf("option %d: %+v, the reference reads %+v", i, o, c)
		}
	}
}

// Every item of the QTI samples has one outcome, and what was imported leaves as QTI 3 and comes back the same.
func TestQTISamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(os.Getenv("LAUREL_SAMPLES"), "qti", "items_*", "*.xml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples under LAUREL_SAMPLES (%v)", err)
	}
	read := map[Type]int{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all, err := All(KindQTI, Bytes(source))
		if err != nil {
			if !errors.Is(err, ErrNoXML) {
				t.Errorf("%s: %v", file, err)
			}
			continue
		}
		for _, e := range all {
			if (e.Item == nil) == (e.Reason == "") || e.Line == 0 {
				t.Errorf("%s: %+v", file, e)
			}
			if e.Item != nil {
				read[e.Item.Type]++
				stable(t, file, *e.Item)
			}
		}
	}
	for _, kind := range []Type{SingleChoice, MultipleResponse, TrueFalse, Matching, Ordering, Numeric, ShortText, Cloze, Essay, FileUpload} {
		if read[kind] == 0 {
			t.Errorf("no sample is read as %s: %v", kind, read)
		}
	}
}

func stable(t *testing.T, file string, it Item) {
	t.Helper()
	first, _ := write(t, "qti3", []Item{it})
	all, err := All(KindQTI, Bytes(first))
	if err != nil || len(all) != 1 || all[0].Item == nil {
		t.Fatalf("%s comes back as %+v, %v", file, all, err)
	}
	second, _ := write(t, "qti3", []Item{*all[0].Item})
	if string(first) != string(second) {
		t.Errorf("%s: the second export differs", file)
	}
}
