package accounts

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"laurel/internal/fault"
)

// normalEmail returns the one spelling under which an address is kept and compared: NFKC and
// lower case. What a mail header or a reader's eye could be cheated with is refused: line breaks, control,
// invisible and direction characters, quoted parts, more than one @.
func normalEmail(address string) (string, error) {
	address = strings.ToLower(norm.NFKC.String(strings.TrimSpace(address)))
	local, domain, ok := strings.Cut(address, "@")
	if !ok || len(address) > 254 || len(local) > 64 || !localPart(local) || !domainName(domain) {
		return "", ErrBadEmail.With(fault.Field{Field: "email", Code: "invalid_email", Detail: "This is not an e-mail address."})
	}
	return address, nil
}

func localPart(local string) bool {
	if local == "" || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return false
	}
	for _, r := range local {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune(".!#$%&'*+-/=?^_`{|}~", r) {
			return false
		}
	}
	return oneScript(local)
}

// domainName wants at least two labels, so that a mistyped host is told at once.
func domainName(domain string) bool {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 || len(domain) > 253 {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") || !oneScript(label) {
			return false
		}
		for _, r := range label {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '-' {
				return false
			}
		}
	}
	return strings.IndexFunc(labels[len(labels)-1], unicode.IsLetter) >= 0
}
