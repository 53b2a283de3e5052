package statistics

import (
	"context"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/web"
)

const (
	path = "/api/v1/exams/{key}/statistics"
	// shownRuns is how many runs an exam's page lists.
	shownRuns = 20
)

type routes struct{ statistics *Service }

// Routes speaks the statistics of exams.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	const tag = "Statistics"
	asks := web.Roles(actor.VendorAdmin, actor.Author)
	reads := web.Roles(actor.VendorAdmin, actor.Author, actor.ProgramManager, actor.Auditor)

	web.Operation(r, web.Op{Method: http.MethodPost, Path: path, ID: "request-statistics", Tag: tag, Rights: asks, Status: http.StatusAccepted,
		Summary: "Compute the figures of an exam from its graded attempts"}, h.request)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: path, ID: "list-statistics", Tag: tag, Rights: reads,
		Summary: "The newest figures of an exam, and the runs there were"}, h.list)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: path + "/{id}", ID: "get-statistics", Tag: tag, Rights: reads,
		Summary: "A run with its figures: each with n and formula, withheld below its least n; \"latest\" is the newest that is done"}, h.get)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: path + "/{id}/similarity", ID: "get-similarity", Tag: tag, Rights: reads,
		Summary: "Attempts that answer alike beyond what their abilities explain, by partner: signs for a person, never a verdict"}, h.similarity)
	web.Page(r, web.Op{Method: http.MethodGet, Path: path + "/{id}/items.csv", ID: "get-statistics-csv", Tag: tag, Rights: reads,
		Summary: "The items of a run as CSV"}, h.csv)
}

type statisticsIn struct {
	Key  string `path:"key"`
	Body struct {
		From              *time.Time `json:"from,omitempty"`
		To                *time.Time `json:"to,omitempty"`
		FirstAttemptsOnly bool       `json:"first_attempts_only,omitempty"`
		Period            string     `json:"period,omitempty" enum:"month,quarter" default:"month"`
	}
}

type runOut struct {
	Location string `header:"Location"`
	Body     RunView
}

func (h routes) request(ctx context.Context, in *statisticsIn) (*runOut, error) {
	f := Filter{From: in.Body.From, To: in.Body.To, FirstOnly: in.Body.FirstAttemptsOnly, Period: in.Body.Period}
	if f.Period == "" {
		f.Period = "month"
	}
	run, err := h.statistics.Request(ctx, in.Key, f)
	return &runOut{"/api/v1/exams/" + in.Key + "/statistics/" + run.ID, viewRun(run)}, err
}

type keyIn struct {
	Key string `path:"key"`
}

func (h routes) list(ctx context.Context, in *keyIn) (*struct{ Body RunsView }, error) {
	runs, err := h.statistics.Runs(ctx, in.Key, shownRuns)
	if err != nil {
		return nil, err
	}
	out := RunsView{Runs: []RunView{}}
	for _, r := range runs {
		out.Runs = append(out.Runs, viewRun(r))
	}
	run, kept, err := h.statistics.Found(ctx, in.Key, Latest)
	if err == nil {
		v := viewReport(run, kept)
		out.Latest = &v
	}
	return &struct{ Body RunsView }{out}, noneYet(err)
}

type runIn struct {
	Key string `path:"key"`
	ID  string `path:"id"`
}

func (h routes) get(ctx context.Context, in *runIn) (*struct{ Body ReportView }, error) {
	run, kept, err := h.statistics.Found(ctx, in.Key, in.ID)
	return &struct{ Body ReportView }{viewReport(run, kept)}, err
}

func (h routes) similarity(ctx context.Context, in *runIn) (*struct{ Body SimilarityView }, error) {
	kept, groups, names, err := h.statistics.Likenesses(ctx, in.Key, in.ID)
	return &struct{ Body SimilarityView }{viewSimilarity(actor.From(ctx), kept, groups, names)}, err
}

func (h routes) csv(c *fiber.Ctx) error {
	run, kept, err := h.statistics.Found(c.UserContext(), web.Param(c, "key"), web.Param(c, "id"))
	if err == nil && kept == nil {
		err = ErrNotDone
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="items-`+run.ID+`.csv"`)
	return c.Send(table(kept.Report))
}
