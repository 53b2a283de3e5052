package tiers

import (
	"slices"
	"time"

	"laurel/internal/tiers/rules"
)

// TrackState tells a track that was finished and still counts from one that did once, and from one that is being learned.
type TrackState string

// The states of a track.
const (
	TrackInProgress TrackState = "in_progress"
	TrackFinished   TrackState = "finished"
	TrackLapsed     TrackState = "lapsed"
)

// MemberState is the one word for a person: the best that is known, but what is about to end comes first.
type MemberState string

// The states of a member.
const (
	MemberExpiring   MemberState = "expiring"
	MemberCertified  MemberState = "certified"
	MemberTrained    MemberState = "trained"
	MemberLapsed     MemberState = "lapsed"
	MemberLearning   MemberState = "learning"
	MemberInvited    MemberState = "invited"
	MemberNotStarted MemberState = "not_started"
)

// state of a member whose certifications and tracks are known.
func (m Member) state() MemberState {
	held := func(states ...string) bool {
		return slices.ContainsFunc(m.Certifications, func(c MemberCertification) bool { return slices.Contains(states, c.State) })
	}
	on := func(state TrackState) bool {
		return slices.ContainsFunc(m.Tracks, func(t MemberTrack) bool { return t.State == state && (t.Percent > 0 || state != TrackInProgress) })
	}
	switch {
	case held("expiring"):
		return MemberExpiring
	case held("active", heldWord): // in doubt is not lost
		return MemberCertified
	case len(m.Certifications) > 0:
		return MemberLapsed
	case on(TrackFinished):
		return MemberTrained
	case on(TrackInProgress):
		return MemberLearning
	case on(TrackLapsed):
		return MemberLapsed
	case m.Invited:
		return MemberInvited
	}
	return MemberNotStarted
}

// finished tells what has become of tracks by the awards for them; a finished one of which no progress was heard is added.
func finished(tracks []MemberTrack, awards []rules.Award, now time.Time) []MemberTrack {
	found := slices.Clone(tracks)
	for _, a := range awards {
		if a.Kind != "training" || a.From.After(now) {
			continue
		}
		i := slices.IndexFunc(found, func(t MemberTrack) bool { return t.Track == a.Key })
		if i < 0 {
			i, found = len(found), append(found, MemberTrack{Track: a.Key, Title: a.Title, Percent: 100})
		}
		t := &found[i]
		lives := a.Until.IsZero() || a.Until.After(now)
		if t.State == TrackFinished && (!lives || t.ValidUntil == nil || !a.Until.IsZero() && !a.Until.After(*t.ValidUntil)) {
			continue // an earlier award for the same track lasts longer
		}
		t.State, t.ValidUntil = TrackLapsed, instant(a.Until)
		if lives {
			t.State = TrackFinished
		}
	}
	for i := range found {
		if found[i].State == "" {
			found[i].State = TrackInProgress
		}
	}
	return found
}
