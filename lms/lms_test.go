package lms

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// school is a service on one database. It plays the neighbours: prt_a and prt_b exist, prt_a has the external id A,
// and the staff of a partner are the people whose id begins with it.
type school struct {
	*Service
	db     *store.DB
	system context.Context
}

type neighbours struct{}

func (neighbours) PartnerID(_ context.Context, ref string) (string, error) {
	switch ref {
	case "prt_a", "ext:A":
		return "prt_a", nil
	case "prt_b":
		return "prt_b", nil
	}
	return "", fault.New(fault.NotFound, "another_code", "not here")
}

func (neighbours) Affiliated(_ context.Context, _ *gorm.DB, personID, partnerID string) (bool, error) {
	return strings.HasPrefix(personID, partnerID+"_"), nil
}

func newSchool(t *testing.T, db *store.DB) school {
	t.Helper()
	s := New(Deps{DB: db, Log: testkit.Log(t), Partners: neighbours{}, Staff: neighbours{}})
	return school{s, db, actor.With(t.Context(), actor.SystemOf("test"))}
}

func (s school) as(personID string) context.Context {
	return actor.With(s.system, actor.Actor{Kind: actor.Person, ID: personID})
}

// teach writes a course of so many lessons l1, l2 … and gives their ids.
func (s school) teach(t *testing.T, key string, lessons int) []string {
	t.Helper()
	c := Course{Key: key, Title: "Course " + key}
	for n := range lessons {
		c.Lessons = append(c.Lessons, Lesson{Key: fmt.Sprintf("l%d", n+1), Title: fmt.Sprintf("Lesson %d", n+1), Minutes: 5, Markdown: "Text"})
	}
	kept, _, err := s.PutCourse(s.system, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, l := range kept.Lessons {
		ids = append(ids, l.ID)
	}
	return ids
}

func (s school) track(t *testing.T, track Track) {
	t.Helper()
	if track.Title == "" {
		track.Title = "Track " + track.Key
	}
	if _, _, err := s.PutTrack(s.system, track, nil); err != nil {
		t.Fatal(err)
	}
}

func (s school) enroll(t *testing.T, person, track string) Enrollment {
	t.Helper()
	p, err := s.Enroll(s.as(person), track)
	if err != nil {
		t.Fatal(err)
	}
	return p.Enrollment
}

func (s school) finish(t *testing.T, person, enrollment string, lessons ...string) Enrollment {
	t.Helper()
	var e Enrollment
	for _, lesson := range lessons {
		taken, err := s.Take(s.as(person), enrollment, lesson, Step{Completed: truth(true)})
		if err != nil {
			t.Fatal(err)
		}
		e = taken.Enrollment
	}
	return e
}

func (s school) unmet(t *testing.T, person, exam string) (unmet []fault.Unmet) {
	t.Helper()
	err := s.db.Read(s.system, func(tx *gorm.DB) (err error) {
		unmet, err = s.Unmet(s.system, tx, person, exam)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return unmet
}

func (s school) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if err := s.db.Tx(s.system, func(tx *gorm.DB) error { return tx.Exec(sql, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

// facts lists the payloads of facts of a name in the order they were appended.
func facts[F any](t *testing.T, s school, name string) []F {
	t.Helper()
	var payloads []string
	err := s.db.Read(s.system, func(tx *gorm.DB) error {
		return tx.Raw("select payload from outbox_facts where name = ? order by id", name).Scan(&payloads).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	list := make([]F, len(payloads))
	for i, p := range payloads {
		if err := json.Unmarshal([]byte(p), &list[i]); err != nil {
			t.Fatal(err)
		}
	}
	return list
}
