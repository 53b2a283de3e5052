package exams

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"laurel/exams/scoring"
	"laurel/internal/fault"
	"laurel/internal/money"
)

// Document is an exam as its author writes it. An attempt keeps a copy of the one it was made under.
type Document struct {
	Key              string      `json:"key"`
	Title            string      `json:"title"`
	Certification    string      `json:"certification"`
	ItemBank         string      `json:"item_bank"`
	TimeLimitSeconds int         `json:"time_limit_seconds"`
	Blueprint        Blueprint   `json:"blueprint"`
	Scoring          Scoring     `json:"scoring"`
	Retake           Retake      `json:"retake"`
	Navigation       Navigation  `json:"navigation"`
	Sections         []Section   `json:"sections,omitempty"`
	Forms            FormPlan    `json:"forms,omitzero"`
	Agreement        string      `json:"agreement,omitempty"`
	Price            money.Money `json:"price"`
	Window           Window      `json:"window,omitzero"`
	Terms
	Rules
}

// Rules are what the exam team decides about results and clocks before anybody sits. Candidates do not see them.
type Rules struct {
	ClockCreditCapSeconds int    `json:"clock_credit_cap_seconds,omitempty"` // what the platform's own failures may give back at most
	NeverLower            bool   `json:"never_lower,omitempty"`              // scoring again takes no points away
	Pauses                Pauses `json:"pauses,omitzero" required:"false"`
}

// Scoring says where the exam is passed and how points are reported. One of the cuts is given.
type Scoring struct {
	CutPercent string        `json:"cut_percent,omitempty"`
	CutRaw     int           `json:"cut_raw,omitempty"`
	Scale      scoring.Scale `json:"scale"`
	FormCut    string        `json:"form_cut,omitempty"` // of the form of one attempt on its own points, where forms were equated; in the copy that an attempt keeps
}

// Cut draws the line for a form of that many points.
func (s Scoring) Cut(points int) (scoring.Cut, error) {
	if s.FormCut != "" {
		return scoring.CutExactly(s.FormCut, points)
	}
	if s.CutPercent != "" {
		return scoring.CutAtPercent(s.CutPercent, points)
	}
	return scoring.CutAt(s.CutRaw, points)
}

// Exam is a document with its state. Published is what candidates meet; it stays what it is while the draft changes.
type Exam struct {
	Key              string
	Draft            Document `gorm:"serializer:json"`
	Version          int64
	Published        *Document `gorm:"serializer:json"`
	PublishedVersion int64
	PublishedAt      *time.Time
	UpdatedAt        time.Time
}

// ETag is the version of the draft.
func (e Exam) ETag() string { return strconv.FormatInt(e.Version, 10) }

var examKey = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)

// faults collects everything that is wrong with a document, not the first thing.
type faults []fault.Field

func (f *faults) unless(ok bool, field, code, detail string) {
	if !ok {
		*f = append(*f, fault.Field{Field: field, Code: code, Detail: detail})
	}
}

func (f faults) err(e *fault.Error) error {
	if len(f) == 0 {
		return nil
	}
	return e.With(f...)
}

// dearest is the highest price of an exam in minor units; what is above is a slip of the hand.
const dearest = 1_000_000_000

// Validate refuses what can never be an exam. Whether bank and certification are there is asked when it is published.
func (d Document) Validate() error {
	var f faults
	f.unless(examKey.MatchString(d.Key), "key", "malformed", "letters, digits, dot, dash and underscore, at most 100")
	f.unless(filled(d.Title, 200), "title", "length", "between 1 and 200 characters")
	f.unless(d.Certification == "" || examKey.MatchString(d.Certification), "certification", "malformed", "the key of a certification")
	f.unless(len(d.ItemBank) > 0 && len(d.ItemBank) <= 100, "item_bank", "required", "the id of an item bank")
	f.unless(d.TimeLimitSeconds >= 10 && d.TimeLimitSeconds <= 24*3600, "time_limit_seconds", "out_of_range", "between 10 seconds and a day")
	f.unless(utf8.RuneCountInString(d.Agreement) <= 20_000, "agreement", "length", "at most 20000 characters")
	f.unless(d.Price.Amount >= 0 && d.Price.Amount <= dearest, "price.amount", "out_of_range", "minor units between 0 and 1000000000")
	f.unless(money.Known(d.Price.Currency), "price.currency", "unknown", "the code of a currency in use, after ISO 4217")
	f.unless(d.ClockCreditCapSeconds >= 0 && d.ClockCreditCapSeconds <= 24*3600, "clock_credit_cap_seconds", "out_of_range", "between 0 and a day")
	f = append(f, d.Pauses.faults()...)
	f = append(f, d.Window.faults()...)
	f = append(f, d.Blueprint.faults()...)
	f = append(f, d.sectionFaults()...)
	f = append(f, d.planFaults()...)
	f = append(f, d.termFaults()...)
	f = append(f, d.Scoring.faults(d.Blueprint.Length)...)
	f = append(f, d.Retake.faults()...)
	return f.err(ErrInput)
}

func filled(s string, most int) bool {
	return strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= most
}

func (s Scoring) faults(points int) faults {
	var f faults
	f.unless((s.CutPercent == "") != (s.CutRaw == 0), "scoring", "one_of", "either cut_percent or cut_raw")
	if _, err := s.Cut(max(points, 1)); err != nil && len(f) == 0 {
		field := "scoring.cut_raw"
		if s.CutPercent != "" {
			field = "scoring.cut_percent"
		}
		f.unless(false, field, "out_of_range", "more than 0 and at most everything")
	}
	f.unless(s.Scale.Validate(), "scoring.scale", "order", "0 <= min < pass < max")
	return f
}
