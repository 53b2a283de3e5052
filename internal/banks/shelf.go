package banks

import (
	"encoding/json"
	"strings"

	"laurel/internal/id"
)

// shelf collects new items, each with its first version and its first key, so that a bank of thousands takes few statements.
type shelf struct {
	versions, keys, items []any
	n                     int
}

func (s *shelf) add(t taken) error {
	it, a := t.item, t.authored
	content, err := json.Marshal(a.Content)
	if err != nil {
		return err
	}
	category, err := json.Marshal(append([]string{}, it.Category...))
	if err != nil {
		return err
	}
	tags, err := json.Marshal(append([]string{}, it.Tags...))
	if err != nil {
		return err
	}
	why, err := json.Marshal(a.OptionRationales)
	if err != nil {
		return err
	}
	it.VersionID = id.New("itv")
	reviewed := VersionApproved
	if it.State == InReview {
		reviewed = VersionInReview
	}
	s.versions = append(s.versions, it.VersionID, it.ID, string(content), reviewed, it.CreatedBy, it.CreatedAt)
	s.keys = append(s.keys, it.VersionID, string(a.Key), a.Rationale, string(why), it.CreatedBy, it.CreatedAt)
	s.items = append(s.items, it.ID, it.BankID, it.ImportID, it.ExternalID, it.Title, it.Domain, string(category), string(tags), it.Type, t.difficulty, a.Content.Worth(), t.stimulus, it.State,
		it.VersionID, it.CreatedBy, it.CreatedAt)
	s.n++
	return nil
}

// rows repeats a row of parameters for every item on the shelf.
func (s *shelf) rows(row string) string {
	return strings.TrimSuffix(strings.Repeat(row+", ", s.n), ", ")
}
