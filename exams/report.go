package exams

import (
	"strings"
	"time"

	"laurel/internal/paper"
)

// scoreReport lays a released result out as a score report. It tells nothing that the result does not: bands, no items, no reason for
// more or less time.
func scoreReport(vendor, holder string, a Attempt, r Result) paper.Report {
	scale := a.Policy.Scoring.Scale
	out := paper.Report{
		Issuer: vendor, Title: a.Policy.Title, Holder: holder, Decision: "Not passed", Passed: r.passed(), ScoreLabel: "Scaled score",
		Score: r.ScaledScore, Cut: r.CutScore, Least: scale.Min, Most: scale.Max, Language: "en", Made: a.ClosedAt.UTC(),
		Facts: []paper.Fact{{Label: "Exam", Value: a.ExamKey}, {Label: "Taken on", Value: a.ClosedAt.UTC().Format("2 January 2006")}, {Label: "Attempt", Value: a.ID}},
		Notes: []string{
			"Scores are reported on a scale so that forms of different difficulty compare. The line marks the score that was needed.",
			"Domains are shown as bands, because a few questions do not allow a finer number. They do not add up to the score.",
			"All times are UTC. Printed from the result of " + a.ClosedAt.UTC().Format(time.RFC3339) + ".",
		},
	}
	if r.passed() {
		out.Decision = "Passed"
	}
	for _, d := range r.Domains {
		out.Domains = append(out.Domains, paper.Band{Name: d.Name, From: d.PercentBand.From, To: d.PercentBand.To})
	}
	return out
}

// fileName is a name for a download out of letters that every system takes.
func fileName(key string) string {
	return "score-report-" + strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '-'
	}, key) + ".pdf"
}
