package scoring

import "math/big"

// The ordering family.
const (
	// OrderAllOrNothing gives the point for exactly the right order.
	OrderAllOrNothing = "order_all_or_nothing"
	// OrderAbsolute is the share of elements in their right place.
	OrderAbsolute = "order_absolute_position"
	// OrderNextExcludeLast is the share of elements that are followed by the right one; the last of the key has none and does not count.
	OrderNextExcludeLast = "order_next_exclude_last"
	// OrderNextIncludeLast counts the last one too: it is right when nothing follows it.
	OrderNextIncludeLast = "order_next_include_last"
	// OrderOnePreviousNext counts for every element the one before and the one after it; having none is right for the ends.
	OrderOnePreviousNext = "order_one_previous_next"
	// OrderAllPreviousNext counts for every element all before and all after it, which is the share of pairs in their right order.
	OrderAllPreviousNext = "order_all_previous_next"
	// OrderLongestOrdered is the largest number of elements that stand in their right order, gaps allowed. A single one is none.
	OrderLongestOrdered = "order_longest_ordered_subset"
	// OrderLongestContiguous is the largest number of elements, each the next of the key, that stand in their right order; others may
	// stand between them. A single one is none.
	OrderLongestContiguous = "order_longest_contiguous_subset"
	// OrderRelative takes from every element how far it is from its right place: (n-1-distance) over n-1.
	OrderRelative = "order_relative_to_correct"
)

// Orders are the names of the family.
func Orders() []string {
	return []string{OrderAllOrNothing, OrderAbsolute, OrderNextExcludeLast, OrderNextIncludeLast, OrderOnePreviousNext, OrderAllPreviousNext,
		OrderLongestOrdered, OrderLongestContiguous, OrderRelative}
}

// Order scores an order by a rule of the family; false for a rule that is not in it. The answer must hold each element of the key
// once, or it is worth nothing.
func Order(rule string, answer, key []string) (*big.Rat, bool) {
	at, ok := places(answer, key)
	count, of := 0, 0
	n := len(key)
	switch rule {
	case OrderAllOrNothing, AllOrNothing:
		count, of = inPlace(at)/max(n, 1), 1
	case OrderAbsolute:
		count, of = inPlace(at), n
	case OrderNextExcludeLast:
		count, of = followed(at), n-1
	case OrderNextIncludeLast:
		count, of = followed(at)+lastIsLast(at), n
	case OrderOnePreviousNext:
		count, of = 2*followed(at)+firstIsFirst(at)+lastIsLast(at), 2*n
	case OrderAllPreviousNext:
		count, of = inOrder(at), n*(n-1)/2
	case OrderLongestOrdered:
		count, of = severalOf(longest(at, false)), n
	case OrderLongestContiguous:
		count, of = severalOf(longest(at, true)), n
	case OrderRelative:
		count, of = closeness(at), n*(n-1)
	default:
		return nil, false
	}
	if !ok {
		return Wrong(), true
	}
	return share(count, of), true
}

// places gives for each element of the answer its place in the key.
func places(answer, key []string) ([]int, bool) {
	where := make(map[string]int, len(key))
	for i, k := range key {
		where[k] = i
	}
	at := make([]int, len(answer))
	seen := make(map[int]bool, len(answer))
	for i, a := range answer {
		p, known := where[a]
		if !known || seen[p] {
			return nil, false
		}
		at[i], seen[p] = p, true
	}
	return at, len(answer) == len(key) && len(where) == len(key)
}

func inPlace(at []int) (n int) {
	for i, p := range at {
		if i == p {
			n++
		}
	}
	return n
}

func followed(at []int) (n int) {
	for i := 1; i < len(at); i++ {
		if at[i] == at[i-1]+1 {
			n++
		}
	}
	return n
}

func firstIsFirst(at []int) int {
	if len(at) > 0 && at[0] == 0 {
		return 1
	}
	return 0
}

func lastIsLast(at []int) int {
	if n := len(at); n > 0 && at[n-1] == n-1 {
		return 1
	}
	return 0
}

func inOrder(at []int) (n int) {
	for i := range at {
		for j := i + 1; j < len(at); j++ {
			if at[i] < at[j] {
				n++
			}
		}
	}
	return n
}

// longest is the length of the longest run of elements that rise from left to right; by one each when they must be neighbours.
func longest(at []int, neighbours bool) (best int) {
	upTo := make([]int, len(at))
	for i := range at {
		upTo[i] = 1
		for j := range i {
			if at[j] < at[i] && (!neighbours || at[j]+1 == at[i]) {
				upTo[i] = max(upTo[i], upTo[j]+1)
			}
		}
		best = max(best, upTo[i])
	}
	return best
}

func severalOf(n int) int {
	if n < 2 {
		return 0
	}
	return n
}

func closeness(at []int) (sum int) {
	for i, p := range at {
		sum += len(at) - 1 - max(i-p, p-i)
	}
	return sum
}
