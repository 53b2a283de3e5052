package hooks

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWaitsLastThreeDays(t *testing.T) {
	t.Parallel()
	var total time.Duration
	tries := 0
	for {
		wait, more := ThreeDays().Wait("", tries+1, 0)
		if !more {
			break
		}
		total, tries = total+wait, tries+1
	}
	if tries != 10 || total < 71*time.Hour || total > 80*time.Hour {
		t.Errorf("%d waits of together %s", tries, total)
	}
}

func TestWaitGrowsAndHonoursTheReceiver(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		delivery := rapid.String().Draw(t, "delivery")
		try := rapid.IntRange(1, len(ThreeDays())).Draw(t, "try")
		asked := time.Duration(rapid.IntRange(0, 200_000).Draw(t, "asked")) * time.Second
		plain, _ := ThreeDays().Wait(delivery, try, 0)
		again, _ := ThreeDays().Wait(delivery, try, 0)
		if plain != again || plain < ThreeDays()[try-1] || plain > ThreeDays()[try-1]*11/10 {
			t.Fatalf("try %d waits %s, then %s", try, plain, again)
		}
		got, more := ThreeDays().Wait(delivery, try, asked)
		if !more || got < plain || got < min(asked, LongestWait) || got > max(plain, LongestWait) {
			t.Fatalf("try %d, asked %s: %s", try, asked, got)
		}
	})
}

func TestWaitEnds(t *testing.T) {
	t.Parallel()
	for _, try := range []int{-1, 0, len(ThreeDays()) + 1, 1000} {
		if wait, more := ThreeDays().Wait("d", try, time.Hour); more {
			t.Errorf("after %d tries it waits %s more", try, wait)
		}
	}
}
