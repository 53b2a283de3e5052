package badges

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
)

// forGood is the number of a word that nothing takes back: a decision of people.
const forGood = math.MaxInt64

// generation is evidence under one of the names of its source: the source itself, and, once that was withdrawn and won back, the source
// with the number of the result that won it.
type generation struct {
	Source   string
	Version  int64
	VoidedAt *time.Time
}

func renamed(source string, version int64) string {
	return source + "#" + strconv.FormatInt(version, 10)
}

// named tells whether a name is one of the source's.
func named(source, name string) bool {
	return name == source || strings.HasPrefix(name, source+"#")
}

// generations are the evidence of a source, the oldest first.
func generations(tx *gorm.DB, e evidence) ([]generation, error) {
	var all, out []generation
	err := tx.Raw("select source, version, voided_at from certification_evidence where person_id = ? and kind = ? and key = ? order by created_at, id", e.person, e.kind, e.key).Scan(&all).Error
	if err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	for _, g := range all {
		if named(e.source, g.Source) {
			out = append(out, g)
		}
	}
	return out, nil
}

// evidence is what a word about a source is about. The word with the highest version is the last.
type evidence struct {
	person, kind, key, source string
	version                   int64
}

// keep writes evidence down and gives the name it goes by. Evidence that stands is kept as it is; what a later word has made void stays
// void; what an earlier one has made void is there again, under a name of its own.
func (s *Service) keep(tx *gorm.DB, e evidence, c cause) (string, error) {
	there, err := generations(tx, e)
	if err != nil {
		return "", err
	}
	name := e.source
	for _, g := range there {
		if g.VoidedAt == nil {
			return g.Source, settle(tx, e, g.Source, nil)
		}
		if g.Version >= e.version {
			return e.source, nil
		}
		name = renamed(e.source, e.version)
	}
	err = tx.Exec(`insert into certification_evidence (id, person_id, kind, key, source, at, created_at, delivered_by, version) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (kind, source, key) do nothing`, id.New("evd"), e.person, e.kind, e.key, name, c.proof.At.UTC(), s.db.Now(), c.earned.DeliveredBy, e.version).Error
	if err != nil {
		return "", fmt.Errorf("keep evidence: %w", err)
	}
	return name, nil
}

// void makes the evidence of a source void, unless a later word has kept it, and gives the names that are void by this word.
func (s *Service) void(tx *gorm.DB, e evidence, at time.Time) ([]string, error) {
	there, err := generations(tx, e)
	if err != nil {
		return nil, err
	}
	now := s.db.Now()
	if len(there) == 0 {
		err := tx.Exec(`insert into certification_evidence (id, person_id, kind, key, source, at, created_at, voided_at, version) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
			on conflict (kind, source, key) do nothing`, id.New("evd"), e.person, e.kind, e.key, e.source, at.UTC(), now, now, e.version).Error
		if err != nil {
			return nil, fmt.Errorf("void evidence: %w", err)
		}
		return []string{e.source}, nil
	}
	var out []string
	for _, g := range there {
		if g.Version > e.version || g.VoidedAt == nil && g.Version == e.version {
			continue
		}
		if err := settle(tx, e, g.Source, &now); err != nil {
			return nil, err
		}
		out = append(out, g.Source)
	}
	return out, nil
}

// settle notes the last word about one generation; the first moment at which it became void stays.
func settle(tx *gorm.DB, e evidence, name string, voidedAt *time.Time) error {
	err := tx.Exec("update certification_evidence set version = ?, voided_at = coalesce(voided_at, ?) where kind = ? and key = ? and source = ? and version < ?",
		e.version, voidedAt, e.kind, e.key, name, e.version).Error
	if err != nil {
		return fmt.Errorf("note a word about evidence: %w", err)
	}
	return nil
}
