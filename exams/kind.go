package exams

import (
	"bytes"
	"encoding/json"
	"io"
	"math/big"

	"laurel/exams/interchange"
)

// ItemType is what sort of question an item asks.
type ItemType string

// The item types. A new one is a constant here, a case in kindOf, and a file type_….go that answers the kind interface.
const (
	SingleChoice     ItemType = "single_choice"
	MultipleResponse ItemType = "multiple_response"
	TrueFalse        ItemType = "true_false"
	Numeric          ItemType = "numeric"
	ShortText        ItemType = "short_text"
)

// kind is everything that differs between item types. A key and a response are JSON of the type's own shape.
type kind interface {
	// take turns a source item into content and key, with the losses of its markup.
	take(m markup, it interchange.Item) authored
	// check tells what the content or the key lacks; nothing when the item can be used.
	check(c Content, key json.RawMessage) string
	// read refuses what is no answer to the slot and gives the answer in its one canonical shape.
	read(s Slot, response json.RawMessage) (any, bool)
	// score gives the part of the point that a canonical response earns. The key says how.
	score(s Slot, key, response json.RawMessage) (*big.Rat, error)
}

// kindOf is the one switch over item types. It gives nil for a word that is none.
func kindOf(t ItemType) kind {
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
	}
	return nil
}

// authored is an item as an importer leaves it.
type authored struct {
	content Content
	key     any
	why     rationales
	losses  []string
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

// canonical is the one spelling of a response that is kept, compared, hashed and shown: no blanks, no escapes that JSON does
// not ask for, members in the order of the type.
func canonical(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return string(bytes.TrimRight(b.Bytes(), "\n")), nil
}
