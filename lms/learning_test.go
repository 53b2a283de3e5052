package lms

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"laurel/internal/fault"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestEnrollTwiceIsOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		s := newSchool(t, db)
		s.teach(t, "c", 1)
		s.track(t, Track{Key: "t", Courses: []string{"c"}})
		var all sync.WaitGroup
		ids := make([]string, 8)
		for n := range ids {
			all.Go(func() {
				p, err := s.Enroll(s.as("per_1"), "t")
				if err != nil {
					t.Error(err)
				}
				ids[n] = p.Enrollment.ID
			})
		}
		all.Wait()
		for _, id := range ids {
			if id != ids[0] || id == "" {
				t.Fatalf("enrollments %v", ids)
			}
		}
		want := []ProgressChanged{{PersonID: "per_1", TrackKey: "t", TrackTitle: "Track t", Version: 1}}
		if d := cmp.Diff(want, facts[ProgressChanged](t, s, "lms.progress_changed")); d != "" {
			t.Error(d)
		}
		if _, err := s.Enroll(s.as("per_1"), "none"); !errors.Is(err, ErrNoTrack) {
			t.Error(err)
		}
	})
}

func TestTrackIsCompletedOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		s := newSchool(t, db)
		first, second := s.teach(t, "c1", 2), s.teach(t, "c2", 1)
		s.track(t, Track{Key: "t", Courses: []string{"c2", "c1"}, JobRole: "engineer"})
		e := s.enroll(t, "per_1", "t")
		if got := s.finish(t, "per_1", e.ID, first[0], first[0]); got.Percent != 33 || got.State() != InProgress {
			t.Errorf("%+v", got)
		}
		// the last two lessons at the same moment, each reported three times
		var all sync.WaitGroup
		for range 3 {
			for _, lesson := range []string{first[1], second[0]} {
				all.Go(func() {
					if _, err := s.Take(s.as("per_1"), e.ID, lesson, Step{Percent: number(100)}); err != nil {
						t.Error(err)
					}
				})
			}
		}
		all.Wait()
		s.finish(t, "per_1", e.ID, first...)
		done := facts[TrackCompleted](t, s, "lms.track_completed")
		if len(done) != 1 || done[0].PersonID != "per_1" || done[0].TrackKey != "t" || done[0].JobRole != "engineer" || done[0].Version != 1 || done[0].EnrollmentID != e.ID || done[0].ValidUntil != nil {
			t.Errorf("completed %+v", done)
		}
		percents, version := []int{}, int64(0)
		for _, p := range facts[ProgressChanged](t, s, "lms.progress_changed") {
			percents = append(percents, p.Percent)
			if p.Version != version+1 {
				t.Errorf("version %d after %d", p.Version, version)
			}
			version = p.Version
		}
		if d := cmp.Diff([]int{0, 33, 66, 100}, percents); d != "" {
			t.Error(d)
		}
	})
}

func TestTakeRefuses(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		s := newSchool(t, db)
		inside, outside := s.teach(t, "c", 1), s.teach(t, "other", 1)
		s.track(t, Track{Key: "t", Courses: []string{"c"}})
		e := s.enroll(t, "per_1", "t")
		done := Step{Completed: truth(true)}
		for _, c := range []struct {
			name, person, enrollment, lesson string
			step                             Step
			want                             error
		}{
			{"somebody else's", "per_2", e.ID, inside[0], done, ErrNoEnrollment},
			{"none", "per_1", "enr_none", inside[0], done, ErrNoEnrollment},
			{"a lesson of another track", "per_1", e.ID, outside[0], done, ErrNoLesson},
			{"no lesson", "per_1", e.ID, "les_none", done, ErrNoLesson},
			{"nothing to say", "per_1", e.ID, inside[0], Step{}, ErrInput},
		} {
			if _, err := s.Take(s.as(c.person), c.enrollment, c.lesson, c.step); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if way, err := s.Enrollment(s.as("per_1"), e.ID); err != nil || way.Enrollment.Percent != 0 || way.Enrollment.StartedAt != nil {
			t.Errorf("%+v, %v", way.Enrollment, err)
		}
	})
}

func TestGate(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		s := newSchool(t, db)
		one, two := s.teach(t, "c1", 4), s.teach(t, "c2", 1)
		s.track(t, Track{Key: "long", Title: "The long way", Courses: []string{"c1"}, Opens: []string{"exam", "exam-2"}})
		s.track(t, Track{Key: "short", Courses: []string{"c2"}, Opens: []string{"exam"}, ValidityMonths: 12})
		s.track(t, Track{Key: "aside", Courses: []string{"c1"}})
		long, short := fault.Unmet{Kind: "track", ID: "long", Title: "The long way", Need: 100, Link: "/app/learning/long"},
			fault.Unmet{Kind: "track", ID: "short", Title: "Track short", Need: 100, Link: "/app/learning/short"}
		check := func(when, exam string, want ...fault.Unmet) {
			t.Helper()
			if d := cmp.Diff(want, s.unmet(t, "per_1", exam)); d != "" {
				t.Errorf("%s: %s", when, d)
			}
		}
		check("an exam that no track opens", "free")
		check("not enrolled", "exam", long, short)
		e := s.enroll(t, "per_1", "long")
		check("enrolled", "exam", long, short)
		s.finish(t, "per_1", e.ID, one[:3]...)
		long.Have = 75
		check("on the way", "exam", long, short)
		other := s.enroll(t, "per_2", "short")
		s.finish(t, "per_2", other.ID, two...)
		check("somebody else is through", "exam", long, short)
		mine := s.enroll(t, "per_1", "short")
		s.finish(t, "per_1", mine.ID, two...)
		check("one of two is enough", "exam")
		check("which opens nothing else", "exam-2", long)
		s.exec(t, "update enrollments set valid_until = ? where id = ?", s.db.Now().Add(-time.Second), mine.ID)
		check("it has run out", "exam", long, short)
		again := s.enroll(t, "per_1", "short")
		if again.ID == mine.ID || again.Round != 2 || again.Percent != 0 {
			t.Errorf("the new round is %+v", again)
		}
		s.finish(t, "per_1", again.ID, two...)
		check("renewed", "exam")
		s.finish(t, "per_1", e.ID, one[3])
		check("the other too", "exam-2")
		rounds := []int64{}
		for _, f := range facts[TrackCompleted](t, s, "lms.track_completed") {
			if f.PersonID == "per_1" && f.TrackKey == "short" {
				rounds = append(rounds, f.Version)
				if f.ValidUntil == nil {
					t.Error("no end of validity in the fact")
				}
			}
		}
		if d := cmp.Diff([]int64{1, 2}, rounds); d != "" {
			t.Error(d)
		}
	})
}

func TestContentThatChanges(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		s := newSchool(t, db)
		before := s.teach(t, "c", 3)
		s.track(t, Track{Key: "t", Courses: []string{"c"}})
		through, half := s.enroll(t, "per_1", "t"), s.enroll(t, "per_2", "t")
		s.finish(t, "per_1", through.ID, before...)
		s.finish(t, "per_2", half.ID, before[0], before[1])
		// a lesson more: the completed one stays completed, the other is further from the end
		more := s.teach(t, "c", 4)
		if d := cmp.Diff(before, more[:3]); d != "" {
			t.Errorf("lessons changed their ids: %s", d)
		}
		for range 2 {
			if err := s.Recount(s.system, "t"); err != nil {
				t.Fatal(err)
			}
		}
		percents := func() []int {
			a, _ := s.Enrollment(s.as("per_1"), through.ID)
			b, _ := s.Enrollment(s.as("per_2"), half.ID)
			return []int{a.Enrollment.Percent, b.Enrollment.Percent}
		}
		if d := cmp.Diff([]int{100, 50}, percents()); d != "" {
			t.Error(d)
		}
		// two lessons less: whoever has all that is left is through without touching anything
		s.teach(t, "c", 2)
		for range 2 {
			if err := s.Recount(s.system, "t"); err != nil {
				t.Fatal(err)
			}
		}
		if d := cmp.Diff([]int{100, 100}, percents()); d != "" {
			t.Error(d)
		}
		if n := len(facts[TrackCompleted](t, s, "lms.track_completed")); n != 2 {
			t.Errorf("%d completions", n)
		}
		if n := len(facts[ContentChanged](t, s, "lms.content_changed")); n != 3 { // the track, and twice its course
			t.Errorf("%d times told", n)
		}
		// a lesson that comes back is the same one, and what was read of it is still read
		if back := s.teach(t, "c", 3); back[2] != before[2] {
			t.Error("the lesson came back under another id")
		}
		if way, _ := s.Enrollment(s.as("per_1"), through.ID); way.Courses[0].Progress[2].CompletedAt == nil {
			t.Error("the progress in it is gone")
		}
	})
}

func TestEnrollStaff(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		s := newSchool(t, db)
		s.teach(t, "c", 1)
		s.track(t, Track{Key: "t", Courses: []string{"c"}})
		due := s.db.Now().Add(240 * time.Hour)
		admin := callerContext(s, "admin-a")
		self := s.enroll(t, "prt_a_2", "t")
		people := []string{"prt_a_1", "prt_a_2", "prt_a_3"}
		for try, made := range []int{2, 0} {
			placed, err := s.EnrollStaff(admin, []string{"prt_a", "ext:A"}[try], Order{People: people, Track: "t", DueAt: &due})
			if err != nil || len(placed) != 3 || placed[1].Enrollment.ID != self.ID {
				t.Fatalf("%+v, %v", placed, err)
			}
			count := 0
			for _, p := range placed {
				if p.Created {
					count++
				}
				if p.Enrollment.DueAt == nil || !p.Enrollment.DueAt.Equal(due) || p.Enrollment.Sponsor != "prt_a" {
					t.Errorf("%+v", p.Enrollment)
				}
			}
			if count != made {
				t.Errorf("made %d, want %d", count, made)
			}
		}
		for _, c := range []struct {
			name, as, partner string
			order             Order
			want              error
		}{
			{"another partner", "admin-a", "prt_b", Order{People: []string{"prt_b_1"}, Track: "t"}, ErrNoPartner},
			{"no partner", "admin-a", "prt_z", Order{People: people, Track: "t"}, ErrNoPartner},
			{"people of another partner", "admin-a", "prt_a", Order{People: []string{"prt_a_9", "prt_b_1"}, Track: "t"}, ErrInput},
			{"no track", "admin-a", "prt_a", Order{People: people, Track: "z"}, ErrInput},
			{"a candidate", "candidate", "prt_a", Order{People: people, Track: "t"}, ErrNoPartner},
		} {
			if _, err := s.EnrollStaff(callerContext(s, c.as), c.partner, c.order); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if ways, err := s.Learning(s.as("prt_a_9"), "", 10); err != nil || len(ways) != 0 {
			t.Errorf("a refused order left %d enrollments, %v", len(ways), err)
		}
	})
}

func TestLearningInPages(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		s := newSchool(t, db)
		for n := range 5 {
			key := fmt.Sprintf("k%d", n)
			lessons := s.teach(t, key, n+1)
			s.track(t, Track{Key: key, Courses: []string{key}, JobRole: []string{"engineer", "specialist"}[n%2]})
			e := s.enroll(t, "per_1", key)
			s.finish(t, "per_1", e.ID, lessons[0])
		}
		newest, err := s.Learning(s.as("per_1"), "", 3)
		if err != nil || len(newest) != 3 || newest[0].Track.Key != "k4" || newest[0].Enrollment.Percent != 20 || len(newest[0].Courses[0].Course.Lessons) != 5 {
			t.Fatalf("%+v, %v", newest, err)
		}
		rest, err := s.Learning(s.as("per_1"), newest[2].Enrollment.ID, 3)
		if err != nil || len(rest) != 2 || rest[1].Track.Key != "k0" || rest[1].Enrollment.State() != Completed {
			t.Errorf("%+v, %v", rest, err)
		}
		cards, err := s.Tracks(s.as("per_1"), "engineer", "k0", 10)
		if err != nil || len(cards) != 2 || cards[0].Track.Key != "k2" || cards[0].Lessons != 3 || cards[0].Minutes != 15 || cards[0].Mine == nil || cards[0].Mine.Percent != 33 {
			t.Errorf("%+v, %v", cards, err)
		}
		if none, err := s.Tracks(s.as("per_2"), "pilot", "", 10); err != nil || len(none) != 0 {
			t.Errorf("%+v, %v", none, err)
		}
	})
}
