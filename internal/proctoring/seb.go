package proctoring

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The headers in which Safe Exam Browser proves what it is. Both are a hash over the address that is asked for and a key, so
// that neither tells the key nor serves for another address.
const (
	ConfigKeyHeader = "X-SafeExamBrowser-ConfigKeyHash"
	RequestHeader   = "X-SafeExamBrowser-RequestHash"
)

// ConfigKey is the key of an unencrypted settings file, as the client that opened it computes it: SHA-256 over SEB-JSON.
// https://safeexambrowser.org/developer/seb-config-key.html
func ConfigKey(file []byte) (string, error) {
	settings, err := readPlist(file)
	if err != nil {
		return "", err
	}
	return configKey(settings), nil
}

func configKey(settings map[string]any) string {
	settings = maps.Clone(settings)
	delete(settings, "originatorVersion")
	sum := sha256.Sum256([]byte(sebJSON(settings)))
	return hex.EncodeToString(sum[:])
}

// sebJSON is not JSON: nothing in it is escaped. A dictionary without members is left out, and settings without any are "[]".
func sebJSON(settings map[string]any) string {
	text := sebValue(settings)
	if text == "" {
		return "[]"
	}
	return text
}

func sebValue(v any) string {
	switch v := v.(type) {
	case map[string]any:
		return sebDict(v)
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			if parts[i] = sebValue(e); parts[i] == "" {
				parts[i] = "{}"
			}
		}
		return "[" + strings.Join(parts, ",") + "]"
	case bool:
		return strconv.FormatBool(v)
	case number:
		return string(v)
	case date:
		return `"` + string(v) + `"`
	case data:
		return `"` + base64.StdEncoding.EncodeToString(v) + `"`
	}
	text, _ := v.(string)
	return `"` + text + `"`
}

func sebDict(v map[string]any) string {
	keys := slices.SortedFunc(maps.Keys(v), func(a, b string) int {
		if c := strings.Compare(strings.ToLower(a), strings.ToLower(b)); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	var parts []string
	for _, k := range keys {
		if text := sebValue(v[k]); text != "" {
			parts = append(parts, `"`+k+`":`+text)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// RequestHash is what a client that holds the key says when it asks for the address.
func RequestHash(address, key string) string {
	address, _, _ = strings.Cut(address, "#")
	sum := sha256.Sum256([]byte(address + key))
	return hex.EncodeToString(sum[:])
}

// Evidence is what a client said of itself: the address it asked for, and the two hashes.
type Evidence struct {
	Address   string
	ConfigKey string
	Request   string
}

// proves compares with each key of a list, all of them, so that the time it takes tells nothing.
func proves(address, hash string, keys []string) bool {
	found := 0
	for _, key := range keys {
		found |= subtle.ConstantTimeCompare([]byte(RequestHash(address, key)), []byte(strings.ToLower(hash)))
	}
	return found == 1
}
