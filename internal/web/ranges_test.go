package web

import "testing"

func TestARangeOfBytes(t *testing.T) {
	t.Parallel()
	for header, want := range map[string][2]int{
		"bytes=0-": {0, 10}, "bytes=0-1": {0, 2}, "bytes=3-99": {3, 10}, "bytes=9-9": {9, 10}, "bytes=-4": {6, 10}, "bytes=-99": {0, 10},
		"bytes=10-": {10, 10}, "bytes=50-60": {50, 10}, "bytes=-0": {10, 10},
	} {
		if from, to, asked := rangeOf(header, 10); from != want[0] || to != want[1] || !asked {
			t.Errorf("%s: %d to %d, %t", header, from, to, asked)
		}
	}
	for _, header := range []string{"", "bytes=", "bytes=5-1", "bytes=0-1,3-4", "items=0-1", "bytes=a-b", "bytes=--1", "bytes=99999999999999999999-", "bytes=-"} {
		if _, _, asked := rangeOf(header, 10); asked {
			t.Errorf("%q asks for a part", header)
		}
	}
}
