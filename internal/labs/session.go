package labs

import (
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"laurel/internal/fault"
	"laurel/internal/hooks"
	"laurel/internal/labs/checks"
)

// State of a session.
type State string

// The states of a session.
const (
	Requested    State = "requested"    // the outside grader is to be asked to prepare it
	Provisioning State = "provisioning" // it was asked and has not said that it is ready
	Ready        State = "ready"        // the candidate works
	HandedIn     State = "handed_in"    // nothing changes any more; it is graded when the attempt is closed
	GradingNow   State = "grading"      // the outside grader was asked and has not answered
	Finished     State = "graded"
	Marking      State = "marking" // people mark it, because it is made so
	Failed       State = "failed"  // nothing could grade it; people mark it
)

// Session is a lab in one attempt.
type Session struct {
	ID            string
	AttemptID     string
	Position      int
	PersonID      string
	ExamKey       string
	ItemID        string
	ItemVersionID string
	DefinitionID  string
	State         State
	Due           bool              // the attempt is closed: it is to be graded
	Connection    map[string]string `gorm:"serializer:json"`
	Work          string
	Checks        []checks.Check `gorm:"serializer:json"`
	Tasks         []Earned       `gorm:"serializer:json"`
	Fraction      string
	Reason        string
	Detail        string
	Tries         int
	NextAt        *time.Time
	CreatedAt     time.Time
	ReadyAt       *time.Time
	HandedInAt    *time.Time
	EndedAt       *time.Time
}

// Why a session can fail beside the codes of check scripts and of hooks.
const (
	noSession  = "never_opened"
	noAnswer   = "no_answer"
	refusedIt  = "refused"
	noGrader   = "no_definition"
	scriptGone = "module_missing"
)

// retries is how an outside grader is asked again.
func retries() hooks.Schedule {
	return hooks.Schedule{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute}
}

// LongestWork is the longest text that can be handed in, in bytes.
const LongestWork = 256 << 10

// over holds for a session that takes nothing from its candidate any more.
func (s Session) over() bool {
	return s.Due || s.State == HandedIn || s.State == GradingNow || s.State == Finished
}

// ended holds for a session of which nothing more is to be done here.
func (s Session) ended() bool { return s.State == Finished || s.State == Marking || s.State == Failed }

// begin is the state a session starts in.
func (d Document) begin() State {
	if d.Grading == ByOutside && d.Provision {
		return Requested
	}
	return Ready
}

// connectable are what an outside grader may tell a candidate of where the lab is.
var connectable = []string{"url", "host", "port", "username", "password", "note"}

// connection refuses what could not be shown: other members, endless or odd text, addresses that are no web pages.
func connection(given map[string]string) (map[string]string, []fault.Field) {
	var faults []fault.Field
	out := map[string]string{}
	for _, name := range connectable {
		text, there := given[name]
		if !there {
			continue
		}
		if utf8.RuneCountInString(text) > 1000 || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
			faults = append(faults, wrong("connection."+name, "text", "Plain text of up to 1000 characters."))
		}
		out[name] = text
	}
	if len(out) < len(given) {
		faults = append(faults, wrong("connection", "unknown_member", "url, host, port, username, password, note and nothing else."))
	}
	if u, err := url.Parse(out["url"]); out["url"] != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		faults = append(faults, wrong("connection.url", "url", "An address of a web page."))
	}
	return out, faults
}
