// Package banks keeps what exams ask: item banks, items with their versions and keys, and how they come in from files.
package banks

import (
	"context"
	"log/slog"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/blob"
	"laurel/internal/store"
)

// Deps is what New needs.
type Deps struct {
	DB    *store.DB
	Log   *slog.Logger
	Files blob.Keeper // pictures and recordings of items
}

// Service keeps item banks.
type Service struct {
	db     *store.DB
	log    *slog.Logger
	markup items.Markup
	files  blob.Keeper
}

// New makes a service.
func New(d Deps) *Service {
	return &Service{db: d.DB, log: d.Log, markup: items.NewMarkup(), files: d.Files}
}

// Drawable is an item that a form can take. Pretest items are tried out and never scored.
type Drawable struct {
	ID             string
	VersionID      string
	Type           items.Type
	Domain         string
	CognitiveLevel string
	Difficulty     string // facility as a decimal; nothing where it is not known
	Points         int
	StimulusID     string
	Pretest        bool
	Enemies        []string `gorm:"-"`
}

// Pool gives the items of a bank that can be drawn; ErrNothing for a bank that is not there.
func (s *Service) Pool(_ context.Context, tx *gorm.DB, bankID string) ([]Drawable, error) {
	if _, err := bankOf(tx, bankID); err != nil {
		return nil, err
	}
	var pool []Drawable
	err := tx.Raw(`select id, version_id, type, domain, cognitive_level, difficulty, points, stimulus_id, state = 'pretest' as pretest
		from items where bank_id = ? and state in ('pretest', 'operational') order by id`, bankID).Scan(&pool).Error
	if err != nil {
		return nil, err
	}
	var pairs []struct{ ItemID, EnemyID string }
	err = tx.Raw("select e.item_id, e.enemy_id from item_enemies e join items i on i.id = e.item_id where i.bank_id = ?", bankID).Scan(&pairs).Error
	enemies := map[string][]string{}
	for _, p := range pairs {
		enemies[p.ItemID] = append(enemies[p.ItemID], p.EnemyID)
		enemies[p.EnemyID] = append(enemies[p.EnemyID], p.ItemID)
	}
	for i := range pool {
		pool[i].Enemies = enemies[pool[i].ID]
	}
	return pool, err
}

// VersionKey is a key version of an item version.
type VersionKey struct {
	ItemVersionID string
	Number        int
	Key           string
	Effect        Effect
	State         KeyState
}

const versionKeys = "select k.item_version_id, k.number, k.key, k.effect, k.state from item_keys k where k.item_version_id in ?"

// Keys gives the newest keys of item versions that were adopted, for scoring and nothing else.
func (s *Service) Keys(_ context.Context, tx *gorm.DB, versions []string) ([]VersionKey, error) {
	var out []VersionKey
	err := tx.Raw(versionKeys+" and k.number = (select max(n.number) from item_keys n where n.item_version_id = k.item_version_id and n.state = 'adopted')", versions).
		Scan(&out).Error
	return out, err
}

// KeyNumber gives one key version, proposed or not: for looking ahead, and for scoring as it was scored then. ErrNothing without it.
func (s *Service) KeyNumber(_ context.Context, tx *gorm.DB, version string, number int) (VersionKey, error) {
	var out VersionKey
	err := tx.Raw(versionKeys+" and k.number = ?", []string{version}, number).Take(&out).Error
	return out, store.Found(err, ErrNothing)
}

// ItemsOf gives the items that versions belong to.
func (s *Service) ItemsOf(_ context.Context, tx *gorm.DB, versions []string) (map[string]string, error) {
	out := map[string]string{}
	if len(versions) == 0 {
		return out, nil
	}
	var rows []struct{ ID, ItemID string }
	err := tx.Raw("select id, item_id from item_versions where id in ?", versions).Scan(&rows).Error
	for _, r := range rows {
		out[r.ID] = r.ItemID
	}
	return out, err
}
