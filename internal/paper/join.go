package paper

import (
	"fmt"
	"strings"
	"unicode"
)

// forms of an Arabic letter in Unicode's presentation block: alone, at the end, at the beginning, in the middle. A letter
// that joins only to the right has two.
type forms struct {
	alone rune
	dual  bool
}

// The letters of the block in its own order; each entry's forms follow its first code point.
var arabic = map[rune]forms{
	0x0621: {0xfe80, false}, 0x0622: {0xfe81, false}, 0x0623: {0xfe83, false}, 0x0624: {0xfe85, false},
	0x0625: {0xfe87, false}, 0x0626: {0xfe89, true}, 0x0627: {0xfe8d, false}, 0x0628: {0xfe8f, true},
	0x0629: {0xfe93, false}, 0x062a: {0xfe95, true}, 0x062b: {0xfe99, true}, 0x062c: {0xfe9d, true},
	0x062d: {0xfea1, true}, 0x062e: {0xfea5, true}, 0x062f: {0xfea9, false}, 0x0630: {0xfeab, false},
	0x0631: {0xfead, false}, 0x0632: {0xfeaf, false}, 0x0633: {0xfeb1, true}, 0x0634: {0xfeb5, true},
	0x0635: {0xfeb9, true}, 0x0636: {0xfebd, true}, 0x0637: {0xfec1, true}, 0x0638: {0xfec5, true},
	0x0639: {0xfec9, true}, 0x063a: {0xfecd, true}, 0x0641: {0xfed1, true}, 0x0642: {0xfed5, true},
	0x0643: {0xfed9, true}, 0x0644: {0xfedd, true}, 0x0645: {0xfee1, true}, 0x0646: {0xfee5, true},
	0x0647: {0xfee9, true}, 0x0648: {0xfeed, false}, 0x0649: {0xfeef, false}, 0x064a: {0xfef1, true},
	// Persian and Urdu letters of the first presentation block.
	0x067e: {0xfb56, true}, 0x0686: {0xfb7a, true}, 0x0698: {0xfb8a, false}, 0x06a9: {0xfb8e, true},
	0x06af: {0xfb92, true}, 0x06cc: {0xfbfc, true},
}

// lamAlef are the ligatures of lam with the forms of alef.
var lamAlef = map[rune]rune{0x0622: 0xfef5, 0x0623: 0xfef7, 0x0625: 0xfef9, 0x0627: 0xfefb}

// join picks the presentation form of each Arabic letter. What it does not know of the script it refuses.
func join(text string) (string, error) {
	letters := []rune(text)
	var out strings.Builder
	before := false // the letter before reaches over to this one
	for i := 0; i < len(letters); i++ {
		r := letters[i]
		form, known := arabic[r]
		if !known {
			if unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko) && !unicode.IsDigit(r) && !unicode.IsPunct(r) {
				return "", fmt.Errorf("%w: %U", ErrUnprintable, r)
			}
			before = false
			out.WriteRune(r)
			continue
		}
		if ligature, ok := lamAlef[next(letters, i)]; ok && r == 0x0644 {
			if before {
				ligature++
			}
			out.WriteRune(ligature)
			before = false
			i++
			continue
		}
		_, following := arabic[next(letters, i)]
		after := form.dual && following && next(letters, i) != 0x0621
		joined := before && r != 0x0621
		switch {
		case joined && after:
			r = form.alone + 3
		case after:
			r = form.alone + 2
		case joined:
			r = form.alone + 1
		default:
			r = form.alone
		}
		out.WriteRune(r)
		before = after
	}
	return out.String(), nil
}

func next(letters []rune, i int) rune {
	if i+1 < len(letters) {
		return letters[i+1]
	}
	return 0
}
