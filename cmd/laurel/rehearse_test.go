package main_test

import (
	"strings"
	"testing"
	"time"
)

// TestRehearsal lets forty people who guess sit an exam on the servers of an installation, while its processes and Redis are taken
// away from them, and finds nothing left behind.
func TestRehearsal(t *testing.T) {
	t.Parallel()
	i, ok := install(t)
	if !ok {
		return
	}
	if code, said := once(t, i.env, "migrate"); code != 0 {
		t.Fatalf("migrate: %d %s", code, said)
	}
	launch(t, append(i.env, "LAUREL_LISTEN=127.0.0.1:"+i.ports[0]), "api").says(t, "answers at", 15*time.Second)
	i.bases = i.bases[:1]
	i.answers(t)
	i.open(t)
	if code, said := once(t, i.env, "admin", "rehearse", "nothing"); code != 1 {
		t.Errorf("an exam that is not there: %d %s", code, said)
	}
	p := launch(t, i.env, "admin", "rehearse", "truth-exam", "--candidates=40", "--within=5s", "--sit=60s")
	if code := p.code(t, 150*time.Second); code != 0 {
		t.Errorf("ended with %d", code)
	}
	said := p.said.String()
	t.Log("\n" + said)
	if n := strings.Count(said, "holds  "); n != 6 || !strings.Contains(said, "is ready for 40 candidates") {
		t.Errorf("%d promises hold", n)
	}
	session := i.caller("").Call(t, "POST", "/api/v1/session", object{"email": adminEmail, "password": password}).Want(t, 201)
	if people := i.caller(session.Text(t, "access_token")).Call(t, "GET", "/api/v1/people?limit=200", nil).Want(t, 200); strings.Contains(string(people.Body), "example.invalid") {
		t.Error("people of the rehearsal are left in the installation")
	}
}
