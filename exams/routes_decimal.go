package exams

import (
	"encoding/json"
	"regexp"

	"github.com/danielgtaylor/huma/v2"
)

// decimalText is a decimal that is sent as text, "69.5", or, where it is a whole number, as a number.
type decimalText string

var wholeNumber = regexp.MustCompile(`^[0-9]{1,3}$`)

// UnmarshalJSON takes a text or a whole number.
func (d *decimalText) UnmarshalJSON(b []byte) error {
	if wholeNumber.Match(b) {
		*d = decimalText(b)
		return nil
	}
	var s string
	err := json.Unmarshal(b, &s)
	*d = decimalText(s)
	return err
}

// Schema says so in the OpenAPI document.
func (decimalText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{{Type: huma.TypeString}, {Type: huma.TypeInteger}}, Description: "A decimal as text, or a whole number"}
}
