package tiers

// Merge says that two accounts are one person: what is said of From counts for Into, until it is undone.
type Merge struct {
	ID, From, Into string
	Undone         bool
}

// selves tells of people which account they count as.
type selves map[string]string

// of follows the merges of merges; the number of steps is bounded, so that a ring ends.
func (s selves) of(person string) string {
	for range len(s) + 1 {
		next, merged := s[person]
		if !merged {
			break
		}
		person = next
	}
	return person
}

// copied is a row that was written under a person; Origin is of whom it was said, empty for the person itself.
type copied struct{ RowID, PersonID, Origin string }

func (c copied) said() string {
	if c.Origin == "" {
		return c.PersonID
	}
	return c.Origin
}

// originOf is what is kept of the person a row was said of.
func originOf(said, self string) string {
	if said == self {
		return ""
	}
	return said
}
