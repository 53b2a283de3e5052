package tiers

import (
	"slices"
	"strings"
	"time"

	"laurel/internal/tiers/rules"
)

// Query asks for headcounts. Empty filters ask nothing; Partners nil means every partner in sight.
type Query struct {
	clocks
	Partners                                                      []string
	Certification, Kind, Level, Family, Role, Country, Employment string
	GroupBy                                                       []string
	ValidFor                                                      rules.Period
	Awards                                                        bool // count awards instead of people
	After                                                         []string
	Limit                                                         int
	once                                                          bool // as was known at knownAt; else as is known now
	raw                                                           bool // count from the copies, whatever spans say
}

// Row is one group with its counts.
type Row struct {
	Partner, Certification, Level, Family, Role, Country string
	Count, InRenewal, Pending, Left30, Left60, Left90    int
}

// dimensions are what headcounts can be grouped by, and where each stands.
var dimensions = map[string]string{
	"partner": "s.partner_id", "certification": "s.award_key", "level": "s.level", "family": "s.family", "role": "r.role", "country": "s.country",
}

var horizons = []string{"P30D", "P60D", "P90D"}

// parseGroups reads group_by: each dimension once, in the order asked for.
func parseGroups(text string) ([]string, bool) {
	if text == "" {
		return []string{"partner", "certification"}, true
	}
	groups := strings.Split(text, ",")
	for i, g := range groups {
		if dimensions[g] == "" || slices.Contains(groups[:i], g) {
			return nil, false
		}
	}
	return groups, true
}

// value is what a row has in a dimension.
func (r Row) value(dimension string) string {
	switch dimension {
	case "partner":
		return r.Partner
	case "certification":
		return r.Certification
	case "level":
		return r.Level
	case "family":
		return r.Family
	case "role":
		return r.Role
	default:
		return r.Country
	}
}

// key is the place of a row in the order of its groups.
func (r Row) key(groups []string) string {
	values := make([]string, len(groups))
	for i, g := range groups {
		values[i] = r.value(g)
	}
	return strings.Join(values, "\x1f")
}

// parseAsOf reads an instant, or a date as the end of that day in UTC: the last microsecond at which it is still that day.
func parseAsOf(text string, now time.Time) (time.Time, bool) {
	if text == "" {
		return now, true
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.AddDate(0, 0, 1).Add(-time.Microsecond), sane(day)
	}
	return parseInstant(text, now)
}

func parseInstant(text string, now time.Time) (time.Time, bool) {
	if text == "" {
		return now, true
	}
	t, err := time.Parse(time.RFC3339, text)
	return utc(t), err == nil && sane(t)
}

func sane(t time.Time) bool { return t.Year() >= 1900 && t.Year() < 2500 }

// countingStatus are the states in which an award counts outside any program.
var countingStatus = []string{"active", "current", "in_renewal", "maintenance_due"}
