package standards

import (
	"context"
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

const (
	tag         = "Cut scores"
	studiesPath = "/api/v1/standards"
)

type routes struct{ standards *Service }

// Routes speaks studies, ballots and equatings.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	leads := web.Roles(actor.VendorAdmin, actor.Author)
	reads := web.Roles(actor.VendorAdmin, actor.Author, actor.ProgramManager, actor.Auditor)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/exams/{key}/standards", ID: "open-standard", Tag: tag, Rights: leads, Status: http.StatusCreated,
		Summary: "Open a cut score study on a fixed form, or on what the exam's forms are drawn from"}, h.open)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/exams/{key}/standards", ID: "list-standards", Tag: tag, Rights: reads, Summary: "Cut score studies of an exam"}, h.list)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: studiesPath + "/{id}", ID: "get-standard", Tag: tag, Rights: reads, Summary: "A study with its panel and every cut computed"}, h.get)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: studiesPath + "/{id}/judges/{person}", ID: "add-judge", Tag: tag, Rights: leads, Summary: "Put somebody on the panel"}, h.seat)
	web.Operation(r, web.Op{Method: http.MethodDelete, Path: studiesPath + "/{id}/judges/{person}", ID: "remove-judge", Tag: tag, Rights: leads, Status: http.StatusNoContent,
		Summary: "Take somebody off the panel whose ratings are in no closed round"}, h.unseat)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: studiesPath + "/{id}/close-round", ID: "close-round", Tag: tag, Rights: leads, Summary: "Close the open round and compute its cut"}, h.close)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: studiesPath + "/{id}/open-round", ID: "open-round", Tag: tag, Rights: leads, Summary: "Open the next round"}, h.next)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: studiesPath + "/{id}/dropped/{version}", ID: "drop-judged-item", Tag: tag, Rights: leads,
		Summary: "Take an item out for good; a cut that was computed is computed again without it"}, h.drop)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: studiesPath + "/{id}/adopt", ID: "adopt-standard", Tag: tag, Rights: leads,
		Summary: "Put the newest cut into the draft of the exam; not by who opened the study"}, h.adopt)

	web.Operation(r, web.Op{Method: http.MethodGet, Path: studiesPath, ID: "list-own-standards", Tag: tag, Rights: web.SignedIn(), Summary: "Studies that the caller judges"}, h.own)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: studiesPath + "/{id}/ballot", ID: "get-ballot", Tag: tag, Rights: web.SignedIn(), Summary: "A judge's own ballot"}, h.ballot)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: studiesPath + "/{id}/ballot", ID: "rate", Tag: tag, Rights: web.SignedIn(), Summary: "Keep ratings of the open round"}, h.rate)

	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/exams/{key}/equatings", ID: "equate", Tag: tag, Rights: leads, Status: http.StatusCreated,
		Summary: "Compute how points of one form read on another"}, h.equate)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/exams/{key}/equatings", ID: "list-equatings", Tag: tag, Rights: reads, Summary: "Conversions between forms of an exam"}, h.equatings)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/equatings/{id}/adopt", ID: "adopt-equating", Tag: tag, Rights: leads,
		Summary: "Let a conversion give its form a cut; not by who computed it"}, h.adoptEquating)
}

type keyIn struct {
	Key string `path:"key"`
}

type idIn struct {
	ID string `path:"id"`
}

type studyIn struct {
	Key  string `path:"key"`
	Body struct {
		Title    string   `json:"title" maxLength:"200"`
		Method   Method   `json:"method" enum:"angoff,bookmark,given"`
		Form     string   `json:"form,omitempty" maxLength:"100"`
		GivenCut string   `json:"given_cut,omitempty" maxLength:"10"`
		Judges   []string `json:"judges,omitempty" nullable:"false" maxItems:"50"`
	}
}

type studyOut struct {
	Location string `header:"Location"`
	Body     StudyView
}

func (h routes) open(ctx context.Context, in *studyIn) (*studyOut, error) {
	st, err := h.standards.Open(ctx, Draft{in.Key, in.Body.Form, in.Body.Title, in.Body.Method, in.Body.GivenCut, in.Body.Judges})
	return &studyOut{studiesPath + "/" + st.ID, viewStudy(st)}, err
}

type studiesOut struct{ Body web.List[StudyView] }

func (h routes) list(ctx context.Context, in *keyIn) (*studiesOut, error) {
	all, err := h.standards.Studies(ctx, in.Key)
	return &studiesOut{whole(all, viewStudy)}, err
}

func (h routes) own(ctx context.Context, _ *struct{}) (*studiesOut, error) {
	all, err := h.standards.Studies(ctx, "")
	return &studiesOut{whole(all, viewStudy)}, err
}

// whole is a list that is never longer than a page.
func whole[A, B any](in []A, view func(A) B) web.List[B] {
	out := web.List[B]{Data: []B{}}
	for _, a := range in {
		out.Data = append(out.Data, view(a))
	}
	return out
}

type recordOut struct{ Body RecordView }

// after gives the study as it is after a deed.
func (h routes) after(ctx context.Context, studyID string, err error) (*recordOut, error) {
	if err != nil {
		return nil, err
	}
	r, err := h.standards.Record(ctx, studyID)
	return &recordOut{viewRecord(r)}, err
}

func (h routes) get(ctx context.Context, in *idIn) (*recordOut, error) {
	return h.after(ctx, in.ID, nil)
}

type judgeIn struct {
	ID     string `path:"id"`
	Person string `path:"person"`
}

func (h routes) seat(ctx context.Context, in *judgeIn) (*recordOut, error) {
	return h.after(ctx, in.ID, h.standards.Seat(ctx, in.ID, in.Person))
}

func (h routes) unseat(ctx context.Context, in *judgeIn) (*struct{}, error) {
	return nil, h.standards.Unseat(ctx, in.ID, in.Person)
}

type closeRoundIn struct {
	ID   string `path:"id"`
	Body struct {
		LeaveOut bool `json:"leave_out_incomplete,omitempty" doc:"Compute without the judges who have not rated every item"`
	}
}

func (h routes) close(ctx context.Context, in *closeRoundIn) (*recordOut, error) {
	return h.after(ctx, in.ID, h.standards.CloseRound(ctx, in.ID, in.Body.LeaveOut))
}

func (h routes) next(ctx context.Context, in *idIn) (*recordOut, error) {
	return h.after(ctx, in.ID, h.standards.OpenRound(ctx, in.ID))
}

type dropItemIn struct {
	ID      string `path:"id"`
	Version string `path:"version"`
	Body    struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

func (h routes) drop(ctx context.Context, in *dropItemIn) (*recordOut, error) {
	return h.after(ctx, in.ID, h.standards.Drop(ctx, in.ID, in.Version, in.Body.Reason))
}

type adoptCutIn struct {
	ID   string `path:"id"`
	Body struct {
		As string `json:"as,omitempty" enum:"percent,points" default:"percent" doc:"How the draft says it; points are rounded up"`
	}
}

func (h routes) adopt(ctx context.Context, in *adoptCutIn) (*recordOut, error) {
	return h.after(ctx, in.ID, h.standards.Adopt(ctx, in.ID, in.Body.As == "points"))
}
