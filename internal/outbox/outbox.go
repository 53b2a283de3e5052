// Package outbox keeps facts and the jobs they lead to at rest in the database, so that what is true is also told,
// whatever dies in between.
package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
	"laurel/internal/store"
)

// Channel is told after every commit that appended a fact.
const Channel = "laurel_facts"

// Fact is something that became true: a flat struct of ids and values, named in the past tense "slice.fact_happened".
type Fact interface{ FactName() string }

// Record is a fact at rest.
type Record struct {
	ID      string
	Name    string
	Payload string
	At      time.Time
}

// Append writes facts in the transaction that makes them true.
func Append(_ context.Context, tx *gorm.DB, now time.Time, facts ...Fact) error {
	if len(facts) == 0 {
		return nil
	}
	var args []any
	for _, fact := range facts {
		payload, err := json.Marshal(fact)
		if err != nil {
			return fmt.Errorf("write fact %s: %w", fact.FactName(), err)
		}
		args = append(args, id.New("fct"), fact.FactName(), string(payload), now)
	}
	rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?), ", len(facts)), ", ")
	if err := tx.Exec("insert into outbox_facts (id, name, payload, at) values "+rows, args...).Error; err != nil {
		return fmt.Errorf("append facts: %w", err)
	}
	return store.Tell(tx, Channel)
}

// Decode reads a fact of type F out of its record.
func Decode[F Fact](r Record) (F, error) {
	var fact F
	if err := json.Unmarshal([]byte(r.Payload), &fact); err != nil {
		return fact, fmt.Errorf("read fact %s %s: %w", r.Name, r.ID, err)
	}
	return fact, nil
}

// Facts lists up to limit facts of a name that came after the id, oldest first: for rebuilding what is kept from facts.
func Facts(tx *gorm.DB, name, after string, limit int) ([]Record, error) {
	var records []Record
	err := tx.Raw("select id, name, payload, at from outbox_facts where name = ? and id > ? order by id limit ?", name, after, limit).Scan(&records).Error
	return records, err
}
