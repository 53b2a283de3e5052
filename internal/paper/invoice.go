package paper

import (
	"image/color"
	"strconv"
	"strings"
)

var (
	hairline = color.NRGBA{0xdc, 0xdf, 0xd5, 0xff}
	warnInk  = color.NRGBA{0x6b, 0x44, 0x00, 0xff}
	warnFill = color.NRGBA{0xfb, 0xec, 0xc8, 0xff}
)

// Millimetres on A4 upright.
const (
	edge     = 24.0
	far      = 186.0 // right edge; all amounts end here
	unitEnd  = 152.0
	countEnd = 122.0
	second   = 116.0 // left edge of the right column
	textWide = 80.0  // of the left column
	bottom   = 262.0 // lowest baseline above the foot
)

// PrintBill draws an invoice, on as many pages as it takes. The same bill gives the same bytes; a panic of the writer
// becomes an error.
func (p *Press) PrintBill(bill Bill) (file []byte, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			file, err = nil, gaveUp(fault)
		}
	}()
	bill = bill.cleaned()
	page := &billPen{pen: p.open(imprint{
		title: bill.Kind + " " + bill.Number, author: bill.Seller[0], subject: bill.Kind + " " + bill.Number, language: bill.Language,
		made: bill.Made, faces: []string{serif, sans, strong}, text: bill.everything(),
	}), bill: bill}
	page.start()
	page.parties(page.head())
	page.table()
	page.sums()
	return page.printed()
}

// billPen goes down the pages of a bill.
type billPen struct {
	*pen
	bill Bill
	y    float64 // the last baseline
}

// start draws what every page has: the banner and the foot.
func (p *billPen) start() {
	p.y = 22
	if p.bill.Banner != "" {
		p.fill(warnFill)
		p.Rect(0, 0, 210, 11, "F")
		p.ink(warnInk)
		line := p.fit(wish{strong, p.bill.Banner, 9.5, 6, far - edge})[0]
		p.put(Point{(210 - p.width(line)) / 2, 7}, line)
		p.y = 26
	}
	p.rule(hairline, 0.25)
	p.Line(edge, 276, far, 276)
	p.ink(inkSoft)
	p.put(Point{edge, 281}, p.fit(wish{sans, p.bill.Seller[0], 7.8, 5, 100})[0])
	p.ending(far, 281, p.ready(sans, p.bill.Number+"  ·  page "+strconv.Itoa(p.PageNo()), 7.8))
}

// room turns the page when the height does not fit below any more, and tells whether it did.
func (p *billPen) room(height float64) bool {
	if p.y+height <= bottom {
		return false
	}
	p.AddPage()
	p.start()
	return true
}

// head draws seller, kind and number, and returns where they end.
func (p *billPen) head() float64 {
	b, top := p.bill, p.y+3
	p.ink(ink)
	p.ending(far, top+2, p.ready(serif, b.Kind, 25))
	p.ink(b.Colour)
	p.ending(far, top+10, p.ready(strong, b.Number, 11))
	y := top
	for i, line := range p.wrapped(block{strong, upper(b.Seller[0]), 10.5, textWide - 8}) {
		if i > 0 {
			y += 5
		}
		p.spaced(Point{edge, y}, line, 0.9)
	}
	p.rule(goldLine, 0.5)
	p.Line(edge, y+4.6, edge+18, y+4.6)
	p.ink(inkSoft)
	y += 6.4
	for _, text := range b.Seller[1:] {
		for _, line := range p.wrapped(block{sans, text, 8.8, textWide}) {
			y += 4.3
			p.put(Point{edge, y}, line)
		}
	}
	return max(y, top+10)
}

// parties draws the buyer on the left and the facts on the right.
func (p *billPen) parties(above float64) {
	top := max(above+17, 72)
	p.label(edge, top, p.bill.For.Label)
	left := top + 0.4
	for i, text := range p.bill.For.Lines {
		w, step := block{sans, text, 9.5, textWide}, 4.8
		p.ink(inkSoft)
		if i == 0 {
			w.family, w.size, step = strong, 12, 5.6
			p.ink(ink)
		}
		set := p.wrapped(w)
		if i == 0 && len(set) > 2 {
			w.size, step = 9.5, 4.8
			set = p.wrapped(w)
		}
		for _, line := range set {
			left += step
			p.put(Point{edge, left}, line)
		}
	}
	right := top
	for i, f := range p.bill.Facts {
		if i > 0 {
			right += 5
		}
		p.label(second, right, f.Label)
		p.ink(ink)
		for _, line := range p.wrapped(block{sans, f.Value, 9.5, far - second}) {
			right += 4.8
			p.put(Point{second, right}, line)
		}
		right += 1.6
	}
	p.y = max(left, right) + 14
}

func (p *billPen) label(x, y float64, text string) {
	p.ink(inkSoft)
	p.spaced(Point{x, y}, p.ready(strong, upper(text), 6.8), 0.6)
}

// upper is for labels.
func upper(text string) string { return strings.ToUpper(text) }
