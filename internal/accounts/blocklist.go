package accounts

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"
)

// blocklist holds the words that most guessed passwords are built from, one a line. With a minimum of
// twelve characters a plain list of passwords would rarely hit: what people do is take such a word
// and pad it, so the core of a password is compared.
//
//go:embed blocklist.txt
var blocklist string

// rows are the runs of a keyboard and of an alphabet that fingers walk along.
const rows = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz 01234567890123456789 98765432109876543210 " +
	"qwertyuiopasdfghjklzxcvbnm qwertzuiopasdfghjklyxcvbnm azertyuiopqsdfghjklmwxcvbn poiuytrewq lkjhgfdsa mnbvcxz " +
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p 1q2w3e4r5t6y7u8i9o0p q1w2e3r4t5y6u7i8o9p0 zaq12wsxcde34rfv"

// commonPassword says whether the password is one that a guesser's list or a pattern generator reaches early.
func commonPassword(password string) bool {
	plain := strings.ToLower(password)
	if walks(plain) || repeats(plain) || listed(plain) {
		return true
	}
	read := unleet(plain)
	return listed(core(plain)) || listed(core(read)) || listed(unleet(core(plain))) || onlyListed(letters(read)) || onlyListed(letters(plain))
}

// listed compares whole words; the list is short enough to be searched as text.
func listed(word string) bool {
	return utf8.RuneCountInString(word) >= 3 && !strings.ContainsAny(word, "\n#") && strings.Contains("\n"+blocklist, "\n"+word+"\n")
}

// core is what is left without the digits and signs put before and after.
func core(word string) string {
	return strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
}

func letters(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, word)
}

// unleet reads the usual letter-for-sign exchanges back.
func unleet(word string) string {
	return strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i").Replace(word)
}

// onlyListed says whether one or two listed words make up all of it ("passwordpassword", "welcomeadmin").
// Three and more chosen words are a passphrase.
func onlyListed(word string) bool {
	if listed(word) {
		return true
	}
	for at := range word {
		if at > 0 && listed(word[:at]) && listed(word[at:]) {
			return true
		}
	}
	return false
}

// walks says whether the password is one walk along a row, or at most two put together with a little filling.
func walks(word string) bool {
	left := word
	for range 2 {
		left = strings.Replace(left, longestWalk(left), "", 1)
	}
	return utf8.RuneCountInString(left) < 3
}

// longestWalk finds the longest piece of four and more characters that stands in a row.
func longestWalk(word string) string {
	best := ""
	for from := range word {
		for to := from + 4; to <= len(word); to++ {
			if to-from > len(best) && !strings.Contains(word[from:to], " ") && strings.Contains(rows, word[from:to]) {
				best = word[from:to]
			}
		}
	}
	return best
}

// repeats says whether fewer than five different characters, or one short piece over and over, make up the password.
func repeats(word string) bool {
	seen := map[rune]bool{}
	for _, r := range word {
		seen[r] = true
	}
	if len(seen) < 5 {
		return true
	}
	for size := 1; size <= 5 && size*2 <= len(word); size++ {
		piece := word[:size]
		if strings.HasPrefix(strings.Repeat(piece, len(word)/size+1), word) {
			return true
		}
	}
	return false
}

// aboutYou says whether less than eight characters are the person's own once names, the address and the product's
// name are taken away.
func aboutYou(password string, about []string) bool {
	left := strings.ToLower(password)
	before := left
	for _, fact := range append([]string{"laurel", "certification"}, about...) {
		for _, word := range strings.FieldsFunc(strings.ToLower(fact), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if utf8.RuneCountInString(word) >= 4 {
				left = strings.ReplaceAll(left, word, "")
			}
		}
	}
	return left != before && utf8.RuneCountInString(left) < 8
}
