package paper

import (
	"image/color"
	"strconv"
	"strings"
	"time"
)

// Report is a score report: a decision, where the score lies on its scale, and how each domain went, as bands.
type Report struct {
	Issuer, Title, Holder, Decision string
	Passed                          bool
	Facts                           []Fact
	Score, Cut, Least, Most         int
	ScoreLabel                      string // what the scale shows
	Domains                         []Band
	Notes                           []string
	Language                        string
	Made                            time.Time
}

// Band is how a domain went, between two percentages.
type Band struct {
	Name     string
	From, To int
}

var (
	passInk = color.NRGBA{0x12, 0x4a, 0x33, 0xff}
	failInk = color.NRGBA{0x7a, 0x2e, 0x1d, 0xff}
	trough  = color.NRGBA{0xec, 0xee, 0xe6, 0xff}
)

func (r Report) everything() string {
	parts := append([]string{r.Issuer, r.Title, r.Holder, r.Decision, r.ScoreLabel}, r.Notes...)
	for _, f := range r.Facts {
		parts = append(parts, f.Label, f.Value)
	}
	for _, d := range r.Domains {
		parts = append(parts, d.Name)
	}
	return strings.Join(parts, " ")
}

func (r Report) cleaned() Report {
	r.Issuer, r.Title, r.Holder, r.Decision, r.ScoreLabel = clean(r.Issuer), clean(r.Title), clean(r.Holder), clean(r.Decision), clean(r.ScoreLabel)
	facts := make([]Fact, len(r.Facts))
	for i, f := range r.Facts {
		facts[i] = Fact{clean(f.Label), clean(f.Value)}
	}
	domains := make([]Band, len(r.Domains))
	for i, d := range r.Domains {
		domains[i] = Band{clean(d.Name), d.From, d.To}
	}
	notes := make([]string, len(r.Notes))
	for i, n := range r.Notes {
		notes[i] = clean(n)
	}
	r.Facts, r.Domains, r.Notes = facts, domains, notes
	return r
}

// PrintReport draws a score report. The same report gives the same bytes; a panic of the writer becomes an error.
func (p *Press) PrintReport(r Report) (file []byte, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			file, err = nil, gaveUp(fault)
		}
	}()
	r = r.cleaned()
	page := &reportPen{pen: p.open(imprint{
		title: r.Title, author: r.Issuer, subject: r.Title, language: r.Language, made: r.Made, faces: []string{serif, sans, strong}, text: r.everything(),
	}), of: r}
	page.foot()
	page.head()
	page.scale()
	page.domains()
	page.notes()
	return page.printed()
}

// reportPen goes down the pages of a report.
type reportPen struct {
	*pen
	of Report
	y  float64
}

func (p *reportPen) foot() {
	p.rule(hairline, 0.25)
	p.Line(edge, 276, far, 276)
	p.ink(inkSoft)
	p.put(Point{edge, 281}, p.fit(wish{sans, p.of.Issuer, 7.8, 5, 100})[0])
	p.ending(far, 281, p.ready(sans, "page "+strconv.Itoa(p.PageNo()), 7.8))
}

// room turns the page when the height does not fit below any more.
func (p *reportPen) room(height float64) {
	if p.y+height > bottom {
		p.AddPage()
		p.foot()
		p.y = 24
	}
}

func (p *reportPen) head() {
	p.ink(inkSoft)
	p.spaced(Point{edge, 28}, p.ready(strong, upper(p.of.Issuer), 8.5), 0.9)
	p.rule(goldLine, 0.5)
	p.Line(edge, 31.6, edge+18, 31.6)
	p.ink(ink)
	p.y = 44
	for i, line := range p.fit(wish{serif, p.of.Title, 25, 15, far - edge}) {
		if i > 0 {
			p.y += 9
		}
		p.put(Point{edge, p.y}, line)
	}
	p.ink(inkSoft)
	p.y += 8
	for _, line := range p.wrapped(block{sans, p.of.Holder, 12, far - edge}) {
		p.put(Point{edge, p.y}, line)
		p.y += 5.6
	}
	p.y += 6
	tone := failInk
	if p.of.Passed {
		tone = passInk
	}
	p.ink(tone)
	p.put(Point{edge, p.y + 4}, p.ready(serif, p.of.Decision, 19))
	p.y += 14
	for i, f := range p.of.Facts {
		x := edge + float64(i%3)*56
		p.ink(inkSoft)
		p.spaced(Point{x, p.y}, p.ready(strong, upper(f.Label), 6.8), 0.6)
		p.ink(ink)
		p.put(Point{x, p.y + 5}, p.fit(wish{sans, f.Value, 9.5, 6, 52})[0])
		if i%3 == 2 || i == len(p.of.Facts)-1 {
			p.y += 14
		}
	}
}

// at is where a value of the scale lies between the edges.
func (p *reportPen) at(value int) float64 {
	if p.of.Most <= p.of.Least {
		return edge
	}
	share := float64(value-p.of.Least) / float64(p.of.Most-p.of.Least)
	return edge + (far-edge)*min(max(share, 0), 1)
}

// scale shows the score between the ends, with the line that had to be reached.
func (p *reportPen) scale() {
	p.room(34)
	p.section(p.of.ScoreLabel)
	tone := failInk
	if p.of.Passed {
		tone = passInk
	}
	y := p.y + 9
	p.fill(trough)
	p.Rect(edge, y, far-edge, 4, "F")
	p.fill(tone)
	p.Rect(edge, y, p.at(p.of.Score)-edge, 4, "F")
	p.rule(ink, 0.5)
	p.Line(p.at(p.of.Cut), y-2, p.at(p.of.Cut), y+6)
	p.ink(ink)
	p.centredAt(p.at(p.of.Score), y-3.4, p.ready(strong, strconv.Itoa(p.of.Score), 11))
	p.ink(inkSoft)
	p.centredAt(p.at(p.of.Cut), y+10, p.ready(sans, strconv.Itoa(p.of.Cut)+" needed", 8.2))
	p.put(Point{edge, y + 10}, p.ready(sans, strconv.Itoa(p.of.Least), 8.2))
	p.ending(far, y+10, p.ready(sans, strconv.Itoa(p.of.Most), 8.2))
	p.y = y + 22
}

// centredAt keeps a label between the edges.
func (p *reportPen) centredAt(x, y float64, line ready) {
	half := p.width(line) / 2
	p.put(Point{min(max(x, edge+half), far-half) - half, y}, line)
}

func (p *reportPen) section(text string) {
	p.ink(inkSoft)
	p.spaced(Point{edge, p.y}, p.ready(strong, upper(text), 7.6), 0.7)
	p.y += 3
}

// domains draws a band for each: between which percentages it lies, which is as fine as a few items allow.
func (p *reportPen) domains() {
	if len(p.of.Domains) == 0 {
		return
	}
	p.room(24)
	p.section("By domain")
	p.y += 5
	for _, d := range p.of.Domains {
		lines := p.wrapped(block{sans, d.Name, 9.5, 62})
		p.room(float64(len(lines))*4.6 + 6)
		p.ink(ink)
		for i, line := range lines {
			p.put(Point{edge, p.y + float64(i)*4.6}, line)
		}
		const from, wide = 92.0, 68.0
		p.fill(trough)
		p.Rect(from, p.y-3, wide, 3.6, "F")
		p.fill(passInk)
		p.Rect(from+wide*float64(d.From)/100, p.y-3, max(wide*float64(d.To-d.From)/100, 0.8), 3.6, "F")
		p.ink(inkSoft)
		p.ending(far, p.y, p.ready(sans, strconv.Itoa(d.From)+" to "+strconv.Itoa(d.To)+" %", 8.6))
		p.y += float64(len(lines))*4.6 + 4.4
	}
	p.y += 8
}

func (p *reportPen) notes() {
	p.ink(inkSoft)
	for _, text := range p.of.Notes {
		for _, line := range p.wrapped(block{sans, text, 8.6, far - edge}) {
			p.room(5)
			p.put(Point{edge, p.y}, line)
			p.y += 4.4
		}
		p.y += 2
	}
}
