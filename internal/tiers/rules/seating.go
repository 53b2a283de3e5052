package rules

import "slices"

const (
	mostAmbiguous = 20   // people who could take seats of several roles, where one has to be chosen
	mostTries     = 1000 // seatings tried to choose their roles
)

// seatNeed is some seats of one role; people are who could sit there, as indexes.
type seatNeed struct {
	name, role string
	min        int
	people     []int
}

// seating is a question of assignment. Needs stand in the order of their priority: what comes later never takes a seat
// from what came before.
type seating struct {
	people    []string
	needs     []seatNeed
	perRole   map[string]int // seats of one person in a role; a role that is not named has no limit
	total     int            // seats of one person in all; zero: no limit
	exclusive bool           // one role kind per person
}

// plan is an answer: how many seats of each need are filled, and by whom. Where too many people could take several
// roles it is a bound from above: nobody can fill more.
type plan struct {
	seating
	network
	filled []int
	bound  bool
}

// solve fills the needs as far as possible, the first first.
func (s seating) solve() plan {
	free := s.fill(make([]string, len(s.people)))
	if !s.exclusive || s.torn(free) < 0 {
		return free
	}
	if s.ambiguous() > mostAmbiguous {
		free.bound = true
		return free
	}
	search := chooser{seating: s, tries: mostTries}
	search.choose(make([]string, len(s.people)), free)
	if search.tries < 0 {
		free.bound = true
		return free
	}
	return *search.best
}

// ambiguous counts those who could take seats of several roles.
func (s seating) ambiguous() int {
	role, several := make([]string, len(s.people)), map[int]bool{}
	for _, n := range s.needs {
		for _, i := range n.people {
			if role[i] != "" && role[i] != n.role {
				several[i] = true
			}
			role[i] = n.role
		}
	}
	return len(several)
}

// torn is somebody whom a plan seats in two roles, or -1.
func (s seating) torn(p plan) int {
	role := make([]string, len(s.people))
	for k, n := range s.needs {
		for _, i := range p.seated(k) {
			if role[i] != "" && role[i] != n.role {
				return i
			}
			role[i] = n.role
		}
	}
	return -1
}

// chooser gives each torn person one role after the other. What a plan without the rule can fill bounds what one with it
// can, so that most branches end at once.
type chooser struct {
	seating
	best  *plan
	tries int
}

func (c *chooser) choose(roles []string, loose plan) {
	if c.tries < 0 || c.best != nil && slices.Compare(loose.filled, c.best.filled) <= 0 {
		return
	}
	torn := c.torn(loose)
	if torn < 0 {
		c.best = &loose
		return
	}
	seen := []string{}
	for _, n := range c.needs {
		if has(seen, n.role) || !slices.Contains(n.people, torn) {
			continue
		}
		seen = append(seen, n.role)
		if c.tries--; c.tries < 0 {
			return
		}
		with := slices.Clone(roles)
		with[torn] = n.role
		c.choose(with, c.fill(with))
	}
}

// network is written from the needs to the people: what a need can reach in it is what it competes for.
type network struct {
	flow
	source, pool int32
	open         []int32   // the edge into each need
	need         []int32   // the node of each need
	seat         [][]int32 // the edges out of each need, in the order of its people
	person       map[int32]int
	exit         []int32 // the edge of each person into the pool
}

// fill makes the network and fills it need by need. An augmenting path never takes back what flows into a need, so that
// the first ones keep their seats. Roles restricts people to one role; empty is any.
func (s seating) fill(roles []string) plan {
	p := plan{seating: s, network: network{person: map[int32]int{}}}
	p.source, p.pool = p.node(), p.node()
	inRole := map[string][]int32{}
	for i := range s.people {
		n := p.node()
		most := int32(plenty)
		if s.total > 0 {
			most = int32(s.total)
		}
		p.person[n] = i
		p.exit = append(p.exit, p.edge(n, p.pool, most))
	}
	for _, need := range s.needs {
		n := p.node()
		p.need = append(p.need, n)
		p.open = append(p.open, p.edge(p.source, n, 0))
		if inRole[need.role] == nil {
			inRole[need.role] = make([]int32, len(s.people))
		}
		seats := make([]int32, len(need.people))
		for k, i := range need.people {
			seats[k] = -1
			if roles[i] != "" && roles[i] != need.role {
				continue
			}
			if inRole[need.role][i] == 0 {
				inRole[need.role][i] = p.roleOf(i, need.role)
			}
			seats[k] = p.edge(n, inRole[need.role][i], 1)
		}
		p.seat = append(p.seat, seats)
	}
	for k, need := range s.needs {
		p.room[p.open[k]] = int32(need.min)
		p.flow.fill(p.source, p.pool)
		p.filled = append(p.filled, int(p.sent(p.open[k])))
		p.room[p.open[k]] = 0 // what could not be filled now cannot be filled later either
	}
	return p
}

func (p *plan) roleOf(i int, role string) int32 {
	n := p.node()
	most := int32(plenty)
	if limit, limited := p.perRole[role]; limited {
		most = int32(limit)
	}
	p.person[n] = i
	p.edge(n, int32(2+i), most) // people were made first
	return n
}

// seated are those who sit in a need.
func (p *plan) seated(k int) []int {
	found := []int{}
	for n, e := range p.seat[k] {
		if e >= 0 && p.sent(e) > 0 {
			found = append(found, p.needs[k].people[n])
		}
	}
	return found
}

// cut names what stands in the way of the given needs: all that compete, the people who are used up, and how many seats
// those can take together.
func (p *plan) cut(of []int) (needs []string, people []int, capacity, wanted int) {
	from := []int32{}
	for _, k := range of {
		if p.filled[k] < p.needs[k].min {
			from = append(from, p.need[k])
		}
	}
	seen := p.reached(from...)
	used := map[int]bool{}
	for n := range seen {
		if !seen[n] || int32(n) == p.source {
			continue
		}
		for e := p.head[n]; e >= 0; e = p.next[e] {
			if e%2 == 0 && !seen[p.to[e]] {
				capacity += int(p.room[e] + p.room[e^1])
				who, is := p.person[p.to[e]]
				if !is {
					who = p.person[int32(n)]
				}
				used[who] = true
			}
		}
	}
	for k, n := range p.needs {
		if seen[p.need[k]] {
			needs, wanted = append(needs, n.name), wanted+n.min
		}
	}
	for i := range p.people {
		if used[i] {
			people = append(people, i)
		}
	}
	return needs, people, capacity, wanted
}

// spare is true where a plan fills the same seats without one person: then nothing hangs on them.
func (p *plan) spare(person int) bool {
	q := *p
	q.room = slices.Clone(p.room)
	q.level, q.turn, q.queue = nil, nil, nil
	freed := int32(0)
	for k, need := range q.needs {
		for n, e := range q.seat[k] {
			if e < 0 || need.people[n] != person {
				continue
			}
			if q.sent(e) > 0 {
				freed++
				q.room[q.open[k]]++
				q.room[q.open[k]^1]--
			}
			q.room[e], q.room[e^1] = 0, 0
		}
	}
	for e := range q.to { // what the person sent through their own nodes is taken back
		from, is := q.person[q.to[e^1]]
		if e%2 == 0 && is && from == person {
			q.room[e], q.room[e^1] = 0, 0
		}
	}
	return q.flow.fill(q.source, q.pool) == freed && (!q.exclusive || q.torn(q) < 0)
}
