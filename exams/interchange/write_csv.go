package interchange

import (
	"encoding/csv"
	"io"
	"iter"
	"math/big"
	"strconv"
	"strings"
)

// share is what one of so many right options is worth where a wrong one takes all.
func share(right bool, of int) string {
	if !right {
		return "-1"
	}
	return big.NewRat(1, int64(max(of, 1))).RatString()
}

// csvCells is an item on its way to a row.
type csvCells struct {
	row      map[string]string
	options  []string
	whys     []string
	keyParts []string
}

// writeCSV writes one row an item under the header that fits them all.
func writeCSV(out io.Writer, items iter.Seq2[Item, error]) ([]Written, error) {
	var all []Written
	var rows []csvCells
	options, whys := 2, 0
	for it, err := range items {
		if err != nil {
			return all, err
		}
		w := &writing{item: it}
		cells := w.csv()
		all = append(all, w.account())
		if w.reason == "" {
			rows = append(rows, cells)
			options, whys = max(options, len(cells.options)), max(whys, len(cells.whys))
		}
	}
	columns := csvOrder(options, whys)
	c := csv.NewWriter(out)
	if err := c.Write(columns); err != nil {
		return all, err
	}
	for _, r := range rows {
		if err := c.Write(r.record(columns)); err != nil {
			return all, err
		}
	}
	c.Flush()
	return all, c.Error()
}

func csvOrder(options, whys int) []string {
	columns := []string{"external_id", "type", "title", "stem"}
	for n := range options {
		columns = append(columns, "option_"+strconv.Itoa(n+1))
	}
	columns = append(columns, "key", "points", "domain", "difficulty", "tags", "rationale", "language", "fixed")
	for n := range whys {
		columns = append(columns, "rationale_"+strconv.Itoa(n+1))
	}
	return columns
}

func (c csvCells) record(columns []string) []string {
	for n, o := range c.options {
		c.row["option_"+strconv.Itoa(n+1)] = o
	}
	for n, why := range c.whys {
		c.row["rationale_"+strconv.Itoa(n+1)] = why
	}
	out := make([]string, len(columns))
	for n, column := range columns {
		out[n] = guard(lineFeeds(c.row[column]))
	}
	return out
}

func textCell(t Text) string {
	s := strings.TrimSpace(t.Text)
	if s == "" {
		return ""
	}
	if t.Format == Plain && cellText(s).Text == s {
		return s
	}
	return "[" + string(formatOf(t)) + "]" + s
}

func (w *writing) csv() csvCells {
	w.common("CSV")
	it := w.item
	c := csvCells{row: map[string]string{
		"external_id": it.ID, "type": string(it.Type), "title": it.Title, "stem": textCell(it.Stem), "points": it.Points,
		"domain": csvPath(it.Category), "difficulty": it.Difficulty, "rationale": textCell(it.Rationale), "language": it.Language,
	}}
	if it.Fixed {
		c.row["fixed"] = "true"
	}
	for _, t := range it.Tags {
		w.lose(strings.Contains(t, ";"), "a semicolon inside a tag is written as a comma")
	}
	tags := make([]string, len(it.Tags))
	for n, t := range it.Tags {
		tags[n] = strings.ReplaceAll(t, ";", ",")
	}
	c.row["tags"] = strings.Join(tags, "; ")
	w.csvKey(&c)
	c.row["key"] = strings.Join(c.keyParts, ";")
	for len(c.whys) > 0 && c.whys[len(c.whys)-1] == "" {
		c.whys = c.whys[:len(c.whys)-1]
	}
	return c
}

func csvPath(path []string) string {
	out := make([]string, len(path))
	for n, p := range path {
		out[n] = strings.ReplaceAll(p, "/", "//")
	}
	return strings.Join(out, "/")
}

func (w *writing) csvKey(c *csvCells) {
	it := w.item
	switch it.Type {
	case SingleChoice, MultipleResponse:
		w.csvChoice(c)
	case TrueFalse:
		c.keyParts = []string{strconv.FormatBool(it.True)}
		c.whys = []string{textCell(it.IfTrue), textCell(it.IfFalse)}
	case Matching:
		w.csvPairs(c)
	case Ordering:
		for _, o := range it.Options {
			c.options = append(c.options, textCell(o.Text))
		}
	case Numeric:
		c.keyParts = w.csvNumbers(it.Numbers)
		for _, u := range it.Units {
			c.keyParts[len(c.keyParts)-1] += " | " + u.Name + "=" + u.Factor
		}
	case ShortText:
		w.csvTexts(c)
	case Cloze:
		w.csvBlanks(c)
	case Essay:
		w.lose(it.Rationale.Text != "" && it.Guide.Text != "", "the rationale of an essay gives way to what the marker is told")
		c.row["rationale"] = textCell(it.Guide)
	case FileUpload:
		w.lose(it.Guide.Text != "", "what the marker is told is not in CSV")
		if it.Files > 0 {
			c.keyParts = append(c.keyParts, "files="+strconv.Itoa(it.Files))
		}
		if len(it.Accept) > 0 {
			c.keyParts = append(c.keyParts, "types="+strings.Join(it.Accept, " "))
		}
	default:
		w.reason = "CSV has no word for the type " + string(it.Type)
	}
}

func (w *writing) csvChoice(c *csvCells) {
	for n, o := range w.item.Options {
		c.options, c.whys = append(c.options, textCell(o.Text)), append(c.whys, textCell(o.Rationale))
		number := strconv.Itoa(n + 1)
		switch {
		case o.Fraction == "0":
		case w.item.Weighed:
			c.keyParts = append(c.keyParts, number+"="+o.Fraction)
		default:
			c.keyParts = append(c.keyParts, number)
		}
	}
}

func (w *writing) csvPairs(c *csvCells) {
	matched := map[int]bool{}
	for _, s := range w.item.Stems {
		matched[s.Right] = true
		c.options = append(c.options, textCell(w.arrow(s.Text))+" -> "+textCell(w.item.Options[s.Right].Text))
	}
	for n, o := range w.item.Options {
		if !matched[n] {
			c.options = append(c.options, "-> "+textCell(o.Text))
		}
	}
}

func (w *writing) csvNumbers(all []Number) []string {
	out := make([]string, len(all))
	for n, x := range all {
		out[n] = figure(x.From)
		if x.From != x.To {
			out[n] += ".." + figure(x.To)
		}
		if x.Fraction != "1" {
			out[n] += "=" + x.Fraction
		}
		w.lose(x.Rationale.Text != "", "what is said to an accepted number is not in CSV")
	}
	return out
}

func (w *writing) csvTexts(c *csvCells) {
	weighed := w.item.Weighed
	for _, t := range w.item.Texts {
		weighed = weighed || t.Fraction != "1"
		c.options, c.whys = append(c.options, t.Text), append(c.whys, textCell(t.Rationale))
	}
	for n, t := range w.item.Texts {
		if weighed {
			c.keyParts = append(c.keyParts, strconv.Itoa(n+1)+"="+t.Fraction)
		}
	}
	if w.item.Exact {
		c.keyParts = append(c.keyParts, "exact")
	}
}

func (w *writing) csvBlanks(c *csvCells) {
	for _, b := range w.item.Blanks {
		var answers []string
		switch b.Kind {
		case BlankNumber:
			c.options = append(c.options, b.ID+": numeric "+strings.Join(w.csvNumbers(b.Numbers), ";"))
			continue
		case BlankText:
			for _, t := range b.Texts {
				answers = append(answers, weightBefore(t.Fraction, "1")+barPlain(t.Text))
			}
		default:
			for _, o := range b.Options {
				right := ""
				if o.Fraction == "1" {
					right = "="
				}
				answers = append(answers, right+weightBefore(o.Fraction, map[string]string{"=": "1", "": "0"}[right])+barPlain(textCell(o.Text)))
			}
		}
		kind := b.Kind
		if b.Exact {
			kind += " exact"
		}
		c.options = append(c.options, b.ID+": "+kind+" "+strings.Join(answers, "|"))
	}
}

func weightBefore(fraction, without string) string {
	if fraction == without {
		return ""
	}
	return "%" + fraction + "%"
}

func barPlain(s string) string {
	s = barEscapes.Replace(strings.TrimSpace(s))
	if strings.HasPrefix(s, "%") {
		s = `\` + s
	}
	return s
}
