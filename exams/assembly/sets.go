package assembly

import "slices"

// Items of one set belong together: a form takes all of a set or none of it. What counts as the set is what can be drawn of it by kind
// and domain. A set does not fit where its domains have no room for all of it, where its own items are enemies of each other or of what
// stands in the form, or where one of them may not be given any more; then it stays out, whole, and others are drawn. Only where no
// draw keeps every bound with whole sets are sets parted, because a form that shows a text for fewer questions is better than no form.

// bind finds the sets of more than one item.
func (b *bench) bind() {
	b.set = slices.Repeat([]int{-1}, len(b.pool))
	at := map[string][]int{}
	var names []string
	for i, it := range b.pool {
		if it.Set == "" || it.Pretest || b.domain[i] < 0 {
			continue
		}
		if at[it.Set] == nil {
			names = append(names, it.Set)
		}
		at[it.Set] = append(at[it.Set], i)
	}
	for _, name := range names {
		if len(at[name]) < 2 {
			continue
		}
		for _, i := range at[name] {
			b.set[i] = len(b.sets)
		}
		b.sets = append(b.sets, at[name])
	}
	b.whole = len(b.sets) > 0
}

// bound holds for an item that comes and goes with its set.
func (b *bench) bound(i int) bool { return b.whole && b.set[i] >= 0 }

// comes is what comes into a form with an item: the item, or what is missing of its set. Nothing when that does not fit.
func (b *bench) comes(f, i int) []int {
	if !b.bound(i) {
		if b.fits(f, i, -1) {
			return []int{i}
		}
		return nil
	}
	var missing []int
	for _, m := range b.sets[b.set[i]] {
		if !b.in[f][m] {
			missing = append(missing, m)
		}
	}
	for n, m := range missing {
		if !slices.Contains(b.byDomain[b.domain[m]], m) || !b.fits(f, m, -1) || slices.ContainsFunc(missing[:n], func(o int) bool { return slices.Contains(b.enemies[m], o) }) {
			return nil
		}
	}
	room := b.room(f)
	for _, m := range missing {
		if room[b.domain[m]]--; room[b.domain[m]] < 0 {
			return nil
		}
	}
	return missing
}

// room is how many items a form still takes of each domain.
func (b *bench) room(f int) []int {
	out := make([]int, len(b.plan.Domains))
	for d, part := range b.plan.Domains {
		out[d] = part.Items
	}
	for _, i := range b.forms[f] {
		out[b.domain[i]]--
	}
	return out
}

// complete brings in what is missing of the sets that anchors belong to; false when that does not fit.
func (b *bench) complete(f int) bool {
	for _, a := range b.anchors {
		if !b.bound(a) || !slices.ContainsFunc(b.sets[b.set[a]], func(m int) bool { return !b.in[f][m] }) {
			continue
		}
		more := b.comes(f, a)
		if more == nil {
			return false
		}
		for _, m := range more {
			b.put(f, m)
		}
	}
	return true
}
