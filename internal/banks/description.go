package banks

// Description is what an author says around content and key of a version. Scoring and drawing follow it, so that it waits for approval
// with its version; the row of the item carries what is drawn now.
type Description struct {
	Title          string   `json:"title"`
	Domain         string   `json:"domain"`
	Category       []string `json:"category"`
	Tags           []string `json:"tags"`
	References     []string `json:"references"`
	CognitiveLevel string   `json:"cognitive_level"`
	Difficulty     string   `json:"difficulty"`
	Points         int      `json:"points"`
	Stimulus       string   `json:"stimulus"`
}

// description is what a writing says, for an item that is worth so many points.
func (w Writing) description(points int) Description {
	list := func(all []string) []string { return append([]string{}, all...) }
	return Description{w.Title, w.Domain, list(w.Category), list(w.Tags), list(w.References), w.CognitiveLevel, w.Difficulty, points, w.Stimulus}
}

// kept holds where the version has a description of its own. That of an imported version stands on the row of its item.
func (d Description) kept() bool { return d.Points > 0 }

// shown gives the item the description of the version that it is shown with.
func (k Keyed) shown() Keyed {
	if d := k.Description; k.WorkingVersionID != "" && d.kept() {
		k.Title, k.Domain, k.Category, k.Tags, k.SourceRefs = d.Title, d.Domain, d.Category, d.Tags, d.References
		k.CognitiveLevel, k.Difficulty, k.Points, k.StimulusID = d.CognitiveLevel, d.Difficulty, d.Points, d.Stimulus
	}
	return k
}
