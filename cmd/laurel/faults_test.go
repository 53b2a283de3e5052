package main_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"laurel/internal/id"
	"laurel/internal/testkit"
)

// installation is the product as it is run in earnest: PostgreSQL, Redis, two of each process.
type installation struct {
	*journey
	env             []string
	files           string
	database, redis *testkit.Server
	ports           []string
	workers         []*process
}

func install(t *testing.T) (*installation, bool) {
	t.Helper()
	database, ok := testkit.OwnPostgres(t)
	ring, alsoOK := testkit.OwnRedis(t)
	if !ok || !alsoOK {
		return nil, false
	}
	i := &installation{journey: &journey{mail: t.TempDir()}, files: t.TempDir(), database: database, redis: ring}
	for range 2 {
		i.ports = append(i.ports, testkit.FreePort(t))
		i.bases = append(i.bases, "http://127.0.0.1:"+i.ports[len(i.ports)-1])
	}
	i.env = []string{
		"LAUREL_DATABASE_URL=" + database.URL, "LAUREL_REDIS_URL=" + ring.URL, "LAUREL_SECRET=" + id.Token(), "LAUREL_FILES=file:" + i.files, "LAUREL_MAIL=file:" + i.mail,
		"LAUREL_BASE_URL=" + i.bases[0], "LAUREL_ADMIN_EMAIL=" + adminEmail, "LAUREL_ADMIN_PASSWORD=" + password, "LAUREL_HOOKS_LOOPBACK=true", "LAUREL_LOG_LEVEL=warn",
	}
	return i, true
}

func (i *installation) work(t *testing.T) {
	t.Helper()
	i.workers = nil
	for range 2 {
		i.workers = append(i.workers, launch(t, i.env, "worker").says(t, "at work", 15*time.Second))
	}
}

func (i *installation) killWorkers(t *testing.T) {
	t.Helper()
	for _, w := range i.workers {
		w.kill(t)
	}
}

// TestNothingIsLost kills workers between pass and badge, empties Redis and takes the database away, and then counts:
// one credential, one certificate, one event for each, and every answer that was confirmed.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	i, ok := install(t)
	if !ok {
		return
	}
	if code, said := once(t, i.env, "api"); code != 1 || !strings.Contains(said, "laurel migrate") {
		t.Fatalf("an api over an empty schema: %d %s", code, said)
	}
	if code, said := once(t, i.env, "migrate"); code != 0 || !strings.Contains(said, "up to date") {
		t.Fatalf("migrate: %d %s", code, said)
	}
	apis := []*process{}
	for _, port := range i.ports {
		apis = append(apis, launch(t, append(i.env, "LAUREL_LISTEN=127.0.0.1:"+port), "api").says(t, "answers at", 15*time.Second))
	}
	i.work(t)
	i.answers(t)
	i.open(t)
	people := []*candidate{}
	for n := range 8 {
		c := i.candidate(t, fmt.Sprint("person", n))
		c.sits(t)
		people = append(people, c)
	}
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"workers killed", func() { i.killedBetweenPassAndBadge(t, people[:5]) }}, {"Redis emptied and restarted", func() { i.redisForgets(t, people[5:7]) }},
		{"database restarted", func() { i.databaseGoes(t, people[7]) }}, {"reckoning", func() { i.reckoning(t, people) }}, {"drained", func() { i.drains(t, apis, people[0]) }},
	} {
		began := time.Now()
		step.do()
		t.Logf("%-28s %s", step.name, time.Since(began).Round(time.Millisecond))
	}
}

// killedBetweenPassAndBadge submits and kills at different moments of what follows.
func (i *installation) killedBetweenPassAndBadge(t *testing.T, people []*candidate) {
	t.Helper()
	for n, c := range people {
		c.submits(t)
		time.Sleep(time.Duration(n*n*8) * time.Millisecond) // 0, 8, 32, 72, 128
		i.killWorkers(t)
		i.work(t)
	}
}

func (i *installation) redisForgets(t *testing.T, people []*candidate) {
	t.Helper()
	o, err := redis.ParseURL(i.redis.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(o)
	defer func() { _ = c.Close() }()
	for _, p := range people {
		p.submits(t)
		for range 5 {
			if err := c.FlushAll(context.Background()).Err(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	i.redis.Stop(t)
	time.Sleep(300 * time.Millisecond)
	i.redis.Start(t)
}

// databaseGoes takes PostgreSQL away at once while somebody saves, and brings it back two seconds later.
func (i *installation) databaseGoes(t *testing.T, c *candidate) {
	t.Helper()
	var confirmed, refused, hurry atomic.Int64
	saving := make(chan struct{})
	go func() {
		defer close(saving)
		for seq := 1; hurry.Load() == 0; seq++ {
			a, err := c.saves(t, 1, seq)
			switch {
			case err == nil && a.Status == 200:
				confirmed.Store(int64(seq))
			case err == nil && a.Status == 503 && a.Header.Get("Retry-After") != "" && strings.Contains(string(a.Body), "database_unavailable"):
				refused.Add(1)
			default:
				t.Errorf("a save without a database: %v, %d %s", err, a.Status, a.Body)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	time.Sleep(500 * time.Millisecond)
	before := confirmed.Load()
	i.database.Stop(t)
	time.Sleep(time.Second)
	for _, base := range i.bases {
		if alive, ready := status(base+"/healthz"), status(base+"/readyz"); alive != 200 || ready != 503 {
			t.Errorf("without a database: healthz %d, readyz %d", alive, ready)
		}
	}
	for _, path := range []string{"/api/v1/me", "/api/v1/exams", "/prm/v1/headcounts"} {
		a := i.admin.Call(t, "GET", path, nil).Want(t, 503)
		if a.Header.Get("Retry-After") == "" || a.Text(t, "code") != "database_unavailable" {
			t.Errorf("%s: %v %s", path, a.Header, a.Body)
		}
	}
	time.Sleep(time.Second)
	last := confirmed.Load()
	i.database.Start(t)
	took := eventually(t, "saving goes on", 10*time.Second, func() bool { return confirmed.Load() > last })
	i.answers(t)
	hurry.Store(1)
	<-saving
	t.Logf("the database was away: %d saves confirmed before, %d refused, and %s after it was back saving went on", before, refused.Load(), took.Round(time.Millisecond))
	if before == 0 || refused.Load() == 0 {
		t.Error("the outage hit nothing")
	}
	held := 0
	responses, _ := c.Call(t, "GET", c.path, nil).Want(t, 200).Get(t, "responses").([]any)
	for _, r := range responses {
		if r.(object)["position"] == 1.0 {
			held = int(r.(object)["seq"].(float64))
		}
	}
	if int64(held) < confirmed.Load() {
		t.Errorf("%d was confirmed, %d is kept", confirmed.Load(), held)
	}
	c.submits(t)
}

// reckoning counts what is left of it all.
func (i *installation) reckoning(t *testing.T, people []*candidate) {
	t.Helper()
	began := time.Now()
	for _, c := range people {
		c.has(t, 80*time.Second) // the lease of a killed worker is 30 s
	}
	t.Logf("all certificates there %s after the last fault", time.Since(began).Round(time.Millisecond))
	eventually(t, "all events", 60*time.Second, func() bool { return i.hooks.issued("") >= len(people) })
	time.Sleep(3 * time.Second) // for what should not come
	for _, c := range people {
		if n := i.hooks.issued(c.credential); n != 1 {
			t.Errorf("%s: %d ids of credential.issued", c.name, n)
		}
		sums := map[[32]byte]bool{}
		for range 4 {
			sums[sha256.Sum256(i.caller("").Call(t, "GET", "/credentials/"+c.credential+".pdf", nil).Want(t, 200).Body)] = true
		}
		if len(sums) != 1 {
			t.Errorf("%s: %d different certificates", c.name, len(sums))
		}
	}
	certificates := 0
	err := filepath.WalkDir(i.files, func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".pdf" {
			certificates++
		}
		return err
	})
	if err != nil || certificates != len(people) {
		t.Errorf("%d certificates are kept for %d people (%v)", certificates, len(people), err)
	}
	head := i.admin.Call(t, "GET", "/prm/v1/headcounts?partner=ext:SF-1&certification=truth", nil).Want(t, 200)
	if head.Get(t, "data", 0, "count") != float64(len(people)) {
		t.Errorf("headcount: %s", head.Body)
	}
	if code, said := once(t, i.env, "admin", "audit"); code != 0 || !strings.Contains(said, "whole") {
		t.Errorf("the audit chain: %d %s", code, said)
	}
	if code, said := once(t, i.env, "doctor"); code != 0 || strings.Contains(said, "BAD") {
		t.Errorf("the doctor: %d %s", code, said)
	}
	i.hooks.mu.Lock()
	defer i.hooks.mu.Unlock()
	if i.hooks.bad > 0 {
		t.Errorf("%d messages with a bad signature", i.hooks.bad)
	}
}

// drains ends everything by SIGTERM while requests are in flight: each that was taken is answered whole.
func (i *installation) drains(t *testing.T, apis []*process, c *candidate) {
	t.Helper()
	base := i.bases[0]
	var whole, refused atomic.Int64
	stop := make(chan struct{})
	ended := make(chan struct{}, 8)
	one := &journey{bases: []string{base}}
	who := one.caller(c.Bearer)
	for range 8 {
		go func() {
			defer func() { ended <- struct{}{} }()
			for {
				select {
				case <-stop:
					return
				default:
				}
				a, err := who.Try("GET", c.path, nil)
				switch {
				case err == nil && a.Status == 200 && bytes.HasSuffix(bytes.TrimSpace(a.Body), []byte("}")):
					whole.Add(1)
				case err != nil && (strings.Contains(err.Error(), "refused") || strings.Contains(err.Error(), "reset") || strings.Contains(err.Error(), "EOF") && !strings.Contains(err.Error(), "unexpected")):
					refused.Add(1) // a connection that was closed before the request was taken
					time.Sleep(5 * time.Millisecond)
				case err == nil && a.Status == 429:
					time.Sleep(50 * time.Millisecond)
				default:
					t.Errorf("while it drains: %v, %s", err, a.Body)
				}
			}
		}()
	}
	time.Sleep(300 * time.Millisecond)
	began := time.Now()
	for _, p := range append(apis, i.workers...) {
		if code := p.ends(t, 15*time.Second); code != 0 {
			t.Errorf("SIGTERM ended it with %d: %s", code, p.said.String())
		}
	}
	t.Logf("two APIs and two workers drained in %s; %d answers whole, then %d refused", time.Since(began).Round(time.Millisecond), whole.Load(), refused.Load())
	close(stop)
	for range 8 {
		<-ended
	}
	if whole.Load() == 0 || refused.Load() == 0 {
		t.Error("nothing was in flight")
	}
}

// TestTheEmbeddedOneSurvivesToo kills the single process right after a pass, and starts it again on the same folder.
func TestTheEmbeddedOneSurvivesToo(t *testing.T) {
	t.Parallel()
	data, port := t.TempDir(), testkit.FreePort(t)
	env := []string{"LAUREL_DATA=" + data, "LAUREL_LISTEN=127.0.0.1:" + port, "LAUREL_ADMIN_EMAIL=" + adminEmail, "LAUREL_ADMIN_PASSWORD=" + password, "LAUREL_HOOKS_LOOPBACK=true", "LAUREL_LOG_LEVEL=warn"}
	j := &journey{bases: []string{"http://127.0.0.1:" + port}, mail: filepath.Join(data, "mail")}
	p := launch(t, env, "serve").says(t, "answers at", 15*time.Second)
	j.open(t)
	c, d := j.candidate(t, "ada"), j.candidate(t, "ben")
	c.sits(t)
	d.sits(t)
	if a, err := d.saves(t, 1, 7); err != nil || a.Status != 200 {
		t.Fatal(err, string(a.Body))
	}
	if code, said := once(t, append(env, "LAUREL_LISTEN=127.0.0.1:"+testkit.FreePort(t)), "serve"); code != 1 || !strings.Contains(said, "another process") {
		t.Errorf("a second process on the same folder: %d %s", code, said)
	}
	c.submits(t)
	p.kill(t)
	p = launch(t, env, "serve").says(t, "answers at", 15*time.Second)
	if kept := d.Call(t, "GET", d.path, nil).Want(t, 200); kept.Get(t, "responses", 0, "seq") != 7.0 {
		t.Errorf("a confirmed answer is gone: %s", kept.Body)
	}
	d.submits(t)
	for _, who := range []*candidate{c, d} {
		who.has(t, 60*time.Second)
		eventually(t, "one event", 40*time.Second, func() bool { return j.hooks.issued(who.credential) == 1 })
	}
	if n := j.hooks.issued(""); n != 2 {
		t.Errorf("%d ids of credential.issued", n)
	}
	if code := p.ends(t, 15*time.Second); code != 0 {
		t.Errorf("SIGTERM ended it with %d", code)
	}
}
