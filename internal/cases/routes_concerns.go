package cases

import (
	"context"
	"net/http"
	"time"

	"laurel/internal/actor"
	"laurel/internal/web"
)

const concernsPath = "/api/v1/partners/{id}/concerns"

// concerns registers the door through which partners report.
func (h routes) concerns(r *web.Router) {
	own := web.Roles(actor.PartnerAdmin)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: concernsPath, ID: "raise-concern", Tag: tag, Rights: own, Status: http.StatusCreated,
		Summary: "Report a concern about a sitting of your own people, or about a leak; you get the numbers of the cases"}, h.raise)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: concernsPath, ID: "list-concerns", Tag: tag, Rights: own,
		Summary: "What you reported for a partner, newest first"}, h.listConcerns)
}

// ConcernView is a concern as who reported it sees it. What becomes of its cases is told to nobody but who is concerned.
type ConcernView struct {
	ID        string    `json:"id"`
	About     string    `json:"about" enum:"sitting,leak"`
	Exam      string    `json:"exam,omitempty"`
	Person    string    `json:"person,omitempty"`
	Attempts  []string  `json:"attempts"`
	Text      string    `json:"text"`
	Numbers   []string  `json:"numbers" doc:"Of the cases, to be named when you write about them"`
	CreatedAt time.Time `json:"created_at"`
}

func viewConcern(c Concern) ConcernView {
	return ConcernView{c.ID, c.About, c.ExamKey, c.PersonID, filled(c.Attempts), c.Text, filled(c.Numbers), c.CreatedAt.UTC()}
}

type concernIn struct {
	ID   string `path:"id" doc:"The partner, by id or ext:EXTERNAL_ID"`
	Body struct {
		About    string   `json:"about" enum:"sitting,leak"`
		Text     string   `json:"text" maxLength:"20000"`
		Exam     string   `json:"exam,omitempty" maxLength:"100"`
		Person   string   `json:"person,omitempty" maxLength:"100" doc:"One of your own people"`
		Attempts []string `json:"attempts,omitempty" maxItems:"20" nullable:"false" doc:"Of your own people; each becomes a case"`
	}
}

type concernOut struct {
	Location string `header:"Location"`
	Body     ConcernView
}

func (h routes) raise(ctx context.Context, in *concernIn) (*concernOut, error) {
	b := in.Body
	c, err := h.cases.Raise(ctx, Concern{PartnerID: in.ID, About: b.About, Text: b.Text, ExamKey: b.Exam, PersonID: b.Person, Attempts: b.Attempts})
	if err != nil {
		return nil, err
	}
	return &concernOut{"/api/v1/partners/" + c.PartnerID + "/concerns", viewConcern(c)}, nil
}

type concernsIn struct {
	ID string `path:"id"`
	web.Paging
}

func (h routes) listConcerns(ctx context.Context, in *concernsIn) (*struct{ Body web.List[ConcernView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.cases.Concerns(ctx, in.ID, after, in.Limit+1)
	views := make([]ConcernView, 0, len(rows))
	for _, c := range rows {
		views = append(views, viewConcern(c))
	}
	return &struct{ Body web.List[ConcernView] }{web.Listed(views, in.Limit, func(v ConcernView) string { return v.ID })}, err
}
