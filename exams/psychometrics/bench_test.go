package psychometrics

import "testing"

// BenchmarkStatistics is a whole report of 10,000 attempts of 60 items, with drift; to stay below five seconds.
func BenchmarkStatistics(b *testing.B) {
	m := simulated(10_000, 60, 9)
	for b.Loop() {
		m.Analyse(0.65, []string{"2026-01", "2026-02"})
	}
}

// BenchmarkSimilarity compares all 50 million pairs of the same attempts.
func BenchmarkSimilarity(b *testing.B) {
	m := simulated(10_000, 60, 9)
	for b.Loop() {
		m.Similar()
	}
}
