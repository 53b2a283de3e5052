package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"laurel/internal/fault"
)

// Bodies nested deeper are refused before anything walks them.
const maxDepth = 64

// Strict reads JSON and refuses what decoders let pass: duplicate keys, NUL, invalid UTF-8, lone surrogates, numbers no
// number type can hold, deep nesting, trailing text. The tree has json.Number for numbers.
func Strict(body []byte) (any, error) {
	if !utf8.Valid(body) {
		return nil, ErrInput.Detailed("The body is not valid UTF-8.")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	tree, err := strictValue(d, "", 0)
	var known *fault.Error
	if errors.As(err, &known) {
		return nil, err
	}
	if err != nil {
		return nil, ErrUnreadable.Detailed("The body is not JSON.").Because(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, ErrUnreadable.Detailed("There is text behind the end of the JSON body.")
	}
	if bytes.Contains(body, []byte(`\u`)) && strings.ContainsRune(string(body), '\\') && loneSurrogate(body) {
		return nil, ErrInput.Detailed("The body holds half of a surrogate pair.")
	}
	return tree, nil
}

func strictValue(d *json.Decoder, path string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, ErrInput.With(fault.Field{Field: path, Code: "too_deep", Detail: "nested deeper than this reads"})
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return strictObject(d, path, depth)
		}
		return strictArray(d, path, depth)
	case string:
		return t, cleanText(t, path)
	case json.Number:
		if f, err := strconv.ParseFloat(t.String(), 64); err != nil || f > 1e300 || f < -1e300 {
			return nil, ErrInput.With(fault.Field{Field: path, Code: "out_of_range", Detail: "a number that cannot be kept"})
		}
		return t, nil
	default:
		return t, nil
	}
}

func cleanText(s, path string) error {
	if strings.ContainsRune(s, 0) {
		return ErrInput.With(fault.Field{Field: path, Code: "nul", Detail: "holds a NUL character"})
	}
	return nil
}

func strictObject(d *json.Decoder, path string, depth int) (any, error) {
	members := map[string]any{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, ok := token.(string)
		if !ok {
			return nil, errors.New("a key that is no text")
		}
		at := join(path, name)
		if err := cleanText(name, path); err != nil {
			return nil, err
		}
		if _, twice := members[name]; twice {
			return nil, ErrInput.With(fault.Field{Field: at, Code: "duplicate_key", Detail: "stands twice in the same object"})
		}
		if members[name], err = strictValue(d, at, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return members, err
}

func strictArray(d *json.Decoder, path string, depth int) (any, error) {
	items := []any{}
	for d.More() {
		item, err := strictValue(d, path+"["+strconv.Itoa(len(items))+"]", depth+1)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	_, err := d.Token()
	return items, err
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// loneSurrogate holds for an escaped half of a surrogate pair without the other half.
func loneSurrogate(body []byte) bool {
	unit := func(i int) (rune, bool) {
		if i+6 > len(body) || body[i] != '\\' || body[i+1] != 'u' {
			return 0, false
		}
		n, err := strconv.ParseUint(string(body[i+2:i+6]), 16, 32)
		return rune(n), err == nil
	}
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		u, ok := unit(i)
		if !ok {
			i++ // the escaped character
			continue
		}
		switch {
		case u >= 0xDC00 && u <= 0xDFFF:
			return true
		case u >= 0xD800 && u <= 0xDBFF:
			if low, ok := unit(i + 6); !ok || low < 0xDC00 || low > 0xDFFF {
				return true
			}
			i += 6
		}
		i += 5
	}
	return false
}

// nullArray finds a null that stands where the schema means an array; decoders would take it for an empty one.
func nullArray(tree any, schema *huma.Schema, registry huma.Registry, path string) error {
	if schema == nil {
		return nil
	}
	if schema.Ref != "" {
		schema = registry.SchemaFromRef(schema.Ref)
	}
	switch v := tree.(type) {
	case nil:
		if schema.Type == huma.TypeArray {
			return ErrInput.With(fault.Field{Field: path, Code: "null", Detail: "expected an array, which may be empty"})
		}
	case map[string]any:
		for name, member := range v {
			if err := nullArray(member, schema.Properties[name], registry, join(path, name)); err != nil {
				return err
			}
		}
	case []any:
		for i, item := range v {
			if err := nullArray(item, schema.Items, registry, path+"["+strconv.Itoa(i)+"]"); err != nil {
				return err
			}
		}
	}
	return nil
}
