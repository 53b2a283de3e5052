package tiers_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

// What is read from spans is held against a model that was told the same things and never saw a table.
func TestHeadcountsReadFromSpansEqualAModelOfWhatWasTold(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1")
		b.partner("ptn_b", "SF-2")
		round := 0
		rapid.Check(t, func(rt *rapid.T) {
			round++
			teller := teller{b, rt, newModel(), "r" + strconv.Itoa(round)}
			for range rapid.IntRange(3, 6).Draw(rt, "words") {
				teller.tell()
			}
			for range 2 {
				teller.compare()
			}
		})
	})
}

// teller tells the slice and the model the same.
type teller struct {
	*bench
	rt    *rapid.T
	m     *model
	round string
}

func (t teller) pick(label string, of ...string) string {
	return rapid.SampledFrom(of).Draw(t.rt, label)
}

func (t teller) moment(label string) time.Time {
	if len(t.m.edges) > 0 && rapid.IntRange(0, 4).Draw(t.rt, label+" at an edge") == 0 { // what ends when another begins
		return rapid.SampledFrom(t.m.edges).Draw(t.rt, label)
	}
	return t.db.Now().AddDate(0, 0, rapid.IntRange(-120, 120).Draw(t.rt, label))
}

func (t teller) perhaps(label string) *time.Time {
	if rapid.IntRange(0, 3).Draw(t.rt, label+"?") == 0 {
		return nil
	}
	at := t.moment(label)
	return &at
}

func (t teller) tell() {
	person, version := "per_"+t.round+t.pick("person", "1", "2"), rapid.Int64Range(1, 5).Draw(t.rt, "version")
	source := "crd_" + person + t.pick("award", "1", "2", "3", "4")
	switch t.pick("of", "tie", "tie", "tie", "award", "award", "award", "renewal", "renewal", "end", "hold", "person", "certification") {
	case "tie":
		t.tie(person, version)
	case "award":
		t.award(person, source, t.moment("earned"), version)
	case "renewal":
		if before := t.m.awards["crd_"+person+"1"]; before.Until != nil { // without a gap
			t.award(person, "crd_"+person+"4", *before.Until, version)
		} else {
			t.award(person, "crd_"+person+"1", t.moment("earned"), version)
		}
	case "end":
		at := t.moment("ended")
		a := tiers.Award{PersonID: person, Kind: kindOf(source), Key: t.key(source), Source: source, Status: t.pick("how", "revoked", "expired"), Version: version, At: at}
		t.m.award(a)
		t.must(t.NoteAward(t.ctx, a))
	case "hold":
		h := tiers.Hold{PersonID: person, Source: source, Held: rapid.Bool().Draw(t.rt, "held"), At: t.moment("held from"), Version: version}
		t.m.edge(&h.At)
		if h.Version > t.m.holds[source].Version {
			t.m.holds[source] = h
		}
		t.must(t.NoteHold(t.ctx, h))
	case "person":
		p := tiers.Person{ID: person, Name: person, Country: t.pick("country", "DE", "FR"), Version: version}
		if p.Version > t.m.people[person].Version {
			t.m.people[person] = p
		}
		t.must(t.NotePerson(t.ctx, p))
	default:
		c := tiers.Certification{Key: t.round + t.pick("certification", "x", "y"), Title: "x", Version: version}
		if until := t.perhaps("counts until"); until != nil {
			day := until.Format(time.DateOnly)
			c.CountsUntil = &day
			next := until.Truncate(24*time.Hour).AddDate(0, 0, 1)
			t.m.edge(&next)
		}
		if c.Version > t.m.certs[c.Key].Version {
			t.m.certs[c.Key] = c
		}
		t.must(t.NoteCertification(t.ctx, c))
	}
}

// tie begins, ends, moves or corrects; it may be confirmed long after it began.
func (t teller) tie(person string, version int64) {
	which := t.pick("which tie", "1", "2")
	f := tiers.Affiliation{ID: "aff_" + person + which, PersonID: person, PartnerID: t.pick("partner", "ptn_a", "ptn_b"), Employment: t.pick("employment", "employee", "contractor"),
		State: t.pick("state", "confirmed", "confirmed", "ended", "pending"), ByPerson: true, ByPartner: true, From: t.perhaps("from"), Version: version}
	if rapid.Bool().Draw(t.rt, "ends") {
		f.To = t.perhaps("to")
	}
	if f.State == "pending" {
		f.ByPerson = rapid.Bool().Draw(t.rt, "by person")
		f.ByPartner = !f.ByPerson
	}
	if before := t.m.ties["aff_"+person+"1"]; which == "2" && before.To != nil && rapid.Bool().Draw(t.rt, "moves without a gap") {
		f.From = before.To
	}
	t.m.edge(f.From, f.To)
	if f.Version > t.m.ties[f.ID].Version {
		t.m.ties[f.ID] = f
	}
	t.must(t.NoteAffiliation(t.ctx, f))
}

// A source stands for one award of one sort.
func kindOf(source string) string {
	if strings.HasSuffix(source, "3") {
		return "training"
	}
	return "certification"
}

func (t teller) key(source string) string {
	if strings.HasSuffix(source, "2") {
		return t.round + "y"
	}
	return t.round + "x"
}

func (t teller) award(person, source string, from time.Time, version int64) {
	a := tiers.Award{PersonID: person, Kind: kindOf(source), Key: t.key(source), Title: "x", Level: t.pick("level", "associate", "expert"), Family: t.pick("family", "cloud", "data"),
		Roles: [][]string{nil, {"seller"}, {"seller", "engineer"}, {"seller", "seller"}}[rapid.IntRange(0, 3).Draw(t.rt, "roles")], Source: source,
		Status: t.pick("status", "active", "active", "current", "in_renewal", "maintenance_due", "suspended"), From: from, Until: t.perhaps("until"), Version: version}
	t.m.award(a)
	t.must(t.NoteAward(t.ctx, a))
}

// ask draws a question about the people of this round alone.
func (t teller) ask() question {
	q := question{filters: map[string]string{}, groups: []string{"partner", "certification"}, at: t.moment("as of"), awards: rapid.Bool().Draw(t.rt, "awards")}
	q.at = q.at.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t.rt, "microseconds")) * time.Microsecond)
	q.filters["certification"] = t.round + t.pick("certification", "x", "y")
	q.filters["kind"] = t.pick("kind", "certification", "certification", "training")
	for _, f := range []struct{ name, a, b string }{{"partner", "ptn_a", "ptn_b"}, {"level", "associate", "expert"}, {"family", "cloud", "data"}, {"role", "seller", "engineer"},
		{"country", "DE", "FR"}, {"employment", "employee", "contractor"}} {
		if rapid.IntRange(0, 5).Draw(t.rt, f.name+"?") == 0 {
			q.filters[f.name] = t.pick(f.name, f.a, f.b)
		}
	}
	if rapid.Bool().Draw(t.rt, "groups?") {
		all := rapid.Permutation([]string{"partner", "certification", "level", "family", "role", "country"}).Draw(t.rt, "groups")
		q.groups = all[:rapid.IntRange(1, 6).Draw(t.rt, "how many")]
	}
	q.valid = rapid.SampledFrom([]int{0, 0, 30, 100}).Draw(t.rt, "valid for")
	return q
}

func (t teller) compare() {
	q := t.ask()
	ask := url.Values{"as_of": {q.at.Format(time.RFC3339Nano)}, "group_by": {strings.Join(q.groups, ",")}, "limit": {"200"}}
	for name, value := range q.filters {
		ask.Set(name, value)
	}
	if q.awards {
		ask.Set("basis", "awards")
	}
	if q.valid > 0 {
		ask.Set("valid_for", fmt.Sprintf("P%dD", q.valid))
	}
	wanted, got := t.m.answer(q), map[string]figures{}
	for _, row := range t.call("prm", "GET", "/prm/v1/headcounts?"+ask.Encode(), nil, 200)["data"].([]any) {
		key, f := told(row.(map[string]any), q.groups)
		if f != (figures{}) { // nobody is a row of its own
			got[key] = f
		}
	}
	if !maps.Equal(wanted, got) {
		t.rt.Fatalf("%s: told %v, the model says %v of %+v", ask.Encode(), got, wanted, slices.Collect(maps.Values(t.m.ties)))
	}
}

func told(row map[string]any, groups []string) (string, figures) {
	values := []string{}
	for _, g := range groups {
		if g == "partner" {
			values = append(values, row["partner"].(map[string]any)["id"].(string))
		} else {
			value, _ := row["group"].(map[string]any)[g].(string)
			values = append(values, value)
		}
	}
	whole := func(of any) int { return int(of.(float64)) }
	expiring := row["expiring"].([]any)
	left := func(i int) int { return whole(expiring[i].(map[string]any)["count"]) }
	return strings.Join(values, "|"), figures{whole(row["count"]), whole(row["in_renewal"]), whole(row["pending_confirmation"]), left(0), left(1), left(2)}
}
