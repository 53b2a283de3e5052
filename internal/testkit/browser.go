package testkit

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"testing"
	"time"

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
