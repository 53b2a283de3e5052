package rules

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"laurel/internal/money"
)

// Measure is what a declared fact counts in.
type Measure string

// A Quantity is minor units of money, whole pieces, or millionths of a number: all integers, so that two machines and
// two databases never disagree about a boundary.
const (
	MeasureMoney  Measure = "money"
	MeasureCount  Measure = "count"
	MeasureNumber Measure = "number"
)

// Quantity is an exact amount in the smallest unit of its measure.
type Quantity int64

const millionth = 1_000_000

var (
	decimalPattern = regexp.MustCompile(`^-?(?:0|[1-9]\d{0,12})(?:\.\d{1,6})?$`)
	moneyPattern   = regexp.MustCompile(`^((?:0|[1-9]\d{0,12})(?:\.\d{1,3})?) ([A-Z]{3})$`)
)

// ParseDecimal reads a plain decimal of at most six places into millionths; exponents and rounding are refused.
func ParseDecimal(text string) (Quantity, bool) {
	if !decimalPattern.MatchString(text) {
		return 0, false
	}
	return scaled(text, 6)
}

// ParseMoney reads an amount written with its currency, "100000 USD", into minor units.
func ParseMoney(text string) (money.Money, bool) {
	part := moneyPattern.FindStringSubmatch(text)
	if part == nil {
		return money.Money{}, false
	}
	amount, ok := scaled(part[1], money.Exponent(part[2]))
	return money.Money{Amount: int64(amount), Currency: part[2]}, ok
}

// scaled moves the point to the right; it refuses what would be cut off or overflow.
func scaled(text string, places int) (Quantity, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	if len(fraction) > places {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	return Quantity(n), err == nil
}

// plainDecimal writes millionths without trailing zeros.
func plainDecimal(q Quantity, places int) string {
	sign, n := "", int64(q)
	if n < 0 {
		sign, n = "-", -n
	}
	unit := int64(math.Pow10(places))
	text := strconv.FormatInt(n/unit, 10)
	if rest := n % unit; rest != 0 {
		digits := strconv.FormatInt(unit+rest, 10)[1:]
		text += "." + strings.TrimRight(digits, "0")
	}
	return sign + text
}

// grouped writes a whole number with commas between thousands.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, text = "-", text[1:]
	}
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return sign + text
}

// figure is a quantity as it leaves in an answer: a money object, an integer, or a decimal as text.
func (f FactRule) figure(q Quantity) any {
	switch f.Measure {
	case MeasureMoney:
		return money.Money{Amount: int64(q), Currency: f.Currency}
	case MeasureCount:
		return int64(q)
	default:
		return plainDecimal(q, 6)
	}
}

// words is a quantity as a person reads it.
func (f FactRule) words(q Quantity) string {
	switch f.Measure {
	case MeasureMoney:
		whole, fraction, _ := strings.Cut(plainDecimal(q, money.Exponent(f.Currency)), ".")
		n, _ := strconv.ParseInt(whole, 10, 64) // written by plainDecimal
		text := grouped(n)
		if fraction != "" {
			text += "." + (fraction + "000")[:money.Exponent(f.Currency)]
		}
		return text + " " + f.Currency
	case MeasureCount:
		return grouped(int64(q))
	default:
		return plainDecimal(q, 6)
	}
}

// Decimal writes millionths as a plain decimal.
func Decimal(q Quantity) string { return plainDecimal(q, 6) }
