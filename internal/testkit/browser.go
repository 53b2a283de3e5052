package testkit

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Chromium is a headless browser with a profile of its own, which ends with the test.
type Chromium struct{ root context.Context }

// Browser starts Chromium; ok is false where there is none.
func Browser(t *testing.T) (b *Chromium, ok bool) {
	t.Helper()
	binary, err := chromium()
	if err != nil {
		absent(t, "a browser", err)
		return nil, false
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(binary), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1280, 900),
		chromedp.WSURLReadTimeout(time.Minute), chromedp.Flag("disable-component-update", true), chromedp.Flag("no-pings", true), chromedp.Flag("disable-crash-reporter", true))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, end := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(end)
	root, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(root); err != nil {
		t.Fatalf("start %s: %v", binary, err)
	}
	return &Chromium{root}, true
}

func chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil {
			return found, nil
		}
	}
	return "", errors.New("neither chromium nor google-chrome is installed")
}

// Tab is one page of the browser. What its console calls an error fails the test, unless it was to be expected.
type Tab struct {
	t        *testing.T
	ctx      context.Context
	base     string
	mu       sync.Mutex
	faults   []string
	expected []string
}

// Person opens a tab that shares no cookie and no storage with others, for the site at base.
func (b *Chromium) Person(t *testing.T, base string) *Tab {
	t.Helper()
	return tab(t, b.root, base, chromedp.WithNewBrowserContext())
}

// Another opens a second tab of the same person.
func (p *Tab) Another() *Tab {
	p.t.Helper()
	return tab(p.t, p.ctx, p.base)
}

func tab(t *testing.T, from context.Context, base string, options ...chromedp.ContextOption) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(from, options...)
	p := &Tab{t: t, ctx: ctx, base: base}
	messages := chromedp.Console(ctx)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for m, err := range messages {
			if err != nil {
				return
			}
			p.hear(m)
		}
	}()
	t.Cleanup(func() {
		if t.Failed() {
			p.keep("end")
		}
		cancel()
		<-read
		for _, fault := range p.faults {
			t.Errorf("the browser's console says: %s", fault)
		}
	})
	return p
}

// hear keeps errors: uncaught exceptions, console.error, violations of the content security policy, failed requests.
func (p *Tab) hear(m chromedp.ConsoleMessage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := fmt.Sprintf("%s %s: %s (%s:%d)", m.Type, m.Source, m.Text, m.URL, m.Line+1)
	if !m.IsException() && m.Type != chromedp.ConsoleError && m.Source != "security" {
		return
	}
	for _, e := range p.expected {
		if strings.Contains(text, e) {
			return
		}
	}
	p.faults = append(p.faults, text)
}

// Expect names a text of the console that is no fault in this test.
func (p *Tab) Expect(texts ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = append(p.expected, texts...)
}

const patience = 20 * time.Second

// Do runs steps; what fails or takes too long ends the test with a picture of the page kept.
func (p *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.fatal("%v", err)
	}
}

// Open goes to a path of the site.
func (p *Tab) Open(path string) {
	p.t.Helper()
	p.Do(chromedp.Navigate(p.base + path))
}

// Mark is the selector of an element by its data-testid.
func Mark(id string) string { return `[data-testid="` + id + `"]` }

// Click presses the first visible element of the selector, when it can be pressed, where it is on the screen.
func (p *Tab) Click(selector string) {
	p.t.Helper()
	p.Until("visible and enabled: "+selector, pressable(selector))
	p.Do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Type replaces what a field holds, key by key.
func (p *Tab) Type(selector, text string) {
	p.t.Helper()
	p.Until("visible and enabled: "+selector, pressable(selector))
	p.Do(chromedp.Clear(chromedp.CSS(selector)), chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Press sends keys to whatever has the focus.
func (p *Tab) Press(keys string) {
	p.t.Helper()
	p.Do(chromedp.KeyEvent(keys))
}

func pressable(selector string) string {
	return `(() => { const e = document.querySelector(` + quoted(selector) + `); return !!e && e.checkVisibility({visibilityProperty: true}) && !e.matches(':disabled, [aria-busy="true"]') })()`
}

// See waits until the element is visible.
func (p *Tab) See(selector string) {
	p.t.Helper()
	p.Until("visible: "+selector, `!!document.querySelector(`+quoted(selector)+`)?.checkVisibility({visibilityProperty: true})`)
}

// Read waits until the element shows all the texts and returns what it shows.
func (p *Tab) Read(selector string, texts ...string) string {
	p.t.Helper()
	list, _ := json.Marshal(texts) //nolint:errchkjson // strings
	p.Until(fmt.Sprintf("%s shows %q", selector, texts), `(() => { const e = document.querySelector(`+quoted(selector)+`); return !!e && `+string(list)+`.every(t => e.innerText.includes(t)) })()`)
	return Value[string](p, `document.querySelector(`+quoted(selector)+`).innerText`)
}

// Until waits for a JavaScript condition, over reloads too.
func (p *Tab) Until(what, condition string) {
	p.t.Helper()
	last, end := error(nil), time.Now().Add(patience)
	for time.Now().Before(end) {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition))
		cancel()
		if ok && err == nil {
			return
		}
		last = err
		time.Sleep(40 * time.Millisecond)
	}
	p.fatal("waited %s in vain until %s (%v)", patience, what, last)
}

// Value is what an expression of JavaScript, or the promise it gives, comes to.
func Value[T any](p *Tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.fatal("%s: %v", expression, err)
	}
	return v
}

// Cut takes the network away from this tab, or gives it back.
func (p *Tab) Cut(offline bool) {
	p.t.Helper()
	conditions := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}}}
	if _, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, conditions); err != nil {
		p.fatal("cut the network: %v", err)
	}
	state := network.OverrideNetworkStateParams{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}
	if _, err := chromedp.Call(p.ctx, network.OverrideNetworkState, state); err != nil {
		p.fatal("tell the page about the network: %v", err)
	}
}

func (p *Tab) fatal(format string, args ...any) {
	p.t.Helper()
	p.keep("failed")
	p.t.Fatalf(format, args...)
}

// keep puts a picture and the text of the page where the test's results are.
func (p *Tab) keep(name string) {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return
	}
	path := filepath.Join(p.t.ArtifactDir(), name+".png")
	_ = os.WriteFile(path, picture, 0o600)
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText.slice(0, 2000)`))
	p.t.Logf("the page (picture kept with -artifacts: %s):\n%s", path, text)
}

func quoted(text string) string {
	q, _ := json.Marshal(text) //nolint:errchkjson // a string
	return string(q)
}

//go:embed testdata/axe/axe.min.js
var axe string

// Barriers are what axe-core calls serious or critical on the page as it is now: rule, element, and what to mend.
func (p *Tab) Barriers() []string {
	p.t.Helper()
	if !Value[bool](p, `!!window.axe`) {
		p.Do(chromedp.Evaluate[chromedp.Void](axe))
	}
	return Value[[]string](p, `axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact))
		.flatMap(v => v.nodes.map(n => v.id + ' at ' + n.target.join(' ') + ': ' + (n.failureSummary || '').replace(/\s+/g, ' '))))`)
}

// Overflow is what reaches beyond the right edge of the screen when the screen is width pixels wide.
func (p *Tab) Overflow(width int64) []string {
	p.t.Helper()
	p.Do(chromedp.EmulateViewport(width, 740))
	return Value[[]string](p, `new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r))).then(() => document.documentElement.scrollWidth <= innerWidth ? []
		: [document.documentElement.scrollWidth + ' px wide', ...[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
			.slice(0, 5).map(e => e.tagName.toLowerCase() + '.' + e.className + ' ends at ' + Math.round(e.getBoundingClientRect().right))])`)
}
