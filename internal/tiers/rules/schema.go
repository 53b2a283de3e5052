package rules

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Schema is the JSON Schema (draft 2020-12) of documents, written from the table the parser reads by. What a schema cannot
// say, such as that a fact is declared, the parser says.
func Schema() []byte {
	defs := map[string]any{}
	for name := range shapes {
		defs[name] = schemaOfShape(name)
	}
	root := map[string]any{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Partner program", "$defs": defs, "$ref": "#/$defs/program"}
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	_ = out.Encode(root) // maps of plain values
	return text.Bytes()
}

type object = map[string]any

func schemaOfShape(name string) object {
	properties, required := object{}, []string{}
	for _, m := range shapes[name] {
		properties[m.name] = schemaOfForm(m.form)
		if m.must {
			required = append(required, m.name)
		}
	}
	o := object{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		o["required"] = required
	}
	if name == "node" || name == "counter" || name == "window" {
		o["minProperties"], o["maxProperties"] = 1, 1
	}
	return o
}

// wordsOf are the values of an enum: or some: form.
func (f form) words(prefix string) []string {
	return strings.Split(strings.TrimPrefix(string(f), prefix), "|")
}

const (
	patternKey     = `^[A-Za-z0-9._-]{1,80}$`
	patternPeriod  = `^P(?:\d{1,3}Y)?(?:\d{1,4}M)?(?:\d{1,4}W)?(?:\d{1,5}D)?$`
	patternMoney   = `^(?:0|[1-9]\d{0,12})(?:\.\d{1,3})? [A-Z]{3}$`
	patternDay     = `^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$`
	patternDecimal = `^-?(?:0|[1-9]\d{0,12})(?:\.\d{1,6})?$`
)

func pattern(p string) object { return object{"type": "string", "pattern": p} }

func either(of ...object) object { return object{"anyOf": of} }

func listOf(item object) object { return object{"type": "array", "items": item} }

func mapOf(item object) object {
	return object{"type": "object", "propertyNames": object{"pattern": patternKey}, "additionalProperties": item}
}

func periodForm() object { return object{"type": "string", "pattern": patternPeriod, "minLength": 3} }

func decimalForm() object { return either(object{"type": "number"}, pattern(patternDecimal)) }

// keyForm takes numbers too: a version may be written 2.
func keyForm() object {
	return either(pattern(patternKey), object{"type": "number"}, object{"type": "boolean"})
}

func textForm() object {
	return object{"type": []string{"string", "number", "boolean"}, "maxLength": 2000}
}

func schemaOfForm(f form) object {
	kind, rest, named := strings.Cut(string(f), ":")
	if named {
		switch kind {
		case "shape":
			return object{"$ref": "#/$defs/" + rest}
		case "list":
			return listOf(object{"$ref": "#/$defs/" + rest})
		case "map":
			return mapOf(object{"$ref": "#/$defs/" + rest})
		case "enum":
			return object{"enum": f.words("enum:")}
		default:
			word := object{"enum": f.words("some:")}
			return either(word, object{"type": "array", "items": word, "minItems": 1})
		}
	}
	return plainForms[f]()
}

var plainForms = map[form]func() object{
	formText: textForm, formKey: keyForm, formDecimal: decimalForm, formFormula: func() object { return textForm() },
	formKeys: func() object {
		return either(keyForm(), object{"type": "array", "items": keyForm(), "minItems": 1})
	},
	formFlag:    func() object { return object{"type": "boolean"} },
	formTrue:    func() object { return object{"const": true} },
	formPeriod:  func() object { return pattern(patternPeriod) },
	formPeriods: func() object { return listOf(pattern(patternPeriod)) },
	formWhole:   func() object { return object{"type": "integer", "minimum": 0} },
	formPart: func() object {
		return either(object{"type": "number", "exclusiveMinimum": 0, "maximum": 1}, pattern(patternDecimal))
	},
	formFigure:   func() object { return either(object{"type": "number"}, pattern(patternMoney), pattern(patternDecimal)) },
	formDate:     func() object { return pattern(`^\d{4}-\d{2}-\d{2}$`) },
	formMonthDay: func() object { return pattern(patternDay) },
	formCurrency: func() object { return pattern(`^[A-Z]{3}$`) },
	formNode:     func() object { return object{"$ref": "#/$defs/node"} },
	formNodes:    func() object { return listOf(object{"$ref": "#/$defs/node"}) },
	formTexts:    func() object { return listOf(textForm()) },
	formLimits:   func() object { return mapOf(object{"type": "integer", "minimum": 0}) },
	formKeyLists: func() object {
		return mapOf(object{"type": "array", "items": keyForm(), "minItems": 1})
	},
	formWords: func() object { return mapOf(textForm()) },
	formRates: func() object { return mapOf(either(decimalForm(), pattern(patternKey))) },
	formGrant: func() object {
		value := object{"type": []string{"string", "number", "boolean"}}
		return either(value, object{"type": "array", "items": value, "minItems": 2, "maxItems": 2}, object{"$ref": "#/$defs/grant"})
	},
}
