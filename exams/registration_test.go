package exams

import (
	"errors"
	"strings"
	"testing"
)

func TestLocaleIsALanguageTag(t *testing.T) {
	t.Parallel()
	for _, locale := range []string{"", "en", "pt-BR", "zh-Hant-TW", "de-CH-1996", "de-DE-u-co-phonebk", "en-x-twain"} {
		if err := (Enrol{PayWith: payFree, Locale: locale}).validate(); err != nil {
			t.Errorf("%q: %v", locale, err)
		}
	}
	for _, locale := range []string{"zz-!!", "e", "en_US", "en-", "-en", "en--US", " en", "en\n", "en-123456789", "日本", "en" + strings.Repeat("-abcd", 7)} {
		if err := (Enrol{PayWith: payFree, Locale: locale}).validate(); !errors.Is(err, ErrInput) {
			t.Errorf("%q: want a refusal, got %v", locale, err)
		}
	}
}
