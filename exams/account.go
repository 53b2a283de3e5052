package exams

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"laurel/exams/items"
)

// account is all that an attempt came to, every part by its name. One is read from what is stored, one told by the log; they are to
// agree byte for byte.
type account map[string]string

// Difference is a part of an attempt that is stored otherwise than its log tells it.
type Difference struct {
	Field    string
	Stored   string
	Replayed string
}

// resultAt is a result at rest.
type resultAt struct {
	Number      int
	State       string
	Decision    string
	Raw         string
	Max         int
	Cut         string
	ScaledScore int
	CutScore    int
	Domains     string
	Items       string
}

// restOf gives a result as it is kept.
func restOf(number int, r Result) (resultAt, error) {
	domains, err := json.Marshal(r.Domains)
	if err != nil {
		return resultAt{}, err
	}
	scores, err := json.Marshal(r.Items)
	return resultAt{number, r.State, r.Decision, r.Raw, r.Max, r.Cut, r.ScaledScore, r.CutScore, string(domains), string(scores)}, err
}

// sum is the SHA-256, in hexadecimal, of a result in one spelling.
func (r resultAt) sum() (string, error) {
	var err error
	if r.Domains, err = canonical(r.Domains); err != nil {
		return "", err
	}
	if r.Items, err = canonical(r.Items); err != nil {
		return "", err
	}
	text, err := items.Canonical(r)
	return digestOf(text), err
}

func (a account) say(field, value string) { a[field] = value }

func (a account) times(started, deadline, closed, seen *time.Time) {
	for name, at := range map[string]*time.Time{"started_at": started, "deadline_at": deadline, "closed_at": closed, "seen_closed_at": seen} {
		a[name] = ""
		if at != nil {
			a[name] = at.UTC().Format(time.RFC3339Nano)
		}
	}
}

func (a account) answers(responses []Response) error {
	for _, r := range responses {
		text, err := items.Canonical(savedDetail{r.Position, r.Epoch, r.Seq, r.Response, r.Flagged})
		if err != nil {
			return err
		}
		a.say(fmt.Sprintf("response %d", r.Position), text)
		if r.Mark != "" {
			a.say(fmt.Sprintf("mark %d", r.Position), r.Mark)
		}
	}
	return nil
}

func (a account) basis(b basis) error {
	text, err := items.Canonical(b)
	a.say("basis", text)
	return err
}

// receipt takes all of a receipt but the signature, which the log cannot give.
func (a account) receipt(r Receipt) error {
	r.Signature = ""
	text, err := items.Canonical(r)
	a.say("receipt", text)
	return err
}

func (a account) result(r resultAt) error {
	sum, err := r.sum()
	if err != nil {
		return err
	}
	domains, err := canonical(r.Domains)
	if err != nil {
		return err
	}
	scores, err := canonical(r.Items)
	if err != nil {
		return err
	}
	for name, value := range map[string]string{
		"state": r.State, "decision": r.Decision, "raw": r.Raw, "max": strconv.Itoa(r.Max), "cut": r.Cut, "scaled_score": strconv.Itoa(r.ScaledScore),
		"cut_score": strconv.Itoa(r.CutScore), "domains": domains, "items": scores, "sha256": sum,
	} {
		a.say(fmt.Sprintf("result %d %s", r.Number, name), value)
	}
	return nil
}

// against lists where what is stored differs from what was told, in the order of the names.
func (a account) against(replayed account) []Difference {
	names := map[string]bool{}
	for n := range a {
		names[n] = true
	}
	for n := range replayed {
		names[n] = true
	}
	var out []Difference
	for n := range names {
		if a[n] != replayed[n] {
			out = append(out, Difference{n, a[n], replayed[n]})
		}
	}
	slices.SortFunc(out, func(x, y Difference) int { return strings.Compare(x.Field, y.Field) })
	return out
}
