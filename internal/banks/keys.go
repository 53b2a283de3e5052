package banks

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/exams/interchange"
	"laurel/exams/items"
	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// Change is a new key for an item version that people may have answered already.
type Change struct {
	Effect    Effect
	Key       json.RawMessage // with ByKey
	Rationale string
	Reason    string
}

// Propose adds a key version that scores nobody until somebody else adopts it. A version has one proposal at a time: ErrProposed.
func (s *Service) Propose(ctx context.Context, versionID string, c Change) (KeyVersion, error) {
	if c.Effect != CreditAll {
		c.Effect = ByKey
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (KeyVersion, error) {
		it, v, err := lockVersion(tx, versionID)
		if err != nil {
			return KeyVersion{}, err
		}
		all, err := keyVersionsOf(tx, versionID)
		if err != nil {
			return KeyVersion{}, err
		}
		if all[0].State == KeyProposed {
			return KeyVersion{}, ErrProposed.And("state", KeyProposed)
		}
		if c.Effect == CreditAll {
			c.Key = json.RawMessage(adoptedOf(all).Key)
		} else if wrong := items.Validate(it.Type, v.Content, c.Key); len(wrong) > 0 {
			return KeyVersion{}, ErrInput.With(wrong...)
		}
		if c.Reason == "" {
			return KeyVersion{}, ErrInput.With(fault.Field{Field: "reason", Code: "required", Detail: "why the key is changed"})
		}
		why, _ := s.markup.HTML(interchange.HTML, c.Rationale)
		k := KeyVersion{
			ItemVersionID: versionID, Number: all[0].Number + 1, Key: string(c.Key), Rationale: why, OptionRationales: map[string]string{}, Effect: c.Effect,
			State: KeyProposed, Reason: c.Reason, CreatedBy: actor.From(ctx).ID, CreatedAt: s.db.Now(),
		}
		err = tx.Exec(`insert into item_keys (item_version_id, number, key, rationale, effect, state, reason, created_by, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			k.ItemVersionID, k.Number, k.Key, k.Rationale, k.Effect, k.State, k.Reason, k.CreatedBy, k.CreatedAt).Error
		if err != nil {
			return KeyVersion{}, store.Taken(err, ErrProposed)
		}
		return k, audit.Append(ctx, tx, k.CreatedAt, audit.Entry{Action: "key.proposed", Subject: versionID, Reason: c.Reason, Detail: map[string]int{"number": k.Number}})
	})
}

// Decide adopts or declines a proposed key, in the transaction of who applies it. Who proposed it may not: ErrSecondPerson. What was
// decided stays: ErrState.
func (s *Service) Decide(ctx context.Context, tx *gorm.DB, versionID string, number int, to KeyState) error {
	who, now := actor.From(ctx).ID, s.db.Now()
	var k KeyVersion
	err := tx.Raw("select item_version_id, number, state, created_by from item_keys where item_version_id = ? and number = ?", versionID, number).Take(&k).Error
	switch {
	case err != nil:
		return store.Found(err, ErrNothing)
	case k.State != KeyProposed:
		return ErrState.And("state", k.State)
	case k.CreatedBy == who:
		return ErrSecondPerson.And("state", k.State)
	}
	err = tx.Exec("update item_keys set state = ?, decided_by = ?, decided_at = ? where item_version_id = ? and number = ? and state = 'proposed'", to, who, now, versionID, number).Error
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "key." + string(to), Subject: versionID, Detail: map[string]int{"number": number}})
}

func keyVersionsOf(tx *gorm.DB, versionID string) ([]KeyVersion, error) {
	var all []KeyVersion
	err := tx.Raw(`select item_version_id, number, key, rationale, option_rationales, effect, state, reason, created_by, decided_by, created_at, decided_at
		from item_keys where item_version_id = ? order by number desc`, versionID).Scan(&all).Error
	return all, err
}

func adoptedOf(all []KeyVersion) KeyVersion {
	for _, k := range all {
		if k.State == KeyAdopted {
			return k
		}
	}
	return KeyVersion{}
}

// lockVersion reads a version with its item and keeps everybody else off the item.
func lockVersion(tx *gorm.DB, versionID string) (Keyed, Version, error) {
	var v Version
	err := tx.Raw("select id, item_id, number, content, state, created_by from item_versions where id = ?", versionID).Take(&v).Error
	if err != nil {
		return Keyed{}, v, store.Found(err, ErrNothing)
	}
	it, err := lockItem(tx, v.ItemID)
	return it, v, err
}
