package standards

import (
	"slices"
	"time"
)

// StudyView is a study in a list.
type StudyView struct {
	ID       string    `json:"id"`
	Exam     string    `json:"exam"`
	Form     string    `json:"form,omitempty"`
	Title    string    `json:"title"`
	Method   Method    `json:"method" enum:"angoff,bookmark,given"`
	State    State     `json:"state" enum:"rating,computed,adopted"`
	Round    int       `json:"round"`
	Items    int       `json:"items"`
	OpenedBy string    `json:"opened_by"`
	OpenedAt time.Time `json:"opened_at"`
}

func viewStudy(s Study) StudyView {
	return StudyView{s.ID, s.ExamKey, s.FormID, s.Title, s.Method, s.State, s.Round, len(s.Items), s.OpenedBy, s.OpenedAt}
}

// ChoiceView is an option as a judge sees it.
type ChoiceView struct {
	ID   string `json:"id"`
	HTML string `json:"html"`
}

// ItemView is what is judged. Facility and place are absent where too few answered it.
type ItemView struct {
	Item      string       `json:"item"`
	Version   string       `json:"item_version_id"`
	Type      string       `json:"type"`
	Domain    string       `json:"domain"`
	Weight    string       `json:"weight"`
	StemHTML  string       `json:"stem_html"`
	Options   []ChoiceView `json:"options"`
	Facility  string       `json:"facility,omitempty"`
	FacilityN int          `json:"facility_n,omitempty"`
	Place     string       `json:"place,omitempty"`
	Dropped   bool         `json:"dropped"`
	Rating    string       `json:"rating"`
	Before    string       `json:"rating_before,omitempty"`
	Spread    *SpreadView  `json:"spread,omitempty"`
}

// SpreadView is what the panel said of an item in the last closed round, in percent; with bookmarks, how many marked it.
type SpreadView struct {
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	N    int     `json:"n"`
}

func viewItem(it Item, shown map[string]Shown, dropped []string) ItemView {
	s := shown[it.VersionID]
	v := ItemView{Item: it.ItemID, Version: it.VersionID, Type: it.Type, Domain: it.Domain, Weight: it.Weight, StemHTML: s.StemHTML, Options: []ChoiceView{}, Dropped: slices.Contains(dropped, it.VersionID)}
	for _, o := range s.Options {
		v.Options = append(v.Options, ChoiceView(o))
	}
	return v
}

func (v *ItemView) told(it Item, c *Cut) {
	v.Facility, v.FacilityN, v.Place = it.Facility, it.FacilityN, it.Place
	if c == nil {
		return
	}
	for _, x := range c.Items {
		if x.ItemVersionID == it.VersionID {
			v.Spread = &SpreadView{x.Mean, x.SD, x.Low, x.High, x.N}
		}
	}
}

// CutView is one computation of a cut. Cut and most are points with two decimals; exactly they stand in the record.
type CutView struct {
	ID         string      `json:"id"`
	Round      int         `json:"round"`
	Cause      string      `json:"cause" enum:"round_closed,item_dropped,given"`
	Cut        string      `json:"cut"`
	Most       string      `json:"most"`
	Percent    string      `json:"cut_percent"`
	SD         string      `json:"sd,omitempty"`
	SE         string      `json:"se,omitempty"`
	Judges     int         `json:"judges"`
	Formula    string      `json:"formula"`
	LeftOut    []string    `json:"left_out"`
	By         []JudgedCut `json:"by_judge"`
	ComputedAt time.Time   `json:"computed_at"`
}

// JudgedCut is the cut of one judge's ratings alone.
type JudgedCut struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	Cut    string `json:"cut"`
}

func viewCut(c Cut, names map[string]string) CutView {
	v := CutView{
		ID: c.ID, Round: c.Round, Cause: c.Cause, Cut: rat(c.Cut).FloatString(2), Most: rat(c.Most).FloatString(2), Percent: c.decided(false).Percent,
		SD: c.SD, SE: c.SE, Judges: len(c.Judges), Formula: c.Formula, LeftOut: []string{}, By: []JudgedCut{}, ComputedAt: c.ComputedAt,
	}
	for _, p := range c.LeftOut {
		v.LeftOut = append(v.LeftOut, names[p])
	}
	for _, j := range c.Judges {
		v.By = append(v.By, JudgedCut{j.PersonID, names[j.PersonID], rat(j.Cut).FloatString(2)})
	}
	return v
}
