package billing

import (
	"math/big"

	"laurel/internal/money"
)

// Discount is what a tier takes off the price of an exam: Percent is a decimal from 0 to 100 as text, Title what the line says.
type Discount struct{ Percent, Title string }

// Off is what the discount takes from a price, rounded half up to the smallest unit, never more than all of it.
func (d Discount) Off(price money.Money) money.Money {
	percent, ok := new(big.Rat).SetString(d.Percent)
	if !ok || percent.Sign() <= 0 {
		return money.Money{Currency: price.Currency}
	}
	off := new(big.Rat).Mul(percent, big.NewRat(price.Amount, 100))
	off.Add(off, big.NewRat(1, 2))
	whole := new(big.Int).Quo(off.Num(), off.Denom())
	return money.Money{Amount: min(whole.Int64(), price.Amount), Currency: price.Currency}
}
