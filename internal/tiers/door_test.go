package tiers_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
	"laurel/internal/web"
)

// bench is the slice behind its own door, with callers named by their bearer.
type bench struct {
	*tiers.Service
	t      *testing.T
	db     *store.DB
	ctx    context.Context
	vendor *testkit.Client
}

var callers = map[string]actor.Actor{
	"vendor":  {Kind: actor.Person, ID: "per_vendor", Roles: []string{actor.ProgramManager}},
	"second":  {Kind: actor.Person, ID: "per_second", Roles: []string{actor.ProgramManager}},
	"auditor": {Kind: actor.Person, ID: "per_auditor", Roles: []string{actor.Auditor}},
	"admin":   {Kind: actor.Person, ID: "per_admin", Partners: map[string][]string{"ptn_a": {actor.PartnerAdmin}}},
	"other":   {Kind: actor.Person, ID: "per_other", Partners: map[string][]string{"ptn_b": {actor.PartnerAdmin}}},
	"learner": {Kind: actor.Person, ID: "per_1", Partners: map[string][]string{"ptn_a": {actor.Candidate}}},
	"prm": {Kind: actor.Key, ID: "key_prm", Scopes: []string{"headcount:read", "qualification:read", "facts:write", "standing:write",
		"evidence:write", "catalog:read"}},
	"names":  {Kind: actor.Key, ID: "key_names", Scopes: []string{"headcount:read", "people:read"}},
	"nobody": {Kind: actor.Key, ID: "key_none", Scopes: []string{"export:read"}},
}

func open(t *testing.T, db *store.DB) *bench {
	t.Helper()
	return openWith(t, db, nil)
}

func openWith(t *testing.T, db *store.DB, directory tiers.Directory) *bench {
	t.Helper()
	s := tiers.New(tiers.Deps{DB: db, Log: testkit.Log(t), Presets: os.DirFS("../../assets/programs"), Directory: directory})
	r := web.New(web.Options{
		Log: testkit.Log(t), Now: time.Now, BaseURL: "http://localhost", PerMinute: 600000, Burst: 100000,
		Authenticate: func(_ context.Context, bearer string) (actor.Actor, error) {
			if a, known := callers[bearer]; known {
				return a, nil
			}
			return actor.Actor{}, web.ErrSignedOut
		},
	})
	s.Routes(r)
	return &bench{Service: s, t: t, db: db, ctx: actor.With(t.Context(), actor.SystemOf("test")), vendor: testkit.App(r.Fiber(), "vendor")}
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// call answers as a tree, and holds the status against the one wanted.
func (b *bench) call(bearer, method, path string, body any, status int) map[string]any {
	b.t.Helper()
	a := b.vendor.As(bearer).Call(b.t, method, path, body)
	if a.Status != status {
		b.t.Fatalf("%s %s by %s: %d instead of %d: %s", method, path, bearer, a.Status, status, a.Body)
	}
	tree := map[string]any{}
	if strings.HasPrefix(strings.TrimSpace(string(a.Body)), "{") {
		b.must(json.Unmarshal(a.Body, &tree))
	}
	return tree
}

func (b *bench) partner(id, external string, programs ...string) {
	b.t.Helper()
	b.must(b.NotePartner(b.ctx, tiers.Partner{ID: id, ExternalID: external, Name: "Partner " + id, Country: "DE", Programs: programs,
		JoinedAt: b.db.Now().AddDate(-1, 0, -10), Version: 1}))
}

// employ notes people with a confirmed affiliation for half a year.
func (b *bench) employ(partner string, people ...string) {
	b.t.Helper()
	from := b.db.Now().AddDate(0, -6, 0)
	for _, p := range people {
		b.must(b.NotePerson(b.ctx, tiers.Person{ID: p, Name: "Person " + p, Country: "DE", Version: 1}))
		b.must(b.NoteAffiliation(b.ctx, tiers.Affiliation{ID: "aff_" + p, PersonID: p, PartnerID: partner, Employment: "employee", State: "confirmed",
			JobRoles: []string{"engineer"}, ByPerson: true, ByPartner: true, From: &from, Version: 1}))
	}
}

func (b *bench) award(person, kind, key string, until *time.Time) {
	b.t.Helper()
	b.must(b.NoteAward(b.ctx, tiers.Award{PersonID: person, Kind: kind, Key: key, Title: "The " + key, Level: "professional", Roles: []string{"engineer"},
		Source: "crd_" + person + key, From: b.db.Now().AddDate(0, -3, 0), Until: until, Status: "active", Version: 1}))
}

// facts lists the facts told so far of a name.
func (b *bench) facts(name string) []map[string]any {
	b.t.Helper()
	var payloads []string
	b.must(b.db.Read(b.ctx, func(tx *gorm.DB) error {
		return tx.Raw("select payload from outbox_facts where name = ? order by id", name).Scan(&payloads).Error
	}))
	found := []map[string]any{}
	for _, p := range payloads {
		tree := map[string]any{}
		b.must(json.Unmarshal([]byte(p), &tree))
		found = append(found, tree)
	}
	return found
}

// age runs a statement that makes rows older, since nobody moves the clock.
func (b *bench) age(sql string, args ...any) {
	b.t.Helper()
	b.must(b.db.Tx(b.ctx, func(tx *gorm.DB) error { return tx.Exec(sql, args...).Error }))
}

func (b *bench) starter() {
	b.t.Helper()
	b.call("vendor", "POST", "/api/v1/programs", map[string]string{"preset": "three-tier-starter"}, 201)
	b.call("vendor", "POST", "/api/v1/programs/three-tier-starter/versions/1/publish", nil, 200)
	b.must(b.SettleProgram(b.ctx, "three-tier-starter"))
}

func (b *bench) tier(partner string) any {
	b.t.Helper()
	return b.call("vendor", "GET", "/prm/v1/partners/"+partner+"/standing", nil, 200)["tier"]
}

func countFacts(n *int) func(tx *gorm.DB) error {
	return func(tx *gorm.DB) error {
		return tx.Raw("select count(*) from tier_facts where metric = 'pipeline' and period = '2026-03'").Scan(n).Error
	}
}
