package tiers_test

import (
	"slices"
	"strings"
	"time"

	"laurel/internal/tiers"
)

// model is what was told, kept in memory. It knows nothing of tables.
type model struct {
	people map[string]tiers.Person
	ties   map[string]tiers.Affiliation
	awards map[string]tiers.Award
	ended  map[string]bool // awards of which only the end is known
	holds  map[string]tiers.Hold
	certs  map[string]tiers.Certification
	edges  []time.Time // where something begins or ends
}

func newModel() *model {
	return &model{map[string]tiers.Person{}, map[string]tiers.Affiliation{}, map[string]tiers.Award{}, map[string]bool{}, map[string]tiers.Hold{}, map[string]tiers.Certification{}, nil}
}

func (m *model) edge(at ...*time.Time) {
	for _, t := range at {
		if t != nil && !t.IsZero() {
			m.edges = append(m.edges, *t)
		}
	}
}

// award keeps what is told of an award: the newest word counts, but an end waits for its beginning.
func (m *model) award(a tiers.Award) {
	m.edge(&a.From, a.Until, &a.At)
	known, has := m.awards[a.Source]
	over := a.Status == "revoked" || a.Status == "expired"
	bare := over && a.From.IsZero()
	if over {
		a.Until, a.Status = soonest(a.Until, &a.At), "active"
	}
	switch {
	case !has:
		m.awards[a.Source], m.ended[a.Source] = a, bare
	case a.Version > known.Version && bare:
		known.Until, known.Version, known.Status = soonest(known.Until, a.Until), a.Version, "active"
		m.awards[a.Source] = known
	case a.Version > known.Version:
		m.awards[a.Source], m.ended[a.Source] = a, false
	case m.ended[a.Source] && !bare && a.Version < known.Version:
		a.Until, a.Version, a.Status = soonest(a.Until, known.Until), known.Version, "active"
		m.awards[a.Source], m.ended[a.Source] = a, false
	}
}

func soonest(times ...*time.Time) *time.Time {
	var first *time.Time
	for _, t := range times {
		if t != nil && (first == nil || t.Before(*first)) {
			first = t
		}
	}
	return first
}

// stretch is one award beside one tie, from when to when; a nil end is never.
type stretch struct {
	what          map[string]string // by dimension; role is one of the roles
	employment    string
	person, award string
	from          time.Time
	to            *time.Time
	renews, waits bool
}

func (m *model) stretches() []stretch {
	found := []stretch{}
	for _, f := range m.ties {
		for _, a := range m.awards {
			if a.PersonID != f.PersonID || m.ended[a.Source] || !slices.Contains([]string{"active", "current", "in_renewal", "maintenance_due"}, a.Status) {
				continue
			}
			s := stretch{employment: f.Employment, person: a.PersonID, award: a.Kind + "/" + a.Key, from: a.From, to: a.Until, renews: a.Status == "in_renewal"}
			if h := m.holds[a.Source]; h.Held {
				s.to = soonest(s.to, &h.At)
			}
			if c := m.certs[a.Key]; c.CountsUntil != nil && a.Kind == "certification" {
				last, _ := time.Parse(time.DateOnly, *c.CountsUntil)
				after := last.AddDate(0, 0, 1)
				s.to = soonest(s.to, &after)
			}
			switch {
			case f.ByPerson && f.ByPartner && f.From != nil:
				s.to = soonest(s.to, f.To)
				if f.From.After(s.from) {
					s.from = *f.From
				}
			case f.State == "pending":
				s.waits = true
			default:
				continue
			}
			for _, role := range append(slices.Compact(slices.Sorted(slices.Values(a.Roles))), "") { // "" stands for whoever does not ask for roles
				s.what = map[string]string{"partner": f.PartnerID, "certification": a.Key, "level": a.Level, "family": a.Family, "country": m.people[a.PersonID].Country, "kind": a.Kind, "role": role}
				found = append(found, s)
			}
		}
	}
	return found
}

// figures are what a row says.
type figures struct{ Count, InRenewal, Pending, Left30, Left60, Left90 int }

// question is one that both are asked.
type question struct {
	filters map[string]string // by dimension, and employment
	groups  []string
	at      time.Time
	valid   int // days
	awards  bool
}

func (m *model) answer(q question) map[string]figures {
	cells := map[string]map[string][]stretch{} // by group, by who
	roles := q.filters["role"] != "" || slices.Contains(q.groups, "role")
	for _, s := range m.stretches() {
		if roles == (s.what["role"] == "") || !s.fits(q.filters) {
			continue
		}
		names := []string{}
		for _, g := range q.groups {
			names = append(names, s.what[g])
		}
		group, who := strings.Join(names, "|"), s.person
		if q.awards {
			who += s.award
		}
		if cells[group] == nil {
			cells[group] = map[string][]stretch{}
		}
		cells[group][who] = append(cells[group][who], s)
	}
	rows := map[string]figures{}
	for group, everybody := range cells {
		f := figures{}
		for _, one := range everybody {
			f.add(one, q)
		}
		if f != (figures{}) {
			rows[group] = f
		}
	}
	return rows
}

func (s stretch) fits(filters map[string]string) bool {
	for of, wanted := range filters {
		if of == "employment" && s.employment != wanted || of != "employment" && s.what[of] != wanted {
			return false
		}
	}
	return true
}

func after(end *time.Time, at time.Time) bool { return end == nil || end.After(at) }

// add looks at one person in one row.
func (f *figures) add(all []stretch, q question) {
	counts, renews, waits := false, false, false
	for _, s := range all {
		covers := !s.from.After(q.at) && after(s.to, q.at)
		lasts := covers && after(s.to, q.at.AddDate(0, 0, q.valid))
		counts = counts || lasts && !s.waits
		renews = renews || lasts && !s.waits && s.renews
		waits = waits || covers && s.waits
	}
	if !counts {
		if waits {
			f.Pending++
		}
		return
	}
	f.Count++
	if renews {
		f.InRenewal++
	}
	end := lapse(all, q.at)
	for days, left := range map[int]*int{30: &f.Left30, 60: &f.Left60, 90: &f.Left90} {
		if !after(end, q.at.AddDate(0, 0, days)) {
			*left++
		}
	}
}

// lapse is when somebody who counts stops to: what begins before the end of the last one goes on.
func lapse(all []stretch, at time.Time) *time.Time {
	end := &at
	for moved := true; moved; {
		moved = false
		for _, s := range all {
			if !s.waits && !s.from.After(*end) && after(s.to, *end) {
				if s.to == nil {
					return nil
				}
				end, moved = s.to, true
			}
		}
	}
	return end
}
