package tiers

import (
	"context"

	"laurel/internal/tiers/rules"
)

// Draft keeps a program document, YAML or JSON, as a draft. A faulty document is refused whole, with path and reason for
// each fault.
func (s *Service) Draft(ctx context.Context, document []byte) (Version, error) {
	p, err := rules.Parse(document)
	if err != nil {
		return Version{}, err
	}
	return s.CreateProgram(ctx, p)
}
