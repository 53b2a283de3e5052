package main

import (
	"fmt"
	"strings"

	"laurel/internal/fault"
)

// explain writes a refusal for somebody at a terminal: the sentence, then each field.
func explain(err error) error {
	f := fault.Of(err)
	if f.Kind == fault.Internal {
		return err
	}
	var b strings.Builder
	b.WriteString(f.Detail)
	for _, field := range f.Fields {
		fmt.Fprintf(&b, "\n  %s: %s", field.Field, field.Detail)
	}
	return fmt.Errorf("%s", b.String())
}
