package load

import (
	"errors"
	"fmt"
	"time"
)

// Time that a failure of ours took is given back within this time.
const creditWithin = 15 * time.Second

// verdict says of every promise whether it held, with the figure.
func (r *Rehearsal) verdict(starts *Times) error {
	var broken []error
	judge := func(holds bool, format string, args ...any) {
		word := "holds  "
		if text := fmt.Sprintf(format, args...); !holds {
			word = "BROKEN "
			broken = append(broken, errors.New(text))
		}
		r.say("%s %s", word, fmt.Sprintf(format, args...))
	}
	n := len(r.Scene.Candidates)
	calm, stalled := r.calm(), time.Duration(0)
	for _, c := range r.Scene.Candidates {
		stalled = max(stalled, c.stalled)
	}
	judge(len(r.lost) == 0, "no confirmed answer is lost: %d of %d candidates found all of theirs, %d answers confirmed", n-len(r.lost)-len(r.failed), n, len(r.saves))
	judge(len(r.failed) == 0, "everybody could sit: %d could not", len(r.failed))
	judge(starts.Quantile(1) <= startBound, "everybody began: median %s, slowest %s", starts.Quantile(0.5).Round(time.Millisecond), starts.Quantile(1).Round(time.Millisecond))
	judge(calm.Quantile(0.99) <= saveBound, "outside the faults 99 of 100 saves are confirmed within %s: %s (median %s, %d saves)",
		saveBound, calm.Quantile(0.99).Round(time.Millisecond), calm.Quantile(0.5).Round(100*time.Microsecond), calm.N())
	judge(stalled <= longestStall, "nobody waited longer than %s for an answer to be confirmed: %s", longestStall, stalled.Round(10*time.Millisecond))
	credited, asked := r.credited()
	judge(credited == asked, "who sat while nothing answered got time back: %d of %d", credited, asked)
	for _, err := range append(first(r.lost, 3), first(r.failed, 3)...) {
		r.say("        %v", err)
	}
	return errors.Join(broken...)
}

// calm are the saves that did not meet a fault: a fault lasts until a few seconds after it was mended.
func (r *Rehearsal) calm() *Times {
	times := &Times{}
	for _, s := range r.saves {
		met := false
		for _, f := range r.faults {
			met = met || s.at.After(f.from) && s.at.Add(-s.waited).Before(f.to.Add(5*time.Second))
		}
		if !met {
			times.Add(s.call)
		}
	}
	return times
}

// credited counts who sat during the last fault, in which nothing answered, and whose deadline moved by most of it.
func (r *Rehearsal) credited() (got, asked int) {
	if len(r.faults) == 0 {
		return 0, 0
	}
	f := r.faults[len(r.faults)-1]
	for _, c := range r.Scene.Candidates {
		if c.began.IsZero() || c.began.After(f.from) || c.ended.Before(f.to.Add(creditWithin)) {
			continue
		}
		asked++
		if c.deadline.Sub(c.firstDeadline) >= f.to.Sub(f.from)/2 {
			got++
		}
	}
	return got, asked
}

func first(errs []error, n int) []error { return errs[:min(n, len(errs))] }
