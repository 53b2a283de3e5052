package openbadge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// Extract recognises a file and takes out what it carries.
func Extract(file []byte) (form string, credential []byte, err error) {
	trimmed := bytes.TrimSpace(file)
	switch {
	case bytes.HasPrefix(file, pngMagic):
		credential, err = ExtractPNG(file)
		return "PNG", credential, err
	case bytes.HasPrefix(trimmed, []byte("%PDF-")):
		credential, err = ExtractPDF(file)
		return "PDF", credential, err
	case bytes.HasPrefix(trimmed, []byte("<")):
		credential, err = ExtractSVG(file)
		return "SVG", credential, err
	case bytes.HasPrefix(trimmed, []byte("{")):
		return "JSON", trimmed, nil
	case bytes.Count(trimmed, []byte(".")) == 2:
		return "JWT", trimmed, nil
	}
	return "unknown", nil, ErrNoBadge
}

func open(inner []byte) (map[string]any, *token, error) {
	if len(inner) > largest {
		return nil, nil, ErrUnreadable
	}
	if bytes.HasPrefix(inner, []byte("{")) {
		document, err := parse(inner)
		return document, nil, err
	}
	t, err := splitToken(string(inner))
	if err != nil {
		return nil, nil, err
	}
	return t.payload, &t, nil
}

// claimed reads what can be shown of a credential that need not be ours.
func claimed(document map[string]any) *Credential {
	text, err := json.Marshal(document)
	if err != nil {
		return nil
	}
	var c Credential
	if err := json.Unmarshal(text, &c); err != nil {
		return nil
	}
	return &c
}

func issuerOf(document map[string]any) string {
	switch issuer := document["issuer"].(type) {
	case string:
		return issuer
	case map[string]any:
		id, _ := issuer["id"].(string)
		return id
	}
	return ""
}

func instantOf(document map[string]any, member string) (time.Time, error) {
	if document[member] == nil {
		return time.Time{}, nil
	}
	text, _ := document[member].(string)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("openbadge: %s: %w", member, err)
	}
	return at, nil
}
