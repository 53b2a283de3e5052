package exams

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"laurel/exams/items"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// formOf is a form of n choices with four options each; every third and its neighbour belong to one stimulus.
func formOf(n int, shuffle bool) *Form {
	f := &Form{Languages: []string{"en", "de"}, Shuffle: shuffle, contents: map[string]items.Content{}}
	for i := range n {
		name := items.OptionID(i)
		en, de := items.Content{StemHTML: "en " + name}, items.Content{StemHTML: "de " + name}
		for j := range 4 {
			en.Options = append(en.Options, items.Option{ID: items.OptionID(j), HTML: "option"})
		}
		de.Options = en.Options
		f.contents["en"+name], f.contents["de"+name] = en, de
		slot := FormSlot{Position: i + 1, Section: 1 + i/10, ItemVersionID: "itv_" + name, Type: items.SingleChoice, Contents: []string{"en" + name, "de" + name}}
		if i%3 != 2 {
			slot.StimulusID = "stm_" + items.OptionID(i/3)
		}
		f.Slots = append(f.Slots, slot)
	}
	return f
}

// A paper is a function of form and seed: what one process shows, every other reads, in this year's program and in the next's.
func TestAPaperFollowsFromFormAndSeed(t *testing.T) {
	t.Parallel()
	seed := strings.Repeat("5eed", 16)
	paper, err := formOf(3, true).paper(Sheet{Seed: seed, Language: "de"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range paper.shown() {
		line := s.ItemVersionID + " " + s.Content.StemHTML
		for _, o := range s.Arrangement.Options {
			line += " " + o.ID + "=" + o.Option
		}
		got = append(got, line)
	}
	want := []string{
		"itv_c de c E070K6ZG=b G5P0NTVX=d VHWM3XQH=c Q7FBZ1PZ=a",
		"itv_a de a 275MQWJZ=c ZGCYJ9HG=d MK78RW72=b PCPCYBJ6=a",
		"itv_b de b R5J4GZSH=d W899X9ZK=b F709KV3E=a HE04PEZR=c",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	english, _ := formOf(3, true).paper(Sheet{Seed: seed, Language: "en"})
	if diff := cmp.Diff(paper.Slots(), english.Slots()); diff != "" {
		t.Errorf("another language is arranged in another way: %s", diff)
	}
}

func TestShufflingKeepsSectionsAndStimuli(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := formOf(rapid.IntRange(1, 40).Draw(t, "length"), true)
		p, err := f.paper(Sheet{Seed: strings.Repeat("ab", 31) + rapid.StringMatching("[0-9a-f]{2}").Draw(t, "seed")})
		if err != nil {
			t.Fatal(err)
		}
		seen := slices.Clone(p.order)
		slices.Sort(seen)
		for i, at := range seen {
			if i != at {
				t.Fatalf("%v is no order", p.order)
			}
		}
		for i := 1; i < len(p.order); i++ {
			if p.at(i).Section > p.at(i+1).Section {
				t.Fatalf("section %d after %d", p.at(i).Section, p.at(i+1).Section)
			}
		}
		for i := 1; i < len(f.Slots); i++ {
			a, b := f.Slots[i-1], f.Slots[i]
			if b.StimulusID != "" && a.StimulusID == b.StimulusID && a.Section == b.Section && slices.Index(p.order, i) != slices.Index(p.order, i-1)+1 {
				t.Fatalf("%s was parted in %v", b.StimulusID, p.order)
			}
		}
		for i := range f.Slots {
			names := map[string]bool{}
			for _, o := range p.Slot(i + 1).Arrangement.Options {
				names[o.ID] = true
			}
			if len(names) != 4 {
				t.Fatal("two options have one name")
			}
		}
	})
}

func TestAFormIsFrozen(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		before := s.items()
		for _, change := range []string{
			"update forms set slots = '[]'", "update forms set sha256 = 'x'", "update forms set seed = 'x'",
			"update form_contents set content = '{}'", "delete from form_contents",
		} {
			if err := h.db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error { return tx.Exec(change).Error }); err == nil {
				t.Errorf("%s was let through", change)
			}
		}
		// Nothing that happens in the bank reaches who sits, nor a process that has read nothing yet.
		err := h.db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
			return tx.Exec(`update item_versions set content = '{"stem_html":"changed"}'`).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		h.shelf = newShelf()
		var v AttemptView
		s.call(t, "GET", "", nil).Want(t, 200).Into(t, &v)
		if diff := cmp.Diff(before, v.Sections[0].Items); diff != "" {
			t.Errorf("the form changed: %s", diff)
		}
		if n := h.count(t, "select count(*) from attempt_events where kind = 'made' and detail like '%form_sha256%'"); n != 1 {
			t.Error("the log does not name the form")
		}
	})
}
