package marking

import (
	"encoding/json"
	"time"
)

// RubricView is a rubric.
type RubricView struct {
	Item      string          `json:"item"`
	Version   int             `json:"version"`
	Title     string          `json:"title"`
	Criteria  []CriterionView `json:"criteria"`
	MaxPoints int             `json:"max_points"`
	CreatedAt time.Time       `json:"created_at"`
	CreatedBy string          `json:"created_by,omitempty"`
	State     ReviewState     `json:"state" enum:"in_review,approved,declined" doc:"Only an approved version is marked by"`
	Comment   string          `json:"comment,omitempty" doc:"Of who declined it"`
}

// CriterionView is one thing that is judged.
type CriterionView struct {
	Key      string      `json:"key"`
	Title    string      `json:"title"`
	Guidance string      `json:"guidance,omitempty"`
	Levels   []LevelView `json:"levels"`
}

// LevelView is how well it was done.
type LevelView struct {
	Key         string `json:"key"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Points      int    `json:"points"`
}

func viewRubric(r Rubric) RubricView {
	out := RubricView{Item: r.ItemID, Version: r.Version, Title: r.Title, MaxPoints: r.MaxPoints, CreatedAt: r.CreatedAt, CreatedBy: r.CreatedBy, State: r.State, Comment: r.Comment, Criteria: []CriterionView{}}
	for _, c := range r.Criteria {
		v := CriterionView{Key: c.Key, Title: c.Title, Guidance: c.Guidance, Levels: []LevelView{}}
		for _, l := range c.Levels {
			v.Levels = append(v.Levels, LevelView(l))
		}
		out.Criteria = append(out.Criteria, v)
	}
	return out
}

// RuleView says how responses are marked.
type RuleView struct {
	Mode            Mode  `json:"mode" enum:"single,double_blind"`
	TolerancePoints int   `json:"tolerance_points"`
	Version         int64 `json:"version"`
}

func viewRule(r Rule) RuleView { return RuleView{r.Mode, r.Tolerance, r.Version} }

// QueuedView is a task that waits.
type QueuedView struct {
	ID       string    `json:"id"`
	Exam     string    `json:"exam"`
	Type     string    `json:"type"`
	Kind     Kind      `json:"kind" enum:"first,second,adjudication"`
	OpenedAt time.Time `json:"opened_at"`
}

// BacklogView is what waits at one exam.
type BacklogView struct {
	Exam             string     `json:"exam"`
	Waiting          int        `json:"waiting"`
	Claimed          int        `json:"claimed"`
	Adjudication     int        `json:"adjudication"`
	AwaitingRubric   int        `json:"awaiting_rubric"`
	OldestOpenedAt   *time.Time `json:"oldest_opened_at"`
	OldestAgeSeconds int        `json:"oldest_age_seconds"`
}

func viewBacklog(now time.Time) func(Backlog) BacklogView {
	return func(b Backlog) BacklogView {
		v := BacklogView{Exam: b.ExamKey, Waiting: b.Waiting, Claimed: b.Claimed, Adjudication: b.Adjudication, AwaitingRubric: b.AwaitingRubric, OldestOpenedAt: b.Oldest}
		if b.Oldest != nil {
			v.OldestAgeSeconds = int(now.Sub(*b.Oldest).Seconds())
		}
		return v
	}
}

// FileView is a file that was handed in. Its name is text, and nothing of it is shown in place.
type FileView struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"`
}

// DeskView is a task with what its marker may see.
type DeskView struct {
	ID        string            `json:"id"`
	Exam      string            `json:"exam"`
	Type      string            `json:"type"`
	Kind      Kind              `json:"kind" enum:"first,second,adjudication"`
	State     TaskState         `json:"state" enum:"claimed,done"`
	LeaseEnds *time.Time        `json:"lease_ends_at"`
	StemHTML  string            `json:"stem_html"`
	Response  json.RawMessage   `json:"response"`
	Files     []FileView        `json:"files"`
	Rubric    RubricView        `json:"rubric"`
	Tolerance int               `json:"tolerance_points"`
	Marks     map[string]string `json:"marks"`
	Points    int               `json:"points"`
	Comment   string            `json:"comment"`
	Others    []GivenView       `json:"others"`
	WorkState WorkState         `json:"work_state" enum:"open,adjudication,final"`
}

// GivenView is a mark that was given.
type GivenView struct {
	Kind    Kind              `json:"kind" enum:"first,second,adjudication"`
	State   TaskState         `json:"state" enum:"waiting,claimed,done"`
	Marker  string            `json:"marker,omitempty"`
	Marks   map[string]string `json:"marks"`
	Points  int               `json:"points"`
	Comment string            `json:"comment"`
	DoneAt  *time.Time        `json:"done_at"`
}

func viewGiven(t Task, name string) GivenView {
	return GivenView{Kind: t.Kind, State: t.State, Marker: name, Marks: marksOf(t), Points: t.Points, Comment: t.Comment, DoneAt: t.DoneAt}
}

func marksOf(t Task) map[string]string {
	if t.Marks == nil {
		return map[string]string{}
	}
	return t.Marks
}

func viewDesk(d Desk) DeskView {
	out := DeskView{
		ID: d.Task.ID, Exam: d.Entry.ExamKey, Type: d.Entry.Type, Kind: d.Task.Kind, State: d.Task.State, LeaseEnds: d.Task.LeaseEnds,
		StemHTML: d.Work.StemHTML, Response: d.Work.Response, Files: []FileView{}, Rubric: viewRubric(d.Rubric), Tolerance: d.Entry.Tolerance,
		Marks: marksOf(d.Task), Points: d.Task.Points, Comment: d.Task.Comment, Others: []GivenView{}, WorkState: d.Entry.State,
	}
	if len(out.Response) == 0 {
		out.Response = json.RawMessage("null")
	}
	for _, f := range d.Work.Files {
		out.Files = append(out.Files, FileView(f))
	}
	for _, t := range d.Others {
		out.Others = append(out.Others, viewGiven(t, ""))
	}
	return out
}
