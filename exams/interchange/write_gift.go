package interchange

import (
	"bufio"
	"io"
	"iter"
	"strings"
)

// writeGIFT writes items as GIFT, one block each. What GIFT has no word for is accounted for.
func writeGIFT(out io.Writer, items iter.Seq2[Item, error]) ([]Written, error) {
	b := bufio.NewWriter(out)
	var all []Written
	category, first := "", true
	for it, err := range items {
		if err != nil {
			return all, err
		}
		w := &writing{item: it}
		text := w.gift()
		all = append(all, w.account())
		if w.reason != "" {
			continue
		}
		if c := giftCategory(it.Category); c != category {
			category = c
			text = "$CATEGORY: $course$/top" + c + "\n\n" + text
		}
		if !first {
			text = "\n" + text
		}
		first = false
		if _, err := b.WriteString(text); err != nil {
			return all, err
		}
	}
	return all, b.Flush()
}

func giftCategory(path []string) string {
	var b strings.Builder
	for _, p := range path {
		b.WriteString("/" + strings.ReplaceAll(giftPlain(p), "/", "//"))
	}
	return b.String()
}

var (
	giftEscape   = strings.NewReplacer(`\`, `\\`, `~`, `\~`, `=`, `\=`, `#`, `\#`, `{`, `\{`, `}`, `\}`, `:`, `\:`, "\r\n", `\n`, "\r", `\n`, "\n", `\n`)
	bracketPlain = strings.NewReplacer(`\`, `\\`, `]`, `\]`, "\n", " ", "\r", " ")
)

func giftPlain(s string) string { return giftEscape.Replace(strings.TrimSpace(s)) }

// giftText writes a text with its format in front.
func giftText(t Text) string {
	if strings.TrimSpace(t.Text) == "" {
		return ""
	}
	return "[" + string(formatOf(t)) + "]" + giftPlain(t.Text)
}

func formatOf(t Text) Format {
	if t.Format == "" {
		return Moodle
	}
	return t.Format
}

func (w *writing) gift() string {
	w.common("GIFT")
	it := w.item // without what common took out
	w.lose(len(it.Units) > 0, "units are not in GIFT")
	w.lose(it.Guide.Text != "", "what the marker is told is not in GIFT")
	var b strings.Builder
	words := [][2]string{{"id", it.ID}}
	for _, t := range it.Tags {
		words = append(words, [2]string{"tag", t})
	}
	words = append(words, [2]string{"points", it.Points}, [2]string{"difficulty", it.Difficulty}, [2]string{"language", it.Language})
	if it.Fixed {
		words = append(words, [2]string{"fixed", "true"})
	}
	if it.Exact {
		words = append(words, [2]string{"exact", "true"})
	}
	for _, word := range words {
		if word[1] != "" {
			b.WriteString("// [" + word[0] + ":" + bracketPlain.Replace(word[1]) + "]\n")
		}
	}
	if it.Title != "" {
		b.WriteString("::" + giftPlain(it.Title) + "::")
	}
	b.WriteString(giftText(it.Stem) + " {")
	w.giftAnswers(&b)
	if it.Rationale.Text != "" {
		b.WriteString("\n####" + giftText(it.Rationale))
	}
	b.WriteString("}\n")
	return b.String()
}

func (w *writing) giftAnswers(b *strings.Builder) {
	it := w.item
	switch it.Type {
	case SingleChoice, MultipleResponse:
		w.giftChoice(b)
	case TrueFalse:
		b.WriteString(map[bool]string{true: "TRUE", false: "FALSE"}[it.True])
		wrong, right := it.IfFalse, it.IfTrue
		if !it.True {
			wrong, right = right, wrong
		}
		if wrong.Text != "" || right.Text != "" {
			b.WriteString("#" + giftText(wrong))
		}
		if right.Text != "" {
			b.WriteString("#" + giftText(right))
		}
	case Numeric:
		b.WriteString("#")
		for _, n := range it.Numbers {
			answer := figure(n.From)
			if n.From != n.To {
				answer += ".." + figure(n.To)
			}
			b.WriteString("\n=" + giftWeight(n.Fraction, false) + answer + giftSaid(n.Rationale))
		}
	case ShortText:
		for _, t := range it.Texts {
			b.WriteString("\n=" + giftWeight(t.Fraction, strings.HasPrefix(t.Text, "%")) + giftPlain(t.Text) + giftSaid(t.Rationale))
		}
	case Matching:
		w.giftPairs(b)
	case Essay:
	default:
		w.reason = "GIFT has no word for the type " + string(it.Type)
	}
}

func (w *writing) giftPairs(b *strings.Builder) {
	matched := map[int]bool{}
	for _, s := range w.item.Stems {
		matched[s.Right] = true
		b.WriteString("\n=" + giftText(w.arrow(s.Text)) + " -> " + giftText(w.item.Options[s.Right].Text))
	}
	for n, o := range w.item.Options {
		if !matched[n] {
			b.WriteString("\n= -> " + giftText(o.Text))
		}
	}
}

// giftChoice writes weights where they decide. What asks for all right options and no other becomes equal weights.
func (w *writing) giftChoice(b *strings.Builder) {
	it := w.item
	right := 0
	for _, o := range it.Options {
		if o.Fraction == "1" {
			right++
		}
	}
	for _, o := range it.Options {
		fraction, mark := o.Fraction, "~"
		if it.Type == MultipleResponse && !it.Weighed {
			w.lose(true, "that all right options and no other are wanted becomes equal weights, and a wrong option takes all")
			fraction = share(o.Fraction == "1", right)
		}
		weight := "%" + percent(fraction) + "%"
		if it.Type == SingleChoice && fraction == "1" {
			mark, weight = "=", ""
		} else if it.Type == SingleChoice && fraction == "0" {
			weight = ""
		}
		b.WriteString("\n" + mark + weight + giftText(o.Text) + giftSaid(o.Rationale))
	}
}

func giftWeight(fraction string, always bool) string {
	if fraction == "1" && !always {
		return ""
	}
	return "%" + percent(fraction) + "%"
}

func giftSaid(t Text) string {
	if t.Text == "" {
		return ""
	}
	return "#" + giftText(t)
}
