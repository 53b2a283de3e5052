package psychometrics

import (
	"fmt"
	"math"
)

// The flags an item can carry. A flag asks a person to look; it changes no score.
const (
	TooEasy          = "too_easy"
	TooHard          = "too_hard"
	NegativeItemRest = "negative_discrimination"
	LowItemRest      = "low_discrimination"
	SuspectedMiskey  = "suspected_miskey"
	IdleDistractor   = "idle_distractor"
	Drifting         = "drift"
)

// Where the flags stand.
const (
	easiest      = 0.95
	hardest      = 0.25
	weakest      = 0.10
	idleShare    = 0.05
	driftOfShare = 0.10
	driftOfZ     = 3.0
)

// Flag is a sign and its reason in numbers.
type Flag struct {
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

func (f *ItemFigures) flag(code, reason string, args ...any) {
	f.Flags = append(f.Flags, Flag{code, fmt.Sprintf(reason, args...)})
}

// flags judges the figures that are not withheld.
func (f *ItemFigures) flags() {
	if p, ok := f.Facility.Known(); ok && p > easiest {
		f.flag(TooEasy, "facility %.3f is above %.2f (n %d)", p, easiest, f.Facility.N)
	} else if ok && p < hardest {
		f.flag(TooHard, "facility %.3f is below %.2f (n %d)", p, hardest, f.Facility.N)
	}
	if r, ok := f.ItemRest.Known(); ok && r < 0 {
		f.flag(NegativeItemRest, "item-rest correlation %.3f is negative (n %d)", r, f.ItemRest.N)
	} else if ok && r < weakest {
		f.flag(LowItemRest, "item-rest correlation %.3f is below %.2f (n %d)", r, weakest, f.ItemRest.N)
	}
	f.miskeyed()
	for _, o := range f.Options {
		if s, ok := o.Share.Known(); ok && !o.Right && s < idleShare {
			f.flag(IdleDistractor, "option %s was chosen by %.1f %% (n %d)", o.Option, 100*s, o.Share.N)
		}
	}
	for _, d := range f.Drift {
		if diff, ok := d.Difference.Known(); ok && math.Abs(diff) >= driftOfShare && math.Abs(d.Z) >= driftOfZ {
			f.flag(Drifting, "period %s: facility differs by %+.3f at the same ability (z %.1f, n %d)", d.Period, diff, d.Z, d.Difference.N)
		}
	}
}

// miskeyed suspects the key where a wrong option goes with a good rest, beyond chance (2 / sqrt n), and better than every right one.
func (f *ItemFigures) miskeyed() {
	best, right := "", math.Inf(-1)
	worst := math.Inf(-1)
	n := 0
	for _, o := range f.Options {
		r, ok := o.R.Known()
		if !ok {
			continue
		}
		n = o.R.N
		if o.Right {
			right = math.Max(right, r)
		} else if r > worst {
			best, worst = o.Option, r
		}
	}
	if best == "" || worst <= right || worst <= 2/math.Sqrt(float64(n)) {
		return
	}
	if math.IsInf(right, -1) {
		f.flag(SuspectedMiskey, "nobody was right, and option %s goes with a good rest: r %.3f (n %d)", best, worst, n)
		return
	}
	f.flag(SuspectedMiskey, "option %s has r %.3f, the key %.3f (n %d)", best, worst, right, n)
}
