package tiers

import (
	"time"

	"laurel/internal/tiers/rules"
)

// Version is a stored program document.
type Version struct {
	Program, Version, Title, State, Document, SHA256 string
	EffectiveFrom, PublishedAt                       *time.Time
	PublishedBy, CreatedBy                           string
	CreatedAt                                        time.Time
}

// clash is true when two programs mean different things by one metric.
func clash(a, b *rules.Program) (metric string, is bool) {
	for _, f := range a.Facts {
		if other, both := b.Fact(f.Name); both && other.Measure != f.Measure {
			return f.Name, true
		}
	}
	return "", false
}
