package badges_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"laurel/badges"
	"laurel/badges/openbadge"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestCertificationsByHTTP(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		author := w.web.As("author")
		const path = "/api/v1/certifications/flow-associate"
		doc := map[string]any{
			"title": "Flow Associate", "description": "d", "level": "associate", "family": "Flow", "roles": []string{"engineer"}, "validity_months": 24,
			"criteria": "c", "skills": []string{"s"}, "requires": map[string]any{"all": []any{map[string]any{"exam": "e"}}},
		}
		w.web.As("candidate").Call(t, "PUT", path, doc).Refused(t, 403, "role_missing")
		author.Call(t, "PUT", path, doc, `If-Match: "1"`).Refused(t, 412, "version_stale")
		made := author.Call(t, "PUT", path, doc, "If-None-Match: *").Want(t, 201)
		if made.Header.Get("Location") != path || made.Header.Get("ETag") != `"1"` || made.Text(t, "requires", "all", 0, "exam") != "e" {
			t.Errorf("made %v %s", made.Header, made.Body)
		}
		author.Call(t, "PUT", path, doc, "If-None-Match: *").Refused(t, 412, "version_stale")
		author.Call(t, "PUT", path, doc).Refused(t, 428, "version_missing")
		doc["title"] = "Flow Associate 2"
		author.Call(t, "PUT", path, doc, `If-Match: "1"`).Want(t, 200)
		author.Call(t, "PUT", path, doc, `If-Match: "1"`).Refused(t, 412, "version_stale")
		for name, spoil := range map[string]map[string]any{
			"unknown":      {"title": "x", "colour": "red"},
			"blank title":  {"title": " "},
			"control":      {"title": "a\u0001b"},
			"unprintable":  {"title": "\U0001E900"},
			"date":         {"title": "x", "retired_on": "soon"},
			"empty part":   {"title": "x", "requires": map[string]any{}},
			"two at once":  {"title": "x", "requires": map[string]any{"exam": "a", "track": "b"}},
			"n too large":  {"title": "x", "requires": map[string]any{"n_of": map[string]any{"n": 2, "of": []any{map[string]any{"exam": "a"}}}}},
			"not there":    {"title": "x", "requires": map[string]any{"certification": "nowhere"}},
			"itself":       {"title": "x", "requires": map[string]any{"certification": "flow-associate"}},
			"twice":        {"title": "x", "skills": []string{"a", "a"}},
			"negative":     {"title": "x", "validity_months": -1},
			"implies none": {"title": "x", "implies": []string{"nowhere"}},
		} {
			t.Run(name, func(t *testing.T) {
				author.Call(t, "PUT", path, spoil, `If-Match: "2"`).Refused(t, 422, "invalid_input")
			})
		}
		author.Call(t, "PUT", "/api/v1/certifications/a%20b", map[string]any{"title": "x"}).Refused(t, 422, "invalid_input")
		w.web.As("candidate").Call(t, "GET", "/api/v1/certifications/nowhere", nil).Refused(t, 404, "not_found")
		one := w.web.As("candidate").Call(t, "GET", path, nil).Want(t, 200)
		back := map[string]any{}
		one.Into(t, &back)
		delete(back, "key")
		delete(back, "version")
		delete(back, "$schema")
		author.Call(t, "PUT", path, back, "If-Match: "+one.Header.Get("ETag")).Want(t, 200) // what is read can be sent back
		list := w.web.As("candidate").Call(t, "GET", "/api/v1/certifications", nil).Want(t, 200)
		if list.Text(t, "data", 0, "title") != "Flow Associate 2" || list.Text(t, "data", 0, "version") != "3" {
			t.Errorf("%s", list.Body)
		}
		w.web.Call(t, "GET", "/api/v1/certifications", nil).Refused(t, 401, "not_signed_in")
		if n := w.facts(t, "badges.certification_changed"); n != 3 {
			t.Errorf("%d facts", n)
		}
		if page := get(t, w, "/certifications/flow-associate", 200); !strings.Contains(string(page.Body), "Flow Associate 2") {
			t.Error("no page")
		}
	})
}

func TestOneTruthInFiveForms(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, c := associate(t, db)
		base := "/credentials/" + c.ID
		for _, form := range []string{".pdf", ".png", ".svg"} {
			if early := w.web.Call(t, "GET", base+form, nil).Refused(t, 503, "file_not_ready"); early.Header.Get("Retry-After") == "" {
				t.Errorf("%s: no Retry-After", form)
			}
		}
		get(t, w, base, 200)
		for range 2 {
			if err := w.RenderCertificate(w.ctx, c.ID); err != nil {
				t.Fatal(err)
			}
		}
		if n := w.facts(t, "badges.certificate_rendered"); n != 1 {
			t.Errorf("%d facts", n)
		}
		json := get(t, w, base+".json", 200)
		for form, kind := range map[string]string{".json": "application/vc", ".jwt": "text/plain", ".png": "image/png", ".svg": "image/svg+xml", ".pdf": "application/pdf"} {
			answer := get(t, w, base+form, 200)
			if !strings.HasPrefix(answer.Header.Get("Content-Type"), kind) || answer.Header.Get("X-Content-Type-Options") != "nosniff" || answer.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s: %v", form, answer.Header)
			}
			get(t, w, base+form, 304, "If-None-Match: "+answer.Header.Get("ETag"))
			if r := w.Verify(w.ctx, answer.Body); r.Verdict != openbadge.Valid {
				t.Errorf("%s: %s %v", form, r.Verdict, r.Steps)
			}
			if _, inner, err := openbadge.Extract(answer.Body); form != ".jwt" && (err != nil || !bytes.Equal(inner, json.Body)) {
				t.Errorf("%s carries something else: %v", form, err)
			}
		}
		pdf := get(t, w, base+".pdf", 200)
		sum := sha256.Sum256(pdf.Body)
		if want := `"` + hex.EncodeToString(sum[:]) + `"`; pdf.Header.Get("ETag") != want {
			t.Errorf("ETag %s, content %s", pdf.Header.Get("ETag"), want)
		}
		// The files are lost and made again: the same bytes under the same names.
		again := newWorldFiles(t, w)
		if err := again.RenderCertificate(w.ctx, c.ID); err != nil {
			t.Fatal(err)
		}
		if name, body, err := again.File(w.ctx, c.ID, "pdf"); err != nil || !bytes.Equal(body, pdf.Body) {
			t.Errorf("made again, another file %s: %v", name, err)
		}
	})
}

// newWorldFiles is the same slice with an empty place for files.
func newWorldFiles(t *testing.T, w *world) *badges.Service {
	t.Helper()
	other := newWorld(t, w.db)
	return other.Service
}

// The credential as an outsider takes it: JSON, token, document and list over HTTP, checked with a library that the
// signer does not use.
func TestOutsiderChecksTheToken(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, c := associate(t, db)
		var document struct {
			ID      string   `json:"id"`
			Methods []string `json:"assertionMethod"`
			Keys    []struct {
				ID  string           `json:"id"`
				JWK *jose.JSONWebKey `json:"publicKeyJwk"`
			} `json:"verificationMethod"`
		}
		get(t, w, "/issuers/meridian/did.json", 200).Into(t, &document)
		token := get(t, w, "/credentials/"+c.ID+".jwt", 200)
		jws, err := jose.ParseSignedCompact(string(token.Body), []jose.SignatureAlgorithm{jose.RS256})
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range document.Keys {
			if key.ID != jws.Signatures[0].Protected.KeyID {
				continue
			}
			if _, err := jws.Verify(key.JWK); err != nil {
				t.Error(err)
			}
			if document.ID != "did:web:laurel.test:issuers:meridian" || len(document.Methods) != 2 {
				t.Errorf("document %+v", document)
			}
			return
		}
		t.Error("no key for the token")
	})
}

func TestPageSaysTheVerdictFirst(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, c := associate(t, db)
		verdict := func() string {
			page := get(t, w, "/credentials/"+c.ID, 200)
			body := string(page.Body)
			_, after, _ := strings.Cut(body, `data-verdict="`)
			word, _, _ := strings.Cut(after, `"`)
			if page.Header.Get("X-Robots-Tag") != "noindex" || strings.Contains(body, "zoe@example.com") || strings.Contains(body, "<script") {
				t.Error("indexed, an address or a script on the page")
			}
			return word
		}
		if v := verdict(); v != "valid" {
			t.Errorf("%s", v)
		}
		w.age(t, "update status_lists set signed = ''")
		if v := verdict(); v != "unconfirmed" {
			t.Errorf("without a list: %s", v)
		}
		w.age(t, "update status_lists set signed_at = null")
		if err := w.PublishStatusLists(w.ctx); err != nil {
			t.Fatal(err)
		}
		w.age(t, "update credentials set signed = replace(signed, 'Meridian Flow Associate', 'Meridian Flow Architect') where id = ?", c.ID)
		if v := verdict(); v != "invalid" {
			t.Errorf("altered in the database: %s", v)
		}
		w.age(t, "update credentials set signed = replace(signed, 'Meridian Flow Architect', 'Meridian Flow Associate') where id = ?", c.ID)
		w.web.As("manager").Call(t, "POST", "/api/v1/credentials/"+c.ID+"/revoke", map[string]any{"reason": "Shared <answers>."}).Want(t, 200)
		if v := verdict(); v != "revoked" {
			t.Errorf("%s", v)
		}
		if page := get(t, w, "/credentials/"+c.ID, 200); !strings.Contains(string(page.Body), "Shared &lt;answers&gt;.") {
			t.Error("the reason is missing or not escaped")
		}
		asked := get(t, w, "/credentials/"+c.ID, 200, "Accept: application/vc+ld+json")
		if asked.Header.Get("Content-Type") != "application/vc" {
			t.Errorf("asked for JSON, got %s", asked.Header.Get("Content-Type"))
		}
	})
}

func TestWhoMayRevokeAndRead(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, c := associate(t, db)
		path := "/api/v1/credentials/" + c.ID
		reason := map[string]any{"reason": "Shared answers."}
		for _, who := range []string{"candidate", "partner", "auditor", "author"} {
			w.web.As(who).Call(t, "POST", path+"/revoke", reason).Refused(t, 403, "role_missing")
		}
		w.web.Call(t, "POST", path+"/revoke", reason).Refused(t, 401, "not_signed_in")
		w.web.As("admin").Call(t, "POST", path+"/revoke", map[string]any{"reason": " "}).Refused(t, 422, "reason_required")
		w.web.As("admin").Call(t, "POST", "/api/v1/credentials/crd_none/revoke", reason).Refused(t, 404, "not_found")
		w.web.As("partner").Call(t, "GET", "/api/v1/credentials", nil).Refused(t, 403, "role_missing")
		w.web.As("eve").Call(t, "GET", path, nil).Refused(t, 404, "not_found")
		mine := w.web.As("zoe").Call(t, "GET", "/api/v1/me/credentials", nil).Want(t, 200)
		if mine.Text(t, "data", 0, "id") != c.ID || mine.Text(t, "data", 0, "state") != "active" || mine.Get(t, "next_cursor") != nil ||
			mine.Text(t, "data", 0, "urls", "pdf") != "http://laurel.test/credentials/"+c.ID+".pdf" {
			t.Errorf("%s", mine.Body)
		}
		if others := w.web.As("eve").Call(t, "GET", "/api/v1/me/credentials", nil).Want(t, 200); string(others.Body) == string(mine.Body) || others.Get(t, "data", 0) != nil {
			t.Errorf("%s", others.Body)
		}
		for query, want := range map[string]string{"?person=per_zoe": c.ID, "?person=per_eve": "", "?certification=flow-associate": c.ID, "?certification=x": ""} {
			if got := w.web.As("auditor").Call(t, "GET", "/api/v1/credentials"+query, nil).Want(t, 200).Text(t, "data", 0, "id"); got != want {
				t.Errorf("%s: %q", query, got)
			}
		}
	})
}

func TestListsGoOn(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		for _, key := range []string{"a", "b", "c"} {
			w.certify(t, key, badges.Document{Requires: &badges.Requirement{Exam: "exam-" + key}})
			w.award(t, passed("per_zoe", "exam-"+key, "att_"+key))
		}
		var got []string
		cursor := ""
		for range 3 {
			page := w.web.As("zoe").Call(t, "GET", "/api/v1/me/credentials?limit=1&cursor="+cursor, nil).Want(t, 200)
			got = append(got, page.Text(t, "data", 0, "certification"))
			cursor = page.Text(t, "next_cursor")
		}
		if strings.Join(got, "") != "cba" || cursor != "" {
			t.Errorf("%v, then %q", got, cursor)
		}
	})
}

func TestVerifyByCodeAndFile(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, c := associate(t, db)
		typed := strings.ToLower(badges.ShowCode(c.Code))
		found := get(t, w, "/verify?code="+typed, 303)
		if found.Header.Get("Location") != "/credentials/"+c.ID {
			t.Errorf("leads to %s", found.Header.Get("Location"))
		}
		wrong := []byte(c.Code)
		wrong[0], wrong[1] = wrong[1], wrong[0]
		if string(wrong) != c.Code {
			get(t, w, "/verify?code="+string(wrong), 422)
		}
		get(t, w, "/verify", 200)
		get(t, w, "/credentials/crd_unknown", 404)
		for name, file := range map[string]string{
			"valid": c.Signed, "invalid": strings.Replace(c.Signed, "Flow", "Glow", 1), "unconfirmed": strings.ReplaceAll(c.Signed, "laurel.test", "evil.test"),
		} {
			body, kind := upload(t, "file", file)
			page := w.web.Call(t, "POST", "/verify", body, kind).Want(t, 200)
			if !strings.Contains(string(page.Body), `data-verdict="`+name+`"`) {
				t.Errorf("%s: %s", name, page.Body)
			}
		}
		body, kind := upload(t, "text", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="http://127.0.0.1/"/></svg>`)
		page := w.web.Call(t, "POST", "/verify", body, kind).Want(t, 200)
		if strings.Contains(string(page.Body), "onload") || !strings.Contains(string(page.Body), `data-verdict="invalid"`) {
			t.Error("a drawing without a badge came back")
		}
		refused := 0
		for range 40 {
			if a := w.web.Call(t, "GET", "/verify?code="+typed, nil); a.Status == http.StatusTooManyRequests && a.Header.Get("Retry-After") != "" {
				refused++
			}
		}
		if refused == 0 {
			t.Error("codes can be tried without end")
		}
	})
}

func upload(t *testing.T, field, text string) (body []byte, header string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	var err error
	if field == "file" {
		part, failed := form.CreateFormFile("file", "badge")
		if failed != nil {
			t.Fatal(failed)
		}
		_, err = part.Write([]byte(text))
	} else {
		err = form.WriteField(field, text)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), "Content-Type: " + form.FormDataContentType()
}

func TestNamesOfHolders(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, _ := associate(t, db)
		for i, name := range []string{"山田 太郎", "محمد", "Bob \u202egnp.exe", "Eve\x00\x08\xff", strings.Repeat("Long Name ", 40), "\U0001E900\U0001E901", ""} {
			e := passed("per_"+attempts(9)[i], "flow-exam", "att_n"+attempts(9)[i])
			e.HolderName = name
			w.award(t, e)
			c := w.one(t, e.PersonID)
			if err := w.RenderCertificate(w.ctx, c.ID); err != nil {
				t.Fatal(err)
			}
			if v := w.Verify(w.ctx, []byte(c.Signed)).Verdict; v != openbadge.Valid {
				t.Errorf("%q: %s", name, v)
			}
			get(t, w, "/credentials/"+c.ID+".png", 200)
			if strings.HasPrefix(name, "\U0001E900") {
				w.web.Call(t, "GET", "/credentials/"+c.ID+".pdf", nil).Refused(t, 404, "certificate_held")
				continue
			}
			get(t, w, "/credentials/"+c.ID+".pdf", 200)
		}
	})
}

func TestOfflineCheck(t *testing.T) {
	t.Parallel()
	w, c := associate(t, testkit.Embedded(t))
	did := get(t, w, "/issuers/meridian/did.json", 200).Body
	list := get(t, w, "/status/"+c.ListID, 200).Body
	at := badges.Offline{Assets: folder(), Now: time.Now()}
	for _, step := range []struct {
		did, list []byte
		want      openbadge.Verdict
	}{{nil, nil, openbadge.Unconfirmed}, {did, nil, openbadge.Unconfirmed}, {did, list, openbadge.Valid}} {
		at.Document, at.List = step.did, step.list
		report, err := badges.VerifyFile([]byte(c.Signed), at)
		if err != nil || report.Verdict != step.want || (report.Err() == nil) != (step.want == openbadge.Valid) {
			t.Errorf("%s, want %s: %v\n%s", report.Verdict, step.want, err, report)
		}
	}
}

func TestNobodyListsHolders(t *testing.T) {
	t.Parallel()
	w, c := associate(t, testkit.Embedded(t))
	if len(c.ID) != len("crd_")+26 {
		t.Errorf("id %s has fewer than 130 bits", c.ID)
	}
	for _, path := range []string{"/credentials", "/credentials/", "/status", "/issuers/other/did.json", "/status/lst_x", "/credentials/..%2f..%2fetc.json", "/credentials/" + c.ID + ".exe"} {
		w.web.Call(t, "GET", path, nil).Want(t, 404)
	}
}
