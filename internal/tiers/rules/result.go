package rules

// Result is three-valued: what is not known is neither met nor missed, and never demotes.
type Result string

// The results.
const (
	Met     Result = "met"
	NotMet  Result = "not_met"
	Unknown Result = "unknown"
)

func resultOf(met bool) Result {
	if met {
		return Met
	}
	return NotMet
}

// atLeast is met when n of the results are, and not met when n cannot be reached whatever the unknown ones turn out.
func atLeast(n int, of []Result) (result Result, met int) {
	unknown := 0
	for _, r := range of {
		switch r {
		case Met:
			met++
		case Unknown:
			unknown++
		case NotMet:
		}
	}
	switch {
	case met >= n:
		return Met, met
	case met+unknown < n:
		return NotMet, met
	}
	return Unknown, met
}
