package app

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"laurel/internal/config"
)

// A mark is a word kept in a file of the data folder.
func readMark(s config.Settings, name string) (string, error) {
	text, err := os.ReadFile(s.At(name))
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(text)), err
}

func writeMark(s config.Settings, name, word string) error {
	if err := os.WriteFile(s.At(name), []byte(word+"\n"), 0o600); err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	return nil
}
