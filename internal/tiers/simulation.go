package tiers

import (
	"fmt"
	"strconv"
	"time"

	"laurel/internal/fault"
	"laurel/internal/tiers/rules"
)

// Simulation is what would be otherwise: people who join with a certification, people who leave, figures, another version.
type Simulation struct {
	Add     []Addition
	Remove  []string
	Facts   []Fact
	Version string // of the program; empty: the one in force
}

// Addition is a number of new people, or people of the partner, who earn a certification.
type Addition struct {
	Kind, Key, Level, Family string
	Roles                    []string
	People                   int
	Persons                  []string // who earns it; nil: new people
}

// Change is a line of the answer that would be another one.
type Change struct {
	Node  string       `json:"node"`
	Title string       `json:"title"`
	From  rules.Result `json:"from" enum:",met,not_met,unknown"`
	To    rules.Result `json:"to" enum:",met,not_met,unknown"`
	Had   any          `json:"had"`
	Has   any          `json:"has"`
}

// changes are the nodes that differ, in the order of the answer as it would be; those it has no more follow.
func changes(now, then rules.Explanation) []Change {
	before := map[string]rules.Node{}
	for _, n := range now.Nodes {
		before[n.ID] = n
	}
	found := []Change{}
	for _, n := range then.Nodes {
		was := before[n.ID]
		delete(before, n.ID)
		if was.Result != n.Result || fmt.Sprint(was.Have) != fmt.Sprint(n.Have) {
			found = append(found, Change{n.ID, n.Title, was.Result, n.Result, was.Have, n.Have})
		}
	}
	for _, n := range now.Nodes {
		if _, gone := before[n.ID]; gone {
			found = append(found, Change{n.ID, n.Title, n.Result, "", n.Have, nil})
		}
	}
	return found
}

// apply puts the people of a simulation into what is known; nothing is kept.
func (m Simulation) apply(s rules.Snapshot) (rules.Snapshot, []fault.Field) {
	known := map[string]bool{}
	for _, p := range s.People {
		known[p.ID] = true
	}
	faults := []fault.Field{}
	gone := map[string]bool{}
	for i, id := range m.Remove {
		if gone[id] = true; !known[id] {
			faults = append(faults, inField("remove."+strconv.Itoa(i), "unknown_person", "Nobody with this id has to do with the partner."))
		}
	}
	people := []rules.Person{}
	for _, p := range s.People {
		if !gone[p.ID] {
			people = append(people, p)
		}
	}
	s.People = people
	for i, a := range m.Add {
		who := a.Persons
		for k, id := range who {
			if !known[id] {
				faults = append(faults, inField("add."+strconv.Itoa(i)+".persons."+strconv.Itoa(k), "unknown_person", "Nobody with this id has to do with the partner."))
			}
		}
		for n := range a.People {
			id := "new_" + strconv.Itoa(i) + "_" + strconv.Itoa(n)
			s = joined(s, id)
			who = append(who, id)
		}
		for _, id := range who {
			s.Awards = append(s.Awards, a.award(s, id, i))
		}
	}
	return s, faults
}

// longAgo is since when somebody who is imagined is there: no rule for joiners keeps them out.
func longAgo(at time.Time) time.Time { return at.AddDate(-1, 0, 0) }

func joined(s rules.Snapshot, id string) rules.Snapshot {
	s.People = append(s.People, rules.Person{ID: id, Country: s.Partner.Country})
	s.Affiliations = append(s.Affiliations, rules.Affiliation{ID: id, Person: id, Partner: s.Partner.ID, Employment: "employee", Basis: rules.BasisDomain,
		ByPerson: true, ByPartner: true, From: longAgo(s.AsOf)})
	return s
}

func (a Addition) award(s rules.Snapshot, person string, i int) rules.Award {
	w := rules.Award{Source: "imagined_" + strconv.Itoa(i), Person: person, Kind: a.Kind, Key: a.Key, Level: a.Level, Family: a.Family, Roles: a.Roles,
		Status: "active", From: s.AsOf}
	for _, c := range s.Certifications {
		if c.Key == a.Key && a.Kind == "certification" {
			w.Title, w.Level, w.Family, w.Roles = c.Title, c.Level, c.Family, c.Roles
		}
	}
	return w
}
