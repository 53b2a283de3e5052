package load

import (
	"fmt"
	"io"
)

// Table prints what was asked beside what was reached.
type Table struct {
	Out   io.Writer
	lines []line
}

// line is a figure beside its limit.
type line struct {
	what, limit, got string
	holds            bool
}

// AtMost and AtLeast note a figure and judge it.
func (t *Table) AtMost(what, unit string, got, limit float64) {
	t.lines = append(t.lines, line{what, fmt.Sprintf("<= %g%s", limit, unit), fmt.Sprintf("%.4g%s", got, unit), got <= limit})
}

func (t *Table) AtLeast(what, unit string, got, limit float64) {
	t.lines = append(t.lines, line{what, fmt.Sprintf(">= %g%s", limit, unit), fmt.Sprintf("%.4g%s", got, unit), got >= limit})
}

// Tell prints all of them.
func (t *Table) Tell() {
	t.Say("\n%-44s %14s %14s", "asked", "limit", "reached")
	for _, a := range t.lines {
		verdict := "holds"
		if !a.holds {
			verdict = "does not hold"
		}
		t.Say("%-44s %14s %14s  %s", a.what, a.limit, a.got, verdict)
	}
}

// Say prints a line.
func (t *Table) Say(format string, args ...any) { _, _ = fmt.Fprintf(t.Out, format+"\n", args...) }
