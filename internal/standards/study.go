package standards

import (
	"math/big"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Method is how a panel comes to a cut.
type Method string

// The methods.
const (
	Angoff   Method = "angoff"
	Bookmark Method = "bookmark"
	Given    Method = "given"
)

// State of a study.
type State string

// The states of a study: a round is open; the last round is computed; a cut of it was adopted.
const (
	Rating   State = "rating"
	Computed State = "computed"
	Adopted  State = "adopted"
)

// Item is what is judged, as it was when the study was opened. Weight is the points it adds to a form, exact. Facility and Place are
// "" where too few answered it; Place is the total at which 0.67 of it is earned.
type Item struct {
	ItemID    string `json:"item_id"`
	VersionID string `json:"item_version_id"`
	Type      string `json:"type"`
	Domain    string `json:"domain"`
	Weight    string `json:"weight"`
	Facility  string `json:"facility,omitempty"`
	FacilityN int    `json:"facility_n,omitempty"`
	Place     string `json:"place,omitempty"`
}

// Study is one.
type Study struct {
	ID       string
	ExamKey  string
	FormID   string
	Title    string
	Method   Method
	State    State
	Round    int
	Items    []Item `gorm:"serializer:json"`
	OpenedBy string
	OpenedAt time.Time
}

// Draft is a study as it is asked for.
type Draft struct {
	ExamKey  string
	FormID   string
	Title    string
	Method   Method
	GivenCut string // points, for the method given
	Judges   []string
}

const mostJudges = 50

// decimalText is a number of at most three digits, with at most two behind the point.
var decimalText = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{1,2})?$`)

// Validate refuses what can be no study.
func (d Draft) Validate() error {
	switch {
	case strings.TrimSpace(d.Title) == "" || utf8.RuneCountInString(d.Title) > 200:
		return wrong("title", "length", "between 1 and 200 characters")
	case len(d.Judges) > mostJudges:
		return wrong("judges", "count", "at most 50")
	case (d.Method == Given) != (d.GivenCut != ""):
		return wrong("given_cut", "one_of", "points, with the method given and no other")
	case d.Method == Given && (!decimalText.MatchString(d.GivenCut) || rat(d.GivenCut).Sign() <= 0):
		return wrong("given_cut", "malformed", "points as a decimal, such as 38.5")
	}
	return nil
}

// rat reads an exact number that was checked or written by ourselves.
func rat(s string) *big.Rat {
	v, ok := new(big.Rat).SetString(s)
	if !ok {
		return new(big.Rat)
	}
	return v
}

// percent reads a rating, "62.5"; false for what is none.
func percent(s string) (*big.Rat, bool) {
	if !decimalText.MatchString(s) || rat(s).Cmp(big.NewRat(100, 1)) > 0 {
		return nil, false
	}
	return rat(s), true
}

// most is what all items but the dropped ones earn together.
func most(items []Item, dropped []string) *big.Rat {
	sum := new(big.Rat)
	for _, it := range items {
		if !slices.Contains(dropped, it.VersionID) {
			sum.Add(sum, rat(it.Weight))
		}
	}
	return sum
}

func (s Study) item(versionID string) (Item, bool) {
	i := slices.IndexFunc(s.Items, func(it Item) bool { return it.VersionID == versionID })
	if i < 0 {
		return Item{}, false
	}
	return s.Items[i], true
}

// booklet puts the items that have a place in its order, the easiest first.
func booklet(items []Item) []Item {
	out := slices.DeleteFunc(slices.Clone(items), func(it Item) bool { return it.Place == "" })
	sort.SliceStable(out, func(i, j int) bool { return rat(out[i].Place).Cmp(rat(out[j].Place)) < 0 })
	return out
}

func decimal(v float64, places int) string { return strconv.FormatFloat(v, 'f', places, 64) }
