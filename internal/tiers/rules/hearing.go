package rules

import (
	"strings"
	"time"
)

// hearing is one evaluation in progress: the program, what is known, and the moment that is judged.
type hearing struct {
	program *Program
	snap    *Snapshot
	horizon Period
	at      time.Time // people and evidence are judged here; a forecast moves it
	factsAt time.Time // metrics are judged here; a forecast does not guess figures
	without string    // a person left out to see whether anything hangs on them
	files   []*file
	titles  map[string]string
	ends    map[string]time.Time // counts_until of certifications
	stands  map[string][]standIn // what an award of a certification may be taken for
	figures map[string]metered   // of metrics, each put together once
	held    map[int]Result       // of the designations of the program, by index
	plans   map[string]*plan     // of groups of seats
	judged  map[string][]verdict // by filter, in the order of the files
	first   *hearing             // the one that this is a moved copy of
}

// file is what is known of one person.
type file struct {
	person Person
	ours   []Affiliation
	others []Affiliation
	awards []Award
	next   time.Time // when something of it begins or ends, once seen
	seen   bool
}

func newHearing(p *Program, s *Snapshot, horizon Period) *hearing {
	h := &hearing{program: p, snap: s, horizon: horizon, at: s.AsOf, factsAt: s.AsOf,
		titles: map[string]string{}, ends: map[string]time.Time{}, figures: map[string]metered{}, held: map[int]Result{}, plans: map[string]*plan{}, judged: map[string][]verdict{}}
	h.stands = standIns(s.Certifications)
	for _, c := range s.Certifications {
		h.titles[c.Key] = c.Title
		h.ends[c.Key] = c.CountsUntil
	}
	byID := make(map[string]*file, len(s.People))
	for _, person := range s.People {
		if byID[person.ID] == nil {
			f := &file{person: person}
			byID[person.ID] = f
			h.files = append(h.files, f)
		}
	}
	for _, a := range s.Affiliations {
		switch f := byID[a.Person]; {
		case f == nil:
		case a.Partner == s.Partner.ID, p.People.Wide() && has(s.Family, a.Partner):
			f.ours = append(f.ours, a)
		default:
			f.others = append(f.others, a)
		}
	}
	for _, a := range s.Awards {
		if f := byID[a.Person]; f != nil {
			f.awards = append(f.awards, a)
		}
		if h.titles[a.Key] == "" {
			h.titles[a.Key] = a.Title
		}
	}
	return h
}

func (h *hearing) titleOf(key string) string {
	if t := h.titles[key]; t != "" {
		return t
	}
	return capital(key)
}

// moved is the same hearing at a later moment, with one person left out if named.
func (h *hearing) moved(at time.Time, without string) *hearing {
	other := *h
	other.at, other.without = at, without
	other.held, other.plans, other.judged = map[int]Result{}, map[string]*plan{}, map[string][]verdict{}
	if other.first == nil {
		other.first = h
	}
	return &other
}

func (h *hearing) cohort(r Ranking) (Cohort, bool) {
	for i := len(h.snap.Cohorts) - 1; i >= 0; i-- {
		if c := h.snap.Cohorts[i]; c.Ranking == r && !c.FrozenAt.After(h.factsAt) {
			return c, true
		}
	}
	return Cohort{}, false
}

// heldOn is the tier held on a track.
func (h *hearing) heldOn(track string) (Tier, bool) {
	for _, held := range h.snap.Holds {
		if t, known := h.program.Tier(held.Tier); known && t.Track == track {
			return t, true
		}
	}
	return Tier{}, false
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func spoken(key string) string { return strings.NewReplacer("_", " ", "-", " ").Replace(key) }

func spaced(parts ...string) string { return strings.TrimSpace(strings.Join(parts, " ")) }
