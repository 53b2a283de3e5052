package items

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"unicode/utf8"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// Type is what sort of question an item asks.
type Type string

// The item types. A new one is a constant here, a case in kindOf, and a file type_….go that answers the kind interface.
const (
	SingleChoice     Type = "single_choice"
	MultipleResponse Type = "multiple_response"
	TrueFalse        Type = "true_false"
	Numeric          Type = "numeric"
	ShortText        Type = "short_text"
	Matching         Type = "matching"
	Ordering         Type = "ordering"
	Cloze            Type = "cloze"
	Hotspot          Type = "hotspot"
	Essay            Type = "essay"
	FileUpload       Type = "file_upload"
	Lab              Type = "lab"
)

// Types are all of them.
func Types() []Type {
	return []Type{SingleChoice, MultipleResponse, TrueFalse, Matching, Ordering, Numeric, ShortText, Cloze, Hotspot, Essay, FileUpload, Lab}
}

// ByPeople holds for the types whose answers are marked by people or by labs. Score knows nothing of them.
func ByPeople(t Type) bool { return t == Essay || t == FileUpload || t == Lab }

// kind is everything that differs between item types. A key and a response are JSON of the type's own shape.
type kind interface {
	// take turns a source item into content and key, with the losses of its markup.
	take(m Markup, it interchange.Item) authored
	// check tells what the content or the key lacks; nothing when the item can be used.
	check(c Content, key json.RawMessage) faults
	// read refuses what is no answer to the slot and gives the answer in its one canonical shape.
	read(a Arrangement, response json.RawMessage) (any, bool)
	// score gives the part of the point that a canonical response earns. The key says how.
	score(a Arrangement, key, response json.RawMessage) (*big.Rat, error)
}

// kindOf is the one switch over item types. It gives nil for a word that is none.
func kindOf(t Type) kind {
	switch t {
	case SingleChoice:
		return singleChoice{}
	case MultipleResponse:
		return multipleResponse{}
	case TrueFalse:
		return trueFalse{}
	case Numeric:
		return numeric{}
	case ShortText:
		return shortText{}
	case Matching:
		return matching{}
	case Ordering:
		return ordering{}
	case Cloze:
		return cloze{}
	case Hotspot:
		return hotspot{}
	case Essay:
		return essay{}
	case FileUpload:
		return fileUpload{}
	case Lab:
		return lab{}
	}
	return nil
}

// decode reads JSON into a type's own shape and refuses members the shape does not have.
func decode(raw json.RawMessage, into any) bool {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if d.Decode(into) != nil {
		return false
	}
	_, err := d.Token()
	return err == io.EOF
}

// Canonical is the one spelling of a response that is kept, compared, hashed and shown: no blanks, no escapes that JSON does
// not ask for, members in the order of the type.
func Canonical(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return string(bytes.TrimRight(b.Bytes(), "\n")), nil
}

// AppendCanonical appends the canonical JSON of a text, fast where it is plain.
func AppendCanonical(to []byte, text string) []byte {
	out, from := append(to, '"'), 0
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ' || c >= utf8.RuneSelf:
			said, _ := Canonical(text) // every text has one
			return append(to, said...)
		case c == '"' || c == '\\':
			out, from = append(append(out, text[from:i]...), '\\'), i
		}
	}
	return append(append(out, text[from:]...), '"')
}

// unmarshal reads a key and a response into the shapes of a type.
func unmarshal(rawKey json.RawMessage, key any, raw json.RawMessage, response any) error {
	if err := json.Unmarshal(rawKey, key); err != nil {
		return fmt.Errorf("read the key: %w", err)
	}
	if err := json.Unmarshal(raw, response); err != nil {
		return fmt.Errorf("read the response: %w", err)
	}
	return nil
}

func fractions(worth map[string]string) (map[string]*big.Rat, error) {
	out := make(map[string]*big.Rat, len(worth))
	for id, f := range worth {
		v, ok := scoring.Fraction(f)
		if !ok {
			return nil, fmt.Errorf("the worth of option %s cannot be read", id)
		}
		out[id] = v
	}
	return out, nil
}
