package testkit

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Tab is one page of the browser. What its console calls an error fails the test, unless it was to be expected.
type Tab struct {
	t        *testing.T
	ctx      context.Context
	base     string
	mu       sync.Mutex
	faults   []string
	expected []string
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

// Click presses the mouse where the first element of the selector is, once it stands still, can be pressed, and
// nothing lies over it.
func (p *Tab) Click(selector string) {
	p.t.Helper()
	var at []float64
	p.wait("can be clicked: "+selector, func(ctx context.Context) (bool, error) {
		var err error
		at, err = chromedp.Run(ctx, chromedp.Evaluate[[]float64](aim(selector), chromedp.EvalAwaitPromise))
		return len(at) == 2, err
	})
	p.Do(chromedp.MouseClickXY(at[0], at[1]))
}

// aim is where to click, or nowhere as long as that is not certain.
func aim(selector string) string {
	return `(async () => {
		const e = document.querySelector(` + quoted(selector) + `), frame = () => new Promise(r => requestAnimationFrame(r))
		if (!e?.checkVisibility({visibilityProperty: true}) || e.matches(':disabled, [aria-busy="true"]')) return []
		e.scrollIntoView({block: 'center', behavior: 'instant'}) // from under bars that stick to an edge
		await frame()
		const before = JSON.stringify(e.getBoundingClientRect())
		await new Promise(r => setTimeout(r, 60)); await frame()
		const box = e.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2, hit = document.elementFromPoint(x, y)
		return e.isConnected && JSON.stringify(box) === before && (e.contains(hit) || hit?.closest('label')?.control === e) ? [x, y] : []
	})()`
}

// Type replaces what a field holds, the way a person does: click, select all, type.
func (p *Tab) Type(selector, text string) {
	p.t.Helper()
	p.Click(selector)
	Value[bool](p, `(document.querySelector(`+quoted(selector)+`).select(), true)`)
	p.Press(text)
}

// Press sends keys to whatever has the focus.
func (p *Tab) Press(keys string) {
	p.t.Helper()
	p.Do(chromedp.KeyEvent(keys))
}

// See waits until the element is visible.
func (p *Tab) See(selector string) {
	p.t.Helper()
	p.Until("visible: "+selector, `!!document.querySelector(`+quoted(selector)+`)?.checkVisibility({visibilityProperty: true})`)
}

// Read waits until the element shows all the texts and returns what it shows.
func (p *Tab) Read(selector string, texts ...string) string {
	p.t.Helper()
	list, _ := json.Marshal(append([]string{}, texts...)) //nolint:errchkjson // strings
	p.Until(fmt.Sprintf("%s shows %q", selector, texts), `(() => { const e = document.querySelector(`+quoted(selector)+`); return !!e && `+string(list)+`.every(t => e.innerText.includes(t)) })()`)
	return Value[string](p, `document.querySelector(`+quoted(selector)+`).innerText`)
}

// Until waits for a JavaScript condition, over reloads too.
func (p *Tab) Until(what, condition string) {
	p.t.Helper()
	p.wait(what, func(ctx context.Context) (bool, error) { return chromedp.Run(ctx, chromedp.Evaluate[bool](condition)) })
}

func (p *Tab) wait(what string, holds func(context.Context) (bool, error)) {
	p.t.Helper()
	last, end := error(nil), time.Now().Add(patience)
	for time.Now().Before(end) && p.ctx.Err() == nil {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		ok, err := holds(ctx)
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
