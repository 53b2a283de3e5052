package exams

import "time"

// SourceView is who delivers exams elsewhere.
type SourceView struct {
	ID         string     `json:"id"`
	Key        string     `json:"key"`
	Title      string     `json:"title"`
	CreatedAt  time.Time  `json:"created_at"`
	DisabledAt *time.Time `json:"disabled_at"`
}

func viewSource(s Source) SourceView {
	v := SourceView{ID: s.ID, Key: s.Key, Title: s.Title, CreatedAt: s.CreatedAt.UTC()}
	if s.DisabledAt != nil {
		at := s.DisabledAt.UTC()
		v.DisabledAt = &at
	}
	return v
}

// NewSourceView shows the secret, once.
type NewSourceView struct {
	SourceView
	Secret string `json:"secret"`
}

// ExternalView is a result from outside. A superseded one was corrected by another.
type ExternalView struct {
	ID          string    `json:"id"`
	Source      string    `json:"source"`
	SourceTitle string    `json:"source_title"`
	SourceRef   string    `json:"source_ref"`
	Supersedes  string    `json:"supersedes,omitempty"`
	Superseded  bool      `json:"superseded"`
	Person      string    `json:"person"`
	Exam        string    `json:"exam"`
	Form        string    `json:"form,omitempty"`
	Score       string    `json:"score"`
	Max         string    `json:"max,omitempty"`
	ScaledScore *int      `json:"scaled_score,omitempty"`
	Decision    string    `json:"decision" enum:"pass,fail"`
	Incident    string    `json:"incident,omitempty"`
	TakenAt     time.Time `json:"taken_at"`
	CreatedAt   time.Time `json:"created_at"`
}

func viewExternal(e External) ExternalView {
	return ExternalView{
		ID: e.ID, Source: e.SourceKey, SourceTitle: e.SourceTitle, SourceRef: e.SourceRef, Supersedes: e.Supersedes, Superseded: e.Superseded, Person: e.PersonID,
		Exam: e.ExamKey, Form: e.Form, Score: e.Score, Max: e.Max, ScaledScore: e.ScaledScore, Decision: e.Decision, Incident: e.Incident,
		TakenAt: e.TakenAt.UTC(), CreatedAt: e.CreatedAt.UTC(),
	}
}

// SheetView is what became of a file; the counts add up to the rows.
type SheetView struct {
	Source    string         `json:"source"`
	Rows      int            `json:"rows"`
	Created   int            `json:"created"`
	Unchanged int            `json:"unchanged"`
	Refused   int            `json:"refused"`
	Entries   []SheetRowView `json:"entries"`
}

// SheetRowView is what became of a row.
type SheetRowView struct {
	Line      int    `json:"line"`
	SourceRef string `json:"source_ref"`
	Outcome   string `json:"outcome"`
	Result    string `json:"result,omitempty"`
	Code      string `json:"code,omitempty"`
	Reason    string `json:"reason,omitempty"`
}

func viewSheet(src Source, rows []RowOutcome) SheetView {
	v := SheetView{Source: src.Key, Rows: len(rows), Entries: []SheetRowView{}}
	for _, r := range rows {
		switch r.Outcome {
		case RowCreated:
			v.Created++
		case RowUnchanged:
			v.Unchanged++
		default:
			v.Refused++
		}
		v.Entries = append(v.Entries, SheetRowView{r.Line, r.SourceRef, r.Outcome, r.ResultID, r.Code, r.Reason})
	}
	return v
}
