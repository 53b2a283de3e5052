package items

import (
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"laurel/exams/interchange"
	"laurel/internal/fault"
)

// sample is an item of a type, with answers of every worth.
type sample struct {
	kind    Type
	content Content
	key     string
	answers map[string]string // a response in the author's names: its worth
}

var choices = []Option{{"a", "A"}, {"b", "B"}, {"c", "C"}}

func samples() map[string]sample {
	cloze := Content{
		StemHTML: "A [[one]] and [[two]] and [[three]].",
		Blanks:   []Blank{{ID: "one", Kind: BlankText}, {ID: "two", Kind: BlankNumber}, {ID: "three", Kind: BlankChoice, Options: choices}},
	}
	clozeBlanks := `"blanks":{"one":{"texts":[{"text":"Köln","folded":true,"fraction":"1"}]},"two":{"intervals":[{"value":"200","tolerance":"0.05","tolerance_kind":"relative","fraction":"1"}]},"three":{"accepted":["b"]}}`
	image := Content{StemHTML: "x", Image: &Image{"pic", 100, 80, "A map"}, MaxPoints: 2}
	areas := `"areas":[{"shape":"rect","coords":["0","0","10","10"],"value":"2"},{"shape":"circle","coords":["50","50","5"],"value":"2"},{"shape":"poly","coords":["60","0","80","0","70","20"],"value":"-1"}]`
	units := Content{StemHTML: "x", UnitOptions: []string{"m", "cm"}}
	return map[string]sample{
		"single":          {SingleChoice, Content{StemHTML: "x", Options: choices}, `{"accepted":["b"]}`, map[string]string{`{"choice":"b"}`: "1", `{"choice":"a"}`: "0"}},
		"single weighed":  {SingleChoice, Content{StemHTML: "x", Options: choices}, `{"worth":{"a":"1","b":"1/2"}}`, map[string]string{`{"choice":"b"}`: "1/2", `{"choice":"c"}`: "0"}},
		"true":            {TrueFalse, Content{StemHTML: "x", Fixed: true, Options: []Option{{"true", "True"}, {"false", "False"}}}, `{"accepted":["true"]}`, map[string]string{`{"choice":"true"}`: "1", `{"choice":"false"}`: "0"}},
		"multiple":        {MultipleResponse, Content{StemHTML: "x", Options: choices, Choose: 2}, `{"correct":["a","c"]}`, map[string]string{`{"choices":["c","a"]}`: "1", `{"choices":["a"]}`: "0", `{"choices":[]}`: "0"}},
		"multiple sum":    {MultipleResponse, Content{StemHTML: "x", Options: choices}, `{"rule":"moodle_multi","worth":{"a":"1/2","c":"1/2","b":"-1/2"}}`, map[string]string{`{"choices":["a"]}`: "1/2", `{"choices":["a","b"]}`: "0", `{"choices":["a","b","c"]}`: "1/2"}},
		"multiple minus":  {MultipleResponse, Content{StemHTML: "x", Options: choices}, `{"rule":"canvas_multi","correct":["a","c"]}`, map[string]string{`{"choices":["a"]}`: "1/2", `{"choices":["a","b"]}`: "0", `{"choices":["a","b","c"]}`: "1/2", `{"choices":["a","c"]}`: "1"}},
		"multiple mapped": {MultipleResponse, Content{StemHTML: "x", Options: choices}, `{"rule":"map_response","map":{"a":"1","b":"1","c":"-1"},"lower":"0","upper":"2"}`, map[string]string{`{"choices":["a","b"]}`: "1", `{"choices":["a"]}`: "1/2", `{"choices":["a","b","c"]}`: "1/2", `{"choices":["c"]}`: "0"}},
		"matching":        {Matching, Content{StemHTML: "x", Stems: []Option{{"s1", "1"}, {"s2", "2"}}, Options: choices}, `{"pairs":{"s1":"a","s2":"a"}}`, map[string]string{`{"pairs":{"s1":"a","s2":"a"}}`: "1", `{"pairs":{"s2":"a"}}`: "1/2", `{"pairs":{"s1":"b","s2":"c"}}`: "0"}},
		"matching whole":  {Matching, Content{StemHTML: "x", Stems: []Option{{"s1", "1"}, {"s2", "2"}}, Options: choices}, `{"rule":"all_or_nothing","pairs":{"s1":"a","s2":"b"}}`, map[string]string{`{"pairs":{"s1":"a","s2":"b"}}`: "1", `{"pairs":{"s1":"a"}}`: "0"}},
		"matching mapped": {Matching, Content{StemHTML: "x", Stems: []Option{{"s1", "1"}, {"s2", "2"}}, Options: choices}, `{"rule":"map_response","map":{"s1 a":"2","s2 b":"1","s1 c":"-1"},"lower":"0"}`, map[string]string{`{"pairs":{"s1":"a","s2":"b"}}`: "1", `{"pairs":{"s1":"a"}}`: "2/3", `{"pairs":{"s1":"c"}}`: "0"}},
		"ordering":        {Ordering, Content{StemHTML: "x", Options: choices}, `{"order":["c","a","b"]}`, map[string]string{`{"order":["c","a","b"]}`: "1", `{"order":["a","b","c"]}`: "0"}},
		"ordering pairs":  {Ordering, Content{StemHTML: "x", Options: choices}, `{"rule":"order_all_previous_next","order":["c","a","b"]}`, map[string]string{`{"order":["c","b","a"]}`: "2/3", `{"order":["b","a","c"]}`: "0"}},
		"numeric":         {Numeric, Content{StemHTML: "x"}, `{"intervals":[{"from":"3.135","to":"3.145","fraction":"1"},{"value":"3","tolerance":"0.1","tolerance_kind":"geometric","fraction":"1/2"}]}`, map[string]string{`{"number":"3.14"}`: "1", `{"number":"3.1451"}`: "1/2", `{"number":"2.7"}`: "0"}},
		"numeric units":   {Numeric, units, `{"intervals":[{"value":"2","fraction":"1"}],"units":[{"name":"m","factor":"1"},{"name":"cm","factor":"0.01"}]}`, map[string]string{`{"number":"2","unit":"m"}`: "1", `{"number":"200","unit":"cm"}`: "1", `{"number":"2"}`: "9/10", `{"number":"2","unit":"cm"}`: "9/10"}},
		"short":           {ShortText, Content{StemHTML: "x"}, `{"texts":[{"text":"Asia","fraction":"1"},{"text":"As*","exact":true,"fraction":"1/4"}]}`, map[string]string{`{"text":" ASIA "}`: "1", `{"text":"Ash"}`: "1/4", `{"text":"ash"}`: "0"}},
		"cloze":           {Cloze, cloze, "{" + clozeBlanks + "}", map[string]string{`{"blanks":{"one":"koln","two":"190","three":"b"}}`: "1", `{"blanks":{"one":"Köln"}}`: "1/3", `{"blanks":{"two":"189","three":"b"}}`: "1/3", `{"blanks":{"one":""}}`: "0"}},
		"cloze whole":     {Cloze, cloze, `{"rule":"all_or_nothing",` + clozeBlanks + "}", map[string]string{`{"blanks":{"one":"Köln","two":"200","three":"b"}}`: "1", `{"blanks":{"one":"Köln","two":"200"}}`: "0"}},
		"hotspot":         {Hotspot, image, "{" + areas + "}", map[string]string{`{"points":[[5,5],[50,50]]}`: "1", `{"points":[[5,5]]}`: "1/2", `{"points":[[5,5],[70,10]]}`: "1/4", `{"points":[[99,79.5]]}`: "0"}},
		"hotspot whole":   {Hotspot, image, `{"rule":"all_or_nothing",` + areas + "}", map[string]string{`{"points":[[50.5,50],[10,10]]}`: "1", `{"points":[[5,5]]}`: "0", `{"points":[[5,5],[70,10]]}`: "0"}},
		"essay":           {Essay, Content{StemHTML: "x", MaxWords: 300}, `{"guide_html":"look for secrets"}`, map[string]string{`{"text":"a"}`: ""}},
		"upload":          {FileUpload, Content{StemHTML: "x", Upload: &UploadRule{MaxFiles: 2, Kinds: []string{"pdf"}}}, `{}`, map[string]string{`{"files":["fil_abc","fil_abd"]}`: ""}},
		"lab":             {Lab, Content{StemHTML: "x", Lab: "lab-one"}, `{}`, map[string]string{`{"lab":"lse_1"}`: ""}},
	}
}

// spoken puts the attempt's names into a response for the author's.
func spoken(a Arrangement, response string) string {
	rename := func(author, shown string) {
		response = strings.ReplaceAll(response, `"`+author+`"`, `"`+shown+`"`)
	}
	for _, all := range [][]Shown{a.Options, a.Stems} {
		for _, o := range all {
			rename(o.Option, o.ID)
		}
	}
	for _, b := range a.Blanks {
		rename(b.Blank, b.ID)
		for _, o := range b.Options {
			rename(o.Option, o.ID)
		}
	}
	return response
}

func chance() *rand.Rand { return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())) } //nolint:gosec // a test

func TestEveryTypeIsChecked(t *testing.T) {
	t.Parallel()
	seen := map[Type]bool{}
	for name, s := range samples() {
		seen[s.kind] = true
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if all := Validate(s.kind, s.content, json.RawMessage(s.key)); len(all) > 0 {
				t.Fatalf("%v", all)
			}
			for what, broken := range map[string]struct {
				content Content
				key     string
			}{"an unknown member": {s.content, `{"surprise":1}`}, "no key": {s.content, ``}, "no stem": {Content{}, s.key}, "a list": {s.content, `[]`}} {
				if len(Validate(s.kind, broken.content, json.RawMessage(broken.key))) == 0 {
					t.Errorf("%s is taken", what)
				}
			}
			for response, worth := range s.answers {
				shown := Arrange(s.content, chance())
				text, ok := Read(s.kind, shown, json.RawMessage(spoken(shown, response)))
				if !ok {
					t.Fatalf("%s is refused", response)
				}
				points, err := Score(s.kind, shown, json.RawMessage(s.key), json.RawMessage(text))
				if ByPeople(s.kind) {
					if err == nil {
						t.Error("a machine scores what people mark")
					}
					continue
				}
				if err != nil || points.RatString() != worth {
					t.Errorf("%s earns %v (%v), want %s", response, points, err, worth)
				}
			}
		})
	}
	for _, kind := range Types() {
		if !seen[kind] || kindOf(kind) == nil {
			t.Errorf("%s has no kind or no sample", kind)
		}
	}
	if kindOf("riddle") != nil || len(Validate("riddle", Content{}, nil)) == 0 {
		t.Error("a word that is no type has a kind")
	}
}

func TestFaultsNameTheirField(t *testing.T) {
	t.Parallel()
	all := samples()
	for name, c := range map[string]struct {
		of     string
		change func(c *Content)
		key    string
		field  string
	}{
		"an option twice":         {"single", func(c *Content) { c.Options = append(slices.Clone(choices), Option{"a", "again"}) }, "", "content.options.3.id"},
		"an empty option":         {"single", func(c *Content) { c.Options = []Option{{"a", "A"}, {"b", ""}} }, "", "content.options.1.html"},
		"a key to nothing":        {"single", nil, `{"accepted":["z"]}`, "key.accepted.0"},
		"everything is right":     {"single", nil, `{"accepted":["a","b","c"]}`, "key.accepted"},
		"more right than allowed": {"multiple", nil, `{"correct":["a","b","c"]}`, "content.choose"},
		"an unknown rule":         {"multiple", nil, `{"rule":"by_mood","correct":["a"]}`, "key.rule"},
		"bounds crossed":          {"multiple mapped", nil, `{"rule":"map_response","map":{"a":"1"},"lower":"2","upper":"1"}`, "key"},
		"nothing to gain":         {"multiple mapped", nil, `{"rule":"map_response","map":{"a":"-1"}}`, "key.map"},
		"a stem without partner":  {"matching", nil, `{"pairs":{"s1":"a"}}`, "key.pairs"},
		"a partner not there":     {"matching", nil, `{"pairs":{"s1":"a","s2":"z"}}`, "key.pairs.s2"},
		"an order of some":        {"ordering", nil, `{"order":["a","b"]}`, "key.order"},
		"a fixed order":           {"ordering", func(c *Content) { c.Fixed = true }, "", "content.fixed"},
		"an interval upside down": {"numeric", nil, `{"intervals":[{"from":"2","to":"1","fraction":"1"}]}`, "key.intervals.0"},
		"a value and an interval": {"numeric", nil, `{"intervals":[{"from":"1","to":"2","value":"1","fraction":"1"}]}`, "key.intervals.0"},
		"a unit not offered":      {"numeric units", nil, `{"intervals":[{"value":"2","fraction":"1"}],"units":[{"name":"mile","factor":"1609"}]}`, "key.units.0.name"},
		"an empty text":           {"short", nil, `{"texts":[{"text":" ","fraction":"1"}]}`, "key.texts.0"},
		"no right text":           {"short", nil, `{"texts":[{"text":"x","fraction":"0"}]}`, "key.texts"},
		"a blank nowhere":         {"cloze", func(c *Content) { c.StemHTML = "[[one]] [[two]]" }, "", "content.blanks.2"},
		"no image":                {"hotspot", func(c *Content) { c.Image = nil }, "", "content.image"},
		"an image without words":  {"hotspot", func(c *Content) { c.Image = &Image{"pic", 10, 10, ""} }, "", "content.image.alt"},
		"a shape that is none":    {"hotspot", nil, `{"areas":[{"shape":"rect","coords":["5","5"],"value":"1"}]}`, "key.areas"},
		"too few points":          {"hotspot whole", func(c *Content) { c.MaxPoints = 1 }, "", "content.max_points"},
		"words upside down":       {"essay", func(c *Content) { c.MinWords = 400 }, "", "content.max_words"},
		"a kind of file":          {"upload", func(c *Content) { c.Upload = &UploadRule{Kinds: []string{"exe"}} }, "", "content.upload.kinds.0"},
		"too many points":         {"single", func(c *Content) { c.Points = 1000 }, "", "content.points"},
	} {
		s := all[c.of]
		if c.change != nil {
			c.change(&s.content)
		}
		if c.key == "" {
			c.key = s.key
		}
		found := Validate(s.kind, s.content, json.RawMessage(c.key))
		if len(found) == 0 || !slices.ContainsFunc(found, func(f fault.Field) bool { return f.Field == c.field }) {
			t.Errorf("%s: %v, want %s", name, found, c.field)
		}
	}
}

func TestBoundsOfAnswers(t *testing.T) {
	t.Parallel()
	all := samples()
	for _, c := range []struct{ of, response string }{
		{"multiple", `{"choices":["a","b","c"]}`}, {"multiple", `{"choices":["a","a"]}`}, {"matching", `{"pairs":{}}`}, {"matching", `{"pairs":{"s1":"zzz"}}`},
		{"ordering", `{"order":["a","b"]}`}, {"ordering", `{"order":["a","b","b"]}`}, {"numeric units", `{"number":"2","unit":"mile"}`}, {"numeric", `{"number":"2","unit":"m"}`},
		{"cloze", `{"blanks":{"nowhere":"x"}}`}, {"cloze", `{"blanks":{"two":"x"}}`}, {"cloze", `{"blanks":{"three":"one"}}`}, {"hotspot", `{"points":[]}`},
		{"hotspot", `{"points":[[1,1],[2,2],[3,3]]}`}, {"hotspot", `{"points":[[101,1]]}`}, {"hotspot", `{"points":[[-1,1]]}`}, {"hotspot", `{"points":[[1]]}`}, {"hotspot", `{"points":[["1","1e9"]]}`},
		{"upload", `{"files":["fil_a","fil_b","fil_c"]}`}, {"upload", `{"files":["../etc"]}`}, {"upload", `{"files":[]}`}, {"lab", `{"lab":""}`}, {"essay", `{"text":null}`},
	} {
		s := all[c.of]
		shown := Arrange(s.content, chance())
		if text, ok := Read(s.kind, shown, json.RawMessage(spoken(shown, c.response))); ok {
			t.Errorf("%s takes %s as %s", c.of, c.response, text)
		}
	}
}

// Nothing that is shown has a name of the author's, and nothing of the key.
func TestShownNamesSayNothing(t *testing.T) {
	t.Parallel()
	for name, s := range samples() {
		shown := Arrange(s.content, chance())
		sheet := Show(s.content, shown)
		text, err := json.Marshal(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, all := range [][]Option{s.content.Options, s.content.Stems} {
			for _, o := range all {
				if strings.Contains(string(text), `"ID":"`+o.ID+`"`) {
					t.Errorf("%s shows the author's name %s", name, o.ID)
				}
			}
		}
		for _, b := range s.content.Blanks {
			if strings.Contains(string(text), b.ID+"]]") || strings.Contains(string(text), `"`+b.ID+`"`) {
				t.Errorf("%s shows the author's name %s: %s", name, b.ID, text)
			}
		}
		if len(sheet.Options) != len(s.content.Options) || len(sheet.Stems) != len(s.content.Stems) || len(sheet.Blanks) != len(s.content.Blanks) {
			t.Errorf("%s is shown in part", name)
		}
		for _, b := range sheet.Blanks {
			if strings.Count(sheet.StemHTML, `data-blank="`+b.ID+`"`) != 1 {
				t.Errorf("%s: the stem has no place for a blank: %s", name, sheet.StemHTML)
			}
		}
	}
}

// What stems are matched with comes in any order even where the stems keep theirs.
func TestPartnersAreShuffled(t *testing.T) {
	t.Parallel()
	c := Content{StemHTML: "x", Fixed: true, Stems: choices, Options: choices}
	first := map[string]int{}
	for range 400 {
		a := Arrange(c, chance())
		first[a.Options[0].Option]++
		if a.Stems[0].Option != "a" || a.Stems[2].Option != "c" {
			t.Fatal("stems that are fixed have moved")
		}
	}
	for _, o := range choices {
		if first[o.ID] < 60 {
			t.Errorf("%v", first)
		}
	}
}

// Whatever is sent, a slot refuses it or gives a canonical form that it reads as itself and that scoring takes.
func FuzzRead(f *testing.F) {
	for _, s := range []string{`null`, `{"choice":"O1"}`, `{"choices":["O2","O1"]}`, `{"number":"1e5"}`, `{"text":"a*b"}`, `{"choice":{}}`, `[]`, `{"choices":null}`} {
		f.Add(s)
	}
	all := samples()
	arranged := map[string]Arrangement{}
	for name, s := range all {
		arranged[name] = plain(s.content)
		for response := range s.answers {
			f.Add(response)
		}
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for name, s := range all {
			shown := arranged[name]
			text, ok := Read(s.kind, shown, json.RawMessage(raw))
			if !ok {
				continue
			}
			again, ok := Read(s.kind, shown, json.RawMessage(text))
			if !ok || again != text {
				t.Fatalf("%s: %q reads as %q, then as %q", name, raw, text, again)
			}
			if ByPeople(s.kind) {
				continue
			}
			points, err := Score(s.kind, shown, json.RawMessage(s.key), json.RawMessage(text))
			if err != nil || points.Sign() < 0 || points.Cmp(big.NewRat(1, 1)) > 0 {
				t.Fatalf("%s: %q scores %v (%v)", name, text, points, err)
			}
		}
	})
}

// plain shows everything under the author's names, which a fuzzer can keep to.
func plain(c Content) Arrangement {
	a := Arrange(c, chance())
	name := func(all []Shown) {
		for i := range all {
			all[i].ID = all[i].Option
		}
	}
	name(a.Options)
	name(a.Stems)
	for i, b := range a.Blanks {
		a.Blanks[i].ID = b.Blank
		name(b.Options)
	}
	return a
}

func TestTakeEveryType(t *testing.T) {
	t.Parallel()
	text := func(s string) interchange.Text { return interchange.Text{Format: interchange.Plain, Text: s} }
	option := func(s, fraction string) interchange.Option {
		return interchange.Option{Text: text(s), Fraction: fraction}
	}
	for name, c := range map[string]struct {
		item     interchange.Item
		key      string
		response string
		losses   int
	}{
		"single":   {interchange.Item{Type: interchange.SingleChoice, Options: []interchange.Option{option("1", "1"), option("2", "0")}}, `{"accepted":["a"]}`, `{"choice":"a"}`, 0},
		"mapped":   {interchange.Item{Type: interchange.MultipleResponse, Lower: "0", Options: []interchange.Option{option("1", "1"), option("2", "-1")}}, `{"rule":"map_response","map":{"a":"1","b":"-1"},"lower":"0"}`, `{"choices":["a"]}`, 0},
		"minus":    {interchange.Item{Type: interchange.MultipleResponse, Rule: "canvas_multi", Options: []interchange.Option{option("1", "1"), option("2", "0")}}, `{"rule":"canvas_multi","correct":["a"]}`, `{"choices":["a"]}`, 0},
		"matching": {interchange.Item{Type: interchange.Matching, Options: []interchange.Option{option("1", ""), option("2", "")}, Stems: []interchange.Stem{{Text: text("x"), Right: 1}}}, `{"rule":"match_pairs","pairs":{"a":"b"}}`, `{"pairs":{"a":"b"}}`, 0},
		"ordering": {interchange.Item{Type: interchange.Ordering, Fixed: true, Options: []interchange.Option{option("1", ""), option("2", "")}}, `{"rule":"order_all_or_nothing","order":["a","b"]}`, `{"order":["a","b"]}`, 0},
		"numeric":  {interchange.Item{Type: interchange.Numeric, Points: "2.50", Numbers: []interchange.Number{{From: "1", To: "2", Fraction: "1"}}, Units: []interchange.Unit{{Name: "m", Factor: "1"}}, UnitPenalty: "1/4", UnitPenaltyOf: "answer"}, `{"intervals":[{"from":"1","to":"2","fraction":"1"}],"units":[{"name":"m","factor":"1"}],"unit_penalty":"1/4","unit_penalty_of":"answer"}`, `{"number":"1.5","unit":"m"}`, 1},
		"short":    {interchange.Item{Type: interchange.ShortText, Exact: true, Texts: []interchange.Short{{Text: "x", Fraction: "1"}}}, `{"texts":[{"text":"x","exact":true,"fraction":"1"}]}`, `{"text":"x"}`, 0},
		"cloze": {
			interchange.Item{Type: interchange.Cloze, Stem: text("[[b1]] [[b2]]"), Blanks: []interchange.Blank{{ID: "b1", Weight: 3, Kind: interchange.BlankNumber, Numbers: []interchange.Number{{From: "1", To: "2", Fraction: "1"}}}, {ID: "b2", Kind: interchange.BlankChoice, Options: []interchange.Option{option("1", "0"), option("2", "1")}}}},
			`{"rule":"gap","blanks":{"b1":{"weight":3,"intervals":[{"from":"1","to":"2","fraction":"1"}]},"b2":{"accepted":["b"]}}}`, `{"blanks":{"b1":"1","b2":"b"}}`, 0,
		},
		"hotspot": {
			interchange.Item{Type: interchange.Hotspot, Image: &interchange.Image{Name: "m.png", Width: 10, Height: 10}, Areas: []interchange.Area{{Shape: "rect", Coords: []string{"0", "0", "5", "5"}, Fraction: "1"}}},
			`{"rule":"map_response_point","areas":[{"shape":"rect","coords":["0","0","5","5"],"value":"1"}]}`, `{"points":[[1,1]]}`, 1,
		},
		"essay":  {interchange.Item{Type: interchange.Essay, Guide: text("look")}, `{"guide_html":"look"}`, `{"text":"x"}`, 0},
		"upload": {interchange.Item{Type: interchange.FileUpload, Files: 2, Accept: []string{".PDF", "image/jpeg", "exe"}}, `{}`, `{"files":["fil_a"]}`, 1},
	} {
		if c.item.Stem.Text == "" {
			c.item.Stem = text("What?")
		}
		a, reason := Take(NewMarkup(), c.item)
		if reason != "" || string(a.Key) != c.key || len(a.Losses) != c.losses {
			t.Errorf("%s: %q %s %q", name, reason, a.Key, a.Losses)
			continue
		}
		kind, shown := Type(c.item.Type), plain(a.Content)
		if _, ok := Read(kind, shown, json.RawMessage(c.response)); !ok {
			t.Errorf("%s refuses %s", name, c.response)
		}
		if ByPeople(kind) {
			continue
		}
		if points, err := Score(kind, shown, a.Key, json.RawMessage(c.response)); err != nil || points.RatString() != "1" {
			t.Errorf("%s: the right answer earns %v (%v)", name, points, err)
		}
	}
}

func TestMediaOfAnItem(t *testing.T) {
	t.Parallel()
	it := interchange.Item{
		Type: interchange.ShortText, Texts: []interchange.Short{{Text: "x", Fraction: "1"}},
		Stem:  interchange.Text{Format: interchange.HTML, Text: `<p>See <img src="img/net.png" alt="A &amp; B"> and <img src="http://evil/x.png"></p>`},
		Media: []interchange.Media{{Name: "img/net.png", Type: "image/png"}, {Name: "say.mp3", Type: "audio/mpeg"}},
	}
	a, reason := Take(NewMarkup(), it)
	if reason != "" || a.Content.StemHTML != "<p>See  and </p>" || len(a.Losses) != 1 {
		t.Errorf("%q %q %q", reason, a.Content.StemHTML, a.Losses)
	}
	if want := []Medium{{"img/net.png", Picture, "A & B"}, {"say.mp3", Audio, ""}}; !slices.Equal(a.Content.Media, want) {
		t.Errorf("%v", a.Content.Media)
	}
	stored := a.Content.Rename(func(name string) string { return "med_" + name })
	if !slices.Equal(stored.Files(), []string{"med_img/net.png", "med_say.mp3"}) || a.Content.Media[0].ID != "img/net.png" {
		t.Errorf("%v %v", stored.Files(), a.Content.Media)
	}
}

func TestWriteCleansAndSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	c := Content{StemHTML: `<p onclick="x">What is \(x^2\)?</p><script>1</script>`, Options: choices}
	a, found := Write(NewMarkup(), SingleChoice, c, json.RawMessage(`{"accepted":["b"]}`))
	if len(found) > 0 || a.Content.StemHTML != `<p>What is <span class="math" data-tex="x^2">x^2</span>?</p>` || len(a.Losses) != 2 {
		t.Errorf("%v %q %q", found, a.Content.StemHTML, a.Losses)
	}
	again, found := Write(NewMarkup(), SingleChoice, a.Content, a.Key)
	if len(found) > 0 || again.Content.StemHTML != a.Content.StemHTML || len(again.Losses) > 0 {
		t.Errorf("a second writing gives %q %q", again.Content.StemHTML, again.Losses)
	}
	c.Options = []Option{{"a", "<script>x</script>"}, {"b", "B"}}
	if _, found = Write(NewMarkup(), SingleChoice, c, json.RawMessage(`{"accepted":["b"]}`)); len(found) != 1 || found[0].Field != "content.options.0.html" {
		t.Errorf("%v", found)
	}
}
