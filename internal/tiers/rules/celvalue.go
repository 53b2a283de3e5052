package rules

import (
	"errors"
	"math/big"
	"reflect"
	"strconv"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// decimal is an exact number inside a formula.
type decimal struct{ rat *big.Rat }

var decimalType = types.NewObjectType("decimal", traits.AdderType, traits.SubtractorType, traits.MultiplierType, traits.DividerType,
	traits.NegatorType, traits.ComparerType)

// decimalOf takes a literal as it was written, not as the nearest binary fraction.
func decimalOf(f float64) ref.Val {
	rat, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', -1, 64))
	if !ok {
		return types.NewErr("not a number")
	}
	return decimal{rat}
}

func (d decimal) with(other ref.Val, do func(z *big.Rat, x, y *big.Rat) *big.Rat) ref.Val {
	o, is := other.(decimal)
	if !is {
		return types.MaybeNoSuchOverloadErr(other)
	}
	return decimal{do(new(big.Rat), d.rat, o.rat)}
}

// Add and the other operators are what CEL asks of a value.
func (d decimal) Add(other ref.Val) ref.Val { return d.with(other, (*big.Rat).Add) }

// Subtract is the operator minus.
func (d decimal) Subtract(other ref.Val) ref.Val { return d.with(other, (*big.Rat).Sub) }

// Multiply is the operator times.
func (d decimal) Multiply(other ref.Val) ref.Val { return d.with(other, (*big.Rat).Mul) }

// Divide is the operator by; nothing is divided by zero.
func (d decimal) Divide(other ref.Val) ref.Val {
	if o, is := other.(decimal); is && o.rat.Sign() == 0 {
		return types.NewErr("division by zero")
	}
	return d.with(other, (*big.Rat).Quo)
}

// Negate is the sign.
func (d decimal) Negate() ref.Val { return decimal{new(big.Rat).Neg(d.rat)} }

// Compare orders two decimals.
func (d decimal) Compare(other ref.Val) ref.Val {
	o, is := other.(decimal)
	if !is {
		return types.MaybeNoSuchOverloadErr(other)
	}
	return types.Int(d.rat.Cmp(o.rat))
}

// Equal is by value.
func (d decimal) Equal(other ref.Val) ref.Val {
	o, is := other.(decimal)
	return types.Bool(is && d.rat.Cmp(o.rat) == 0)
}

// ConvertToType lets double(x) keep x as exact as it is.
func (d decimal) ConvertToType(to ref.Type) ref.Val {
	if to == types.DoubleType || to == decimalType {
		return d
	}
	return types.NewErr("a decimal is not a %s", to.TypeName())
}

// ConvertToNative is asked by nothing here.
func (decimal) ConvertToNative(reflect.Type) (any, error) {
	return nil, errors.New("a decimal stays a decimal")
}

// Type names what operators a decimal has.
func (decimal) Type() ref.Type { return decimalType }

// Value is the number.
func (d decimal) Value() any { return d.rat }
