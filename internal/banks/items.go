package banks

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/internal/store"
)

const itemColumns = `i.id, i.bank_id, i.import_id, i.external_id, i.title, i.domain, i.category, i.tags, i.source_refs, i.type, i.cognitive_level, i.difficulty,
	i.points, i.stimulus_id, i.state, i.version_id, i.working_version_id, i.revision, i.created_by, i.approved_by, i.created_at, v.content, v.description`

// Keyed is an item with what makes an answer right. It is made for authors and nobody else.
type Keyed struct {
	Item             `gorm:"embedded"`
	Description      Description `gorm:"serializer:json"` // of the version that content and key are of
	Key              string
	Rationale        string
	OptionRationales map[string]string `gorm:"serializer:json"`
}

// keyed reads items as their authors see them: the version that is being worked on, or else the one that is drawn.
const keyed = "select " + itemColumns + `, k.key, k.rationale, k.option_rationales from items i
	join item_versions v on v.id = case when i.working_version_id <> '' then i.working_version_id else i.version_id end
	join item_keys k on k.item_version_id = v.id and k.number = (select max(n.number) from item_keys n where n.item_version_id = v.id and n.state = 'adopted')`

// ItemsQuery says which items of a bank are listed. Empty members do not limit.
type ItemsQuery struct {
	BankID, State, Domain, Type, After string
	Limit                              int
}

// Items lists items of a bank with their keys, for authors.
func (s *Service) Items(ctx context.Context, q ItemsQuery) ([]Keyed, error) {
	var out []Keyed
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		if _, err := bankOf(tx, q.BankID); err != nil {
			return err
		}
		return tx.Raw(keyed+` where i.bank_id = ? and i.id > ? and (cast(? as text) = '' or i.state = ?) and (cast(? as text) = '' or i.domain = ?)
			and (cast(? as text) = '' or i.type = ?) order by i.id limit ?`, q.BankID, q.After, q.State, q.State, q.Domain, q.Domain, q.Type, q.Type, q.Limit).Scan(&out).Error
	})
	for i := range out {
		out[i] = out[i].shown()
	}
	return out, err
}

// Sheaf is an item with everything that is known of it.
type Sheaf struct {
	Keyed
	Versions []Version
	Keys     []KeyVersion // of the version that is shown, newest first
	Enemies  []string
	Findings []Finding
}

// Item gives one item whole, for authors.
func (s *Service) Item(ctx context.Context, itemID string) (Sheaf, error) {
	var out Sheaf
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		out, err = sheafOf(tx, itemID)
		return err
	})
	return out, err
}

func sheafOf(tx *gorm.DB, itemID string) (out Sheaf, err error) {
	if out.Keyed, err = itemOf(tx, itemID); err != nil {
		return out, err
	}
	err = tx.Raw("select id, item_id, number, content, state, created_by, reviewed_by, comment, created_at from item_versions where item_id = ? order by number desc", itemID).
		Scan(&out.Versions).Error
	if err != nil {
		return out, err
	}
	if out.Keys, err = keyVersionsOf(tx, out.shownVersion()); err != nil {
		return out, err
	}
	err = tx.Raw("select enemy_id from item_enemies where item_id = ? union select item_id from item_enemies where enemy_id = ? order by 1", itemID, itemID).Scan(&out.Enemies).Error
	out.Findings = Examine(out.Type, out.Content, json.RawMessage(out.Key), out.Rationale)
	return out, err
}

// shownVersion is the version that content and key are of.
func (k Keyed) shownVersion() string {
	if k.WorkingVersionID != "" {
		return k.WorkingVersionID
	}
	return k.VersionID
}

func itemOf(tx *gorm.DB, itemID string) (Keyed, error) {
	var k Keyed
	err := tx.Raw(keyed+" where i.id = ?", itemID).Take(&k).Error
	return k.shown(), store.Found(err, ErrNothing)
}

// lockItem reads an item and keeps everybody else off it until the transaction ends.
func lockItem(tx *gorm.DB, itemID string) (Keyed, error) {
	if store.Postgres(tx) {
		if err := tx.Exec("select 1 from items where id = ? for update", itemID).Error; err != nil {
			return Keyed{}, err
		}
	}
	return itemOf(tx, itemID)
}
