package rules

import (
	"regexp"
	"strconv"
	"time"
)

var spanPattern = regexp.MustCompile(`^(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?$`)

// ParseSpan reads the period a metric is given for: 2026, 2026-Q4, 2026-11 or 2026-11-22, in UTC.
func ParseSpan(text string) (Span, bool) {
	part := spanPattern.FindStringSubmatch(text)
	if part == nil || part[1] < "1900" {
		return Span{}, false
	}
	year, _ := strconv.Atoi(part[1]) // digits by the pattern, as below
	quarter, _ := strconv.Atoi(part[2])
	month, _ := strconv.Atoi(part[3])
	day, _ := strconv.Atoi(part[4])
	from := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	switch {
	case part[4] != "":
		from = time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		return Span{from, from.AddDate(0, 0, 1)}, from.Format(time.DateOnly) == text
	case part[3] != "":
		from = time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
		return Span{from, from.AddDate(0, 1, 0)}, from.Format("2006-01") == text
	case part[2] != "":
		from = from.AddDate(0, 3*(quarter-1), 0)
		return Span{from, from.AddDate(0, 3, 0)}, true
	}
	return Span{from, from.AddDate(1, 0, 0)}, true
}

// Overlaps is true when two periods share an instant.
func (s Span) Overlaps(o Span) bool { return s.From.Before(o.To) && o.From.Before(s.To) }
