package exams

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"laurel/internal/actor"
	"laurel/internal/web"
)

const accommodationsPath = "/api/v1/people/{id}/accommodations"

// supervision registers what those do who watch over attempts.
func (h routes) supervision(r *web.Router) {
	watch := web.Roles(actor.VendorAdmin, actor.Proctor, actor.Support)
	see := web.Roles(actor.VendorAdmin, actor.Proctor, actor.Support, actor.Auditor)
	care := web.Roles(actor.VendorAdmin, actor.Support)

	web.Operation(r, web.Op{Method: http.MethodGet, Path: attemptsPath + "/{id}/supervision", ID: "get-supervision", Tag: tagAttempts, Rights: see,
		Summary: "An attempt for those who watch over it: its clock, its ledger, its late answers"}, h.supervise)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: attemptsPath + "/{id}/log", ID: "get-attempt-log", Tag: tagAttempts, Rights: see,
		Summary: "What happened in an attempt, oldest first, without its answers"}, h.log)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: attemptsPath + "/{id}/replay", ID: "replay-attempt", Tag: tagAttempts,
		Rights:  web.Roles(actor.VendorAdmin, actor.ProgramManager, actor.Support, actor.Auditor),
		Summary: "Make an attempt again out of its log, and say where what is stored differs"}, h.replay)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: attemptsPath + "/{id}/pause", ID: "pause-attempt", Tag: tagAttempts, Rights: watch,
		Summary: "Stop the clock of an attempt"}, h.pause)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: attemptsPath + "/{id}/resume", ID: "resume-attempt", Tag: tagAttempts, Rights: watch,
		Summary: "Let the clock run again, with all that remained"}, h.resume)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: attemptsPath + "/{id}/adjustments", ID: "adjust-attempt", Tag: tagAttempts, Rights: watch,
		Summary: "Give an attempt time, or take back what people gave"}, h.adjust)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: attemptsPath + "/{id}/late-responses/{late}/admit", ID: "admit-late-response", Tag: tagAttempts, Rights: watch,
		Summary: "Let a late answer count: the first person proposes it, another confirms and the attempt is scored again"}, h.admitLate)

	web.Operation(r, web.Op{Method: http.MethodPost, Path: accommodationsPath, ID: "give-accommodation", Tag: tagExams, Rights: care, Status: http.StatusCreated,
		Summary: "Give a person more time in attempts made from now on"}, h.accommodate)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: accommodationsPath, ID: "list-accommodations", Tag: tagExams, Rights: web.Roles(actor.VendorAdmin, actor.Support, actor.Auditor),
		Summary: "What a person is given"}, h.accommodations)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/accommodations/{id}/end", ID: "end-accommodation", Tag: tagExams, Rights: care,
		Summary: "End an accommodation; attempts that were made under it keep their time"}, h.endAccommodation)
}

type supervisionOut struct{ Body SupervisionView }

func supervised(v Supervision, err error) (*supervisionOut, error) {
	if err != nil {
		return nil, err
	}
	return &supervisionOut{viewSupervision(v)}, nil
}

func (h routes) supervise(ctx context.Context, in *idIn) (*supervisionOut, error) {
	return supervised(h.exams.Supervise(ctx, in.ID))
}

type logIn struct {
	ID string `path:"id"`
	web.Paging
}

func (h routes) log(ctx context.Context, in *logIn) (*struct{ Body web.List[LineView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.exams.Log(ctx, in.ID, after, in.Limit+1)
	page := web.Listed(each(rows, viewLine), in.Limit, func(v LineView) string { return v.ID })
	return &struct{ Body web.List[LineView] }{page}, err
}

func (h routes) replay(ctx context.Context, in *idIn) (*struct{ Body ReplayView }, error) {
	r, err := h.exams.Replay(ctx, in.ID)
	return &struct{ Body ReplayView }{viewReplay(r)}, err
}

func viewLine(l Line) LineView {
	v := LineView{ID: l.ID, Kind: l.Kind, Actor: l.Actor, At: l.At, Detail: map[string]any{}}
	_ = json.Unmarshal([]byte(l.Detail), &v.Detail) // what we wrote ourselves; an empty detail shows where it cannot be read
	delete(v.Detail, "seed")
	delete(v.Detail, "basis") // where the line is drawn
	return v
}

type reasonIn struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason" minLength:"3" maxLength:"1000"`
	}
}

func (h routes) pause(ctx context.Context, in *reasonIn) (*supervisionOut, error) {
	return supervised(h.exams.Pause(ctx, in.ID, in.Body.Reason))
}

func (h routes) resume(ctx context.Context, in *reasonIn) (*supervisionOut, error) {
	return supervised(h.exams.Resume(ctx, in.ID, in.Body.Reason))
}

type adjustIn struct {
	ID   string `path:"id"`
	Body struct {
		Seconds int    `json:"seconds" minimum:"-86400" maximum:"86400"`
		Reason  string `json:"reason" minLength:"3" maxLength:"1000"`
	}
}

func (h routes) adjust(ctx context.Context, in *adjustIn) (*supervisionOut, error) {
	return supervised(h.exams.Adjust(ctx, in.ID, in.Body.Seconds, in.Body.Reason))
}

type admitIn struct {
	ID   string `path:"id"`
	Late string `path:"late"`
	Body struct {
		Reason string `json:"reason" minLength:"3" maxLength:"1000"`
	}
}

func (h routes) admitLate(ctx context.Context, in *admitIn) (*struct{ Body LateAnswerView }, error) {
	l, err := h.exams.AdmitLate(ctx, in.ID, in.Late, in.Body.Reason)
	return &struct{ Body LateAnswerView }{viewLate(l)}, err
}

type accommodateIn struct {
	ID   string `path:"id"`
	Body struct {
		TimeFactorPercent int        `json:"time_factor_percent" minimum:"100" maximum:"300"`
		Exams             []string   `json:"exams,omitempty" maxItems:"100" nullable:"false" doc:"Keys of exams; all of them when absent"`
		ValidUntil        *time.Time `json:"valid_until,omitempty"`
		Note              string     `json:"note,omitempty" maxLength:"2000"`
	}
}

type accommodationOut struct {
	Location string `header:"Location"`
	Body     AccommodationView
}

func (h routes) accommodate(ctx context.Context, in *accommodateIn) (*accommodationOut, error) {
	b := in.Body
	a, err := h.exams.Accommodate(ctx, in.ID, Granting{b.TimeFactorPercent, b.Exams, b.ValidUntil, b.Note})
	return &accommodationOut{"/api/v1/people/" + in.ID + "/accommodations", viewAccommodation(a)}, err
}

func (h routes) accommodations(ctx context.Context, in *idIn) (*struct{ Body web.List[AccommodationView] }, error) {
	rows, err := h.exams.Accommodations(ctx, in.ID)
	return &struct{ Body web.List[AccommodationView] }{web.List[AccommodationView]{Data: each(rows, viewAccommodation)}}, err
}

func (h routes) endAccommodation(ctx context.Context, in *idIn) (*struct{ Body AccommodationView }, error) {
	a, err := h.exams.EndAccommodation(ctx, in.ID)
	return &struct{ Body AccommodationView }{viewAccommodation(a)}, err
}
