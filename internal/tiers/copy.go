package tiers

import "time"

// Person is what tiers keeps of a person.
type Person struct {
	ID, Name, Email, Country string
	Version                  int64
}

// Partner is what tiers keeps of a partner; Programs are the ones it takes part in.
type Partner struct {
	ID, ExternalID, Name, Country, ParentID string
	Programs                                []string
	JoinedAt                                time.Time
	Version                                 int64
}

// Affiliation holds in [From, To) once both sides have confirmed it.
type Affiliation struct {
	ID, PersonID, PartnerID, Employment, State string
	JobRoles                                   []string
	ByPerson, ByPartner                        bool
	From, To                                   *time.Time
	Basis                                      string // what it began with: invitation, claim, domain, directory, vendor, change
	Version                                    int64
}

// Certification is a definition; from the day after CountsUntil (a date) its awards do not count any more.
type Certification struct {
	Key, Title, Level, Family string
	Roles                     []string
	RetiredOn, CountsUntil    *string
	Implies                   []string // certifications that a holder need not hold as well
	Equivalents               []Equivalent
	Version                   int64
}

// Equivalent is a certification that another one counts as, through a date where one is given.
type Equivalent struct {
	Key   string  `json:"key"`
	Until *string `json:"until"`
}

// Award is something earned, known by its source. With Status revoked or expired it ends at At; title, level and the rest
// may then be left out and are taken from what is known.
type Award struct {
	PersonID, Kind, Key, Title, Level, Family string
	Roles                                     []string
	Source, Status                            string
	From                                      time.Time
	Until                                     *time.Time
	Version                                   int64
	At                                        time.Time
}

// Progress is how far a person is on a track.
type Progress struct {
	PersonID, TrackKey, TrackTitle string
	Percent                        int
	Version                        int64
}

// The ends of an award.
const (
	revoked = "revoked"
	expired = "expired"
)

// heldWord is the state of a certification that is in doubt.
const heldWord = "held"

// ends is true for a note that only says that an award is over.
func (a Award) ends() bool { return a.Status == revoked || a.Status == expired }

// merged is what is known of an award after a note, given what was known; ok is false when the note brings nothing new.
// Notes may come in any order: the end of an award may be heard of before its beginning.
func (a awardRow) merged(note awardRow) (awardRow, bool) {
	switch {
	case a.RowID == "":
		return note, true
	case note.Version > a.Version && note.Bare:
		next := a
		next.Version, next.Ended, next.Status = note.Version, note.Ended, note.Status
		next.ValidTo = first(a.ValidTo, note.ValidTo)
		return next, true
	case note.Version > a.Version:
		return note, true
	case a.Bare && !note.Bare && note.Version < a.Version:
		next := note
		next.Version, next.Ended, next.Status = a.Version, a.Ended, a.Status
		next.ValidTo = first(note.ValidTo, a.ValidTo)
		return next, true
	}
	return a, false
}

// first is the earlier of two ends, nil being never.
func first(a, b *time.Time) *time.Time {
	if a == nil || b != nil && b.Before(*a) {
		return b
	}
	return a
}

// dayAfter is the end of a date: what counts through a day counts up to the next.
func dayAfter(date *string) *time.Time {
	if date == nil || *date == "" {
		return nil
	}
	day, err := time.Parse(time.DateOnly, *date)
	if err != nil {
		return nil
	}
	end := day.AddDate(0, 0, 1)
	return &end
}

func open(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Microsecond)
	return &t
}
