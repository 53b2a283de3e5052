package rules

// anyOf is met when one part is.
type anyOf struct{ connective }

func readAny(at place, r *Requirement, names ruleNames) test {
	parts := readParts(at, r, KindAny, names)
	if len(parts) == 0 {
		at.fault("empty", "A choice of nothing can never be met.")
	}
	return anyOf{connective{parts}}
}

func (anyOf) kind() Kind { return KindAny }

func (anyOf) judge(_ *hearing, parts []Result) Node {
	n := min(1, len(parts)) // where nothing applies nothing is asked
	result, met := atLeast(n, parts)
	return counting(result, met, n)
}

func (anyOf) words(*hearing) string { return "one of these" }

func (anyOf) label(*hearing) string { return "one of these" }
