package standards

import (
	"math/big"
	"slices"
	"time"

	"laurel/exams/psychometrics"
)

// Causes of a computation.
const (
	RoundClosed = "round_closed"
	ItemDropped = "item_dropped"
	CutGiven    = "given"
)

// Said is one rating.
type Said struct {
	PersonID      string
	ItemVersionID string
	Rating        string
}

// Judged is what one judge's ratings come to.
type Judged struct {
	PersonID string `json:"person"`
	Cut      string `json:"cut"`
}

// Spread is what the panel said of one item.
type Spread struct {
	ItemVersionID string  `json:"item_version_id"`
	Mean          float64 `json:"mean"`
	SD            float64 `json:"sd"`
	Low           float64 `json:"low"`
	High          float64 `json:"high"`
	N             int     `json:"n"`
}

// Cut is one computation: points of all that items earn. SD and SE are "" where one judge alone spoke.
type Cut struct {
	ID         string
	StudyID    string
	Round      int
	Cause      string
	Cut        string
	Most       string
	SD         string
	SE         string
	Formula    string
	Judges     []Judged `gorm:"serializer:json"`
	Items      []Spread `gorm:"serializer:json"`
	LeftOut    []string `gorm:"serializer:json"` // judges whose ratings were not complete
	ComputedBy string
	ComputedAt time.Time
}

// reckon computes a round from what was said. Judges who did not rate every item that counts are left out, and named.
func (s Study) reckon(judges []string, said []Said, dropped []string) (Cut, error) {
	counted := slices.DeleteFunc(slices.Clone(s.Items), func(it Item) bool { return slices.Contains(dropped, it.VersionID) })
	by := map[string]map[string]string{}
	for _, r := range said {
		if by[r.PersonID] == nil {
			by[r.PersonID] = map[string]string{}
		}
		by[r.PersonID][r.ItemVersionID] = r.Rating
	}
	out := Cut{StudyID: s.ID, Round: s.Round, Most: most(s.Items, dropped).RatString(), Judges: []Judged{}, Items: []Spread{}, LeftOut: []string{}}
	var spoke []string
	for _, j := range judges {
		if s.complete(by[j], counted) {
			spoke = append(spoke, j)
		} else {
			out.LeftOut = append(out.LeftOut, j)
		}
	}
	if len(spoke) == 0 || len(counted) == 0 {
		return out, ErrNobody
	}
	if s.Method == Bookmark {
		out.bookmarks(s, spoke, by)
	} else {
		out.angoff(counted, spoke, by)
	}
	return out, nil
}

// complete holds for a judge who has rated all that counts; with bookmarks, who has placed one.
func (s Study) complete(mine map[string]string, counted []Item) bool {
	if s.Method == Bookmark {
		for version := range mine {
			if it, ok := s.item(version); ok && it.Place != "" {
				return true
			}
		}
		return false
	}
	return !slices.ContainsFunc(counted, func(it Item) bool { return mine[it.VersionID] == "" })
}

func (c *Cut) angoff(counted []Item, spoke []string, by map[string]map[string]string) {
	ratings, points := make([][]*big.Rat, len(spoke)), make([]*big.Rat, len(counted))
	for i, it := range counted {
		points[i] = rat(it.Weight)
	}
	for j, person := range spoke {
		for _, it := range counted {
			ratings[j] = append(ratings[j], new(big.Rat).Quo(rat(by[person][it.VersionID]), big.NewRat(100, 1)))
		}
	}
	c.take(psychometrics.Angoff(ratings, points), spoke, psychometrics.FormulaAngoff)
	for i, it := range counted {
		var values []float64
		for j := range spoke {
			v, _ := ratings[j][i].Float64()
			values = append(values, 100*v)
		}
		x := psychometrics.SpreadOf(values)
		c.Items = append(c.Items, Spread{it.VersionID, x.Mean, x.SD, x.Low, x.High, x.N})
	}
}

func (c *Cut) bookmarks(s Study, spoke []string, by map[string]map[string]string) {
	var places []*big.Rat
	marked := map[string]int{}
	for _, person := range spoke {
		for version := range by[person] {
			it, _ := s.item(version)
			places = append(places, rat(it.Place))
			marked[version]++
		}
	}
	c.take(psychometrics.Bookmark(places), spoke, psychometrics.FormulaBookmark)
	for _, it := range booklet(s.Items) {
		if n := marked[it.VersionID]; n > 0 {
			c.Items = append(c.Items, Spread{ItemVersionID: it.VersionID, N: n})
		}
	}
}

func (c *Cut) take(p psychometrics.Panel, spoke []string, formula string) {
	c.Cut, c.Formula = p.Cut.RatString(), formula
	for i, person := range spoke {
		c.Judges = append(c.Judges, Judged{person, p.Sums[i].RatString()})
	}
	if v, ok := p.SD.Known(); ok {
		c.SD = decimal(v, 6)
	}
	if v, ok := p.SE.Known(); ok {
		c.SE = decimal(v, 6)
	}
}

// decided gives the cut as it goes into an exam: a percentage with two decimals, or whole points. A total passes when it reaches the
// cut, so that points are rounded up, and a percentage to the nearest.
func (c Cut) decided(points bool) Decided {
	cut := rat(c.Cut)
	if points {
		whole := new(big.Int).Div(new(big.Int).Sub(new(big.Int).Add(cut.Num(), cut.Denom()), big.NewInt(1)), cut.Denom())
		return Decided{Raw: int(whole.Int64())}
	}
	share := new(big.Rat).Quo(new(big.Rat).Mul(cut, big.NewRat(100, 1)), rat(c.Most))
	return Decided{Percent: share.FloatString(2)}
}
