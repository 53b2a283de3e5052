package exams

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// forbidden are member names that could tell which answer is right.
var forbidden = regexp.MustCompile(`(?i)correct|accepted|worth|fraction|rationale|feedback|explanation|weight_|^weight$|^key$|answer_?key|is_right|points|score|rule|seed|tolerance|interval|^texts$|cut|item_id|version`)

// publicPoints is what an item is worth, or the points that a candidate has set on an image.
var publicPoints = regexp.MustCompile(`\.items\.\d+\.points$|\.responses\.\d+\.response\.points$`)

// scan walks an answer and reports forbidden names and secret texts. Domain weights of a blueprint are public.
func scan(v any, path string, found *[]string) {
	switch x := v.(type) {
	case map[string]any:
		for name, member := range x {
			at := path + "." + name
			public := strings.HasPrefix(at, ".data.0.blueprint") || strings.HasPrefix(at, ".blueprint") || at == ".key" || at == ".data.0.key" ||
				strings.HasSuffix(at, "version") || name == "max_points" || publicPoints.MatchString(at)
			if forbidden.MatchString(name) && !public {
				*found = append(*found, "name "+at)
			}
			scan(member, at, found)
		}
	case []any:
		for i, member := range x {
			scan(member, fmt.Sprintf("%s.%d", path, i), found)
		}
	case string:
		if strings.Contains(x, "secret") {
			*found = append(*found, "text at "+path)
		}
	}
}

// Nothing that a candidate can get while an attempt is open tells which answer is right, nor does the result afterwards.
func TestNoKeyLeaves(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"blueprint": map[string]any{"length": 20}})
		ada := h.person("ada")
		registration := ada.Call(t, "POST", "/api/v1/exams/net/registrations", map[string]any{"pay_with": "free"}, "Idempotency-Key: "+newKey())
		made := ada.Call(t, "POST", "/api/v1/registrations/"+registration.Text(t, "id")+"/attempts", nil)
		s := &sitting{h: h, person: "ada", seq: map[int]int64{}}
		made.Want(t, 201).Into(t, &s.AttemptView)
		recorded := []testkit.Answer{registration, made, s.call(t, "GET", "", nil), s.call(t, "GET", "/result", nil)}
		lengths := map[string]bool{}
		for _, it := range s.items() {
			a, b := s.save(t, it.Position, wrong(it)), s.save(t, it.Position, right(it))
			recorded = append(recorded, a, b)
			lengths[fmt.Sprint(it.Position, len(a.Text(t, "applied")), len(b.Text(t, "applied")))] = true
			if keysOfObject(a) != keysOfObject(b) {
				t.Errorf("right and wrong answers are acknowledged differently: %s %s", a.Body, b.Body)
			}
		}
		recorded = append(recorded, s.call(t, "GET", "", nil), s.call(t, "POST", "/takeover", nil),
			ada.Call(t, "GET", "/api/v1/exams", nil), ada.Call(t, "GET", "/api/v1/exams/net", nil), ada.Call(t, "GET", "/api/v1/me/registrations", nil),
			ada.Call(t, "GET", "/api/v1/registrations/"+s.Registration, nil))
		for _, a := range recorded {
			var v any
			a.Into(t, &v)
			var found []string
			scan(v, "", &found)
			if len(found) > 0 {
				t.Errorf("%v in %s", found, a.Body)
			}
		}
		for _, path := range []string{"/api/v1/item-banks", "/api/v1/exams/net/attempts"} {
			ada.Call(t, "GET", path, nil).Refused(t, 403, "role_missing")
		}
		s.Epoch = 2
		s.submit(t).Want(t, 200)
		result := s.call(t, "GET", "/result", nil).Want(t, 200)
		var members map[string]json.RawMessage
		result.Into(t, &members)
		for name := range members {
			if !slices.Contains([]string{"attempt", "exam", "title", "certification", "closed_at", "scale", "state", "decision", "scaled_score", "cut_score", "domains"}, name) {
				t.Errorf("the result tells %s", name)
			}
		}
		if after := s.call(t, "GET", "", nil); strings.Contains(string(after.Body), "stem_html") {
			t.Error("items can be read after the close")
		}
	})
}

func keysOfObject(a testkit.Answer) string {
	var m map[string]json.RawMessage
	_ = json.Unmarshal(a.Body, &m)
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return strings.Join(names, ",")
}
