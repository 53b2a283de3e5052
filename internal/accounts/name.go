package accounts

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"laurel/internal/fault"
)

const nameLongest = 200

// normalName returns the name as it is kept and printed: NFC, single spaces. Characters that nobody sees
// or that turn the writing direction are refused, because a name stands in letters, lists and certificates.
func normalName(field, name string) (string, error) {
	name = norm.NFC.String(strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '\u00a0' }), " "))
	switch {
	case name == "":
		return "", badName(field, "required", "A name is needed.")
	case utf8.RuneCountInString(name) > nameLongest:
		return "", badName(field, "too_long", "The name is too long.")
	case strings.IndexFunc(name, hidden) >= 0:
		return "", badName(field, "not_allowed", "The name contains a character that cannot be seen.")
	case strings.IndexFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0:
		return "", badName(field, "not_allowed", "The name has no letter.")
	}
	return name, nil
}

// normalPartnerName is stricter than a person's name: letters of scripts that look alike do not
// mix in a word, and styled twins of letters (full width, mathematical) do not pass, so that "Асme" cannot stand beside "Acme".
func normalPartnerName(name string) (string, error) {
	name, err := normalName("name", name)
	if err != nil {
		return "", err
	}
	if !oneScript(name) || strings.IndexFunc(name, styled) >= 0 {
		return "", badName("name", "look_alike", "The name mixes letters that look alike.")
	}
	return name, nil
}

func badName(field, code, detail string) error {
	return ErrBadName.With(fault.Field{Field: field, Code: code, Detail: detail})
}

// hidden are control, format, private and unassigned characters and every space but the plain one.
func hidden(r rune) bool {
	if r == ' ' {
		return false
	}
	return r == utf8.RuneError || !unicode.IsGraphic(r) || unicode.IsSpace(r) || unicode.Is(unicode.Co, r) ||
		r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' || r == '\u2800'
}

// styled is a letter or digit that is only another look of a plain one.
func styled(r rune) bool {
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return false
	}
	plain := norm.NFKC.String(string(r))
	return plain != string(r) && utf8.RuneCountInString(plain) == 1
}

// oneScript says whether no word mixes Latin, Greek, Cyrillic, Armenian or Cherokee, the scripts with twins of each other's letters.
func oneScript(text string) bool {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		scripts := 0
		for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Cherokee} {
			if strings.IndexFunc(word, func(r rune) bool { return unicode.Is(script, r) }) >= 0 {
				scripts++
			}
		}
		if scripts > 1 {
			return false
		}
	}
	return true
}

// twins maps letters and digits to the Latin letter that they look like.
var twins = strings.NewReplacer(
	"а", "a", "в", "b", "е", "e", "ё", "e", "к", "k", "м", "m", "н", "h", "о", "o", "р", "p", "с", "c", "т", "t", "у", "y", "х", "x", "ѕ", "s", "і", "i", "ї", "i", "ј", "j", "ԁ", "d", "ԛ", "q", "ԝ", "w", "һ", "h",
	"α", "a", "β", "b", "ε", "e", "η", "n", "ι", "i", "κ", "k", "μ", "m", "ν", "v", "ο", "o", "ρ", "p", "τ", "t", "υ", "y", "χ", "x", "ζ", "z", "γ", "y", "ω", "w",
	"ı", "i", "0", "o", "1", "i", "l", "i", "|", "i", "rn", "m", "vv", "w",
)

// skeleton is equal for names that a reader takes for each other: lower case, without marks, twins as the letter they look like.
func skeleton(name string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.IsMark(r) || unicode.IsPunct(r) || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ToLower(name)))
	return twins.Replace(bare)
}

// passesFor says whether one name could be taken for the other without being the same name.
func passesFor(one, other string) bool {
	return skeleton(one) == skeleton(other) && !strings.EqualFold(one, other)
}
