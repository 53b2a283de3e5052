package scoring

import "math/big"

// Task is a part of a lab with its checks. Unless it gives part of its points for part of the checks, it is a gate: one check
// that fails costs all of them.
type Task struct {
	Section string
	Points  int
	Passed  int
	Checks  int
	Partial bool
}

// Gate is what a lab is passed by: so many points in each section that has a minimum, and so many in all.
type Gate struct {
	Minimum map[string]int
	Pass    int
}

// Tasks are the points that tasks earned, those they could, and whether the gate is open.
type Tasks struct {
	Points    *big.Rat
	Max       int
	BySection map[string]*big.Rat
	Passed    bool
}

func (t Task) earned() *big.Rat {
	all := big.NewRat(int64(t.Points), 1)
	part := share(t.Passed, t.Checks)
	if !t.Partial {
		part = point(part.Cmp(Right()) == 0)
	}
	return all.Mul(all, part)
}

// TaskGate adds tasks up and asks the gate.
func TaskGate(tasks []Task, g Gate) Tasks {
	out := Tasks{Points: Wrong(), BySection: map[string]*big.Rat{}, Passed: true}
	for _, t := range tasks {
		earned := t.earned()
		out.Points.Add(out.Points, earned)
		out.Max += t.Points
		if out.BySection[t.Section] == nil {
			out.BySection[t.Section] = Wrong()
		}
		out.BySection[t.Section].Add(out.BySection[t.Section], earned)
	}
	for section, least := range g.Minimum {
		if orNothing(out.BySection[section]).Cmp(big.NewRat(int64(least), 1)) < 0 {
			out.Passed = false
		}
	}
	out.Passed = out.Passed && out.Points.Cmp(big.NewRat(int64(g.Pass), 1)) >= 0
	return out
}

// Fraction is the part of all points that was earned.
func (t Tasks) Fraction() *big.Rat { return ofBest(t.Points, big.NewRat(int64(t.Max), 1)) }
