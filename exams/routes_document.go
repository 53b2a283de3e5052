package exams

import (
	"laurel/exams/scoring"
	"laurel/internal/money"
)

// examBody is an exam as it is sent.
type examBody struct {
	Key              string `json:"key,omitempty" maxLength:"100"`
	Title            string `json:"title" minLength:"1" maxLength:"200"`
	Certification    string `json:"certification,omitempty" maxLength:"100"`
	ItemBank         string `json:"item_bank" maxLength:"100"`
	TimeLimitSeconds int    `json:"time_limit_seconds"`
	Blueprint        struct {
		Length          int             `json:"length"`
		Domains         []Domain        `json:"domains,omitempty" nullable:"false"`
		CognitiveLevels []Domain        `json:"cognitive_levels,omitempty" nullable:"false" doc:"How items are shared among levels, such as recall and application"`
		Difficulty      *difficultyBody `json:"difficulty,omitempty"`
	} `json:"blueprint"`
	Scoring struct {
		CutPercent *decimalText  `json:"cut_percent,omitempty"`
		CutRaw     int           `json:"cut_raw,omitempty"`
		Scale      scoring.Scale `json:"scale"`
	} `json:"scoring"`
	Retake     *retakeBody   `json:"retake,omitempty"`
	Navigation Navigation    `json:"navigation,omitempty" default:"free" enum:"free,forward_only,sectioned"`
	Sections   []sectionBody `json:"sections,omitempty" nullable:"false"`
	Forms      *formPlanBody `json:"forms,omitempty"`
	Agreement  string        `json:"agreement,omitempty"`
	Price      money.Money   `json:"price"`
	Window     *Window       `json:"window,omitempty"`
	Terms
	Rules
}

type retakeBody struct {
	WaitSeconds      []int `json:"wait_seconds,omitempty" nullable:"false"`
	MaxAttempts      int   `json:"max_attempts,omitempty"`
	PerSeconds       int   `json:"per_seconds,omitempty"`
	AfterPassSeconds int   `json:"after_pass_seconds,omitempty" doc:"How long a pass closes the exam; for good when absent"`
}

type difficultyBody struct {
	Target    *decimalText `json:"target,omitempty"`
	Tolerance *decimalText `json:"tolerance,omitempty"`
}

func (b difficultyBody) difficulty() Difficulty {
	var d Difficulty
	if b.Target != nil {
		d.Target = string(*b.Target)
	}
	if b.Tolerance != nil {
		d.Tolerance = string(*b.Tolerance)
	}
	return d
}

type sectionBody struct {
	Title            string     `json:"title" minLength:"1" maxLength:"200"`
	Items            int        `json:"items"`
	Domains          []string   `json:"domains,omitempty" nullable:"false"`
	TimeLimitSeconds int        `json:"time_limit_seconds,omitempty"`
	BreakSeconds     int        `json:"break_seconds,omitempty" doc:"A break after the section, for which the clock stands still"`
	Navigation       Navigation `json:"navigation,omitempty" enum:"free,forward_only"`
}

func (b sectionBody) section() Section { return Section(b) }

type formPlanBody struct {
	Mode               FormMode `json:"mode,omitempty" enum:"per_candidate,fixed"`
	Count              int      `json:"count,omitempty" doc:"Of fixed forms"`
	MaxOverlapPercent  *int     `json:"max_overlap_percent,omitempty" doc:"How many of the items of a form any other may share"`
	PretestItems       int      `json:"pretest_items,omitempty" doc:"Unscored, mixed in"`
	ExposureCapPercent int      `json:"exposure_cap_percent,omitempty" doc:"How many of the candidates may meet an item"`
	Anchors            []string `json:"anchors,omitempty" nullable:"false" doc:"Items that every form holds"`
	Shuffle            bool     `json:"shuffle,omitempty"`
}

func (b examBody) document() Document {
	d := Document{
		Key: b.Key, Title: b.Title, Certification: b.Certification, ItemBank: b.ItemBank, TimeLimitSeconds: b.TimeLimitSeconds,
		Blueprint: Blueprint{Length: b.Blueprint.Length, Domains: append([]Domain{}, b.Blueprint.Domains...), CognitiveLevels: b.Blueprint.CognitiveLevels},
		Scoring:   Scoring{CutRaw: b.Scoring.CutRaw, Scale: b.Scoring.Scale},
		Retake:    Retake{WaitSeconds: []int{}}, Navigation: b.Navigation, Sections: each(b.Sections, sectionBody.section), Agreement: b.Agreement, Price: b.Price,
		Terms: b.Terms, Rules: b.Rules,
	}
	if b.Scoring.CutPercent != nil {
		d.Scoring.CutPercent = string(*b.Scoring.CutPercent)
	}
	if r := b.Retake; r != nil {
		d.Retake = Retake{append([]int{}, r.WaitSeconds...), r.MaxAttempts, r.PerSeconds, r.AfterPassSeconds}
	}
	if d.Navigation == "" {
		d.Navigation = Free
	}
	if len(d.Sections) == 0 {
		d.Sections = nil
	}
	if b.Blueprint.Difficulty != nil {
		d.Blueprint.Difficulty = b.Blueprint.Difficulty.difficulty()
	}
	if b.Window != nil {
		d.Window = *b.Window
	}
	if b.Forms != nil {
		d.Forms = FormPlan(*b.Forms)
	}
	return d
}
