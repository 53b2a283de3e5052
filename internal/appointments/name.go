package appointments

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Name is the name on a person's identity document, as stated, beside the name of the account.
type Name struct {
	PersonID    string
	Stated      string
	AccountName string
	Matched     bool
	ConfirmedBy string
	ConfirmedAt *time.Time
	StatedAt    time.Time
}

// holds tells whether the name is right for an account that is called so now.
func (n Name) holds(account string) bool {
	return n.Stated != "" && (sameName(n.Stated, account) || n.ConfirmedAt != nil && n.AccountName == account)
}

var letters = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i")

// folded is the parts of a name without what documents and forms differ in: case, accents, punctuation, order.
func folded(name string) []string {
	text := letters.Replace(cases.Fold().String(norm.NFKD.String(name)))
	text = letters.Replace(text)
	parts := strings.FieldsFunc(strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’', r == '.':
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return r
		}
		return ' '
	}, text), unicode.IsSpace)
	slices.Sort(parts)
	return parts
}

func sameName(a, b string) bool {
	x := folded(a)
	return len(x) > 0 && slices.Equal(x, folded(b))
}
