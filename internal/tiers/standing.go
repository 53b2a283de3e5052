package tiers

import (
	"time"

	"laurel/internal/tiers/rules"
)

// Standing is where a partner is on one track of a program; Tier is empty where nothing is held.
type Standing struct {
	PartnerID, Program, Track, Tier string
	Since                           time.Time
	GraceUntil, HoldUntil           *time.Time
	Version                         string     // of the program, under which the tier was reached
	Capped                          bool       // an override that took the tier down keeps it there while HoldUntil runs
	CheckedAt                       *time.Time // the last checkpoint that was decided
	Sequence                        int64
}

// Decision is a line of the journal. At is when it took effect, RecordedAt when it was written: after an outage that is later.
type Decision struct {
	ID, PartnerID, Program, Track, Kind, FromTier, ToTier, Reason, DecidedBy, Version string
	Target                                                                            string // the tier that was evaluated, and the digest of that
	ResultSHA256                                                                      string `gorm:"column:result_sha256"`
	GraceUntil, HoldUntil                                                             *time.Time
	Sequence                                                                          int64
	At, RecordedAt                                                                    time.Time
}

// The kinds of decisions.
const (
	promoted     = "promoted"
	demoted      = "demoted"
	overridden   = "overridden"
	graceStarted = "grace_started"
	graceEnded   = "grace_ended"
	held         = "held"
	warned       = "warned"
	proposed     = "proposed"
	declined     = "declined"
	withdrawn    = "withdrawn"
)

// move is what one step of the rules asks for.
type move struct{ kind, from, to, reason string }

// circumstances are what a step looks at beside the standing itself.
type circumstances struct {
	program    *rules.Program
	results    map[string]rules.Result
	accepted   map[string]bool // tiers with an accepted application or invitation
	open       map[string]bool // tiers with an open proposal
	now        time.Time       // the moment judged
	checkpoint bool            // is one
	year       bool            // begins a fiscal year
}

// tracks are the tracks of a program, each once; a program without tracks has the unnamed one.
func tracks(p *rules.Program) []string {
	found := []string{}
	seen := map[string]bool{}
	for _, t := range p.Tiers {
		if !seen[t.Track] {
			seen[t.Track] = true
			found = append(found, t.Track)
		}
	}
	return found
}
