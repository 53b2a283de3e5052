package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"sort"
)

var currencyPattern = regexp.MustCompile(`^[A-Z]{3}$`)

// Parse reads a document in YAML or JSON. It is taken as a whole or refused as a whole, with path and reason for every
// fault at once.
func Parse(document []byte) (*Program, error) {
	root, err := tree(document)
	if err != nil {
		return nil, err
	}
	doc := &reading{}
	p := readProgram(place{doc: doc, node: root})
	if len(doc.faults) > 0 {
		return nil, ErrProgram.With(doc.faults...)
	}
	p.Document, err = json.Marshal(canonical(root))
	if err != nil {
		return nil, refused("", "unreadable", "Holds a value that JSON cannot say.").Because(err)
	}
	sum := sha256.Sum256(p.Document)
	p.SHA256 = hex.EncodeToString(sum[:])
	return p, nil
}

func readProgram(at place) *Program {
	s := at.shape("program")
	s.get("spec").oneOf(Spec)
	p := &Program{
		Key: s.get("program").key(), Version: s.get("version").key(), Title: s.get("title").text(),
		About: readAbout(s.get("about")), Standing: readStanding(s.get("standing")), People: readPeople(s.get("people")),
	}
	if p.Title == "" {
		p.Title = p.Key
	}
	currency := s.get("currency")
	if p.Currency = currency.text(); !currency.absent() && !currencyPattern.MatchString(p.Currency) {
		currency.fault("bad_currency", "Three capital letters, such as USD.")
	}
	p.Rates, p.Regions = readRates(s.get("rates"), p), readRegions(s.get("regions"))
	p.Facts = readFacts(s.get("facts"), p)
	p.SeatRules = readSeatRules(s.get("seat_rules"))
	readScoreNames(s.get("scores"), p)
	designations := readDesignationHeads(s.get("designations"), p)
	tiers := readTierHeads(s.get("tiers"), p)
	readScores(s.get("scores"), p)
	for i, d := range designations {
		readDesignationRule(d, p, &p.Designations[i])
	}
	for i, t := range tiers {
		readTierRules(t, p, &p.Tiers[i])
	}
	if len(at.doc.faults) == 0 {
		refuseCircles(s, p)
		refuseStrayLines(s, p)
		p.Golden = readCases(s.get("golden"), p)
	}
	return p
}

func readAbout(at place) About {
	s := at.shape("about")
	a := About{InspiredBy: s.get("inspired_by").text(), Source: s.get("source").text(), Successor: s.get("successor").key()}
	for _, line := range s.get("not_modelled").list() {
		a.NotModelled = append(a.NotModelled, line.text())
	}
	for _, item := range s.get("checklist").list() {
		a.Checklist = append(a.Checklist, readCheckLine(item))
	}
	return a
}

// readTierHeads goes over the list before its rules are read: a rule may name a tier that stands below it.
func readTierHeads(at place, p *Program) []section {
	items := at.list()
	if len(items) == 0 && !at.absent() {
		at.fault("empty", "A program needs at least one tier.")
	}
	sections := make([]section, len(items))
	for i, item := range items {
		sections[i] = item.shape("tier")
		p.Tiers = append(p.Tiers, readTierHead(sections[i]))
	}
	uniqueTiers(sections, p.Tiers)
	return sections
}

func readTierHead(s section) Tier {
	t := Tier{
		Key: s.get("key").key(), Title: s.get("title").text(), Track: s.get("track").key(),
		Rank:  s.get("rank").whole(0, 1000),
		Entry: Entry(s.get("entry").oneOf(string(EntryOpen), string(EntryAutomatic), string(EntryApplication), string(EntryInvitation))),
	}
	if t.Title == "" {
		t.Title = capital(t.Key)
	}
	return t
}

func uniqueTiers(sections []section, tiers []Tier) {
	keys, ranks := map[string]bool{}, map[Ranked]bool{}
	for i, t := range tiers {
		if keys[t.Key] {
			sections[i].get("key").fault("duplicate_key", "Another tier has this key.")
		}
		if ranks[Ranked{t.Track, t.Rank}] {
			sections[i].get("rank").fault("duplicate_rank", "Another tier of the track has this rank.")
		}
		keys[t.Key], ranks[Ranked{t.Track, t.Rank}] = true, true
	}
}

// Ranked is a place on a track.
type Ranked struct {
	Track string
	Rank  int
}

func readTierRules(s section, p *Program, t *Tier) {
	names := ruleNames{program: p, tier: t, ids: map[string]bool{}}
	require, enter, keep := s.get("require"), s.get("enter"), s.get("keep")
	switch {
	case !require.absent():
		t.Enter = readRequirement(require, "require", names)
		t.Keep = t.Enter
		for _, p := range []place{enter, keep} {
			if !p.absent() {
				p.fault("conflict", "Either require, or enter and keep.")
			}
		}
	case enter.absent() && keep.absent():
		s.get("require").missing()
	default:
		t.Enter = readOptional(enter, "enter", names)
		names.ids = map[string]bool{}
		t.Keep = readOptional(keep, "keep", names)
		if t.Keep == nil {
			t.Keep = t.Enter
		}
		if t.Enter == nil {
			t.Enter = t.Keep
		}
	}
	names.ids = map[string]bool{}
	for i, item := range s.get("targets").list() {
		t.Targets = append(t.Targets, readRequirement(item, "targets["+itoa(i)+"]", names))
	}
	t.Grants = readGrants(s.get("grants"), p)
}

func readOptional(at place, path string, names ruleNames) *Requirement {
	if at.absent() {
		return nil
	}
	return readRequirement(at, path, names)
}

func readFacts(at place, p *Program) []FactRule {
	found := []FactRule{}
	if at.absent() {
		return found
	}
	members := at.own()
	for _, member := range members {
		found = append(found, readFact(member, p))
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Name < found[j].Name })
	p.Facts = found
	for _, member := range members {
		readDerived(member, p)
	}
	return found
}
