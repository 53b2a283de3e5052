package testkit

import (
	_ "embed"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Cut takes the network away from this tab: wholly for "", or only from requests that match a URL pattern.
func (p *Tab) Cut(pattern string) {
	p.t.Helper()
	p.network(pattern == "", &network.Conditions{URLPattern: pattern, Offline: true, DownloadThroughput: -1, UploadThroughput: -1})
}

// Mend gives the network back.
func (p *Tab) Mend() {
	p.t.Helper()
	p.network(false)
}

func (p *Tab) network(offline bool, rules ...*network.Conditions) {
	p.t.Helper()
	conditions := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: append([]*network.Conditions{}, rules...)}
	if _, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, conditions); err != nil {
		p.fatal("cut or mend the network: %v", err)
	}
	state := network.OverrideNetworkStateParams{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}
	if _, err := chromedp.Call(p.ctx, network.OverrideNetworkState, state); err != nil {
		p.fatal("tell the page about the network: %v", err)
	}
}

// Look shows the page as on a screen of that width, in light or dark colours, without movement.
func (p *Tab) Look(width int64, scheme string) {
	p.t.Helper()
	p.Do(chromedp.EmulateViewport(width, 800))
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		p.fatal("choose the colours: %v", err)
	}
	p.drawn()
}

// drawn waits until what was asked for is on the screen and nothing fades any more: clicks go to places, contrast is measured.
func (p *Tab) drawn() {
	p.t.Helper()
	Value[bool](p, `new Promise(done => { let calm = 0; const look = () => {
		const moving = document.getAnimations().some(a => a.playState === 'running' && a.effect?.getComputedTiming().iterations !== Infinity)
		if ((calm = moving ? 0 : calm + 1) > 3) done(true); else requestAnimationFrame(look)
	}; look() })`)
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

// Overflow is what reaches beyond the right edge of the screen.
func (p *Tab) Overflow() []string {
	p.t.Helper()
	return Value[[]string](p, `document.documentElement.scrollWidth <= innerWidth ? []
		: [document.documentElement.scrollWidth + ' px wide', ...[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
			.slice(0, 5).map(e => e.tagName.toLowerCase() + '.' + e.className + ' ends at ' + Math.round(e.getBoundingClientRect().right))]`)
}

// Picture keeps what the page shows where the test's results are (-artifacts).
func (p *Tab) Picture(name string) {
	p.t.Helper()
	picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.fatal("take a picture: %v", err)
	}
	_ = os.WriteFile(filepath.Join(p.t.ArtifactDir(), name+".png"), picture, 0o600)
}
