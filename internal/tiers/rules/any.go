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
	result, met := atLeast(1, parts)
	return counting(result, met, 1)
}

func (anyOf) words(*hearing) string { return "one of these" }

func (anyOf) label(*hearing) string { return "one of these" }
