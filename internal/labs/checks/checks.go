// Package checks runs check scripts: WebAssembly modules that read what a candidate handed in and print which checks passed. A module
// has memory, time and output within bounds, a clock and a chance that are the same in every run, and nothing else: no file, no
// network, no environment. Whatever it does, the process that runs it goes on.
package checks

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits bound one run. The zero value of a member is its standard.
type Limits struct {
	MemoryMiB int
	Wall      time.Duration
	Output    int // bytes
}

// The bounds of the bounds, and of what can be uploaded. A run has to end well within the lease of a job.
const (
	MaxModule    = 8 << 20
	MaxMemoryMiB = 128
	MaxWall      = 15 * time.Second
	MaxOutput    = 256 << 10
	MaxInput     = 32 << 20

	mostChecks  = 200
	longestName = 100
	longestText = 1000
)

func (l Limits) standard() Limits {
	if l.MemoryMiB <= 0 {
		l.MemoryMiB = 64
	}
	if l.Wall <= 0 {
		l.Wall = 5 * time.Second
	}
	if l.Output <= 0 {
		l.Output = 64 << 10
	}
	return Limits{min(l.MemoryMiB, MaxMemoryMiB), min(l.Wall, MaxWall), min(l.Output, MaxOutput)}
}

// Check is one thing that a script looked at.
type Check struct {
	Name   string `json:"name"`
	Passed bool   `json:"passed"`
	Detail string `json:"detail,omitempty"`
}

// Failure says why a run gave no checks. Code is one word for programs, Detail what the module said to its standard error.
type Failure struct {
	Code   string
	Detail string
}

func (f *Failure) Error() string { return "check script: " + f.Code }

// Why a run can fail.
const (
	TimeUp     = "time_up"
	Memory     = "memory"
	Flood      = "output_too_long"
	Exit       = "exit"
	Trap       = "trap"
	Unreadable = "output_unreadable"
	Unusable   = "module_unusable"
)

// ErrModule says that something is no module that may run here.
var ErrModule = errors.New("not a module that may run here")

func unusable(why string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrModule, fmt.Sprintf(why, args...))
}

// Read takes the checks from what a script or an outside grader says, within bounds.
func Read(output []byte) ([]Check, error) {
	d := json.NewDecoder(bytes.NewReader(output))
	d.DisallowUnknownFields()
	var out []Check
	if err := d.Decode(&out); err != nil {
		return nil, errors.New("not a list of checks")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the list of checks")
	}
	return out, Judge(out)
}

// Judge refuses checks that nobody could keep or show.
func Judge(list []Check) error {
	if len(list) == 0 || len(list) > mostChecks {
		return fmt.Errorf("between 1 and %d checks", mostChecks)
	}
	seen := map[string]bool{}
	for _, c := range list {
		switch {
		case strings.TrimSpace(c.Name) == "" || utf8.RuneCountInString(c.Name) > longestName || !clean(c.Name):
			return errors.New("a check has no name that can be used")
		case seen[c.Name]:
			return errors.New("two checks have one name")
		case utf8.RuneCountInString(c.Detail) > longestText || !clean(c.Detail):
			return errors.New("the detail of a check cannot be used")
		}
		seen[c.Name] = true
	}
	return nil
}

func clean(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' })
}
