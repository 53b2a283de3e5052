package items

import (
	"encoding/json"
	"math/big"
	"regexp"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// lab is work in an environment that is graded there. Content names its definition.
type lab struct{}

type labResponse struct {
	Lab string `json:"lab"`
}

var labID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)

func (lab) take(m Markup, it interchange.Item) authored { return guided(m, it) }

func (lab) check(c Content, raw json.RawMessage) (f faults) {
	var key guideKey
	f.decode(raw, &key)
	f.want(c.Lab == "" || labID.MatchString(c.Lab), "content.lab", "the name of the lab is no plain word")
	return f
}

func (lab) read(_ Arrangement, raw json.RawMessage) (any, bool) {
	var r labResponse
	if !decode(raw, &r) || !labID.MatchString(r.Lab) {
		return nil, false
	}
	return r, true
}

func (lab) score(Arrangement, json.RawMessage, json.RawMessage) (*big.Rat, error) {
	return scoring.Wrong(), errByPeople
}
