package paper

import (
	"image/color"
	"strings"
	"time"
)

// Bill is what stands on an invoice; texts are ready to print, amounts too. The first line of Seller and of Buyer is a name.
type Bill struct {
	Language string
	Banner   string // across the top of every page; empty for none
	Kind     string
	Number   string
	Seller   []string
	For      Party
	Facts    []Fact
	Columns  [4]string
	Rows     []Row
	Sums     []Sum
	State    Statement
	Colour   color.NRGBA
	Made     time.Time
}

// Party is who is billed, under a label.
type Party struct {
	Label string
	Lines []string
}

// Row is one thing sold.
type Row struct{ Text, Quantity, Unit, Amount string }

// Sum is a line under the table; a strong one has a rule above it.
type Sum struct {
	Label, Note, Amount string
	Strong              bool
}

// Statement tells in a word and a sentence where the payment stands.
type Statement struct{ Label, Word, Text string }

func (b Bill) cleaned() Bill {
	b.Banner, b.Kind, b.Number = clean(b.Banner), clean(b.Kind), clean(b.Number)
	b.Seller, b.For = lines(b.Seller), Party{clean(b.For.Label), lines(b.For.Lines)}
	b.State = Statement{clean(b.State.Label), clean(b.State.Word), clean(b.State.Text)}
	facts := make([]Fact, len(b.Facts))
	for i, f := range b.Facts {
		facts[i] = Fact{clean(f.Label), clean(f.Value)}
	}
	rows := make([]Row, len(b.Rows))
	for i, r := range b.Rows {
		rows[i] = Row{clean(r.Text), clean(r.Quantity), clean(r.Unit), clean(r.Amount)}
	}
	sums := make([]Sum, len(b.Sums))
	for i, s := range b.Sums {
		sums[i] = Sum{clean(s.Label), clean(s.Note), clean(s.Amount), s.Strong}
	}
	b.Facts, b.Rows, b.Sums = facts, rows, sums
	return b
}

// lines are the texts that are left after cleaning; there is always a first.
func lines(texts []string) []string {
	var out []string
	for _, text := range texts {
		if text = clean(text); text != "" {
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

// everything is the whole text, to tell which fonts it takes.
func (b Bill) everything() string {
	parts := append([]string{b.Banner, b.Kind, b.Number, b.For.Label, b.State.Label, b.State.Word, b.State.Text}, b.Columns[:]...)
	parts = append(append(parts, b.Seller...), b.For.Lines...)
	for _, f := range b.Facts {
		parts = append(parts, f.Label, f.Value)
	}
	for _, r := range b.Rows {
		parts = append(parts, r.Text, r.Quantity, r.Unit, r.Amount)
	}
	for _, s := range b.Sums {
		parts = append(parts, s.Label, s.Note, s.Amount)
	}
	return strings.Join(parts, "")
}
