package web

import (
	"context"
	"path"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
)

// describe is huma's configuration without what it would add on its own: schema links in bodies, pages that load foreign
// scripts, errors that echo values.
func describe() huma.Config {
	tameHuma()
	c := huma.DefaultConfig("Laurel", "1")
	c.CreateHooks, c.DocsPath, c.SchemasPath, c.OpenAPIPath = nil, "", "", ""
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	c.Info.Description = "Certification and training for partner programs. Errors are application/problem+json with a stable code."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"bearer": {Type: "http", Scheme: "bearer", Description: "A person's access token, an API key (lk_…), or the token of an OAuth 2 client (POST /oauth/token)."}}
	return c
}

// tameHuma sets the switches that huma keeps in package variables, once for the process.
var tameHuma = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return humaError(context.Background(), status, message, errs) //nolint:forbidigo // huma asks without a context when it describes
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		return humaError(ctx.Context(), status, message, errs)
	}
})

var qualified = regexp.MustCompile(`([a-z]+)\.([A-Z]\w*)`)

// schemaName puts the slice before the name: two slices may each have a view of the same name. A list of exams' views
// is called ExamsViewList.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if of := qualified.FindStringSubmatch(t.Name()); of != nil { // List[laurel/exams.View]
		generic, _, _ := strings.Cut(t.Name(), "[")
		return title(of[1]) + of[2] + generic
	}
	name := huma.DefaultSchemaNamer(t, hint)
	if t.PkgPath() == "" || t.Name() == "" {
		return name
	}
	return title(path.Base(t.PkgPath())) + name
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(to prometheus.Registerer) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "laurel_http_requests_total", Help: "Requests by route and status."}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "laurel_http_request_seconds", Help: "Time to answer by route.", Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"method", "route"}),
	}
	if to != nil {
		to.MustRegister(m.requests, m.seconds)
	}
	return m
}

func (m *metrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(method, route).Observe(took.Seconds())
}
