package app_test

import (
	"os"
	"testing"
	"time"
)

// TestMain sets the clock's zone as the program's main does, before anything runs.
func TestMain(m *testing.M) {
	time.Local = time.UTC
	os.Exit(m.Run())
}
