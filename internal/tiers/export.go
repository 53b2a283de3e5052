package tiers

import (
	"slices"
	"time"
)

// The kinds and formats of exports.
var (
	exportKinds   = []string{"partners", "headcounts", "qualifications", "standings", "awards"}
	exportFormats = []string{"ndjson", "csv"}
)

// The states of an export.
const (
	exportWaiting = "waiting"
	exportRunning = "running"
	exportDone    = "done"
	exportFailed  = "failed"
	exportExpired = "expired"
)

const (
	// exportKept is how long the file of an export can be fetched.
	exportKept = 7 * 24 * time.Hour
	// exportLink is how long a link to it holds.
	exportLink = 15 * time.Minute
	// exportLease is how long one worker has for a file; it is renewed while rows come.
	exportLease = 2 * time.Minute
	exportTries = 5
	// mostExports may wait for one caller.
	mostExports = 10
)

// Export is a bulk read: one file of all rows of a kind at one moment, and the place in the feed from which to go on.
// Partners is nil for one who sees all.
type Export struct {
	ID            string
	Kind          string
	Format        string
	AsOf          *time.Time
	Names         bool
	Partners      *[]string `gorm:"serializer:json"`
	State         string
	Rows          int64
	Bytes         int64
	SHA256        string `gorm:"column:sha256"`
	Sequence      int64
	ChangesCursor string
	File          string
	Tries         int
	LeaseToken    string
	MadeAsOf      *time.Time
	CreatedAt     time.Time
	CreatedBy     string
	FinishedAt    *time.Time
	ExpiresAt     *time.Time
}

// check refuses what there is none of.
func (e Export) check() error {
	switch {
	case !slices.Contains(exportKinds, e.Kind):
		return ErrInput.With(inField("kind", "unknown_kind", "One of partners, headcounts, qualifications, standings, awards."))
	case !slices.Contains(exportFormats, e.Format):
		return ErrInput.With(inField("format", "unknown_format", "ndjson or csv."))
	case e.AsOf != nil && e.Kind != "headcounts":
		return ErrInput.With(inField("as_of", "not_allowed", "Only headcounts are exported as of another moment."))
	}
	return nil
}

// fetchable is true while the file can be had.
func (e Export) fetchable(now time.Time) bool {
	return e.State == exportDone && e.ExpiresAt != nil && e.ExpiresAt.After(now)
}

// exportColumns are the members of a row, in the order in which a CSV file has them.
var exportColumns = map[string][]string{
	"partners":       {"partner", "external_id", "name", "country", "parent", "programs", "joined_at"},
	"headcounts":     {"partner", "external_id", "certification", "count", "expiring_P30D", "expiring_P60D", "expiring_P90D", "in_renewal", "pending_confirmation", "as_of"},
	"qualifications": {"partner", "external_id", "program", "version", "target", "result", "since", "evaluated_at"},
	"standings":      {"partner", "external_id", "program", "track", "tier", "since", "grace_until", "hold_until", "sequence"},
	"awards":         {"partner", "external_id", "person", "name", "kind", "key", "level", "family", "source", "status", "valid_from", "valid_until"},
}
