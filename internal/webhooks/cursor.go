package webhooks

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// cursor is a place in the change feed: everything up to Place has been read, and every change up to Behind is known from
// an export. Outside it is opaque.
type cursor struct{ Place, Behind int64 }

const cursorVersion = "feed1."

func (c cursor) text() string {
	text := cursorVersion + strconv.FormatInt(c.Place, 10)
	if c.Behind > 0 {
		text += "." + strconv.FormatInt(c.Behind, 10)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// readCursor takes the empty text for the start of the feed.
func readCursor(text string) (cursor, error) {
	if text == "" {
		return cursor{}, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return cursor{}, ErrCursor
	}
	numbers, ok := strings.CutPrefix(string(raw), cursorVersion)
	place, behind, _ := strings.Cut(numbers, ".")
	var c cursor
	if c.Place, err = strconv.ParseInt(place, 10, 64); err == nil && behind != "" {
		c.Behind, err = strconv.ParseInt(behind, 10, 64)
	}
	if !ok || err != nil || c.Place < 0 || c.text() != text {
		return cursor{}, ErrCursor
	}
	return c, nil
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
	if c.Place < f.Pruned || c.Place > f.Last {
		return 0, ErrCursorExpired
	}
	return c.Place, nil
}
