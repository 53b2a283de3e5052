package rules

import (
	"regexp"
	"strconv"
	"time"
)

// Period is an ISO 8601 calendar period of years, months, weeks and days. A month is a calendar month: P1M after
// 31 January is the last day of February, never a day in March.
type Period struct{ months, days int }

var periodPattern = regexp.MustCompile(`^P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$`)

// ParsePeriod reads P60D, P12M, P1Y, P2W and their combinations. Times of day, signs and fractions are refused.
func ParsePeriod(text string) (Period, bool) {
	part := periodPattern.FindStringSubmatch(text)
	if part == nil || len(text) < 3 {
		return Period{}, false
	}
	n := [5]int{}
	for i := 1; i < len(part); i++ {
		n[i], _ = strconv.Atoi(part[i]) // digits only, or empty and then zero
	}
	return Period{months: 12*n[1] + n[2], days: 7*n[3] + n[4]}, true
}

// Days makes a period of whole days.
func Days(n int) Period { return Period{days: n} }

// IsZero is true for an absent period and for P0D.
func (p Period) IsZero() bool { return p == Period{} }

// Times repeats a period: counting from one anchor keeps the day of the month that a chain of additions would lose.
func (p Period) Times(n int) Period { return Period{months: p.months * n, days: p.days * n} }

// After is the moment one period later.
func (p Period) After(t time.Time) time.Time { return p.shift(t, 1) }

// Before is the moment one period earlier.
func (p Period) Before(t time.Time) time.Time { return p.shift(t, -1) }

func (p Period) shift(t time.Time, sign int) time.Time {
	year, month, day := t.Date()
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).AddDate(0, sign*p.months, 0)
	lastDay := first.AddDate(0, 1, -1).Day()
	clock := t.Sub(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
	return first.AddDate(0, 0, min(day, lastDay)-1+sign*p.days).Add(clock)
}

// String is the shortest ISO form.
func (p Period) String() string {
	if p.IsZero() {
		return "P0D"
	}
	text := "P"
	if p.months > 0 && p.months%12 == 0 {
		text += strconv.Itoa(p.months/12) + "Y"
	} else if p.months > 0 {
		text += strconv.Itoa(p.months) + "M"
	}
	if p.days > 0 {
		text += strconv.Itoa(p.days) + "D"
	}
	return text
}

// Words says a period to people.
func (p Period) Words() string {
	text := ""
	if p.months > 0 {
		text = plural(p.months, "month", "months")
	}
	if p.days > 0 && text != "" {
		text += " and "
	}
	if p.days > 0 || text == "" {
		text += plural(p.days, "day", "days")
	}
	return text
}

// MarshalText lets a period stand in JSON as it stands in a document.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(int64(n)) + " " + many
}
