package tiers

import (
	"slices"
	"strings"
	"time"

	"laurel/internal/tiers/rules"
)

// warning is what is said of one certification of a partner for one period.
type warning struct {
	within string
	count  int // of all who will not count after it
	first  time.Time
}

// nearest is the shortest period within which an end lies; empty when it is farther away than the longest.
func nearest(end, now time.Time) string {
	if end.IsZero() {
		return ""
	}
	for _, within := range horizons {
		period, _ := rules.ParsePeriod(within)
		if !end.After(period.After(now)) {
			return within
		}
	}
	return ""
}

// warnings are the periods into which somebody came newly, each with all who are in it.
func warnings(counted []rules.Counted, fresh []string, now time.Time) []warning {
	found := []warning{}
	for _, within := range horizons {
		if !slices.Contains(fresh, within) {
			continue
		}
		w := warning{within: within}
		period, _ := rules.ParsePeriod(within)
		for _, c := range counted {
			if c.Until.IsZero() || c.Until.After(period.After(now)) {
				continue
			}
			w.count++
			if w.first.IsZero() || c.Until.Before(w.first) {
				w.first = c.Until
			}
		}
		found = append(found, w)
	}
	return found
}

// crossings are the SQL conditions under which an end in a column came into one of the periods since the last run.
func crossings(column string) string {
	one := column + " > ? and " + column + " <= ?"
	return "(" + strings.Join(slices.Repeat([]string{one}, len(horizons)), " or ") + ")"
}

// crossed are their values.
func crossed(last, now time.Time) []any {
	args := []any{}
	for _, within := range horizons {
		period, _ := rules.ParsePeriod(within)
		args = append(args, period.After(last), period.After(now))
	}
	return args
}
