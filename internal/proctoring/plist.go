package proctoring

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The values of a property list besides string, bool, []any and map[string]any. Numbers and dates stay as they were written,
// because a key is computed over them.
type (
	number string
	date   string
	data   []byte
)

var errPlist = errors.New("this is no property list of Safe Exam Browser")

const (
	deepest  = 20
	mostNode = 20_000
)

// readPlist reads an unencrypted settings file. Documents with entities or a foreign root are refused.
func readPlist(file []byte) (map[string]any, error) {
	p := plist{xml.NewDecoder(bytes.NewReader(file)), mostNode}
	for {
		token, err := p.d.Token()
		if err != nil {
			return nil, errPlist
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local == "plist" {
			continue
		}
		v, err := p.value(start, 0)
		root, ok := v.(map[string]any)
		if err != nil || !ok {
			return nil, errPlist
		}
		return root, nil
	}
}

type plist struct {
	d    *xml.Decoder
	left int
}

func (p *plist) value(start xml.StartElement, depth int) (any, error) {
	if p.left--; p.left < 0 || depth > deepest {
		return nil, errPlist
	}
	switch start.Name.Local {
	case "dict":
		return p.dict(depth)
	case "array":
		return p.array(depth)
	}
	text, err := p.text()
	if err != nil {
		return nil, err
	}
	switch start.Name.Local {
	case "string":
		return text, nil
	case "true", "false":
		return start.Name.Local == "true", nil
	case "integer", "real":
		n := strings.TrimSpace(text)
		_, err := strconv.ParseFloat(n, 64)
		return number(n), err
	case "date":
		return date(strings.TrimSpace(text)), nil
	case "data":
		b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
		return data(b), err
	}
	return nil, errPlist
}

// next gives the next element inside a container; ok is false at its end.
func (p *plist) next() (start xml.StartElement, ok bool, err error) {
	for {
		token, err := p.d.Token()
		if err != nil {
			return start, false, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			return t, true, nil
		case xml.EndElement:
			return start, false, nil
		}
	}
}

func (p *plist) dict(depth int) (any, error) {
	out := map[string]any{}
	for {
		start, more, err := p.next()
		if err != nil || !more {
			return out, err
		}
		if start.Name.Local != "key" {
			return nil, errPlist
		}
		key, err := p.text()
		if err != nil {
			return nil, err
		}
		if start, more, err = p.next(); err != nil || !more {
			return nil, errPlist
		}
		if out[key], err = p.value(start, depth+1); err != nil {
			return nil, err
		}
	}
}

func (p *plist) array(depth int) (any, error) {
	out := []any{}
	for {
		start, more, err := p.next()
		if err != nil || !more {
			return out, err
		}
		v, err := p.value(start, depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
}

func (p *plist) text() (string, error) {
	var out strings.Builder
	for {
		token, err := p.d.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.CharData:
			out.Write(t)
		case xml.StartElement:
			return "", errPlist
		case xml.EndElement:
			return out.String(), nil
		}
	}
}

const plistHead = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
`

// writePlist is the settings as a file that Safe Exam Browser opens.
func writePlist(settings map[string]any) []byte {
	var out bytes.Buffer
	out.WriteString(plistHead)
	writeValue(&out, settings)
	out.WriteString("\n</plist>\n")
	return out.Bytes()
}

func writeValue(out *bytes.Buffer, v any) {
	switch v := v.(type) {
	case map[string]any:
		out.WriteString("<dict>")
		for _, k := range slices.Sorted(maps.Keys(v)) {
			element(out, "key", k)
			writeValue(out, v[k])
		}
		out.WriteString("</dict>")
	case []any:
		out.WriteString("<array>")
		for _, e := range v {
			writeValue(out, e)
		}
		out.WriteString("</array>")
	case bool:
		out.WriteString("<" + strconv.FormatBool(v) + "/>")
	case number:
		element(out, "integer", string(v))
	case date:
		element(out, "date", string(v))
	case data:
		element(out, "data", base64.StdEncoding.EncodeToString(v))
	case string:
		element(out, "string", v)
	}
}

func element(out io.Writer, name, text string) {
	var escaped bytes.Buffer
	_ = xml.EscapeText(&escaped, []byte(text)) // a buffer never fails to write
	_, _ = io.WriteString(out, "<"+name+">"+escaped.String()+"</"+name+">\n")
}
