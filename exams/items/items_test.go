package items

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"laurel/exams/interchange"
)

func TestScoreTypes(t *testing.T) {
	t.Parallel()
	shown := Arrangement{Options: []Shown{{"O1", "a"}, {"O2", "b"}, {"O3", "c"}}}
	for name, c := range map[string]struct {
		kind          Type
		key, response string
		want          string
	}{
		"single right":           {SingleChoice, `{"accepted":["b"]}`, `{"choice":"O2"}`, "1"},
		"single wrong":           {SingleChoice, `{"accepted":["b"]}`, `{"choice":"O1"}`, "0"},
		"single cleared":         {SingleChoice, `{"accepted":["b"]}`, `null`, "0"},
		"single none":            {SingleChoice, `{"accepted":["b"]}`, ``, "0"},
		"single half":            {SingleChoice, `{"worth":{"a":"1","b":"1/2"}}`, `{"choice":"O2"}`, "1/2"},
		"multiple all":           {MultipleResponse, `{"correct":["a","c"]}`, `{"choices":["O3","O1"]}`, "1"},
		"multiple part":          {MultipleResponse, `{"correct":["a","c"]}`, `{"choices":["O1"]}`, "0"},
		"multiple weighted part": {MultipleResponse, `{"rule":"moodle_multi","worth":{"a":"1/2","c":"1/2","b":"-1/2"}}`, `{"choices":["O1"]}`, "1/2"},
		"multiple penalty":       {MultipleResponse, `{"rule":"moodle_multi","worth":{"a":"1/2","c":"1/2","b":"-1/2"}}`, `{"choices":["O1","O2"]}`, "0"},
		"multiple none":          {MultipleResponse, `{"correct":["a"]}`, `{"choices":[]}`, "0"},
		"true":                   {TrueFalse, `{"accepted":["a"]}`, `{"choice":"O1"}`, "1"},
		"numeric":                {Numeric, `{"intervals":[{"from":"3.135","to":"3.145","fraction":"1"}]}`, `{"number":"3.14"}`, "1"},
		"numeric off":            {Numeric, `{"intervals":[{"from":"3.135","to":"3.145","fraction":"1"}]}`, `{"number":"3.1451"}`, "0"},
		"text":                   {ShortText, `{"texts":[{"text":"Asia","fraction":"1"}]}`, `{"text":" ASIA "}`, "1"},
		"text exact":             {ShortText, `{"texts":[{"text":"Asia","fraction":"1","exact":true}]}`, `{"text":"asia"}`, "0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			points, err := Score(c.kind, shown, json.RawMessage(c.key), json.RawMessage(c.response))
			if err != nil || points.RatString() != c.want {
				t.Errorf("got %v %v, want %s", points, err, c.want)
			}
		})
	}
}

func TestCanonicalResponses(t *testing.T) {
	t.Parallel()
	shown := Arrangement{Options: []Shown{{"O1", "a"}, {"O2", "b"}}}
	one, ok1 := Read(MultipleResponse, shown, json.RawMessage(`{"choices": ["O2", "O1"]}`))
	two, ok2 := Read(MultipleResponse, shown, json.RawMessage(`{"choices":["O1","O2"]}`))
	if !ok1 || !ok2 || one != two || one != `{"choices":["O1","O2"]}` {
		t.Errorf("%q %q", one, two)
	}
	text, ok := Read(ShortText, Arrangement{}, json.RawMessage(`{"text":"a < b \u00e4"}`))
	if !ok || text != `{"text":"a < b ä"}` {
		t.Errorf("%q", text)
	}
}

func TestOptionIDs(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "a", 1: "b", 25: "z", 26: "aa", 27: "ab", 51: "az", 52: "ba"} {
		if got := OptionID(n); got != want {
			t.Errorf("option %d is %q, want %q", n, got, want)
		}
	}
}

func TestMarkup(t *testing.T) {
	t.Parallel()
	m := NewMarkup()
	for name, c := range map[string]struct {
		in     interchange.Text
		want   string
		losses int
	}{
		"plain":                 {interchange.Text{Format: interchange.Plain, Text: "a < b\n<b>"}, "a &lt; b<br>&lt;b&gt;", 0},
		"moodle keeps markup":   {interchange.Text{Format: interchange.Moodle, Text: "a <b>bold</b>\nline"}, "a <b>bold</b><br>line", 0},
		"moodle keeps angles":   {interchange.Text{Format: interchange.Moodle, Text: "if a<b and c>d or <name>"}, "if a&lt;b and c&gt;d or &lt;name&gt;", 0},
		"moodle takes scripts":  {interchange.Text{Format: interchange.Moodle, Text: "x<script>alert(1)</script>"}, "x", 1},
		"html":                  {interchange.Text{Format: interchange.HTML, Text: `<p style="color:red">x</p>`}, "<p>x</p>", 1},
		"html link":             {interchange.Text{Format: interchange.HTML, Text: `<a href="javascript:x">x</a>`}, "x", 1},
		"markdown":              {interchange.Text{Format: interchange.Markdown, Text: "*a* `<b>`"}, "<p><em>a</em> <code>&lt;b&gt;</code></p>", 0},
		"markdown raw html":     {interchange.Text{Format: interchange.Markdown, Text: "a <b>x</b>"}, "<p>a x</p>", 1},
		"markdown picture":      {interchange.Text{Format: interchange.Markdown, Text: "![x](http://evil/x.png)"}, "<p></p>", 1},
		"formula":               {interchange.Text{Format: interchange.Markdown, Text: "so $x_1 * x_2 * y$ is"}, `<p>so <span class="math" data-tex="x_1 * x_2 * y">x_1 * x_2 * y</span> is</p>`, 0},
		"formula apart":         {interchange.Text{Format: interchange.Moodle, Text: `$$\frac{a}{b}$$`}, `<span class="math display" data-tex="\frac{a}{b}">\frac{a}{b}</span>`, 0},
		"formula in brackets":   {interchange.Text{Format: interchange.HTML, Text: `<b>\(a &lt; b\)</b> \[c\]`}, `<b><span class="math" data-tex="a &lt; b">a &lt; b</span></b> <span class="math display" data-tex="c">c</span>`, 0},
		"formula in plain":      {interchange.Text{Format: interchange.Plain, Text: `$a<b$ & "$x$"`}, `<span class="math" data-tex="a&lt;b">a&lt;b</span> &amp; &#34;<span class="math" data-tex="x">x</span>&#34;`, 0},
		"formula with markup":   {interchange.Text{Format: interchange.HTML, Text: `$$a<script>b</script>$$`}, `$$a$$`, 1},
		"formula with a quote":  {interchange.Text{Format: interchange.Plain, Text: `$$"x" onload=1$$`}, `<span class="math display" data-tex="&#34;x&#34; onload=1">&#34;x&#34; onload=1</span>`, 0},
		"money":                 {interchange.Text{Format: interchange.Plain, Text: "from $5 to $10, or US$ 5 and 10$ more"}, "from $5 to $10, or US$ 5 and 10$ more", 0},
		"money, both sides":     {interchange.Text{Format: interchange.Plain, Text: "$5 or rather 10$."}, "$5 or rather 10$.", 0},
		"shell":                 {interchange.Text{Format: interchange.Plain, Text: "export PATH=$HOME/bin:$PATH; echo $HOME"}, "export PATH=$HOME/bin:$PATH; echo $HOME", 0},
		"dollars in code":       {interchange.Text{Format: interchange.Markdown, Text: "`$a + $b$`"}, "<p><code>$a + $b$</code></p>", 0},
		"dollars in an element": {interchange.Text{Format: interchange.HTML, Text: "<code>$x$</code>"}, "<code>$x$</code>", 0},
		"escaped dollar":        {interchange.Text{Format: interchange.Markdown, Text: `\$x\$`}, "<p>$x$</p>", 0},
		"forged formula":        {interchange.Text{Format: interchange.HTML, Text: `<span class="math evil" data-tex="x" onclick="y">z</span>`}, `<span data-tex="x">z</span>`, 1},
		"code language":         {interchange.Text{Format: interchange.Markdown, Text: "```go\nx\n```"}, "<pre><code class=\"language-go\">x\n</code></pre>", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, losses := m.render(c.in)
			if got != c.want || len(losses) != c.losses {
				t.Errorf("got %q with losses %q, want %q", got, losses, c.want)
			}
		})
	}
}

// The place of the right option is no hint: over many forms it is spread evenly. The bound is chi square at p = 0.001 with three
// degrees of freedom.
func TestRightOptionIsAnywhere(t *testing.T) {
	t.Parallel()
	content := Content{StemHTML: "x", Options: []Option{{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}}}
	source := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())) //nolint:gosec // a test
	const rounds = 5000
	seen := [4]int{}
	names := map[string]bool{}
	for range rounds {
		shown := Arrange(content, source)
		for i, o := range shown.Options {
			if o.Option == "a" {
				seen[i]++
				names[o.ID] = true
			}
			if strings.Contains(o.ID, o.Option) && len(o.ID) < 8 {
				t.Errorf("the name %q says something", o.ID)
			}
		}
	}
	chi := 0.0
	for _, n := range seen {
		d := float64(n) - rounds/4
		chi += d * d / (rounds / 4)
	}
	if chi > 16.27 {
		t.Errorf("chi square %.1f: %v", chi, seen)
	}
	if len(names) < rounds-5 {
		t.Errorf("names repeat: %d of %d", len(names), rounds)
	}
}
