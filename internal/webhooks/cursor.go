package webhooks

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// cursor is a place in the change feed: everything up to this sequence has been read. Outside it is opaque.
type cursor int64

const cursorVersion = "feed1."

func (c cursor) text() string {
	return base64.RawURLEncoding.EncodeToString([]byte(cursorVersion + strconv.FormatInt(int64(c), 10)))
}

// readCursor takes the empty text for the start of the feed.
func readCursor(text string) (cursor, error) {
	if text == "" {
		return 0, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return 0, ErrCursor
	}
	number, ok := strings.CutPrefix(string(raw), cursorVersion)
	sequence, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || sequence < 0 || cursor(sequence).text() != text {
		return 0, ErrCursor
	}
	return cursor(sequence), nil
}

// feed is what the lock row knows: the last sequence given out and the last one pruned.
type feed struct {
	Last   int64
	Pruned int64
}

// from checks that everything after c is still here. A cursor ahead of the feed comes from a database that was set
// back since: what it stands for is gone too. An absent cursor asks for whatever is kept.
func (f feed) from(c cursor, given bool) (int64, error) {
	if !given {
		return f.Pruned, nil
	}
	if int64(c) < f.Pruned || int64(c) > f.Last {
		return 0, ErrCursorExpired
	}
	return int64(c), nil
}
