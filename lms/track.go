package lms

import (
	"fmt"
	"regexp"
	"slices"

	"laurel/internal/fault"
)

var keyPattern = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)

// Track is a way to learn a role: courses in order. Finishing it opens exams; of several tracks that open the same exam
// one is enough. ValidityMonths is how long a completion counts; for ever when zero.
type Track struct {
	Key            string
	Title          string
	Description    string
	JobRole        string
	Courses        []string `gorm:"-"`
	Opens          []string `gorm:"-"`
	ValidityMonths int
	Version        int64
}

// check finds what is wrong with the document by itself.
func (t Track) check() (faults []fault.Field) {
	faults = append(faults, checkHead(t.Key, t.Title, t.Description)...)
	if t.JobRole != "" && !keyPattern.MatchString(t.JobRole) {
		faults = append(faults, wrong("job_role", "malformed", "must be a key"))
	}
	if len(t.Courses) == 0 || len(t.Courses) > 50 {
		faults = append(faults, wrong("courses", "count", "must name 1 to 50 courses"))
	}
	if len(t.Opens) > 50 {
		faults = append(faults, wrong("opens", "count", "must name at most 50 exams"))
	}
	if t.ValidityMonths < 0 || t.ValidityMonths > 120 {
		faults = append(faults, wrong("validity_months", "out_of_range", "must be 0 to 120"))
	}
	return append(append(faults, checkKeys("courses", t.Courses)...), checkKeys("opens", t.Opens)...)
}

func checkHead(key, title, description string) (faults []fault.Field) {
	if !keyPattern.MatchString(key) {
		faults = append(faults, wrong("key", "malformed", "must be 1 to 100 letters, digits, dots, underscores or hyphens"))
	}
	if n := len([]rune(title)); n == 0 || n > 200 {
		faults = append(faults, wrong("title", "length", "must have 1 to 200 characters"))
	}
	if len([]rune(description)) > 5000 {
		faults = append(faults, wrong("description", "length", "must have at most 5,000 characters"))
	}
	return faults
}

func checkKeys(field string, keys []string) (faults []fault.Field) {
	for i, key := range keys {
		at := fmt.Sprintf("%s[%d]", field, i)
		if !keyPattern.MatchString(key) {
			faults = append(faults, wrong(at, "malformed", "must be a key"))
		}
		if slices.Contains(keys[:i], key) {
			faults = append(faults, wrong(at, "given_twice", "may be named once"))
		}
	}
	return faults
}

// same tells whether storing t over was would change anything. The order of exams means nothing, and was has them sorted.
func (t Track) same(was Track) bool {
	return t.Title == was.Title && t.Description == was.Description && t.JobRole == was.JobRole && t.ValidityMonths == was.ValidityMonths &&
		slices.Equal(t.Courses, was.Courses) && slices.Equal(slices.Sorted(slices.Values(t.Opens)), was.Opens)
}
