package marking

// Marked says that the mark of one response is final. Fraction is the part of its points it earned.
type Marked struct {
	AttemptID string `json:"attempt_id"`
	Position  int    `json:"position"`
	Fraction  string `json:"fraction"`
	Ref       string `json:"ref"`
}

// FactName names the fact.
func (Marked) FactName() string { return "marking.marked" }
