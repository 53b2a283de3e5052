package rules

// Kind names a node of the language. A new kind is a constant here, a file with a type that is a test, and a line in
// readTest; the compiler and the linter ask for the rest.
type Kind string

// The kinds.
const (
	KindAll        Kind = "all"
	KindAny        Kind = "any"
	KindNOf        Kind = "n_of"
	KindHeadcount  Kind = "headcount"
	KindAwards     Kind = "awards"
	KindFact       Kind = "fact"
	KindAttest     Kind = "attest"
	KindTier       Kind = "tier"
	KindPercentile Kind = "percentile"
	KindShare      Kind = "share"
	KindSeats      Kind = "seats"
	KindRatio      Kind = "ratio"
	KindScore      Kind = "score"
	KindHolds      Kind = "designations"
	KindFee        Kind = "fee"
)

var kinds = []Kind{KindAll, KindAny, KindNOf, KindHeadcount, KindAwards, KindFact, KindAttest, KindTier, KindPercentile, KindShare, KindSeats,
	KindRatio, KindScore, KindHolds, KindFee}

// test is what one kind of node has to answer.
type test interface {
	kind() Kind
	parts() []*Requirement // of a connective
	// judge finds the result. A connective looks at the results of its parts only, a leaf at the hearing only.
	judge(h *hearing, parts []Result) Node
	words(h *hearing) string        // the requirement in plain words
	label(h *hearing) string        // what it is about, as a short noun
	lack(h *hearing, n Node) string // what is missing, when it is not met
	ways(h *hearing, n Node) []Way  // how to meet it
	endings(h *hearing) []ending    // what of it will lapse
	wants(a Award) bool             // is this the sort of award it counts
}

func readTest(kind Kind, at place, r *Requirement, names ruleNames) test {
	switch kind {
	case KindAll:
		return readAll(at, r, names)
	case KindAny:
		return readAny(at, r, names)
	case KindNOf:
		return readNOf(at, r, names)
	case KindHeadcount:
		return readHeadcount(at, r, names)
	case KindAwards:
		return readAwards(at, r, names)
	case KindFact:
		return readFactTest(at, r, names)
	case KindAttest:
		return readAttest(at, r, names)
	case KindTier:
		return readTierTest(at, r, names)
	case KindPercentile:
		return readPercentile(at, r, names)
	case KindShare:
		return readShare(at, r, names)
	case KindSeats:
		return readSeats(at, r, names)
	case KindRatio:
		return readRatio(at, r, names)
	case KindScore:
		return readScoreTest(at, r, names)
	case KindHolds:
		return readDesignationsTest(at, r, names)
	case KindFee:
		return readFee(at, r, names)
	}
	at.fault("unknown_member", "Not a kind of node.")
	return nil
}

// leafOnly answers for tests without parts.
type leafOnly struct{}

func (leafOnly) parts() []*Requirement { return nil }
func (leafOnly) wants(Award) bool      { return false }

// connective answers for tests that only join others.
type connective struct{ of []*Requirement }

func (c connective) parts() []*Requirement    { return c.of }
func (connective) lack(*hearing, Node) string { return "" }
func (connective) ways(*hearing, Node) []Way  { return nil }
func (connective) endings(*hearing) []ending  { return nil }
func (connective) wants(Award) bool           { return false }
