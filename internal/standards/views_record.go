package standards

import "time"

// RecordView is a study as its leader sees it.
type RecordView struct {
	StudyView
	OpenedByName string         `json:"opened_by_name"`
	Judges       []JudgeView    `json:"judges"`
	Cuts         []CutView      `json:"cuts"`
	Dropped      []DropView     `json:"dropped"`
	Adoptions    []AdoptionView `json:"adoptions"`
	Panel        []ItemView     `json:"panel_items"`
}

// JudgeView is somebody on the panel. What they rated in the open round is nobody else's to see; how many, is.
type JudgeView struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	Rated  int    `json:"rated"`
}

// DropView is an item that no longer counts.
type DropView struct {
	Version   string    `json:"item_version_id"`
	Reason    string    `json:"reason"`
	DroppedBy string    `json:"dropped_by"`
	DroppedAt time.Time `json:"dropped_at"`
}

// AdoptionView is a cut that went into the draft.
type AdoptionView struct {
	Cut        string    `json:"cut"`
	CutPercent string    `json:"cut_percent,omitempty"`
	CutRaw     int       `json:"cut_raw,omitempty"`
	AdoptedBy  string    `json:"adopted_by"`
	Name       string    `json:"adopted_by_name"`
	AdoptedAt  time.Time `json:"adopted_at"`
}

func viewRecord(r Record) RecordView {
	out := RecordView{StudyView: viewStudy(r.Study), OpenedByName: r.Names[r.Study.OpenedBy], Judges: []JudgeView{}, Cuts: []CutView{}, Dropped: []DropView{}, Adoptions: []AdoptionView{}, Panel: []ItemView{}}
	for _, j := range r.Judges {
		out.Judges = append(out.Judges, JudgeView{j.PersonID, r.Names[j.PersonID], j.Rated})
	}
	for _, c := range r.Cuts {
		out.Cuts = append(out.Cuts, viewCut(c, r.Names))
	}
	var dropped []string
	for _, d := range r.Drops {
		dropped = append(dropped, d.ItemVersionID)
		out.Dropped = append(out.Dropped, DropView{d.ItemVersionID, d.Reason, d.DroppedBy, d.DroppedAt})
	}
	for _, a := range r.Adoptions {
		out.Adoptions = append(out.Adoptions, AdoptionView{a.CutID, a.CutPercent, a.CutRaw, a.AdoptedBy, r.Names[a.AdoptedBy], a.AdoptedAt})
	}
	var last *Cut
	if len(r.Cuts) > 0 {
		last = &r.Cuts[0]
	}
	for _, it := range r.Study.Items {
		v := viewItem(it, r.Shown, dropped)
		v.told(it, last)
		out.Panel = append(out.Panel, v)
	}
	return out
}

// BallotView is what a judge sees.
type BallotView struct {
	StudyView
	Panel  []ItemView `json:"panel_items"`
	Before *CutView   `json:"before,omitempty"`
}

// viewBallot shows facility and what the panel said only when a round has been closed; the booklet of a bookmark is in its order.
func viewBallot(b Ballot) BallotView {
	out := BallotView{StudyView: viewStudy(b.Study), Panel: []ItemView{}}
	list := b.Study.Items
	if b.Study.Method == Bookmark {
		list = booklet(list)
	}
	for _, it := range list {
		v := viewItem(it, b.Shown, b.Dropped)
		_, marked := b.Mine[it.VersionID]
		v.Rating, v.Before = b.Mine[it.VersionID], b.MyBefore[it.VersionID]
		if b.Study.Method == Bookmark && marked {
			v.Rating = "bookmark"
		}
		if b.Before != nil {
			v.told(it, b.Before)
		}
		out.Panel = append(out.Panel, v)
	}
	if b.Before != nil {
		c := viewCut(*b.Before, nil)
		c.By, c.LeftOut = []JudgedCut{}, []string{}
		out.Before = &c
	}
	return out
}

// EquatingView is a conversion of points: to = slope * from + intercept. Cut is that of the from form.
type EquatingView struct {
	ID         string     `json:"id"`
	Exam       string     `json:"exam"`
	FromForm   string     `json:"from_form"`
	ToForm     string     `json:"to_form"`
	Method     string     `json:"method" enum:"identity,mean,linear,tucker"`
	Anchors    []string   `json:"anchors"`
	Slope      string     `json:"slope"`
	Intercept  string     `json:"intercept"`
	NFrom      int        `json:"n_from"`
	NTo        int        `json:"n_to"`
	Formula    string     `json:"formula"`
	ComputedBy string     `json:"computed_by"`
	ComputedAt time.Time  `json:"computed_at"`
	AdoptedBy  string     `json:"adopted_by,omitempty"`
	AdoptedAt  *time.Time `json:"adopted_at"`
}

func viewEquating(e Equating) EquatingView {
	return EquatingView{e.ID, e.ExamKey, e.FromForm, e.ToForm, e.Method, e.Anchors, e.Slope, e.Intercept, e.NFrom, e.NTo, e.Formula, e.ComputedBy, e.ComputedAt, e.AdoptedBy, e.AdoptedAt}
}
