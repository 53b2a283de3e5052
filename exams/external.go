package exams

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"laurel/exams/items"
	"laurel/exams/scoring"
	"laurel/internal/fault"
)

// Delivered is a result that somebody else decided, as it came. Person or Email says whose it is; Supersedes names the reference of
// the result that it corrects.
type Delivered struct {
	SourceRef   string
	Person      string
	Email       string
	Exam        string
	Form        string
	Score       string
	Max         string
	ScaledScore *int
	Decision    string
	Incident    string
	TakenAt     time.Time
	Supersedes  string
}

// Source is who delivers exams elsewhere.
type Source struct {
	ID         string
	Key        string
	Title      string
	Sealed     []byte
	CreatedAt  time.Time
	DisabledAt *time.Time
}

// External is a result from outside at rest.
type External struct {
	ID          string
	SourceID    string
	SourceKey   string
	SourceTitle string
	SourceRef   string
	Supersedes  string
	Superseded  bool
	PersonID    string
	ExamKey     string
	Form        string
	Score       string
	Max         string
	ScaledScore *int
	Decision    string
	Incident    string
	TakenAt     time.Time
	Content     string
	PassID      string
	CreatedAt   time.Time
}

var (
	sourceKey = regexp.MustCompile(`^[A-Za-z0-9._-]{1,60}$`)
	sourceRef = regexp.MustCompile(`^[\x21-\x7e]{1,200}$`)
)

// skew is how far the clock of who delivered may be ahead; oldest how long ago a result may have been won.
const (
	skew   = 5 * time.Minute
	oldest = 20 * 366 * 24 * time.Hour
)

// faults of a result, judged by itself and by the scale of its exam.
func (d Delivered) faults(scale scoring.Scale, at time.Time) faults {
	var f faults
	f.unless(sourceRef.MatchString(d.SourceRef), "source_ref", "malformed", "1 to 200 printable characters without spaces")
	f.unless(d.Supersedes == "" || sourceRef.MatchString(d.Supersedes) && d.Supersedes != d.SourceRef, "supersedes", "malformed", "the reference of another result of this source")
	f.unless((d.Person == "") != (d.Email == ""), "candidate", "one_of", "email or person")
	f.unless(len(d.Form) <= 100, "form", "length", "at most 100 characters")
	f.unless(len(d.Incident) <= 4000, "incident", "length", "at most 4000 characters")
	f.unless(d.Decision == Pass || d.Decision == Fail, "decision", "unknown", "pass or fail")
	score, scored := plainDecimal(d.Score)
	f.unless(scored, "score", "malformed", "a decimal that is not negative, such as 41.5")
	if d.Max != "" {
		most, ok := plainDecimal(d.Max)
		f.unless(ok && most.Sign() > 0, "max", "malformed", "a decimal above 0")
		f.unless(!ok || !scored || score.Cmp(most) <= 0, "score", "out_of_range", "at most max")
	}
	if s := d.ScaledScore; s != nil {
		f.unless(*s >= scale.Min && *s <= scale.Max, "scaled_score", "out_of_range", "between "+strconv.Itoa(scale.Min)+" and "+strconv.Itoa(scale.Max))
		f.unless((*s >= scale.Pass) == (d.Decision == Pass), "decision", "contradicts_score", "the scaled score is on the other side of "+strconv.Itoa(scale.Pass))
	}
	f.unless(!d.TakenAt.IsZero() && d.TakenAt.Before(at.Add(skew)), "taken_at", "future", "an instant that has passed")
	f.unless(d.TakenAt.IsZero() || d.TakenAt.After(at.Add(-oldest)), "taken_at", "out_of_range", "within the last twenty years")
	return f
}

var decimal = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,6})?$`)

func plainDecimal(text string) (*big.Rat, bool) {
	if !decimal.MatchString(text) {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// content is what makes two deliveries the same: the person found, and every value as it counts.
func (d Delivered) content(personID string) (string, error) {
	number := func(text string) string {
		if v, ok := plainDecimal(text); ok {
			return v.RatString()
		}
		return text
	}
	scaled := ""
	if d.ScaledScore != nil {
		scaled = strconv.Itoa(*d.ScaledScore)
	}
	return items.Canonical([]string{
		personID, d.Exam, d.Form, number(d.Score), number(d.Max), scaled, d.Decision, strings.TrimSpace(d.Incident),
		d.TakenAt.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano), d.Supersedes,
	})
}

// corrects refuses a correction that is about another person or another exam.
func (d Delivered) corrects(old External, personID string) error {
	if old.PersonID != personID || old.ExamKey != d.Exam {
		return ErrExternalInput.With(fault.Field{Field: "supersedes", Code: "mismatch", Detail: "the result of the same person at the same exam"})
	}
	return nil
}
