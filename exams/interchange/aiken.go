package interchange

import (
	"io"
	"regexp"
	"strconv"
	"strings"
)

var (
	aikenOption = regexp.MustCompile(`^\s*([A-Za-z])[.)]\s*(.*)$`)
	aikenAnswer = regexp.MustCompile(`^\s*ANSWER:\s*(.*?)\s*$`)
)

// aiken is an item being collected line by line.
type aiken struct {
	line    int
	stem    []string
	options []string
	size    int
	reason  string
}

// readAiken reads the Aiken format. A faulty item is rejected, and reading goes on with the next.
func readAiken(r io.Reader, c *count) error {
	var a aiken
	err := lines(r, func(number int, line string) error {
		if answer := aikenAnswer.FindStringSubmatch(line); answer != nil {
			if a.line == 0 {
				a.line = number
			}
			done := a
			a = aiken{}
			return c.add(done.entry(answer[1]))
		}
		if strings.TrimSpace(line) == "" {
			if len(a.options) > 0 {
				done := a
				a = aiken{}
				return c.add(done.entry(""))
			}
			return nil
		}
		a.take(number, line)
		return nil
	})
	if err != nil || a.line == 0 {
		return err
	}
	return c.add(a.entry(""))
}

func (a *aiken) take(number int, line string) {
	if a.line == 0 {
		a.line = number
	}
	if a.size += len(line); a.size > maxItemLength {
		a.reason = "the item is longer than 64 KiB"
		return
	}
	option := aikenOption.FindStringSubmatch(line)
	switch {
	case option != nil && len(a.stem) > 0:
		if int(strings.ToUpper(option[1])[0]-'A') != len(a.options) && a.reason == "" {
			a.reason = "the options are not lettered in order at line " + strconv.Itoa(number)
		}
		a.options = append(a.options, strings.TrimSpace(option[2]))
	case len(a.options) > 0:
		if a.reason == "" {
			a.reason = "a line among the options is neither an option nor the answer: line " + strconv.Itoa(number)
		}
	default:
		a.stem = append(a.stem, strings.TrimSpace(line))
	}
}

func (a *aiken) entry(answer string) Entry {
	e := Entry{Line: a.line, Reason: a.reason}
	if len(a.stem) > 0 {
		e.Ref = shorten(a.stem[0], min(80, len(a.stem[0])))
	}
	right := -1
	if len(answer) == 1 {
		right = int(strings.ToUpper(answer)[0]) - 'A'
	}
	switch {
	case e.Reason != "":
	case len(a.stem) == 0:
		e.Reason = "the item has no stem"
	case len(a.options) < 2:
		e.Reason = "the item has fewer than two options"
	case answer == "":
		e.Reason = "the item has no line ANSWER:"
	case right < 0 || right >= len(a.options):
		e.Reason = "the answer names no option"
	}
	if e.Reason != "" {
		return e
	}
	it := &Item{Type: SingleChoice, Stem: Text{Plain, strings.Join(a.stem, "\n")}}
	for i, o := range a.options {
		fraction := "0"
		if i == right {
			fraction = "1"
		}
		if o == "" {
			e.Reason = "an option is empty"
			return e
		}
		it.Options = append(it.Options, Option{Text: Text{Plain, o}, Fraction: fraction})
	}
	e.Item = it
	return e
}
