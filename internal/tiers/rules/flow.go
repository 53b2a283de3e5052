package rules

// flow is a network with capacities, and Dinic's way of filling it: levels by breadth, then blocking flows by depth.
type flow struct {
	head           []int32 // the first edge out of a node, or -1
	next, to, room []int32 // an edge e and its reverse e^1 lie side by side
	level, turn    []int32
	queue          []int32
}

const plenty = 1 << 30

func (f *flow) node() int32 {
	f.head = append(f.head, -1)
	return int32(len(f.head) - 1)
}

// edge leads from one node to another; the reverse edge gives back what was sent.
func (f *flow) edge(from, to, room int32) int32 {
	e := int32(len(f.to))
	f.to, f.room, f.next = append(f.to, to, from), append(f.room, room, 0), append(f.next, f.head[from], f.head[to])
	f.head[from], f.head[to] = e, e+1
	return e
}

// sent is what flows along an edge.
func (f *flow) sent(e int32) int32 { return f.room[e^1] }

// fill sends as much more as can be from one node to another.
func (f *flow) fill(from, to int32) int32 {
	total := int32(0)
	for f.levels(from, to) {
		copy(f.turn, f.head)
		for more := f.push(from, to, plenty); more > 0; more = f.push(from, to, plenty) {
			total += more
		}
	}
	return total
}

func (f *flow) levels(from, to int32) bool {
	if len(f.level) != len(f.head) {
		f.level, f.turn = make([]int32, len(f.head)), make([]int32, len(f.head))
	}
	clear(f.level)
	f.level[from] = 1
	f.queue = append(f.queue[:0], from)
	for i := 0; i < len(f.queue); i++ {
		n := f.queue[i]
		if f.level[to] > 0 && f.level[n] >= f.level[to] {
			break
		}
		for e := f.head[n]; e >= 0; e = f.next[e] {
			if f.room[e] > 0 && f.level[f.to[e]] == 0 {
				f.level[f.to[e]] = f.level[n] + 1
				f.queue = append(f.queue, f.to[e])
			}
		}
	}
	return f.level[to] > 0
}

func (f *flow) push(from, to, most int32) int32 {
	if from == to {
		return most
	}
	for ; f.turn[from] >= 0; f.turn[from] = f.next[f.turn[from]] {
		e := f.turn[from]
		if f.room[e] == 0 || f.level[f.to[e]] != f.level[from]+1 {
			continue
		}
		if sent := f.push(f.to[e], to, min(most, f.room[e])); sent > 0 {
			f.room[e] -= sent
			f.room[e^1] += sent
			return sent
		}
	}
	return 0
}

// reached are the nodes that more could still be sent to from the given ones.
func (f *flow) reached(from ...int32) []bool {
	seen := make([]bool, len(f.head))
	for _, n := range from {
		seen[n] = true
	}
	for queue := append([]int32{}, from...); len(queue) > 0; queue = queue[1:] {
		for e := f.head[queue[0]]; e >= 0; e = f.next[e] {
			if f.room[e] > 0 && !seen[f.to[e]] {
				seen[f.to[e]] = true
				queue = append(queue, f.to[e])
			}
		}
	}
	return seen
}
