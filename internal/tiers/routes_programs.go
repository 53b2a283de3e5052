package tiers

import (
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/tiers/rules"
	"laurel/internal/web"
)

// ErrDocumentType refuses a body that calls itself something else.
var ErrDocumentType = fault.New(fault.Unsupported, "unsupported_media_type", "Send a program document as application/json or application/yaml.")

func (h routes) programs(r *web.Router) {
	see := web.Roles(web.Vendor()...)
	write := web.Roles(actor.VendorAdmin, actor.ProgramManager)
	const tag = "Programs"

	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/program-presets", ID: "list-program-presets", Tag: tag, Rights: see,
		Summary: "Program documents that come with the product"}, h.presets)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/program-presets/{key}/words", ID: "read-program-preset", Tag: tag, Rights: see,
		Summary: "A preset in plain words, with what it does not model"}, h.presetWords)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/programs/{key}/versions/{version}/words", ID: "read-program", Tag: tag, Rights: see,
		Summary: "A version of a program in plain words"}, h.versionWords)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/programs", ID: "list-programs", Tag: tag, Rights: see, Summary: "Program versions"}, h.list)
	web.Page(r, web.Op{Method: http.MethodPost, Path: "/api/v1/programs", ID: "create-program", Tag: tag, Rights: write, Status: http.StatusCreated, MaxBody: 256 << 10,
		Summary: "A draft, from a preset or from a document in JSON or YAML"}, h.create)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/programs/{key}", ID: "get-program", Tag: tag, Rights: see,
		Summary: "The newest version of a program with its document, and all versions"}, h.get)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/programs/{key}/versions/{version}/publish", ID: "publish-program", Tag: tag, Rights: write,
		Summary: "Make a version the program's word, now or from a moment on"}, h.publish)
}

func (h routes) presets(context.Context, *struct{}) (*struct{ Body web.List[PresetView] }, error) {
	presets, err := h.s.Presets()
	views := []PresetView{}
	for _, p := range presets {
		views = append(views, viewPreset(p))
	}
	return &struct{ Body web.List[PresetView] }{web.List[PresetView]{Data: views}}, err
}

func (h routes) presetWords(_ context.Context, in *programIn) (*struct{ Body ToldView }, error) {
	p, err := h.s.Preset(in.Key)
	if errors.Is(err, ErrUnknownPreset) {
		return nil, ErrNothing
	}
	if err != nil {
		return nil, err
	}
	return &struct{ Body ToldView }{viewTold(p)}, nil
}

func (h routes) versionWords(ctx context.Context, in *catalogProgramIn) (*struct{ Body ToldView }, error) {
	v, err := h.s.ProgramVersion(ctx, in.Key, in.Version)
	if err != nil {
		return nil, err
	}
	p, err := h.s.parse(v)
	if err != nil {
		return nil, err
	}
	return &struct{ Body ToldView }{viewTold(p)}, nil
}

func (h routes) list(ctx context.Context, in *web.Paging) (*struct{ Body web.List[ProgramView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.s.Programs(ctx, after, in.Limit+1)
	views := []ProgramView{}
	for _, v := range rows {
		views = append(views, viewProgram(v, false))
	}
	return &struct{ Body web.List[ProgramView] }{web.Listed(views, in.Limit, func(v ProgramView) string { return v.Key + "@" + v.Version })}, err
}

// ProgramAnswer is the newest version with all of them.
type ProgramAnswer struct {
	ProgramView
	Versions []ProgramView `json:"versions"`
}

type programIn struct {
	Key string `path:"key"`
}

func (h routes) get(ctx context.Context, in *programIn) (*struct{ Body ProgramAnswer }, error) {
	versions, err := h.s.Versions(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	answer := ProgramAnswer{ProgramView: viewProgram(versions[0], true), Versions: []ProgramView{}}
	for _, v := range versions {
		answer.Versions = append(answer.Versions, viewProgram(v, false))
	}
	return &struct{ Body ProgramAnswer }{answer}, nil
}

// create reads its body itself: YAML has no schema in the description.
func (h routes) create(c *fiber.Ctx) error {
	kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || !hasWord([]string{"application/json", "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"}, kind) {
		return ErrDocumentType
	}
	body := web.Body(c)
	if kind == "application/json" {
		if _, err := web.Strict(body); err != nil {
			return err
		}
	}
	v, err := h.s.ImportProgram(c.UserContext(), body)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderLocation, "/api/v1/programs/"+v.Program)
	return c.Status(http.StatusCreated).JSON(viewProgram(v, true))
}

// documentOf is the preset that is named, or the document itself.
func (s *Service) documentOf(body []byte) (*rules.Program, error) {
	var named map[string]json.RawMessage
	var preset string
	if json.Unmarshal(body, &named) == nil && len(named) == 1 && json.Unmarshal(named["preset"], &preset) == nil {
		return s.Preset(preset)
	}
	return rules.Parse(body)
}

type publishIn struct {
	Key     string `path:"key"`
	Version string `path:"version"`
	Body    *struct {
		EffectiveFrom string          `json:"effective_from,omitempty" maxLength:"40" doc:"A date or an instant; now when absent"`
		Transition    json.RawMessage `json:"transition,omitempty"`
	} `required:"false"`
}

func (h routes) publish(ctx context.Context, in *publishIn) (*struct{ Body ProgramView }, error) {
	from, ok := parseInstant("", h.s.db.Now())
	if in.Body != nil {
		if len(in.Body.Transition) > 0 {
			return nil, ErrInput.With(inField("transition", "not_evaluated", "This version knows no transitions between program versions."))
		}
		if in.Body.EffectiveFrom != "" {
			from, ok = dayOrInstant(in.Body.EffectiveFrom)
		}
	}
	if !ok {
		return nil, ErrInput.With(inField("effective_from", "malformed", "A date or an instant."))
	}
	v, err := h.s.Publish(ctx, in.Key, in.Version, from)
	return &struct{ Body ProgramView }{viewProgram(v, false)}, err
}
