package marking

import (
	"context"
	"mime"
	"path"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/web"
)

type queueIn struct {
	web.Paging
	Exam string `query:"exam" maxLength:"100"`
}

func (h routes) queue(ctx context.Context, in *queueIn) (*struct{ Body web.List[QueuedView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.marking.Queue(ctx, Ask{ExamKey: in.Exam}, after, in.Limit+1)
	page := web.Listed(rows, in.Limit, Queued.cursor)
	out := web.List[QueuedView]{NextCursor: page.NextCursor, Data: each(page.Data, func(q Queued) QueuedView {
		return QueuedView{q.ID, q.ExamKey, q.Type, q.Kind, q.OpenedAt}
	})}
	return &struct{ Body web.List[QueuedView] }{out}, err
}

type backlogOut struct {
	Body struct {
		Data []BacklogView `json:"data"`
	}
}

func (h routes) backlog(ctx context.Context, _ *struct{}) (*backlogOut, error) {
	rows, err := h.marking.Backlogs(ctx)
	out := &backlogOut{}
	out.Body.Data = each(rows, viewBacklog(h.marking.db.Now()))
	return out, err
}

type claimIn struct {
	Body struct {
		Exam string `json:"exam,omitempty" maxLength:"100"`
		Kind Kind   `json:"kind,omitempty" enum:"first,second,adjudication"`
		Task string `json:"task,omitempty" maxLength:"100"`
	}
}

type claimOut struct {
	Location string `header:"Location"`
	Body     DeskView
}

func (h routes) claim(ctx context.Context, in *claimIn) (*claimOut, error) {
	d, err := h.marking.Claim(ctx, Ask{in.Body.Exam, in.Body.Kind, in.Body.Task})
	return &claimOut{"/api/v1/marking/tasks/" + d.Task.ID, viewDesk(d)}, err
}

func (h routes) task(ctx context.Context, in *idIn) (*struct{ Body DeskView }, error) {
	d, err := h.marking.Desk(ctx, in.ID)
	return &struct{ Body DeskView }{viewDesk(d)}, err
}

func (h routes) release(ctx context.Context, in *idIn) (*struct{}, error) {
	return nil, h.marking.Release(ctx, in.ID)
}

type giveIn struct {
	ID   string `path:"id"`
	Body struct {
		Marks   map[string]string `json:"marks"`
		Comment string            `json:"comment,omitempty" maxLength:"4000"`
	}
}

func (h routes) give(ctx context.Context, in *giveIn) (*struct{ Body DeskView }, error) {
	d, err := h.marking.Give(ctx, in.ID, Mark{in.Body.Marks, in.Body.Comment})
	return &struct{ Body DeskView }{viewDesk(d)}, err
}

// file sends what a stranger handed in: as something to keep, never to open in place, whatever it claims to be.
func (h routes) file(c *fiber.Ctx) error {
	f, body, err := h.marking.File(c.UserContext(), web.Param(c, "id"), web.Param(c, "file"))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/octet-stream")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": f.ID + path.Ext(f.Name)}))
	c.Set(fiber.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Send(body)
}

type worksIn struct {
	web.Paging
	Exam  string    `query:"exam" maxLength:"100"`
	State WorkState `query:"state" enum:"open,adjudication,final"`
}

func (h routes) works(ctx context.Context, in *worksIn) (*struct{ Body web.List[RecordView] }, error) {
	before, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.marking.Records(ctx, Look{in.Exam, in.State}, before, in.Limit+1)
	return &struct{ Body web.List[RecordView] }{web.Listed(each(rows, viewEntry), in.Limit, func(v RecordView) string { return v.ID })}, err
}

func (h routes) work(ctx context.Context, in *idIn) (*struct{ Body RecordView }, error) {
	r, err := h.marking.Record(ctx, in.ID)
	return &struct{ Body RecordView }{viewRecord(r)}, err
}

type agreementIn struct {
	Exam string `query:"exam" maxLength:"100"`
}

type agreementOut struct {
	Body struct {
		Data    []ConcordView `json:"data"`
		Formula string        `json:"formula"`
	}
}

const formula = "Cohen's kappa = 1 - observed / expected disagreement, with the marks that occur as categories; the weighted one counts a disagreement by the square of its distance, as parts of the most points"

func (h routes) agreement(ctx context.Context, in *agreementIn) (*agreementOut, error) {
	rows, err := h.marking.Agreements(ctx, in.Exam)
	out := &agreementOut{}
	out.Body.Data, out.Body.Formula = each(rows, viewConcord), formula
	return out, err
}

func each[A, B any](in []A, view func(A) B) []B {
	out := make([]B, 0, len(in))
	for _, a := range in {
		out = append(out, view(a))
	}
	return out
}
