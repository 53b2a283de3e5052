package paper

import (
	"image/color"
	"strings"

	"github.com/go-pdf/fpdf"
)

var (
	ink      = color.NRGBA{0x14, 0x20, 0x1c, 0xff}
	inkSoft  = color.NRGBA{0x45, 0x54, 0x4d, 0xff}
	goldLine = color.NRGBA{0xb9, 0x8a, 0x2c, 0xff}
)

// Millimetres on A4 across.
const (
	left   = 27.0
	wide   = 166.0
	column = 238.0 // middle of the right column
)

// Print draws the certificate. The same sheet gives the same bytes; a panic of the writer becomes an error.
func (p *Press) Print(sheet Sheet) (file []byte, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			file, err = nil, gaveUp(fault)
		}
	}()
	sheet = sheet.cleaned()
	page := p.page(sheet)
	page.frame(sheet)
	page.words(sheet)
	page.facts(sheet)
	page.right(sheet)
	return page.printed()
}

func (s Sheet) cleaned() Sheet {
	s.Vendor, s.Holder, s.Title = clean(s.Vendor), clean(s.Holder), clean(s.Title)
	s.Description, s.Signatory, s.Role = clean(s.Description), clean(s.Signatory), clean(s.Role)
	facts := make([]Fact, len(s.Facts))
	for i, f := range s.Facts {
		facts[i] = Fact{clean(f.Label), clean(f.Value)}
	}
	s.Facts = facts
	return s
}

func (p *Press) page(sheet Sheet) *pen {
	text := sheet.Vendor + sheet.Holder + sheet.Title + sheet.Description + sheet.Signatory + sheet.Role
	for _, f := range sheet.Facts {
		text += f.Label + f.Value
	}
	i := imprint{
		across: true, title: sheet.Title + " – " + sheet.Holder, author: sheet.Vendor, subject: "Certificate " + sheet.URL,
		language: sheet.Language, made: sheet.Made, faces: []string{serif, italic, sans, strong}, text: text,
	}
	if len(sheet.Credential) > 0 {
		i.attached = []fpdf.Attachment{{
			Content: sheet.Credential, Filename: "credential.json", Description: "The signed Open Badges credential",
		}}
	}
	return p.open(i)
}

func (p *pen) frame(sheet Sheet) {
	p.rule(sheet.Colour, 0.7)
	p.Rect(8, 8, 281, 194, "D")
	p.rule(goldLine, 0.2)
	p.Rect(10.2, 10.2, 276.6, 189.6, "D")
}

func (p *pen) words(sheet Sheet) {
	p.ink(sheet.Colour)
	p.spaced(Point{left, 35}, p.fit(wish{strong, strings.ToUpper(sheet.Vendor), 11, 7, wide - 30})[0], 1.4)
	p.rule(goldLine, 0.5)
	p.Line(left, 40, left+18, 40)
	p.ink(inkSoft)
	p.put(Point{left, 59}, p.ready(italic, "This certifies that", 15))
	p.ink(ink)
	y := p.stack(p.fit(wish{serif, sheet.Holder, 38, 17, wide}), 75)
	p.rule(color.NRGBA{0xdc, 0xdf, 0xd5, 0xff}, 0.25)
	p.Line(left, y+6, left+wide, y+6)
	p.ink(inkSoft)
	p.put(Point{left, y + 17}, p.ready(italic, "has met every requirement of, and is hereby recognised as", 12.5))
	p.ink(sheet.Colour)
	y = p.stack(p.fit(wish{serif, sheet.Title, 26, 15, wide}), y+30)
	p.ink(inkSoft)
	lines := p.broken(wish{family: sans, text: sheet.Description, smallest: 10, width: wide - 8})
	const lowest = 146.0 // the facts begin below
	room := max(0, int((lowest-y-9)/4.3)+1)
	p.stack(lines[:min(len(lines), room, 3)], y+9)
}

// stack sets lines one below the other from a first baseline and returns the last one.
func (p *pen) stack(lines []ready, y float64) float64 {
	for i, line := range lines {
		if i > 0 {
			y += line.size * 0.43
		}
		p.put(Point{left, y}, line)
	}
	return y
}

func (p *pen) facts(sheet Sheet) {
	const y = 154.0
	each := wide / float64(max(len(sheet.Facts), 1))
	for i, fact := range sheet.Facts {
		x := left + each*float64(i)
		p.ink(inkSoft)
		p.spaced(Point{x, y}, p.ready(strong, strings.ToUpper(fact.Label), 6.8), 0.6)
		p.ink(ink)
		p.put(Point{x, y + 6}, p.fit(wish{strong, fact.Value, 11.5, 7, each - 3})[0])
	}
	p.rule(inkSoft, 0.2)
	p.Line(left, 179, left+62, 179)
	p.ink(ink)
	p.put(Point{left, 184.2}, p.fit(wish{strong, sheet.Signatory, 9.5, 6, 80})[0])
	p.ink(inkSoft)
	p.put(Point{left, 188.6}, p.fit(wish{sans, sheet.Role, 8.5, 6, 80})[0])
}

func (p *pen) right(sheet Sheet) {
	const badge, code = 74.0, 33.0
	p.mark(sheet.Badge, Point{column - badge/2, 26}, badge)
	p.code(sheet.URL, Point{column - code/2, 128}, code)
	p.ink(ink)
	p.centred(p.ready(strong, "Check this certificate", 9.5), 167)
	p.ink(inkSoft)
	p.centred(p.ready(sans, "The page behind this code says whether it still holds.", 7.6), 171.4)
	for i, line := range p.address(sheet.URL) {
		p.ink(sheet.Colour)
		w := p.width(line)
		y := 177.2 + float64(i)*3.6
		p.put(Point{column - w/2, y}, line)
		p.LinkString(column-w/2, y-2.8, w, 3.6, sheet.URL)
	}
}

// address breaks a URL before its last step where it is too long for the column.
func (p *pen) address(url string) []ready {
	const most = 78.0
	whole := p.ready(sans, url, 7.6)
	cut := strings.LastIndexByte(url, '/')
	if p.width(whole) <= most || cut < 0 {
		return []ready{whole}
	}
	return []ready{p.fit(wish{sans, url[:cut+1], 7.6, 4, most})[0], p.fit(wish{sans, url[cut+1:], 7.6, 4, most})[0]}
}

func (p *pen) centred(line ready, y float64) {
	p.put(Point{column - p.width(line)/2, y}, line)
}
