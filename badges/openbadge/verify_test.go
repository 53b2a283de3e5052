package openbadge_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"laurel/badges/openbadge"
)

func TestProofHoldsByAnIndependentPath(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	document, err := openbadge.Write(h.document)
	if err != nil {
		t.Fatal(err)
	}
	signed := h.signed(nil)
	if !independentlyValid(t, signed, document) {
		t.Error("the proof does not hold outside this package")
	}
	if !independentlyValid(t, h.list(), document) {
		t.Error("the list's proof does not hold outside this package")
	}
	for _, word := range []string{"Certified Harbour Engineer", "Zoë", "94567", "harbour-engineer", "Tides", "2028-11-24"} {
		if changed := bytes.Replace(signed, []byte(word), []byte("X"+word[1:]), 1); independentlyValid(t, changed, document) {
			t.Errorf("changing %q went unnoticed", word)
		}
	}
}

func TestTokenHoldsByAnIndependentPath(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if err := json.NewEncoder(w).Encode(h.document); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	response, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var document struct {
		VerificationMethod []struct {
			ID           string           `json:"id"`
			PublicKeyJwk *jose.JSONWebKey `json:"publicKeyJwk"`
		} `json:"verificationMethod"`
	}
	if err := json.NewDecoder(response.Body).Decode(&document); err != nil {
		t.Fatal(err)
	}
	jws, err := jose.ParseSignedCompact(h.token(nil), []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		t.Fatal(err)
	}
	kid := jws.Signatures[0].Protected.KeyID
	for _, method := range document.VerificationMethod {
		if method.ID != kid {
			continue
		}
		payload, err := jws.Verify(method.PublicKeyJwk)
		if err != nil {
			t.Fatal(err)
		}
		var claims map[string]any
		if err := json.Unmarshal(payload, &claims); err != nil {
			t.Fatal(err)
		}
		if claims["iss"] != issuerDID || claims["jti"] != claims["id"] || claims["proof"] != nil || claims["vc"] != nil {
			t.Errorf("claims %v", claims)
		}
		return
	}
	t.Fatal("no key for", kid)
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		want    openbadge.Verdict
		prepare func(h *house) []byte
	}{
		"valid":             {openbadge.Valid, func(h *house) []byte { return h.signed(nil) }},
		"valid token":       {openbadge.Valid, func(h *house) []byte { return []byte(h.token(nil)) }},
		"first instant":     {openbadge.Valid, func(h *house) []byte { h.now = at; return h.signed(nil) }},
		"before":            {openbadge.NotYet, func(h *house) []byte { h.now = at.Add(-time.Second); return h.signed(withoutStatus) }},
		"at its end":        {openbadge.Expired, func(h *house) []byte { h.now = at.AddDate(2, 0, 0); return h.signed(withoutStatus) }},
		"last instant":      {openbadge.Valid, func(h *house) []byte { h.now = at.AddDate(2, 0, 0).Add(-time.Second); return h.signed(withoutStatus) }},
		"revoked":           {openbadge.Revoked, func(h *house) []byte { mark(h, 94567); return h.signed(nil) }},
		"neighbour revoked": {openbadge.Valid, func(h *house) []byte { mark(h, 94566); mark(h, 94568); return h.signed(nil) }},
		"list out of date":  {openbadge.Unconfirmed, func(h *house) []byte { h.now = at.Add(8 * 24 * time.Hour); return h.signed(nil) }},
		"list elsewhere": {openbadge.Unconfirmed, func(h *house) []byte {
			return h.signed(func(c *openbadge.Credential) { c.Status = openbadge.NewStatusEntry("https://evil.example/list", 1) })
		}},
		"other issuer": {openbadge.Unconfirmed, func(h *house) []byte {
			return h.signed(func(c *openbadge.Credential) { c.Issuer.ID = "did:web:elsewhere.example:issuers:north" })
		}},
		"key not authorised": {openbadge.Invalid, func(h *house) []byte { h.document.AssertionMethod = nil; return h.signed(nil) }},
		"key of another controller": {openbadge.Invalid, func(h *house) []byte {
			h.document.VerificationMethod[0].Controller = "did:web:evil.example"
			return h.signed(nil)
		}},
		"not a badge":  {openbadge.Invalid, func(*house) []byte { return []byte("hello") }},
		"empty object": {openbadge.Unconfirmed, func(*house) []byte { return []byte("{}") }},
		"member twice": {openbadge.Invalid, func(h *house) []byte {
			return bytes.Replace(h.signed(nil), []byte(`"name":`), []byte(`"name":"Other","name":`), 1)
		}},
		"added claim": {openbadge.Invalid, func(h *house) []byte {
			return bytes.Replace(h.signed(nil), []byte(`"name":`), []byte(`"salary":"high","name":`), 1)
		}},
		"second proof of another": {openbadge.Invalid, func(h *house) []byte {
			signed := h.signed(nil)
			return bytes.Replace(signed, []byte(`"proofValue":"z`), []byte(`"proofValue":"z2`), 1)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			file := c.prepare(h)
			report := h.verifier().Verify(file)
			if report.Verdict != c.want {
				t.Errorf("verdict %s, want %s: %+v", report.Verdict, c.want, report.Steps)
			}
		})
	}
}

func withoutStatus(c *openbadge.Credential) { c.Status = nil }

func mark(h *house, index int) {
	if err := h.bits.Set(index); err != nil {
		h.t.Fatal(err)
	}
}

// Any single byte of any signed text that changes must be noticed.
func TestTampering(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, file := range [][]byte{h.signed(nil), []byte(h.token(nil))} {
		for i := 0; i < len(file); i += 37 {
			changed := bytes.Clone(file)
			changed[i] ^= 1
			if report := h.verifier().Verify(changed); report.Verdict == openbadge.Valid {
				t.Errorf("byte %d (%q) changed and still valid", i, file[i])
			}
		}
	}
}

func TestTokensThatBringTheirOwnKey(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	parts := strings.Split(h.token(nil), ".")
	for name, head := range map[string]string{
		"none":         `{"alg":"none","kid":"` + tokenKey + `","typ":"JWT"}`,
		"HS256":        `{"alg":"HS256","kid":"` + tokenKey + `","typ":"JWT"}`,
		"embedded key": `{"alg":"RS256","kid":"` + tokenKey + `","typ":"JWT","jwk":{}}`,
		"key address":  `{"alg":"RS256","kid":"` + tokenKey + `","typ":"JWT","jku":"https://evil.example"}`,
		"certificate":  `{"alg":"RS256","kid":"` + tokenKey + `","typ":"JWT","x5u":"https://evil.example"}`,
		"proof key":    `{"alg":"RS256","kid":"` + proofKey + `","typ":"JWT"}`,
		"unknown key":  `{"alg":"RS256","kid":"` + issuerDID + `#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi","typ":"JWT"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forged := slices.Clone(parts)
			forged[0] = encode64(head)
			if report := h.verifier().Verify([]byte(strings.Join(forged, "."))); report.Verdict != openbadge.Invalid {
				t.Errorf("verdict %s", report.Verdict)
			}
			forged[2] = ""
			if report := h.verifier().Verify([]byte(strings.Join(forged, "."))); report.Verdict != openbadge.Invalid {
				t.Errorf("unsigned: verdict %s", report.Verdict)
			}
		})
	}
}

func TestSigningIsRepeatable(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if !bytes.Equal(h.signed(nil), h.signed(nil)) {
		t.Error("two proofs over the same content differ")
	}
	if one, two := h.token(nil), h.token(nil); one != two {
		t.Error("two tokens over the same content differ")
	}
}

func TestSigningRefuses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, spoil := range map[string]func(*openbadge.Credential){
		"control character": func(c *openbadge.Credential) { c.Name = "a\x08" },
		"relative id":       func(c *openbadge.Credential) { c.ID = "credentials/1" },
		"no criteria type":  func(c *openbadge.Credential) { c.Subject.Achievement.Type = []string{"Unheard"} },
		"bad date":          func(c *openbadge.Credential) { c.ValidFrom = "yesterday" },
		"one context":       func(c *openbadge.Credential) { c.Context = c.Context[:1] },
		"image type":        func(c *openbadge.Credential) { c.Image.Type = "Picture" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if signed, err := h.signer().Sign(h.content(spoil), at); err == nil {
				t.Errorf("signed %s", signed)
			}
		})
	}
	t.Run("unknown member", func(t *testing.T) {
		t.Parallel()
		content := bytes.Replace(h.content(nil), []byte(`"name":`), []byte(`"salary":"1","name":`), 1)
		if _, err := h.signer().Sign(content, at); err == nil {
			t.Error("signed")
		}
	})
}
