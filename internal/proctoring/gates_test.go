package proctoring

import (
	"net/url"
	"strings"
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func proofOf(path string) string {
	return RequestHash(base+path, configKey(settings(base, "core")))
}

func TestOnlyTheRightBrowserIsServed(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		ann, author := h.app.As("candidate:ann"), h.app.As("author:abe")
		const path = "/deliver/att_ann"
		ann.Call(t, "GET", path, nil, ConfigKeyHeader+": "+proofOf(path)).Want(t, 204)
		ann.Call(t, "GET", path, nil, ConfigKeyHeader+": "+strings.ToUpper(proofOf(path))).Want(t, 204)
		// with builds listed, the build is to be proven too
		key := strings.Repeat("ab", 32)
		list := author.Call(t, "PUT", "/api/v1/exams/core/lockdown", object{"config_keys": []object{{"name": "own file", "key": second}}, "browser_exam_keys": []object{{"name": "3.9 Windows", "key": strings.ToUpper(key)}}}).Want(t, 200)
		if list.Header.Get("ETag") == "" {
			t.Error("no ETag")
		}
		author.Call(t, "PUT", "/api/v1/exams/core/lockdown", object{"config_keys": []object{}, "browser_exam_keys": []object{}}).Refused(t, 428, "version_missing")
		author.Call(t, "PUT", "/api/v1/exams/core/lockdown", object{"config_keys": []object{{"name": "", "key": "12"}}, "browser_exam_keys": []object{}}).Refused(t, 422, "invalid_input")
		own := RequestHash(base+path, second)
		ann.Call(t, "GET", path, nil, ConfigKeyHeader+": "+own, RequestHeader+": "+RequestHash(base+path, key)).Want(t, 204)
		h.state = "ready" // nothing runs that could be locked
		ann.Call(t, "GET", path, nil, ConfigKeyHeader+": "+own).Refused(t, 409, "gate_closed")
		for name, headers := range map[string][]string{
			"no headers": nil, "hash of another address": {ConfigKeyHeader + ": " + proofOf("/deliver/att_an"), RequestHeader + ": " + RequestHash(base+path, key)},
			"the key itself": {ConfigKeyHeader + ": " + second, RequestHeader + ": " + key},
		} {
			a := ann.Call(t, "GET", path, nil, headers...).Refused(t, 409, "gate_closed")
			if a.Text(t, "unmet", 0, "kind") != safeExamBrowser || a.Text(t, "unmet", 0, "link") != "/api/v1/exams/core/settings.seb" {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
		if n := h.count(t, "select count(*) from proctoring_refusals where received_config = ? and expected <> ''", second); n != 1 {
			t.Errorf("%d refusals on record", n)
		}
		if n := h.count(t, "select count(*) from proctoring_locks"); n != 0 {
			t.Error("an attempt that does not run is locked")
		}
	})
}

func TestMismatchLocksUntilASupervisorUnlocks(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		ann, pia := h.app.As("candidate:ann"), h.app.As("proctor:pia")
		const path = "/deliver/att_ann"
		ann.Call(t, "GET", path, nil, ConfigKeyHeader+": "+proofOf(path)).Want(t, 204)
		for range 2 {
			ann.Call(t, "GET", path, nil).Refused(t, 409, "gate_closed")
		}
		a := ann.Call(t, "GET", path, nil, ConfigKeyHeader+": "+proofOf(path)).Refused(t, 409, "gate_closed")
		if a.Text(t, "unmet", 0, "kind") != "supervisor_unlock" {
			t.Errorf("%s", a.Body)
		}
		if n := h.count(t, "select count(*) from proctoring_locks"); n != 1 {
			t.Errorf("%d locks", n)
		}
		ann.Call(t, "POST", "/api/v1/attempts/att_ann/unlock", object{"reason": "let me in"}).Refused(t, 403, "role_missing")
		pia.Call(t, "POST", "/api/v1/attempts/att_ann/unlock", object{"reason": " "}).Refused(t, 422, "invalid_input")
		pia.Call(t, "POST", "/api/v1/attempts/att_ann/unlock", object{"reason": "He opened a second browser by mistake"}).Want(t, 204)
		pia.Call(t, "POST", "/api/v1/attempts/att_ann/unlock", object{"reason": "Again"}).Refused(t, 409, "not_locked")
		ann.Call(t, "GET", path, nil, ConfigKeyHeader+": "+proofOf(path)).Want(t, 204)
		record := pia.Call(t, "GET", "/api/v1/attempts/att_ann/proctoring", nil).Want(t, 200)
		if record.Text(t, "name") != "ANN" || record.Text(t, "locks", 0, "reason") == "" || record.Text(t, "refusals", 0, "expected_config_key_hash") != proofOf(path) {
			t.Errorf("%s", record.Body)
		}
		if n := h.count(t, "select count(*) from audit_entries where action in ('attempt.locked', 'attempt.unlocked')"); n != 2 {
			t.Errorf("%d audit entries", n)
		}
		if h.exec(t, "delete from proctoring_refusals") == nil {
			t.Error("refusals can be deleted")
		}
	})
}

func TestOverride(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		ann, pia := h.app.As("candidate:ann"), h.app.As("proctor:pia")
		const path, overrides = "/deliver/att_ann", "/api/v1/registrations/reg_ann/lockdown-overrides"
		ann.Call(t, "GET", path, nil).Refused(t, 409, "gate_closed")
		ann.Call(t, "POST", overrides, object{"reason": "please", "minutes": 60}).Refused(t, 403, "role_missing")
		for _, bad := range []object{{"reason": "", "minutes": 60}, {"reason": "Linux only", "minutes": 0}, {"reason": "Linux only", "minutes": 1441}, {"reason": "Linux only", "minutes": -5}} {
			pia.Call(t, "POST", overrides, bad).Refused(t, 422, "invalid_input")
		}
		given := pia.Call(t, "POST", overrides, object{"reason": "A machine with Linux only", "minutes": 60}, "Idempotency-Key: "+"once").Want(t, 201)
		again := pia.Call(t, "POST", overrides, object{"reason": "A machine with Linux only", "minutes": 60}, "Idempotency-Key: "+"once").Want(t, 201)
		if given.Text(t, "id") != again.Text(t, "id") || given.Text(t, "given_by") != "pia" {
			t.Errorf("%s then %s", given.Body, again.Body)
		}
		ann.Call(t, "GET", path, nil).Want(t, 204)
		h.app.As("candidate:bob").Call(t, "GET", "/deliver/att_bob", nil).Refused(t, 409, "gate_closed")
		if err := h.exec(t, "update proctoring_overrides set expires_at = given_at"); err != nil {
			t.Fatal(err)
		}
		ann.Call(t, "GET", path, nil).Refused(t, 409, "gate_closed")
	})
}

func TestClientsWithoutHeaders(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		ann, bob := h.app.As("candidate:ann"), h.app.As("candidate:bob")
		challenge := ann.Call(t, "POST", "/api/v1/exams/core/lockdown-challenges", nil).Want(t, 201).Text(t, "challenge")
		page := "/app/attempts/att_ann?challenge=" + url.QueryEscape(challenge)
		good := object{"challenge": challenge, "page_url": base + page, "config_key_hash": proofOf(page)}
		with := func(key string, value any) object {
			out := object{}
			for k, v := range good {
				out[k] = v
			}
			out[key] = value
			return out
		}
		elsewhere := "http://evil.test" + page
		ann.Call(t, "POST", "/api/v1/lockdown-proofs", object{"challenge": challenge, "page_url": elsewhere, "config_key_hash": RequestHash(elsewhere, configKey(settings(base, "core")))}).Refused(t, 409, "browser_unproven")
		ann.Call(t, "POST", "/api/v1/lockdown-proofs", with("config_key_hash", proofOf("/app"))).Refused(t, 409, "browser_unproven")
		ann.Call(t, "POST", "/api/v1/lockdown-proofs", with("page_url", base+"/app/attempts/att_ann")).Refused(t, 409, "browser_unproven")
		bob.Call(t, "POST", "/api/v1/lockdown-proofs", good).Refused(t, 404, "not_found")
		proof := ann.Call(t, "POST", "/api/v1/lockdown-proofs", good).Want(t, 201).Text(t, "proof")
		ann.Call(t, "POST", "/api/v1/lockdown-proofs", good).Refused(t, 410, "challenge_used")
		ann.Call(t, "GET", "/deliver/att_ann", nil, ProofHeader+": "+proof).Want(t, 204)
		h.state = "ready"
		bob.Call(t, "GET", "/deliver/att_bob", nil, ProofHeader+": "+proof).Refused(t, 409, "gate_closed")
		ann.Call(t, "GET", "/deliver/att_ann", nil, ProofHeader+": "+strings.Repeat("x", 43)).Refused(t, 409, "gate_closed")
		if err := h.exec(t, "update proctoring_challenges set proved_at = ?", db.Now().Add(-proofLasts)); err != nil {
			t.Fatal(err)
		}
		ann.Call(t, "GET", "/deliver/att_ann", nil, ProofHeader+": "+proof).Refused(t, 409, "gate_closed")
		h.terms.Lockdown = "none"
		ann.Call(t, "POST", "/api/v1/exams/core/lockdown-challenges", nil).Refused(t, 409, "no_lockdown")
		ann.Call(t, "GET", "/deliver/att_ann", nil).Want(t, 204)
	})
}

func TestSettingsFile(t *testing.T) {
	t.Parallel()
	h := open(t, testkit.Embedded(t))
	file := h.app.As("candidate:ann").Call(t, "GET", "/api/v1/exams/core/settings.seb", nil).Want(t, 200)
	key := h.app.As("author:abe").Call(t, "POST", "/api/v1/config-keys", string(file.Body), "Content-Type: "+"application/seb").Want(t, 200).Text(t, "config_key")
	shown := h.app.As("author:abe").Call(t, "GET", "/api/v1/exams/core/lockdown", nil).Want(t, 200)
	if key != shown.Text(t, "generated_config_key") || !strings.Contains(string(file.Body), base+"/app/catalogue/core") {
		t.Errorf("%s in the file, %s shown", key, shown.Body)
	}
	h.app.As("author:abe").Call(t, "POST", "/api/v1/config-keys", "pswd\x01\x02", "Content-Type: "+"application/seb").Refused(t, 422, "invalid_input")
	h.app.As("candidate:ann").Call(t, "GET", "/api/v1/exams/none/settings.seb", nil).Refused(t, 404, "not_found")
}
