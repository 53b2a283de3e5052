package interchange

import (
	"math/big"
	"regexp"
	"strings"
)

var number = regexp.MustCompile(`^[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,2})?$`)

// thirds are the parts that exporters write with a few decimals and that must still add up to a whole.
const thirds = "1/3 2/3 1/6 5/6 1/7 2/7 3/7 4/7 5/7 6/7 1/9 2/9 4/9 5/9 7/9 8/9 1/11 1/12 5/12 7/12 11/12"

// numeric reads what follows the leading #: one number, or a list of =%weight%number.
func (r *reading) numeric(c cells, format Format) {
	r.item.Type = Numeric
	all := split(c)
	if len(all) == 0 || len(all) > maxAnswers {
		r.reject("a numeric item needs between 1 and 100 answers")
		return
	}
	for _, a := range all {
		if a.mark == '~' {
			r.lose("what is said to a wrong number has no place here")
			continue
		}
		fraction, ok := r.fraction(a, "1")
		if !ok {
			return
		}
		from, to, ok := interval(strings.TrimSpace(a.text.String()))
		if !ok {
			r.reject("an accepted answer is not a number, number:tolerance or from..to")
			return
		}
		r.item.Numbers = append(r.item.Numbers, Number{from, to, fraction, a.feedback.text(format)})
	}
	r.reachable()
}

// interval reads 3, 3:0.5 and 1..5.
func interval(s string) (from, to string, ok bool) {
	if low, high, is := strings.Cut(s, ".."); is {
		a, b := rat(low), rat(high)
		if a == nil || b == nil || a.Cmp(b) > 0 {
			return "", "", false
		}
		return strings.TrimSpace(low), strings.TrimSpace(high), true
	}
	value, tolerance, has := strings.Cut(s, ":")
	v, t := rat(value), new(big.Rat)
	if has {
		t = rat(tolerance)
	}
	if v == nil || t == nil || t.Sign() < 0 {
		return "", "", false
	}
	return decimals(new(big.Rat).Sub(v, t)), decimals(new(big.Rat).Add(v, t)), true
}

func rat(s string) *big.Rat {
	s = strings.TrimSpace(s)
	if !number.MatchString(s) {
		return nil
	}
	v, _ := new(big.Rat).SetString(s)
	return v
}

// decimals writes a sum of decimals as a decimal, which is exact.
func decimals(v *big.Rat) string {
	n, exact := v.FloatPrec()
	if !exact {
		return v.RatString()
	}
	return v.FloatString(n)
}

// fraction gives what an answer is worth as a fraction of the point, or what it is worth without a weight.
func (r *reading) fraction(a answer, without string) (string, bool) {
	if a.weight == "" {
		return without, true
	}
	p := rat(a.weight)
	if p == nil || new(big.Rat).Abs(p).Cmp(big.NewRat(100, 1)) > 0 {
		r.reject("a weight is not a percentage from -100 to 100")
		return "", false
	}
	return part(p.Quo(p, big.NewRat(100, 1))), true
}

// part takes 0.33333 for the third it stands for.
func part(v *big.Rat) string {
	size := new(big.Rat).Abs(v)
	for s := range strings.FieldsSeq(thirds) {
		exact, _ := new(big.Rat).SetString(s)
		off := new(big.Rat).Sub(size, exact)
		if off.Abs(off).Cmp(big.NewRat(1, 10_000)) < 0 {
			if v.Sign() < 0 {
				exact.Neg(exact)
			}
			return exact.RatString()
		}
	}
	return v.RatString()
}

// wholeSum wants the positive weights of a multiple response to make one point.
func (r *reading) wholeSum() {
	sum := new(big.Rat)
	for _, o := range r.item.Options {
		if f, _ := new(big.Rat).SetString(o.Fraction); f.Sign() > 0 {
			sum.Add(sum, f)
		}
	}
	switch whole := sum.Cmp(big.NewRat(1, 1)); {
	case sum.Sign() == 0:
		r.reject("no option is right")
	case whole < 0:
		r.lose("the weights of the right options add up to less than 100 %, so the full point cannot be reached")
	case whole > 0:
		r.lose("the weights of the right options add up to more than 100 %; the sum is cut at the full point")
	}
}

// reachable wants one answer alone to be worth something, and says so when none is worth the full point.
func (r *reading) reachable() {
	best := new(big.Rat)
	consider := func(fraction string) {
		if f, _ := new(big.Rat).SetString(fraction); f.Cmp(best) > 0 {
			best = f
		}
	}
	for _, o := range r.item.Options {
		consider(o.Fraction)
	}
	for _, n := range r.item.Numbers {
		consider(n.Fraction)
	}
	for _, t := range r.item.Texts {
		consider(t.Fraction)
	}
	switch {
	case best.Sign() == 0:
		r.reject("no answer is right")
	case best.Cmp(big.NewRat(1, 1)) < 0:
		r.lose("no answer is worth 100 %, so the full point cannot be reached")
	}
}
