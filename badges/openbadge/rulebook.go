package openbadge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/piprate/json-gold/ld"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// ErrForeignContext refuses every context that is not embedded: nothing is ever fetched to read a credential.
var ErrForeignContext = errors.New("openbadge: context is not one of the embedded ones")

// ErrSchema refuses a credential that the published schema refuses.
var ErrSchema = errors.New("openbadge: credential does not satisfy the schema")

// Rulebook is the published vocabulary at hand: contexts and schema. It is safe for concurrent use.
type Rulebook struct {
	contexts map[string][]byte
	schema   *jsonschema.Schema
}

// ReadRules reads the vendored contexts and the strict schema from a folder.
func ReadRules(folder fs.FS) (*Rulebook, error) {
	book := &Rulebook{contexts: map[string][]byte{}}
	for url, name := range map[string]string{
		ContextCredentials: "credentials-v2.json",
		ContextOpenBadges:  "ob-3.0.3.json",
		ContextExtensions:  "ob-extensions.json",
	} {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("openbadge: context %s: %w", url, err)
		}
		if !json.Valid(text) {
			return nil, fmt.Errorf("openbadge: context %s is not JSON", url)
		}
		book.contexts[url] = text
	}
	schema, err := readSchema(folder)
	if err != nil {
		return nil, err
	}
	book.schema = schema
	return book, nil
}

// readSchema compiles without $id: the two published texts carry each other's.
func readSchema(folder fs.FS) (*jsonschema.Schema, error) {
	text, err := fs.ReadFile(folder, "achievementcredential.schema.json")
	if err != nil {
		return nil, fmt.Errorf("openbadge: schema: %w", err)
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("openbadge: schema: %w", err)
	}
	object, ok := parsed.(map[string]any)
	if !ok {
		return nil, errors.New("openbadge: schema is not an object")
	}
	delete(object, "$id")
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiler.UseLoader(nothing{})
	if err := compiler.AddResource(SchemaURL, object); err != nil {
		return nil, fmt.Errorf("openbadge: schema: %w", err)
	}
	schema, err := compiler.Compile(SchemaURL)
	if err != nil {
		return nil, fmt.Errorf("openbadge: schema: %w", err)
	}
	return schema, nil
}

// Satisfies is the last gate before a signature.
func (b *Rulebook) Satisfies(document []byte) error {
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSchema, err)
	}
	if err := b.schema.Validate(parsed); err != nil {
		return fmt.Errorf("%w: %w", ErrSchema, err)
	}
	return nil
}

// LoadDocument answers the JSON-LD processor from the embedded texts; each call parses anew because the processor may
// keep and change what it is given.
func (b *Rulebook) LoadDocument(url string) (*ld.RemoteDocument, error) {
	text, ok := b.contexts[url]
	if !ok {
		return nil, ld.NewJsonLdError(ld.LoadingDocumentFailed, fmt.Errorf("%w: %s", ErrForeignContext, url))
	}
	var parsed any
	if err := json.Unmarshal(text, &parsed); err != nil {
		return nil, ld.NewJsonLdError(ld.LoadingDocumentFailed, err)
	}
	return &ld.RemoteDocument{DocumentURL: url, Document: parsed}, nil
}

// nothing is the loader of a schema compiler that must not look outside.
type nothing struct{}

func (nothing) Load(url string) (any, error) {
	return nil, fmt.Errorf("openbadge: schema asks for %s, which is not embedded", url)
}
