package tiers

import (
	"strconv"
	"time"

	"laurel/internal/fault"
	"laurel/internal/tiers/rules"
)

// Entry is what is recorded of a partner for [ValidFrom, ValidTo): a fee that was settled, or a designation that was held.
type Entry struct {
	ID, PartnerID, Kind, EntryKey, Level, Note, RecordedBy string
	Withdrawn                                              bool
	ValidFrom, RecordedAt                                  time.Time
	ValidTo, SupersededAt                                  *time.Time
}

// The kinds of entries.
const (
	feeEntry         = "fee"
	designationEntry = "designation"
)

// same is true for an entry that says nothing else.
func (e Entry) same(o Entry) bool {
	return e.Withdrawn == o.Withdrawn && e.Note == o.Note && open(e.ValidTo).Equal(open(o.ValidTo))
}

// asked is true where a program asks for what the entry says.
func (e Entry) asked(p *rules.Program) bool {
	if e.Kind == feeEntry {
		return hasWord(p.Fees(), e.EntryKey)
	}
	return p.Designates(e.EntryKey)
}

// Placement is where a partner places its people in the seats of a program, and the designations it asks for, in its order.
type Placement struct {
	PartnerID, Program string
	Pins               []Pin
	Wanted             []string
	RecordedAt         *time.Time
	RecordedBy         string
}

// Pin places a person in a role of a group of seats.
type Pin struct {
	Group  string `json:"group" minLength:"1" maxLength:"80"`
	Person string `json:"person" minLength:"1" maxLength:"80"`
	Role   string `json:"role" minLength:"1" maxLength:"80"`
}

// faults are what a program does not know of a placement.
func (p Placement) faults(program *rules.Program, people map[string]bool) []fault.Field {
	var found []fault.Field
	for i, pin := range p.Pins {
		at := "pins." + strconv.Itoa(i)
		switch {
		case !hasWord(program.SeatRoles(pin.Group), pin.Role):
			found = append(found, inField(at+".role", "unknown_seat", "The program has no seat "+pin.Role+" in a group "+pin.Group+"."))
		case !people[pin.Person]:
			found = append(found, inField(at+".person", "unknown_person", "Nobody with this id has to do with the partner."))
		}
	}
	for i, key := range p.Wanted {
		if !program.Designates(key) {
			found = append(found, inField("wanted."+strconv.Itoa(i), "unknown_designation", "The program declares no designation "+key+"."))
		}
	}
	return found
}
