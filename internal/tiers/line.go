package tiers

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
)

// line makes writers of the same people and partners wait for each other: whoever notes an award and whoever notes an
// affiliation of one person must see what the other did. Names are taken in order, so that nobody waits in a ring.
func (s *Service) line(tx *gorm.DB, names ...string) error {
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if err := tx.Exec("insert into tier_locks (name, taken) values (?, 1) on conflict (name) do update set taken = tier_locks.taken + 1", name).Error; err != nil {
			return err
		}
	}
	return nil
}

// The lines, in the order in which a transaction may take them: a person, then partners, then programs.
func personLine(id string) string   { return "person:" + id }
func partnerLine(id string) string  { return "partner:" + id }
func programLine(key string) string { return "program:" + key }

// step raises the number of changes. The row is held to the end of the transaction, so numbers become visible in order. Everybody
// waits for whoever holds it: it is taken last, after every line and every computation.
func (s *Service) step(tx *gorm.DB) (int64, error) {
	var value int64
	err := tx.Raw("update tier_sequence set value = value + 1 where id = 1 returning value").Scan(&value).Error
	return value, err
}

// Sequence is the number of the last change.
func sequence(tx *gorm.DB) (int64, error) {
	var value int64
	err := tx.Raw("select value from tier_sequence where id = 1").Scan(&value).Error
	return value, err
}

// all is the context of an evaluation: ranks in a cohort and people who moved need more than one partner's rows, and what
// leaves has been held against the caller's sight before.
func all(ctx context.Context) context.Context { return actor.With(ctx, actor.SystemOf("tiers")) }

// widen does the same for a transaction that a partner's administrator began.
func widen(tx *gorm.DB) error {
	if !store.Postgres(tx) {
		return nil
	}
	return tx.Exec("select set_config('laurel.sight', '*', true)").Error
}
