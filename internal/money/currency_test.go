package money

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestValidateAsksForACurrencyInUse(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"USD", "EUR", "JPY", "KWD", "AED", "ZWG"} {
		if err := (Money{1, code}).Validate(); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
	for _, code := range []string{"", "US", "usd", "ZZZ", "XXX", "XTS", "XAU", "DEM", "HRK", "USDX", "D A", " AF", "AED AFN", "€€€", "12A", "U\x00D"} {
		if err := (Money{1, code}).Validate(); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: want a refusal, got %v", code, err)
		}
	}
	if err := (Money{-1, "USD"}).Validate(); !errors.Is(err, ErrInvalid) {
		t.Errorf("below zero: %v", err)
	}
}

func TestTableOfCurrencies(t *testing.T) {
	t.Parallel()
	codes := strings.Fields(currencies)
	if !slices.IsSorted(codes) || len(slices.Compact(slices.Clone(codes))) != len(codes) || len(codes) < 150 {
		t.Fatalf("%d codes, not each once in order", len(codes))
	}
	for _, code := range codes {
		if len(code) != 3 || strings.ToUpper(code) != code {
			t.Errorf("%q", code)
		}
	}
	for _, code := range []string{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF", "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"} {
		if !Known(code) || Exponent(code) == 2 {
			t.Errorf("%s is not known with its minor units", code)
		}
	}
}
