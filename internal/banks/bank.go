package banks

import (
	"strings"
	"time"
	"unicode/utf8"

	"laurel/internal/fault"
)

// Review says who must look at an item before it is drawn.
type Review string

// The reviews: none makes imported items operational at once; with second_person another person approves each.
const (
	ReviewNone         Review = "none"
	ReviewSecondPerson Review = "second_person"
)

// Bank is a set of items that exams draw from.
type Bank struct {
	ID        string
	Name      string
	Review    Review
	CreatedBy string
	CreatedAt time.Time
}

func (b Bank) validate() error {
	var fields []fault.Field
	if n := utf8.RuneCountInString(b.Name); strings.TrimSpace(b.Name) == "" || n > 200 {
		fields = append(fields, fault.Field{Field: "name", Code: "length", Detail: "between 1 and 200 characters"})
	}
	if b.Review != ReviewNone && b.Review != ReviewSecondPerson {
		fields = append(fields, fault.Field{Field: "review", Code: "not_allowed", Detail: "none or second_person"})
	}
	if len(fields) > 0 {
		return ErrInput.With(fields...)
	}
	return nil
}

// starts is the state in which an imported item begins.
func (b Bank) starts() ItemState {
	if b.Review == ReviewSecondPerson {
		return InReview
	}
	return Operational
}
