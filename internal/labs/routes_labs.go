package labs

import (
	"context"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/web"
)

type idIn struct {
	ID string `path:"id"`
}

func (h routes) upload(c *fiber.Ctx) error {
	m, err := h.labs.Upload(c.UserContext(), web.Body(c))
	if err != nil {
		return err
	}
	return c.Status(http.StatusCreated).JSON(fiber.Map{"sha256": m.SHA256, "size": m.Size})
}

type labOut struct {
	ETag string `header:"ETag"`
	Body DefinitionView
}

func (h routes) getLab(ctx context.Context, in *idIn) (*labOut, error) {
	d, err := h.labs.Definition(ctx, in.ID)
	return &labOut{web.ETag(d.ETag()), viewDefinition(d)}, err
}

type sectionBody struct {
	Key     string `json:"key" maxLength:"40"`
	Minimum int    `json:"minimum_points"`
}

type taskBody struct {
	Key     string   `json:"key" maxLength:"40"`
	Title   string   `json:"title" maxLength:"300"`
	Section string   `json:"section,omitempty" maxLength:"40"`
	Points  int      `json:"points"`
	Checks  []string `json:"checks" maxItems:"100" nullable:"false"`
	Partial bool     `json:"partial_credit,omitempty"`
}

type putLabIn struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match"`
	Body    struct {
		Grading       Grading       `json:"grading" enum:"script,outside,people"`
		Module        string        `json:"module,omitempty" maxLength:"64"`
		MemoryMiB     int           `json:"memory_mib,omitempty"`
		Seconds       int           `json:"seconds,omitempty"`
		URL           string        `json:"url,omitempty" maxLength:"2048"`
		Provision     bool          `json:"provision,omitempty"`
		AnswerSeconds int           `json:"answer_seconds,omitempty"`
		Sections      []sectionBody `json:"sections,omitempty" maxItems:"50" nullable:"false"`
		Tasks         []taskBody    `json:"tasks,omitempty" maxItems:"100" nullable:"false"`
	}
}

func (h routes) putLab(ctx context.Context, in *putLabIn) (*labOut, error) {
	b := in.Body
	doc := Document{
		Grading: b.Grading, Module: b.Module, MemoryMiB: b.MemoryMiB, Seconds: b.Seconds, URL: b.URL, Provision: b.Provision, AnswerSeconds: b.AnswerSeconds, Tasks: []Task{},
	}
	for _, s := range b.Sections {
		doc.Sections = append(doc.Sections, Section(s))
	}
	for _, t := range b.Tasks {
		doc.Tasks = append(doc.Tasks, Task(t))
	}
	d, err := h.labs.Define(ctx, in.IfMatch, Definition{ItemID: in.ID, Document: doc})
	return &labOut{web.ETag(d.ETag()), viewDefinition(d)}, err
}

func (h routes) approve(ctx context.Context, in *idIn) (*labOut, error) {
	d, err := h.labs.Judge(ctx, in.ID, Approved, "")
	return &labOut{web.ETag(d.ETag()), viewDefinition(d)}, err
}

type declineLabIn struct {
	ID   string `path:"id"`
	Body struct {
		Comment string `json:"comment" minLength:"1" maxLength:"4000"`
	}
}

func (h routes) decline(ctx context.Context, in *declineLabIn) (*labOut, error) {
	d, err := h.labs.Judge(ctx, in.ID, Declined, in.Body.Comment)
	return &labOut{web.ETag(d.ETag()), viewDefinition(d)}, err
}

type secretOut struct {
	Location string `header:"Location"`
	Body     struct {
		Item   string `json:"item"`
		Secret string `json:"secret"`
	}
}

func (h routes) makeSecret(ctx context.Context, in *idIn) (*secretOut, error) {
	shown, err := h.labs.MakeSecret(ctx, in.ID)
	out := &secretOut{Location: "/api/v1/items/" + in.ID + "/lab"}
	out.Body.Item, out.Body.Secret = shown.ItemID, shown.Secret
	return out, err
}

type listIn struct {
	web.Paging
	Exam  string `query:"exam" maxLength:"100"`
	State State  `query:"state" enum:"requested,provisioning,ready,handed_in,grading,graded,marking,failed"`
}

func (h routes) list(ctx context.Context, in *listIn) (*struct{ Body web.List[SessionView] }, error) {
	before, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.labs.Sessions(ctx, Look{in.Exam, in.State}, before, in.Limit+1)
	views := make([]SessionView, 0, len(rows))
	for _, x := range rows {
		views = append(views, viewRecord(x))
	}
	return &struct{ Body web.List[SessionView] }{web.Listed(views, in.Limit, func(v SessionView) string { return v.ID })}, err
}

type openIn struct {
	ID   string `path:"id"`
	Body struct {
		Position int `json:"position" minimum:"1" maximum:"10000"`
	}
}

type openOut struct {
	Status   int
	Location string `header:"Location"`
	Body     SessionView
}

func (h routes) open(ctx context.Context, in *openIn) (*openOut, error) {
	x, made, err := h.labs.Request(ctx, Place{in.ID, in.Body.Position})
	status := http.StatusOK
	if made {
		status = http.StatusCreated
	}
	return &openOut{status, "/api/v1/labs/" + x.ID, viewSession(x)}, err
}

type sessionOut struct{ Body SessionView }

func (h routes) get(ctx context.Context, in *idIn) (*sessionOut, error) {
	x, err := h.labs.Session(ctx, in.ID)
	if err == nil && x.PersonID != actor.From(ctx).ID {
		return &sessionOut{viewRecord(x)}, nil
	}
	return &sessionOut{viewSession(x)}, err
}

type writeIn struct {
	ID   string `path:"id"`
	Body struct {
		Text string `json:"text" maxLength:"262144"`
	}
}

func (h routes) write(ctx context.Context, in *writeIn) (*sessionOut, error) {
	if len(in.Body.Text) > LongestWork {
		return nil, ErrInput.With(wrong("text", "too_long", "At most 256 KiB."))
	}
	x, err := h.labs.Write(ctx, in.ID, in.Body.Text)
	return &sessionOut{viewSession(x)}, err
}

func (h routes) handIn(ctx context.Context, in *idIn) (*sessionOut, error) {
	x, err := h.labs.HandIn(ctx, in.ID)
	return &sessionOut{viewSession(x)}, err
}
