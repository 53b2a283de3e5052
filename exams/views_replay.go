package exams

import "strings"

// ReplayView is what came of making an attempt again out of its log. It says where something differs, and shows no answer.
type ReplayView struct {
	Attempt     string           `json:"attempt"`
	State       State            `json:"state" enum:"ready,in_progress,paused,submitted,graded,voided"`
	Equal       bool             `json:"equal" doc:"Everything is stored as the log tells it, byte for byte"`
	Events      int              `json:"events"`
	SHA256      string           `json:"sha256" doc:"Of all that the log tells: the same whenever it is read again"`
	Signed      bool             `json:"signed" doc:"The receipt carries our signature for what the log tells; false while there is none"`
	Beside      []string         `json:"beside" doc:"What an old log does not tell, so that it was taken from where it is stored"`
	Differences []DifferenceView `json:"differences"`
}

// DifferenceView is a part that is stored otherwise than it was told. What was answered is left out.
type DifferenceView struct {
	Field    string `json:"field"`
	Stored   string `json:"stored,omitempty"`
	Replayed string `json:"replayed,omitempty"`
}

const longestShown = 500

func viewReplay(r Replay) ReplayView {
	v := ReplayView{Attempt: r.AttemptID, State: r.State, Equal: len(r.Differences) == 0, Events: r.Events, SHA256: r.SHA256, Signed: r.Signed, Beside: r.Beside, Differences: []DifferenceView{}}
	for _, d := range r.Differences {
		one := DifferenceView{Field: d.Field}
		if !secret(d.Field) {
			one.Stored, one.Replayed = cut(d.Stored), cut(d.Replayed)
		}
		v.Differences = append(v.Differences, one)
	}
	return v
}

// secret are the parts that hold answers, points of single items, or what makes the order of an attempt.
func secret(field string) bool {
	return strings.HasPrefix(field, "response ") || strings.HasPrefix(field, "event ") || strings.HasSuffix(field, " items") || field == "seed" || field == "basis"
}

func cut(text string) string {
	if runes := []rune(text); len(runes) > longestShown {
		return string(runes[:longestShown]) + "…"
	}
	return text
}
