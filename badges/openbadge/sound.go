package openbadge

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Refusals of text that could not be signed the same way by everybody.
var (
	ErrControl   = errors.New("openbadge: text holds a control character or is not UTF-8")
	ErrRelative  = errors.New("openbadge: an id is not an absolute IRI")
	ErrAmbiguous = errors.New("openbadge: too many alike parts without an id")
	ErrNumber    = errors.New("openbadge: null or a number that readers may write differently")
)

var absolute = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^` + "`" + `]+$`)

const (
	deepest = 24
	// mostAlike bounds the work of the canonical form: twins without an id are tried in every order.
	mostAlike = 2
)

// Clean reports whether a text can be signed: UTF-8 and no control character but tab, line feed and carriage return.
func Clean(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool {
		return (r < 0x20 && r != '\t' && r != '\n' && r != '\r') || r == 0x7f
	})
}

// soundDocument walks a parsed document before the JSON-LD processor sees it.
func soundDocument(document map[string]any) error { return sound(document, 0) }

func sound(value any, depth int) error {
	if depth > deepest {
		return ErrAmbiguous
	}
	switch node := value.(type) {
	case string:
		if !Clean(node) {
			return ErrControl
		}
	case bool:
	case []any:
		return soundArray(node, depth)
	case map[string]any:
		return soundObject(node, depth)
	default:
		return ErrNumber
	}
	return nil
}

func soundObject(node map[string]any, depth int) error {
	for key, member := range node {
		if !Clean(key) {
			return ErrControl
		}
		if key == "id" || key == "@id" {
			if text, ok := member.(string); !ok || !absolute.MatchString(text) {
				return fmt.Errorf("%w: %v", ErrRelative, member)
			}
		}
		if err := sound(member, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func soundArray(list []any, depth int) error {
	alike := map[string]int{}
	for _, member := range list {
		if err := sound(member, depth+1); err != nil {
			return err
		}
		object, ok := member.(map[string]any)
		if !ok || object["id"] != nil {
			continue
		}
		look := surface(object)
		if alike[look]++; alike[look] > mostAlike {
			return ErrAmbiguous
		}
	}
	return nil
}

// surface is what tells an object without an id from its siblings at first glance.
func surface(object map[string]any) string {
	flat := map[string]any{}
	for key, member := range object {
		switch member.(type) {
		case map[string]any, []any:
		default:
			flat[key] = member
		}
	}
	text, err := json.Marshal(flat)
	if err != nil {
		return ""
	}
	return string(text)
}
