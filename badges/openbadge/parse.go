package openbadge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ErrUnreadable refuses what is not one JSON object, or names a member twice: readers would disagree on what it says.
var ErrUnreadable = errors.New("openbadge: not one JSON object with every member once")

func parse(document []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	if err := once(decoder, 0); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, ErrUnreadable
	}
	var parsed map[string]any
	second := json.NewDecoder(bytes.NewReader(document))
	second.UseNumber()
	if err := second.Decode(&parsed); err != nil || parsed == nil {
		return nil, ErrUnreadable
	}
	return parsed, nil
}

// once reads one value and refuses an object that names a member twice.
func once(decoder *json.Decoder, depth int) error {
	if depth > deepest {
		return ErrUnreadable
	}
	token, err := decoder.Token()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	opening, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for decoder.More() {
		if opening == '{' {
			key, err := decoder.Token()
			name, ok := key.(string)
			if err != nil || !ok || seen[name] {
				return ErrUnreadable
			}
			seen[name] = true
		}
		if err := once(decoder, depth+1); err != nil {
			return err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return nil
}
