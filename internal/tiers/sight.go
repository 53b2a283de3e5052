package tiers

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
)

// Find turns what a caller calls a partner, its id or ext:EXTERNAL_ID, into the partner. What lies outside the scope is
// ErrNothing, like what does not exist.
func (s *Service) Find(ctx context.Context, scope actor.Scope, name string) (Partner, error) {
	var rows []partnerRow
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		external, is := strings.CutPrefix(name, "ext:")
		if is {
			return tx.Raw("select * from tier_partners where external_id = ? and external_id <> '' and superseded_at is null", external).Scan(&rows).Error
		}
		return tx.Raw("select * from tier_partners where partner_id = ? and superseded_at is null", name).Scan(&rows).Error
	})
	if err != nil {
		return Partner{}, err
	}
	if len(rows) == 0 {
		return s.introduce(ctx, scope, name)
	}
	if !scope.Sees(rows[0].PartnerID) {
		return Partner{}, ErrNothing
	}
	return rows[0].partner(), nil
}

// introduce asks the directory for a partner that no fact has told of yet, and keeps what it says as the fact would.
func (s *Service) introduce(ctx context.Context, scope actor.Scope, name string) (Partner, error) {
	if s.directory == nil {
		return Partner{}, ErrNothing
	}
	p, err := s.directory.Partner(all(ctx), name)
	if err != nil {
		if fault.Of(err).Kind == fault.NotFound {
			err = ErrNothing
		}
		return Partner{}, err
	}
	if !scope.Sees(p.ID) {
		return Partner{}, ErrNothing
	}
	return p, s.NotePartner(all(ctx), p)
}

// FindMany is Find for the rows of a batch: what is not found is left out.
func (s *Service) FindMany(ctx context.Context, scope actor.Scope, wanted []string) (map[string]string, error) {
	found := map[string]string{}
	for _, name := range wanted {
		if _, done := found[name]; done {
			continue
		}
		p, err := s.Find(ctx, scope, name)
		if err != nil && !errors.Is(err, ErrNothing) {
			return nil, err
		}
		found[name] = p.ID
	}
	return found, nil
}

// bounded is the list of partners a scope is limited to, nil for none.
func bounded(scope actor.Scope) []string {
	if scope.All() {
		return nil
	}
	return append([]string{}, scope.Partners()...)
}

// refusal is true for what is told to the caller rather than tried again.
func refusal(err error) bool {
	var f *fault.Error
	return errors.As(err, &f) && f.Kind < fault.Internal
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
