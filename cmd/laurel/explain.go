package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"laurel/internal/fault"
)

// quoted is how the reader of the command line repeats a value: it may be a secret that slipped into the wrong place.
var quoted = regexp.MustCompile(`(?s)[ ,]*but got .*|: strconv\..*`)

// misread says which flag cannot be used, and by which variable it may have come, without its value.
func misread(err error) string {
	text := quoted.ReplaceAllString(err.Error(), "")
	var of *kong.ParseError
	if !errors.As(err, &of) {
		return text
	}
	for _, flag := range of.Context.Flags() {
		if strings.Contains(text, "--"+flag.Name) && len(flag.Envs) > 0 {
			return text + " (its variable is " + flag.Envs[0] + ")"
		}
	}
	return text
}

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
