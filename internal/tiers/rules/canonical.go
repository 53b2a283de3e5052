package rules

import (
	"encoding/json"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"laurel/internal/fault"
)

const (
	mostBytes = 256 << 10
	mostDepth = 40
	mostNodes = 20_000
)

// ErrProgram refuses a document as a whole; its fields name path and reason of every fault.
var ErrProgram = fault.New(fault.Invalid, "program_refused", "The program document was refused; nothing of it was kept.")

// tree reads YAML or JSON (which is YAML) into nodes and refuses what could hide a second meaning: anchors, aliases,
// merges, tags, several documents.
func tree(document []byte) (*yaml.Node, error) {
	if len(document) > mostBytes {
		return nil, refused("", "too_large", "A program document has at most 256 KiB.")
	}
	if !utf8.Valid(document) || nested(document) > mostDepth {
		return nil, refused("", "unreadable", "Not UTF-8, or nested too deep.")
	}
	var root yaml.Node
	if err := yaml.Unmarshal(document, &root); err != nil {
		return nil, refused("", "unreadable", "Neither YAML nor JSON.").Because(err)
	}
	if root.Kind != yaml.DocumentNode || len(root.Content) != 1 {
		return nil, refused("", "unreadable", "The document is empty.")
	}
	left := mostNodes
	if detail := plain(root.Content[0], 0, &left); detail != "" {
		return nil, refused("", "unreadable", detail)
	}
	return root.Content[0], nil
}

func refused(field, code, detail string) *fault.Error {
	return ErrProgram.With(fault.Field{Field: field, Code: code, Detail: detail})
}

// nested bounds brackets before a parser recurses into them.
func nested(document []byte) int {
	deep, deepest := 0, 0
	for _, b := range document {
		switch b {
		case '[', '{':
			deep++
			deepest = max(deepest, deep)
		case ']', '}':
			deep--
		}
	}
	return deepest
}

func plain(n *yaml.Node, depth int, left *int) string {
	*left--
	switch {
	case *left < 0 || depth > mostDepth:
		return "Too many values, or nested too deep."
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return "Anchors and aliases are not read; write the value out."
	case n.Style&yaml.TaggedStyle != 0 || n.Tag == "!!merge":
		return "Tags and merges are not read."
	}
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && child.Kind != yaml.ScalarNode {
			return "A member's name must be plain text."
		}
		if detail := plain(child, depth+1, left); detail != "" {
			return detail
		}
	}
	return ""
}

// canonical is the document as JSON with sorted members and numbers as they were written: a document in YAML and the
// same one in JSON have one digest.
func canonical(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = canonical(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := []any{}
		for _, child := range n.Content {
			list = append(list, canonical(child))
		}
		return list
	}
	switch {
	case n.Tag == "!!null":
		return nil
	case n.Tag == "!!bool":
		return n.Value == "true"
	case (n.Tag == "!!int" || n.Tag == "!!float") && decimalPattern.MatchString(n.Value):
		return json.Number(n.Value)
	}
	return n.Value
}
