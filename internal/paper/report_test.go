package paper_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"laurel/internal/paper"
)

func reportSample() paper.Report {
	r := paper.Report{
		Issuer: "Acme Platforms", Title: "Network Associate: routing, switching and everything that a site needs on a bad day", Holder: "Ngọc Anh Nguyễn-Świętosławska 王小明",
		Decision: "Passed", Passed: true, Score: 782, Cut: 700, Least: 100, Most: 1000, ScoreLabel: "Scaled score", Language: "en",
		Facts: []paper.Fact{{"Exam", "network-associate"}, {"Taken on", "24 November 2026"}, {"Attempt", "att_06h0tc4netrvfc667m1lamk7pk"}},
		Notes: []string{"Scores are reported on a scale.", strings.Repeat("Domains are shown as bands. ", 8)},
		Made:  time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC),
	}
	for i := range 34 {
		r.Domains = append(r.Domains, paper.Band{strings.Repeat("A domain with a long name ", 1+i%4), i, min(i+40, 100)})
	}
	return r
}

func TestPrintReport(t *testing.T) {
	t.Parallel()
	p := press(t)
	one, err := p.PrintReport(reportSample())
	if err != nil {
		t.Fatal(err)
	}
	two, err := p.PrintReport(reportSample())
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("the same report gives other bytes: %v", err)
	}
	if pages := bytes.Count(one, []byte("/Type /Page\n")); pages < 2 {
		t.Errorf("%d pages", pages)
	}
	if dir := os.Getenv("LAUREL_PAPER"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "report.pdf"), one, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, r := range map[string]paper.Report{"nothing": {Issuer: "A", Title: "B"}, "upside down": {Issuer: "A", Title: "B", Least: 5, Most: 1, Score: 900, Cut: -3}} {
		if _, err := p.PrintReport(r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
