package rules

import "time"

// standIn is what an award of one certification may be taken for.
type standIn struct {
	as         Certification
	equivalent bool      // only where a filter takes equivalents
	until      time.Time // zero: without end
}

// standIns lists for each certification those it implies, through any number of steps, and its equivalents, the ones
// that last longest first.
func standIns(all []Certification) map[string][]standIn {
	byKey := make(map[string]Certification, len(all))
	for _, c := range all {
		byKey[c.Key] = c
	}
	found := map[string][]standIn{}
	for _, c := range all {
		seen := map[string]bool{c.Key: true}
		for queue := c.Implies; len(queue) > 0; queue = queue[1:] {
			if implied := byKey[queue[0]]; !seen[queue[0]] {
				seen[queue[0]] = true
				implied.Key = queue[0]
				found[c.Key] = append(found[c.Key], standIn{as: implied})
				queue = append(queue[:len(queue):len(queue)], implied.Implies...)
			}
		}
		for _, e := range c.Equivalents {
			other := byKey[e.Key]
			other.Key = e.Key
			found[c.Key] = append(found[c.Key], standIn{as: other, equivalent: true, until: e.Until})
		}
	}
	return found
}

// award is the award as it counts for a filter that asks for the other certification: it stays the one that it is, and
// lasts no longer than it may stand in.
func (s standIn) award(a Award, filter Filter) (Award, bool) {
	if s.equivalent && !filter.Equivalents {
		return a, false
	}
	like := a
	like.Key, like.Level, like.Family, like.Roles = s.as.Key, s.as.Level, s.as.Family, s.as.Roles
	if !filter.matches(like) {
		return a, false
	}
	a.asUntil = s.until
	return a, true
}
