package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"sort"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"laurel/assets"
	"laurel/internal/web"
)

type docParameter struct {
	Name, In, Meaning string
	Required          bool
}

type docOperation struct {
	ID, Method, Class, Path, Summary, Who, Request, Answer, Status string
	Parameters                                                     []docParameter
}

type docTag struct {
	Name       string
	Operations []docOperation
}

// describe serves the contract: for programs at /openapi.json, for people at /docs. It comes last, when all routes stand.
func describe(r *web.Router) error {
	page, err := template.ParseFS(assets.FS, "docs/docs.html")
	if err != nil {
		return err
	}
	var document, readable []byte
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/openapi.json", ID: "openapi", Summary: "This description, OpenAPI 3.1", Tag: "pages", Rights: web.Public()}, func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, "application/json")
		c.Set(fiber.HeaderCacheControl, "public, no-cache")
		return c.Send(document)
	})
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/docs", ID: "docs", Summary: "This description, readable", Tag: "pages", Rights: web.Public()}, func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
		return c.Send(readable)
	})
	if document, err = json.MarshalIndent(r.OpenAPI(), "", "  "); err != nil {
		return fmt.Errorf("describe the API: %w", err)
	}
	var out bytes.Buffer
	if err := page.Execute(&out, map[string]any{"Tags": docTags(r.OpenAPI())}); err != nil {
		return fmt.Errorf("write the readable description: %w", err)
	}
	readable = out.Bytes()
	return nil
}

func docTags(api *huma.OpenAPI) []docTag {
	byTag := map[string][]docOperation{}
	for path, item := range api.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if op != nil && len(op.Tags) > 0 {
				byTag[op.Tags[0]] = append(byTag[op.Tags[0]], docOf(api, method, path, op))
			}
		}
	}
	tags := []docTag{}
	for name, operations := range byTag {
		slices.SortFunc(operations, func(a, b docOperation) int {
			return strings.Compare(a.Path+a.Method, b.Path+b.Method)
		})
		tags = append(tags, docTag{name, operations})
	}
	sort.Slice(tags, func(i, j int) bool { return tags[i].Name < tags[j].Name })
	return tags
}

func docOf(api *huma.OpenAPI, method, path string, op *huma.Operation) docOperation {
	d := docOperation{ID: op.OperationID, Method: method, Class: strings.ToLower(method), Path: path, Summary: op.Summary, Who: op.Description}
	for _, p := range op.Parameters {
		d.Parameters = append(d.Parameters, docParameter{p.Name, p.In, p.Description, p.Required})
	}
	if op.RequestBody != nil && op.RequestBody.Content["application/json"] != nil {
		d.Request = sketch(api, op.RequestBody.Content["application/json"].Schema, 0)
	}
	for _, status := range []string{"200", "201", "202"} {
		if r := op.Responses[status]; r != nil && r.Content["application/json"] != nil {
			d.Status, d.Answer = status, sketch(api, r.Content["application/json"].Schema, 0)
		}
	}
	return d
}

// sketch writes a schema the way a person would: names and kinds, nested four deep.
func sketch(api *huma.OpenAPI, s *huma.Schema, depth int) string {
	if s != nil && s.Ref != "" {
		s = api.Components.Schemas.SchemaFromRef(s.Ref)
	}
	indent := strings.Repeat("  ", depth+1)
	switch {
	case s == nil || depth > 4:
		return "…"
	case s.Type == huma.TypeArray:
		return "[" + sketch(api, s.Items, depth) + "…]"
	case s.Type == huma.TypeObject && len(s.Properties) > 0:
		names := make([]string, 0, len(s.Properties))
		for name := range s.Properties {
			names = append(names, name)
		}
		sort.Strings(names)
		var b strings.Builder
		b.WriteString("{\n")
		for _, name := range names {
			optional := "?"
			if slices.Contains(s.Required, name) {
				optional = ""
			}
			b.WriteString(indent + name + optional + ": " + sketch(api, s.Properties[name], depth+1) + "\n")
		}
		b.WriteString(strings.Repeat("  ", depth) + "}")
		return b.String()
	case len(s.Enum) > 0:
		words := []string{}
		for _, e := range s.Enum {
			words = append(words, fmt.Sprint(e))
		}
		return strings.Join(words, " | ")
	case s.Format != "":
		return s.Type + " (" + s.Format + ")"
	case s.Type == "":
		return "any"
	}
	return s.Type
}
