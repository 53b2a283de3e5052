package paper

import "strings"

// ending puts a line so that it ends at x.
func (p *pen) ending(x, y float64, line ready) { p.put(Point{x - p.width(line), y}, line) }

// block is a text in one size that is broken where the width ends.
type block struct {
	family, text string
	size, width  float64
}

// wrapped sets a block in as many lines as it takes; a word wider than a line is cut where it must be.
func (p *pen) wrapped(w block) []ready {
	var out []ready
	line := ""
	end := func() {
		if line != "" {
			out = append(out, p.ready(w.family, line, w.size))
		}
	}
	fits := func(text string) bool { return p.width(p.ready(w.family, text, w.size)) <= w.width }
	for _, word := range strings.Fields(w.text) {
		if longer := strings.TrimSpace(line + " " + word); fits(longer) {
			line = longer
			continue
		}
		end()
		for line = word; !fits(line); {
			letters := []rune(line)
			n := len(letters) - 1
			for n > 1 && !fits(string(letters[:n])) {
				n--
			}
			if n < 1 {
				break
			}
			out = append(out, p.ready(w.family, string(letters[:n]), w.size))
			line = string(letters[n:])
		}
	}
	end()
	return out
}
