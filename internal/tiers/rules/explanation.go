package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"laurel/internal/money"
)

// Explanation is the whole answer to "does this partner qualify, and why not". Its digest covers it as Evaluate gives it,
// where people are ids: names are laid over it afterwards, for those who may see them, and never change the digest.
type Explanation struct {
	Partner        Subject           `json:"partner"`
	Program        string            `json:"program"`
	ProgramTitle   string            `json:"program_title"`
	Version        string            `json:"version"`
	DocumentSHA256 string            `json:"document_sha256"`
	ResultSHA256   string            `json:"result_sha256" doc:"Over the document without names: two readers of one answer see one digest"`
	AsOf           time.Time         `json:"as_of"`
	KnownAt        time.Time         `json:"known_at"`
	DataThrough    map[string]string `json:"data_through"`
	Target         string            `json:"target"`
	TargetTitle    string            `json:"target_title"`
	Rule           string            `json:"rule"` // enter, or keep for a tier that is held
	Result         Result            `json:"result"`
	Holds          *string           `json:"holds"`
	HoldsTitle     string            `json:"holds_title,omitempty"`
	Entry          Entry             `json:"entry"`
	Record         string            `json:"record"` // the application or invitation: none, pending, accepted, declined
	Summary        string            `json:"summary"`
	Nodes          []Node            `json:"nodes"`
	Targets        []Node            `json:"targets"` // shown, never decide
	Forecast       []Forecast        `json:"forecast"`
	WaysUp         []Way             `json:"ways_up"`
	Indispensable  []string          `json:"indispensable"`
	Designations   []Designated      `json:"designations,omitzero" doc:"The designations that the rule asks for, each explained"`
	People         map[string]string `json:"people,omitempty" doc:"Names of everybody mentioned, for those who may see them"`
	MergedInto     map[string]string `json:"merged_into,omitempty" doc:"Accounts that count as another account of the same person, with that one; outside the digest"`
}

// Subject names the partner as both sides know it.
type Subject struct {
	ID         string `json:"id"`
	ExternalID string `json:"external_id"`
}

// Node is one line of the answer. Have, need and short are integers, money, or decimals as text, by what is counted.
type Node struct {
	ID         string     `json:"id"`
	Parent     string     `json:"parent,omitempty"`
	Kind       Kind       `json:"kind"`
	Title      string     `json:"title"`
	Label      string     `json:"label"` // a short noun: what it is about
	Result     Result     `json:"result"`
	Have       any        `json:"have,omitempty"`
	Need       any        `json:"need,omitempty"`
	Short      any        `json:"short,omitempty"`
	Comparison Comparison `json:"comparison,omitempty" enum:"at_least,more_than,at_most"` // how have is held against need
	Of         int        `json:"of,omitempty"`                                           // size of the cohort a rank is in
	Decisive   bool       `json:"decisive"`                                               // changing it alone changes the result
	Assumed    bool       `json:"assumed,omitempty"`
	Why        string     `json:"why,omitempty"`
	WhyText    string     `json:"why_text,omitempty"`
	Last       string     `json:"last,omitempty"`
	MaxAge     string     `json:"max_age,omitempty"`
	Counted    []string   `json:"counted,omitzero"`
	Excluded   []Excluded `json:"excluded,omitzero"`
	AtRisk     *AtRisk    `json:"at_risk,omitempty"`

	Held       []string    `json:"held,omitzero" doc:"Designations that count"`
	Points     []Points    `json:"points,omitzero" doc:"What each term of a score gave"`
	Track      string      `json:"track,omitempty" doc:"The track of a score that comes furthest"`
	Seats      []Seat      `json:"seats,omitzero"`
	Bottleneck *Bottleneck `json:"bottleneck,omitempty"`
	UpperBound bool        `json:"upper_bound,omitempty" doc:"No more seats can be filled than this, perhaps fewer: people who could take several roles have to be placed"`

	have int64
	need int
}

// Designated is one designation with its own explanation.
type Designated struct {
	Key      string `json:"key"`
	Title    string `json:"title"`
	Level    string `json:"level,omitempty"`
	External bool   `json:"external,omitempty"`
	Result   Result `json:"result"`
	Nodes    []Node `json:"nodes,omitzero"`
}

// Comparison says how a figure is held against a line.
type Comparison string

// The comparisons. A rank is at most its place.
const (
	AtLeast  Comparison = "at_least"
	MoreThan Comparison = "more_than"
	AtMost   Comparison = "at_most"
)

// Excluded is a person who does not count, with one reason.
type Excluded struct {
	Person     string `json:"person"`
	PersonName string `json:"person_name,omitempty"`
	Why        string `json:"why"`
	WhyText    string `json:"why_text"`
	On         string `json:"on,omitempty"`
}

// AtRisk is who will be lost within the horizon if nobody acts.
type AtRisk struct {
	Horizon string `json:"horizon"`
	Losing  int    `json:"losing"`
	FirstOn string `json:"first_on,omitempty"`
}

// Forecast is something known that will happen, and what becomes of the tier then.
type Forecast struct {
	On         string `json:"on"`
	Person     string `json:"person,omitempty"`
	PersonName string `json:"person_name,omitempty"`
	Event      string `json:"event"`
	Then       string `json:"then"`
	GraceUntil string `json:"grace_until,omitempty"`

	end ending
}

// Way is one step towards the target. The caller adds prices and vouchers; the rules know none.
type Way struct {
	Node               string       `json:"node"`
	Label              string       `json:"label"`
	Text               string       `json:"text"`
	Add                any          `json:"add"`
	Certification      string       `json:"certification,omitempty"`
	CertificationTitle string       `json:"certification_title,omitempty"`
	Fact               string       `json:"fact,omitempty"`
	Attest             string       `json:"attest,omitempty"`
	Fee                string       `json:"fee,omitempty"`
	Seat               string       `json:"seat,omitempty"`
	Designation        string       `json:"designation,omitempty"`
	Term               string       `json:"term,omitempty"`
	Tier               string       `json:"tier,omitempty"`
	TierTitle          string       `json:"tier_title,omitempty"`
	Candidates         []string     `json:"candidates,omitzero"`
	Cost               *money.Money `json:"cost,omitempty"`
	VouchersOnHand     *int         `json:"vouchers_on_hand,omitempty"`
}

// seal writes the digest of everything else into the answer.
func (e *Explanation) seal() error {
	e.ResultSHA256 = ""
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	e.ResultSHA256 = hex.EncodeToString(sum[:])
	return nil
}

// counting is a node of integers.
func counting(r Result, have, need int) Node {
	n := Node{Result: r, Have: have, Need: need, Comparison: AtLeast, have: int64(have), need: need}
	if have < need {
		n.Short = need - have
	}
	return n
}

func missing(n Node) int { return max(0, n.need-int(n.have)) }
