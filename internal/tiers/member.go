package tiers

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"laurel/internal/tiers/rules"
)

// Member is a line of a partner's team.
type Member struct {
	PersonID, Name, Email, AffiliationID, AffiliationState string
	Invited                                                bool // the person has not confirmed yet
	State                                                  MemberState
	JobRoles                                               []string
	Certifications                                         []MemberCertification
	Tracks                                                 []MemberTrack
}

// MemberCertification is the best that a person has of one certification.
type MemberCertification struct {
	Certification, Title, State string
	ValidUntil, NextDue         *time.Time
	CountsToward                []string
	CountsFor                   []Rung
}

// Rung is a tier of a program, by key and title.
type Rung struct{ Program, ProgramTitle, Tier, TierTitle string }

// MemberTrack is how far a person is, and what has become of a finished one.
type MemberTrack struct {
	Track, Title string
	Percent      int
	State        TrackState
	ValidUntil   *time.Time
}

// soon is when a certification begins to be called expiring.
const soon = 90 * 24 * time.Hour

// certificationsOf keeps of each certification the award that lasts longest.
func certificationsOf(awards []rules.Award, programs []*rules.Program, now time.Time) []MemberCertification {
	best := map[string]rules.Award{}
	for _, a := range awards {
		b, seen := best[a.Key]
		if a.Kind == "certification" && !a.From.After(now) && (!seen || b.Until.IsZero() == a.Until.IsZero() && a.Until.After(b.Until) || a.Until.IsZero()) {
			if !seen || !b.Until.IsZero() {
				best[a.Key] = a
			}
		}
	}
	found := []MemberCertification{}
	for _, key := range sorted(best) {
		a := best[key]
		c := MemberCertification{Certification: key, Title: a.Title, State: stateOf(a, now), ValidUntil: instant(a.Until), CountsToward: []string{}, CountsFor: []Rung{}}
		if c.State == "active" || c.State == "expiring" {
			c.NextDue = c.ValidUntil
			for _, p := range programs {
				for _, tier := range p.CountsToward(a) {
					c.CountsToward = append(c.CountsToward, p.Key+"/"+tier)
					step, _ := p.Tier(tier)
					c.CountsFor = append(c.CountsFor, Rung{p.Key, p.Title, tier, step.Title})
				}
			}
		}
		found = append(found, c)
	}
	return found
}

func stateOf(a rules.Award, now time.Time) string {
	switch {
	case !a.HeldFrom.IsZero() && (a.Until.IsZero() || a.Until.After(now)):
		return heldWord
	case a.Until.IsZero() || a.Until.After(now.Add(soon)):
		return "active"
	case a.Until.After(now):
		return "expiring"
	case a.Ended == revoked:
		return revoked
	}
	return expired
}

// TeamFilter narrows a team; empty members ask nothing. State is that of the person, of a certification, or of the
// affiliation; no two of them share a word but expiring, where a person is what one of the certifications is.
type TeamFilter struct{ JobRole, State, Certification string }

func (f TeamFilter) takes(m Member) bool {
	if f.JobRole != "" && !slices.Contains(m.JobRoles, f.JobRole) {
		return false
	}
	if f.State == "pending" || f.State == "confirmed" {
		if m.AffiliationState != f.State {
			return false
		}
		f.State = ""
	}
	if slices.Contains([]MemberState{MemberCertified, MemberTrained, MemberLapsed, MemberLearning, MemberInvited, MemberNotStarted}, MemberState(f.State)) {
		if string(m.State) != f.State {
			return false
		}
		f.State = ""
	}
	if f.State == "" && f.Certification == "" {
		return true
	}
	return slices.ContainsFunc(m.Certifications, func(c MemberCertification) bool {
		return (f.State == "" || c.State == f.State) && (f.Certification == "" || c.Certification == f.Certification)
	})
}

// key orders a team by name, then by person.
func (m Member) key() string { return strings.ToLower(m.Name) + "\x1f" + m.PersonID }

func byName(a, b Member) int { return cmp.Compare(a.key(), b.key()) }

// cellOf makes a value safe for spreadsheets: text that would be read as a formula gets an apostrophe in front.
func cellOf(text string) string {
	trimmed := strings.TrimLeft(text, " \u00a0")
	if trimmed != "" && strings.ContainsRune("=+-@\t\r\n|", rune(trimmed[0])) || strings.HasPrefix(trimmed, "\uff1d") || strings.HasPrefix(trimmed, "\uff0b") {
		return "'" + text
	}
	return text
}
