package paper

func (p *billPen) columns() {
	c := p.bill.Columns
	p.label(edge, p.y, c[0])
	for i, end := range []float64{countEnd, unitEnd, far} {
		line := p.ready(strong, upper(c[i+1]), 6.8)
		p.spaced(Point{end - p.width(line) - 0.21*float64(len([]rune(c[i+1]))), p.y}, line, 0.6)
	}
	p.rule(p.bill.Colour, 0.4)
	p.Line(edge, p.y+2.6, far, p.y+2.6)
	p.y += 3
}

// table draws the rows, under its heading again on every page.
func (p *billPen) table() {
	p.columns()
	for _, row := range p.bill.Rows {
		p.y += 0.4
		for i, line := range p.wrapped(block{sans, row.Text, 10, textWide}) {
			if p.room(5) {
				p.columns()
			}
			p.y += 5
			p.ink(ink)
			p.put(Point{edge, p.y}, line)
			if i > 0 {
				continue
			}
			for n, text := range []string{row.Quantity, row.Unit, row.Amount} {
				p.ending([]float64{countEnd, unitEnd, far}[n], p.y, p.ready(sans, text, 10))
			}
		}
		p.y += 2.6
		p.rule(hairline, 0.25)
		p.Line(edge, p.y, far, p.y)
	}
	p.y += 4
}

// sums draws the lines under the table on the right, and the word about the payment beside them.
func (p *billPen) sums() {
	height := 0.0
	for _, s := range p.bill.Sums {
		height += 11 + 4*float64(len(p.wrapped(block{sans, s.Note, 7.8, 46})))
	}
	p.room(min(max(height, 40), 150))
	p.state(p.y + 8)
	for _, s := range p.bill.Sums {
		face, size := sans, 9.5
		p.y += 6.4
		p.ink(ink)
		if s.Strong {
			face, size = strong, 11.5
			p.rule(p.bill.Colour, 0.4)
			p.Line(second, p.y-2.6, far, p.y-2.6)
			p.y += 3
		}
		amount := p.ready(face, s.Amount, size)
		p.ending(far, p.y, amount)
		for i, line := range p.wrapped(block{face, s.Label, size, far - second - p.width(amount) - 4}) {
			if i > 0 {
				p.y += 4.8
			}
			p.put(Point{second, p.y}, line)
		}
		p.ink(inkSoft)
		for i, line := range p.wrapped(block{sans, s.Note, 7.8, 46}) {
			p.y += 3.8
			if i == 0 {
				p.y += 0.6
			}
			p.put(Point{second, p.y}, line)
		}
		if s.Strong {
			p.y += 1.6
		}
	}
}

func (p *billPen) state(y float64) {
	s := p.bill.State
	p.label(edge, y-1.6, s.Label)
	p.ink(p.bill.Colour)
	p.put(Point{edge, y + 6.4}, p.ready(serif, s.Word, 17))
	p.ink(inkSoft)
	y += 7.6
	for _, line := range p.wrapped(block{sans, s.Text, 9, textWide - 6}) {
		y += 4.4
		p.put(Point{edge, y}, line)
	}
}
