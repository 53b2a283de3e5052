package rules

// all is met when every part is; an empty one asks nothing.
type all struct{ connective }

func readAll(at place, r *Requirement, names ruleNames) test {
	return all{connective{readParts(at, r, KindAll, names)}}
}

func (all) kind() Kind { return KindAll }

func (all) judge(_ *hearing, parts []Result) Node {
	result, met := atLeast(len(parts), parts)
	return counting(result, met, len(parts))
}

func (all) words(*hearing) string { return "all of these" }

func (all) label(*hearing) string { return "all of these" }
