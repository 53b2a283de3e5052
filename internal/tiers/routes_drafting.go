package tiers

import (
	"mime"
	"net/http"
	"regexp"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/tiers/rules"
	"laurel/internal/web"
)

// drafting helps whoever writes a document: its schema, and what is wrong with it so far.
func (h routes) drafting(r *web.Router) {
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/schemas/program.json", ID: "get-program-schema", Tag: "Programs", Rights: web.Public(),
		Summary: "The JSON Schema of program documents"}, programSchema)
	web.Page(r, web.Op{Method: http.MethodPost, Path: "/api/v1/program-validations", ID: "validate-program", Tag: "Programs", Status: http.StatusOK, MaxBody: 256 << 10,
		Rights: web.Roles(actor.VendorAdmin, actor.ProgramManager), Summary: "Every fault of a document, with path, reason and line; nothing is kept"}, h.validate)
}

func programSchema(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "application/schema+json")
	return c.Send(rules.Schema())
}

// DocumentFault is one thing that is wrong with a document; line is 0 where it has none.
type DocumentFault struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
	Line   int    `json:"line"`
}

// Validation is what can be said of a document before it is kept.
type Validation struct {
	Valid   bool            `json:"valid"`
	Key     string          `json:"key"`
	Version string          `json:"version"`
	Title   string          `json:"title"`
	Assumed []string        `json:"assumed"`
	Faults  []DocumentFault `json:"faults"`
}

func (h routes) validate(c *fiber.Ctx) error {
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
	return c.JSON(validation(rules.Parse(body)))
}

// told is the line as the parser says it to people.
var told = regexp.MustCompile(` \(Line (\d+)\.\)$`)

func validation(p *rules.Program, err error) Validation {
	if err == nil {
		return Validation{true, p.Key, p.Version, p.Title, p.Assumed(), []DocumentFault{}}
	}
	v := Validation{Assumed: []string{}, Faults: []DocumentFault{}}
	f := fault.Of(err)
	for _, field := range f.Fields {
		d := DocumentFault{Path: field.Field, Reason: field.Code, Detail: told.ReplaceAllString(field.Detail, "")}
		if line := told.FindStringSubmatch(field.Detail); line != nil {
			d.Line, _ = strconv.Atoi(line[1]) // digits
		}
		v.Faults = append(v.Faults, d)
	}
	if len(v.Faults) == 0 {
		v.Faults = append(v.Faults, DocumentFault{Reason: f.Code, Detail: f.Detail})
	}
	return v
}
