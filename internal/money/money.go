// Package money keeps amounts in minor units and refuses to overflow or to mix currencies.
package money

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"laurel/internal/fault"
)

// Money is an amount in minor units of a currency: {15000, "USD"} is 150 dollars.
type Money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency" minLength:"3" maxLength:"3" pattern:"^[A-Z]{3}$"`
}

// The refusals of arithmetic.
var (
	ErrCurrency = fault.New(fault.Invalid, "currency_mismatch", "Amounts of two currencies cannot be put together.")
	ErrOverflow = fault.New(fault.Invalid, "amount_out_of_range", "The amount is larger than can be kept.")
	ErrInvalid  = fault.New(fault.Invalid, "amount_invalid", "An amount needs minor units of at least zero and a currency of ISO 4217 that is in use.")
)

// Exponent is how many minor digits a currency has, after ISO 4217; unknown ones have two.
func Exponent(currency string) int {
	switch currency {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	default:
		return 2
	}
}

// Validate refuses negative amounts and what is no code of a currency in use.
func (m Money) Validate() error {
	if m.Amount < 0 || !Known(m.Currency) {
		return ErrInvalid
	}
	return nil
}

// IsZero holds for nothing to pay.
func (m Money) IsZero() bool { return m.Amount == 0 }

// Add sums two amounts of one currency.
func (m Money) Add(o Money) (Money, error) {
	if m.Currency != o.Currency {
		return Money{}, ErrCurrency
	}
	if (o.Amount > 0 && m.Amount > math.MaxInt64-o.Amount) || (o.Amount < 0 && m.Amount < math.MinInt64-o.Amount) {
		return Money{}, ErrOverflow
	}
	return Money{m.Amount + o.Amount, m.Currency}, nil
}

// Sub takes o away; the difference may be negative.
func (m Money) Sub(o Money) (Money, error) {
	if o.Amount == math.MinInt64 {
		return Money{}, ErrOverflow
	}
	return m.Add(Money{-o.Amount, o.Currency})
}

// Times multiplies by a count.
func (m Money) Times(n int64) (Money, error) {
	if n != 0 && m.Amount != 0 {
		p := m.Amount * n
		if p/n != m.Amount || (m.Amount == math.MinInt64 && n == -1) {
			return Money{}, ErrOverflow
		}
	}
	return Money{m.Amount * n, m.Currency}, nil
}

// Percent is pct hundredths of the amount, halves rounded away from zero.
func (m Money) Percent(pct int64) (Money, error) {
	p := new(big.Int).Mul(big.NewInt(m.Amount), big.NewInt(pct))
	half := big.NewInt(50)
	if p.Sign() < 0 {
		half.Neg(half)
	}
	p.Add(p, half).Quo(p, big.NewInt(100))
	if !p.IsInt64() {
		return Money{}, ErrOverflow
	}
	return Money{p.Int64(), m.Currency}, nil
}

// String is for people: "150.00 USD".
func (m Money) String() string {
	exp := Exponent(m.Currency)
	digits := strconv.FormatInt(m.Amount, 10)
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if exp == 0 {
		return sign + digits + " " + m.Currency
	}
	if len(digits) <= exp {
		digits = strings.Repeat("0", exp+1-len(digits)) + digits
	}
	return fmt.Sprintf("%s%s.%s %s", sign, digits[:len(digits)-exp], digits[len(digits)-exp:], m.Currency)
}
