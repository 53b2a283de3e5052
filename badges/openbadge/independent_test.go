package openbadge_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"
)

// This file checks signatures by a path that shares no function with the package: its own reading of JSON-LD contexts,
// its own canonical N-Quads, its own base58. It knows as much of the standards as our credentials use and refuses the
// rest.

type term struct {
	iri, coerced, container string
	scoped                  any
}

type scope map[string]term

type quads struct {
	t      *testing.T
	lines  [][3]string
	blanks int
}

func vendored(t *testing.T, url string) any {
	t.Helper()
	name := map[string]string{
		"https://www.w3.org/ns/credentials/v2":                       "credentials-v2.json",
		"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-3.0.3.json",
		"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json":    "ob-extensions.json",
	}[url]
	text, err := os.ReadFile("../../assets/vendor/contexts/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var parsed map[string]any
	if err := json.Unmarshal(text, &parsed); err != nil {
		t.Fatal(err)
	}
	return parsed["@context"]
}

func (s scope) with(t *testing.T, context any) scope {
	t.Helper()
	next := maps.Clone(s)
	switch c := context.(type) {
	case nil:
		return next
	case []any:
		for _, one := range c {
			next = next.with(t, one)
		}
	case string:
		return next.with(t, vendored(t, c))
	case map[string]any:
		for name, def := range c {
			if strings.HasPrefix(name, "@") {
				continue
			}
			next[name] = next.define(t, c, name, def)
		}
	default:
		t.Fatalf("context %T", context)
	}
	return next
}

func (s scope) define(t *testing.T, local map[string]any, name string, def any) term {
	t.Helper()
	switch d := def.(type) {
	case string:
		return term{iri: s.full(t, local, d)}
	case map[string]any:
		out := term{scoped: d["@context"]}
		out.container, _ = d["@container"].(string)
		if id, ok := d["@id"].(string); ok {
			out.iri = s.full(t, local, id)
		} else {
			out.iri = s.full(t, local, name)
		}
		if coerced, ok := d["@type"].(string); ok {
			out.coerced = s.full(t, local, coerced)
		}
		return out
	case nil:
		return term{}
	}
	t.Fatalf("term %s: %T", name, def)
	return term{}
}

// full resolves a name inside a context: a keyword, an IRI, a compact IRI or another term.
func (s scope) full(t *testing.T, local map[string]any, name string) string {
	t.Helper()
	if strings.HasPrefix(name, "@") {
		return name
	}
	if prefix, rest, found := strings.Cut(name, ":"); found {
		if strings.HasPrefix(rest, "//") {
			return name
		}
		if _, known := local[prefix]; known {
			return s.define(t, local, prefix, local[prefix]).iri + rest
		}
		if known, ok := s[prefix]; ok {
			return known.iri + rest
		}
		return name
	}
	if def, ok := local[name]; ok {
		return s.define(t, local, name, def).iri
	}
	if known, ok := s[name]; ok {
		return known.iri
	}
	return name
}

func iriNode(text string) string { return "<" + text + ">" }

func literal(text, kind string) string {
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`).Replace(text)
	if kind == "" {
		return `"` + escaped + `"`
	}
	return `"` + escaped + `"^^<` + kind + `>`
}

func (q *quads) add(subject, predicate, object string) {
	q.lines = append(q.lines, [3]string{subject, iriNode(predicate), object})
}

const typeIRI = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

func (q *quads) node(object map[string]any, outer scope) string {
	q.t.Helper()
	subject, ok := object["id"].(string)
	if ok {
		subject = iriNode(subject)
	} else {
		q.blanks++
		subject = fmt.Sprintf("_:b%d", q.blanks)
	}
	var types []string
	switch kind := object["type"].(type) {
	case string:
		types = []string{kind}
	case []any:
		for _, one := range kind {
			types = append(types, one.(string))
		}
	}
	slices.Sort(types)
	inner := outer
	for _, kind := range types {
		inner = inner.with(q.t, outer[kind].scoped)
	}
	for _, kind := range types {
		if outer[kind].iri == "" {
			q.t.Fatalf("type %q is not defined", kind)
		}
		q.add(subject, typeIRI, iriNode(outer[kind].iri))
	}
	for key, value := range object {
		if key == "@context" || key == "id" || key == "type" {
			continue
		}
		def, known := inner[key]
		if !known || def.iri == "" {
			q.t.Fatalf("member %q is not defined", key)
		}
		list, many := value.([]any)
		if !many {
			list = []any{value}
		}
		for _, one := range list {
			q.add(subject, def.iri, q.object(one, def, outer, inner))
		}
	}
	return subject
}

func (q *quads) object(value any, def term, outer, inner scope) string {
	q.t.Helper()
	switch v := value.(type) {
	case map[string]any:
		return q.node(v, outer.with(q.t, def.scoped))
	case bool:
		kind := def.coerced // the Open Badges context names its own boolean, with https
		if kind == "" {
			kind = "http://www.w3.org/2001/XMLSchema#boolean"
		}
		return literal(fmt.Sprint(v), kind)
	case string:
		switch def.coerced {
		case "@id":
			return iriNode(v)
		case "@vocab":
			return iriNode(inner.with(q.t, def.scoped)[v].iri)
		default:
			return literal(v, def.coerced)
		}
	}
	q.t.Fatalf("value %T", value)
	return ""
}

// canonicalText names blank nodes by the hash of what stands around them; documents whose blank nodes look alike are
// outside what this path can judge and fail the test.
func (q *quads) canonicalText() string {
	q.t.Helper()
	around := map[string][]string{}
	for _, line := range q.lines {
		for _, self := range []string{line[0], line[2]} {
			if !strings.HasPrefix(self, "_:") || (self == line[2] && line[0] == line[2]) {
				continue
			}
			mask := func(n string) string {
				if n == self {
					return "_:a"
				}
				if strings.HasPrefix(n, "_:") {
					return "_:z"
				}
				return n
			}
			around[self] = append(around[self], mask(line[0])+" "+line[1]+" "+mask(line[2])+" .\n")
		}
	}
	byHash := map[string]string{}
	var hashes []string
	for blank, lines := range around {
		slices.Sort(lines)
		sum := sha256.Sum256([]byte(strings.Join(lines, "")))
		hash := hex.EncodeToString(sum[:])
		if byHash[hash] != "" {
			q.t.Fatalf("two blank nodes look alike; this path cannot judge the document")
		}
		byHash[hash] = blank
		hashes = append(hashes, hash)
	}
	sort.Strings(hashes)
	names := map[string]string{}
	for i, hash := range hashes {
		names[byHash[hash]] = fmt.Sprintf("_:c14n%d", i)
	}
	rename := func(n string) string {
		if named, ok := names[n]; ok {
			return named
		}
		return n
	}
	set := map[string]bool{}
	for _, line := range q.lines {
		set[rename(line[0])+" "+line[1]+" "+rename(line[2])+" .\n"] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(set)), "")
}

func independentCanon(t *testing.T, document map[string]any) string {
	t.Helper()
	q := &quads{t: t}
	q.node(document, scope{}.with(t, document["@context"]))
	return q.canonicalText()
}

func fromBase58(t *testing.T, text string) []byte {
	t.Helper()
	const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	n := new(big.Int)
	zeros := 0
	for i, r := range text {
		digit := strings.IndexRune(alphabet, r)
		if digit < 0 {
			t.Fatalf("not base58: %q", text)
		}
		if digit == 0 && i == zeros {
			zeros++
		}
		n.Add(n.Mul(n, big.NewInt(58)), big.NewInt(int64(digit)))
	}
	return append(make([]byte, zeros), n.Bytes()...)
}

// independentlyValid checks the first proof of a signed document against the key that the issuer's document names.
func independentlyValid(t *testing.T, signed, didDocument []byte) bool {
	t.Helper()
	var document, issuer map[string]any
	if err := json.Unmarshal(signed, &document); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(didDocument, &issuer); err != nil {
		t.Fatal(err)
	}
	proof := document["proof"].([]any)[0].(map[string]any)
	delete(document, "proof")
	signature := fromBase58(t, strings.TrimPrefix(proof["proofValue"].(string), "z"))
	delete(proof, "proofValue")
	proof["@context"] = document["@context"]
	first := sha256.Sum256([]byte(independentCanon(t, proof)))
	second := sha256.Sum256([]byte(independentCanon(t, document)))
	var key []byte
	for _, entry := range issuer["verificationMethod"].([]any) {
		method := entry.(map[string]any)
		if method["id"] == proof["verificationMethod"] {
			key = fromBase58(t, strings.TrimPrefix(method["publicKeyMultibase"].(string), "z"))[2:]
		}
	}
	if key == nil || !slices.Contains(issuer["assertionMethod"].([]any), proof["verificationMethod"]) {
		return false
	}
	return ed25519.Verify(key, append(first[:], second[:]...), signature)
}
