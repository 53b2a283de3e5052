package lms

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

// callers are who the door knows in these tests, by bearer.
var callers = map[string]actor.Actor{
	"author":    {Kind: actor.Person, ID: "per_author", Roles: []string{actor.Author}},
	"auditor":   {Kind: actor.Person, ID: "per_auditor", Roles: []string{actor.Auditor}},
	"finance":   {Kind: actor.Person, ID: "per_finance", Roles: []string{actor.Finance}},
	"learner":   {Kind: actor.Person, ID: "per_learner"},
	"stranger":  {Kind: actor.Person, ID: "per_stranger"},
	"key":       {Kind: actor.Key, ID: "key_1", Scopes: []string{"export:read"}},
	"admin-a":   {Kind: actor.Person, ID: "prt_a_admin", Partners: map[string][]string{"prt_a": {actor.PartnerAdmin}}},
	"candidate": {Kind: actor.Person, ID: "prt_a_1", Partners: map[string][]string{"prt_a": {actor.Candidate}}},
}

func callerContext(s school, bearer string) context.Context {
	return actor.With(s.system, callers[bearer])
}

func door(t *testing.T, s school) *testkit.Client {
	t.Helper()
	r := web.New(web.Options{
		Log: testkit.Log(t), Now: time.Now, BaseURL: "http://laurel.test", PerMinute: 100_000, Burst: 100_000,
		Authenticate: func(_ context.Context, bearer string) (actor.Actor, error) {
			a, ok := callers[bearer]
			if !ok {
				return actor.Actor{}, web.ErrSignedOut
			}
			return a, nil
		},
	})
	s.Routes(r)
	return testkit.App(r.Fiber(), "author")
}

const courseDocument = `{"title": "Basics", "description": "", "lessons": [
	{"key": "read", "title": "Read", "minutes": 3, "markdown": "# Hello\n\n<script>alert(1)</script>\n\n` + "```go\\nx := 1\\n```" + `"},
	{"key": "try", "title": "Try", "minutes": 2, "markdown": "Now you.", "check": {"pass_percent": 100, "questions": [
		{"stem": "Which? <img src=x onerror=alert(1)>", "explanation": "Because *yes*.", "options": [{"text": "No"}, {"text": "Yes", "correct": true}]}]}}]}`

const trackDocument = `{"key": "engineer", "title": "Engineer", "job_role": "engineer", "courses": ["basics"], "opens": ["exam"]}`

func TestAuthoring(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		c := door(t, newSchool(t, db))
		const course, track = "/api/v1/courses/basics", "/api/v1/tracks/engineer"
		c.Call(t, "PUT", track, trackDocument).Refused(t, 422, "invalid_input")
		c.Call(t, "PUT", course, courseDocument, `If-Match: "1"`).Refused(t, 412, "version_stale")
		made := c.Call(t, "PUT", course, courseDocument).Want(t, 201)
		if made.Header.Get("Location") != course || made.Header.Get("ETag") != `"1"` || made.Text(t, "lessons", 1, "check", "questions", 0, "options", 1, "correct") != "true" {
			t.Errorf("%v %s", made.Header, made.Body)
		}
		c.Call(t, "PUT", course, courseDocument).Refused(t, 428, "version_missing")
		c.Call(t, "PUT", course, courseDocument, `If-Match: "7"`).Refused(t, 412, "version_stale")
		read := c.As("auditor").Call(t, "GET", course, nil).Want(t, 200)
		// what was read can be written back as it is
		again := c.Call(t, "PUT", course, read.Body, "If-Match: "+read.Header.Get("ETag")).Want(t, 200)
		if again.Header.Get("ETag") != `"2"` || again.Header.Get("Location") != "" || again.Text(t, "lessons", 0, "id") != made.Text(t, "lessons", 0, "id") {
			t.Errorf("%v %s", again.Header, again.Body)
		}
		c.Call(t, "PUT", track, trackDocument).Want(t, 201)
		got := c.As("learner").Call(t, "GET", track, nil).Want(t, 200)
		if back := c.Call(t, "PUT", track, got.Body, "If-Match: "+got.Header.Get("ETag")).Want(t, 200); back.Header.Get("ETag") != `"1"` {
			t.Errorf("the same document made version %s", back.Header.Get("ETag"))
		}
		list := c.As("learner").Call(t, "GET", "/api/v1/tracks?job_role=engineer", nil).Want(t, 200)
		if list.Text(t, "data", 0, "key") != "engineer" || list.Text(t, "data", 0, "minutes") != "5" || list.Get(t, "data", 0, "mine") != nil || list.Text(t, "data", 0, "opens", 0) != "exam" {
			t.Errorf("%s", list.Body)
		}
		if none := c.Call(t, "GET", "/api/v1/tracks?job_role=pilot", nil).Want(t, 200); string(none.Body) != `{"data":[],"next_cursor":null}`+"\n" {
			t.Errorf("%q", none.Body)
		}
	})
}

func TestOnlyOneOfTwoAuthorsWins(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		c := door(t, newSchool(t, db))
		for round, header := range []string{"X-None: 1", `If-Match: "1"`} {
			var all sync.WaitGroup
			statuses := make([]int, 6)
			for n := range statuses {
				all.Go(func() { statuses[n] = c.Call(t, "PUT", "/api/v1/courses/basics", courseDocument, header).Status })
			}
			all.Wait()
			won := 0
			for _, status := range statuses {
				if status == 200 || status == 201 {
					won++
				} else if status != 412 && status != 428 {
					t.Errorf("round %d: status %d", round, status)
				}
			}
			if won != 1 {
				t.Errorf("round %d: %v", round, statuses)
			}
		}
	})
}

func TestLearningOverHTTP(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		s := newSchool(t, db)
		author := door(t, s)
		course := author.Call(t, "PUT", "/api/v1/courses/basics", courseDocument).Want(t, 201)
		author.Call(t, "PUT", "/api/v1/tracks/engineer", trackDocument).Want(t, 201)
		read, try := course.Text(t, "lessons", 0, "id"), course.Text(t, "lessons", 1, "id")
		c := author.As("learner")
		c.Call(t, "GET", "/api/v1/lessons/"+read, nil).Refused(t, 404, "no_lesson")
		made := c.Call(t, "POST", "/api/v1/tracks/engineer/enrollments", nil, "Idempotency-Key: e").Want(t, 201)
		id := made.Text(t, "id")
		if made.Header.Get("Location") != "/api/v1/enrollments/"+id || made.Text(t, "state") != "enrolled" {
			t.Errorf("%s", made.Body)
		}
		c.Call(t, "POST", "/api/v1/tracks/engineer/enrollments", nil, "Idempotency-Key: e").Want(t, 201)
		if again := c.Call(t, "POST", "/api/v1/tracks/engineer/enrollments", nil).Want(t, 200); again.Text(t, "id") != id {
			t.Errorf("%s", again.Body)
		}
		lesson := c.Call(t, "GET", "/api/v1/lessons/"+read, nil).Want(t, 200)
		if html := lesson.Text(t, "html"); strings.Contains(html, "script>") || !strings.Contains(html, `<code class="language-go">`) {
			t.Errorf("html %s", html)
		}
		asked := c.Call(t, "GET", "/api/v1/lessons/"+try, nil).Want(t, 200)
		if body := string(asked.Body); strings.Contains(body, "correct") || strings.Contains(body, "Because") || strings.Contains(body, "onerror") || asked.Text(t, "check", "questions", 0, "options", 1, "id") != "b" {
			t.Errorf("the check gives itself away: %s", body)
		}
		progress := func(lesson string) string { return "/api/v1/enrollments/" + id + "/lessons/" + lesson + "/progress" }
		if half := c.Call(t, "PUT", progress(read), `{"percent": 40}`).Want(t, 200); half.Text(t, "lesson", "percent") != "40" || half.Text(t, "enrollment", "state") != "in_progress" {
			t.Errorf("%s", half.Body)
		}
		if back := c.Call(t, "PUT", progress(read), `{"percent": 10}`).Want(t, 200); back.Text(t, "lesson", "percent") != "40" {
			t.Errorf("%s", back.Body)
		}
		c.Call(t, "PUT", progress(read), `{"completed": true}`).Want(t, 200)
		c.Call(t, "PUT", progress(try), `{"completed": true}`).Refused(t, 409, "check_not_passed")
		if failed := c.Call(t, "PUT", progress(try), `{"answers": {"q1": ["a"]}}`).Want(t, 200); failed.Text(t, "check", "passed") != "false" || failed.Text(t, "lesson", "completed") != "false" {
			t.Errorf("%s", failed.Body)
		}
		mine := c.Call(t, "GET", "/api/v1/me/enrollments", nil).Want(t, 200)
		if mine.Text(t, "data", 0, "percent") != "50" || mine.Text(t, "data", 0, "next_lesson") != try || mine.Text(t, "data", 0, "courses", 0, "lessons", 1, "has_check") != "true" || mine.Text(t, "data", 0, "track", "title") != "Engineer" {
			t.Errorf("%s", mine.Body)
		}
		passed := c.Call(t, "PUT", progress(try), `{"answers": {"q1": ["b"]}}`).Want(t, 200)
		if passed.Text(t, "enrollment", "state") != "completed" || passed.Text(t, "check", "questions", 0, "explanation_html") != "<p>Because <em>yes</em>.</p>\n" {
			t.Errorf("%s", passed.Body)
		}
		if one := c.Call(t, "GET", "/api/v1/enrollments/"+id, nil).Want(t, 200); one.Get(t, "next_lesson") != nil || one.Text(t, "courses", 0, "percent") != "100" {
			t.Errorf("%s", one.Body)
		}
		if n := len(facts[TrackCompleted](t, s, "lms.track_completed")); n != 1 {
			t.Errorf("%d completions", n)
		}
	})
}

func TestRoutesRefuse(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		s := newSchool(t, db)
		c := door(t, s)
		lessons := s.teach(t, "c", 1)
		s.track(t, Track{Key: "t", Courses: []string{"c"}})
		e := s.enroll(t, "per_learner", "t")
		progress := "/api/v1/enrollments/" + e.ID + "/lessons/" + lessons[0] + "/progress"
		staff := `{"people": ["prt_a_1"], "track": "t"}`
		for _, r := range []struct {
			name, as, method, path string
			body                   any
			status                 int
			code                   string
		}{
			{"nobody", "", "GET", "/api/v1/tracks", nil, 401, "not_signed_in"},
			{"a key has nothing to learn", "key", "POST", "/api/v1/tracks/t/enrollments", nil, 403, "role_missing"},
			{"a learner writes", "learner", "PUT", "/api/v1/courses/c", courseDocument, 403, "role_missing"},
			{"an auditor writes", "auditor", "PUT", "/api/v1/tracks/t", trackDocument, 403, "role_missing"},
			{"a learner reads the answers", "learner", "GET", "/api/v1/courses/c", nil, 403, "role_missing"},
			{"no course", "author", "GET", "/api/v1/courses/none", nil, 404, "no_course"},
			{"no track", "learner", "GET", "/api/v1/tracks/none", nil, 404, "no_track"},
			{"into no track", "learner", "POST", "/api/v1/tracks/none/enrollments", nil, 404, "no_track"},
			{"a key in the body that is not the path's", "author", "PUT", "/api/v1/tracks/u", trackDocument, 422, "invalid_input"},
			{"a key that is none", "author", "PUT", "/api/v1/tracks/a%20b", `{"title": "T", "courses": ["c"]}`, 422, "invalid_input"},
			{"null lessons", "author", "PUT", "/api/v1/courses/n", `{"title": "T", "lessons": null}`, 422, "invalid_input"},
			{"an unknown member", "author", "PUT", "/api/v1/courses/n", `{"title": "T", "video": 1, "lessons": []}`, 422, "invalid_input"},
			{"a stranger's lesson", "stranger", "GET", "/api/v1/lessons/" + lessons[0], nil, 404, "no_lesson"},
			{"a stranger's enrollment", "stranger", "GET", "/api/v1/enrollments/" + e.ID, nil, 404, "no_enrollment"},
			{"a stranger's progress", "stranger", "PUT", progress, `{"completed": true}`, 404, "no_enrollment"},
			{"more than all", "learner", "PUT", progress, `{"percent": 101}`, 422, "invalid_input"},
			{"nothing", "learner", "PUT", progress, `{}`, 422, "invalid_input"},
			{"not JSON", "learner", "PUT", progress, `{`, 400, "unreadable"},
			{"a candidate enrolls others", "candidate", "POST", "/api/v1/partners/prt_a/enrollments", staff, 403, "role_missing"},
			{"finance enrolls others", "finance", "POST", "/api/v1/partners/prt_a/enrollments", staff, 403, "role_missing"},
			{"of another partner", "admin-a", "POST", "/api/v1/partners/prt_b/enrollments", staff, 404, "no_partner"},
			{"of no partner", "admin-a", "POST", "/api/v1/partners/prt_z/enrollments", staff, 404, "no_partner"},
			{"somebody who is not theirs", "admin-a", "POST", "/api/v1/partners/prt_a/enrollments", `{"people": ["prt_b_1"], "track": "t"}`, 422, "invalid_input"},
			{"nobody at all", "admin-a", "POST", "/api/v1/partners/prt_a/enrollments", `{"people": [], "track": "t"}`, 422, "invalid_input"},
		} {
			t.Run(r.name, func(t *testing.T) {
				c.As(r.as).Call(t, r.method, r.path, r.body).Refused(t, r.status, r.code)
			})
		}
		if way, err := s.Enrollment(s.as("per_learner"), e.ID); err != nil || way.Enrollment.Percent != 0 {
			t.Errorf("%+v, %v", way.Enrollment, err)
		}
		if lesson := c.Call(t, "GET", "/api/v1/lessons/"+lessons[0], nil).Want(t, 200); lesson.Get(t, "enrollments", 0) != nil {
			t.Errorf("an author reads %s", lesson.Body)
		}
		due := c.As("admin-a").Call(t, "POST", "/api/v1/partners/ext:A/enrollments", `{"people": ["prt_a_1"], "track": "t", "due_at": "2027-01-31T12:00:00+02:00"}`).Want(t, 200)
		if due.Text(t, "data", 0, "due_at") != "2027-01-31T10:00:00Z" || due.Text(t, "data", 0, "person") != "prt_a_1" {
			t.Errorf("%s", due.Body)
		}
	})
}
