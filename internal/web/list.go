package web

import (
	"encoding/base64"
	"strings"

	"laurel/internal/fault"
)

// List is a page of a list.
type List[T any] struct {
	Data       []T     `json:"data"`
	NextCursor *string `json:"next_cursor"`
}

// Paging is embedded in the input of every list.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next_cursor of the page before"`
}

// After is the key of the last row of the page before, or nothing.
func (p Paging) After() (string, error) {
	if p.Cursor == "" {
		return "", nil
	}
	key, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil || !cleanParameter(string(key)) {
		return "", ErrInput.With(fault.Field{Field: "cursor", Code: "malformed", Detail: "use next_cursor as it was given"})
	}
	return string(key), nil
}

// Listed makes a page of up to limit rows out of limit+1 that were read; key names the row that the next page follows.
func Listed[T any](rows []T, limit int, key func(T) string) List[T] {
	page := List[T]{Data: rows}
	if rows == nil {
		page.Data = []T{}
	}
	if len(rows) > limit {
		page.Data = rows[:limit]
		cursor := base64.RawURLEncoding.EncodeToString([]byte(key(rows[limit-1])))
		page.NextCursor = &cursor
	}
	return page
}

// ETag quotes a version.
func ETag(version string) string { return `"` + version + `"` }

// Match compares If-Match with the version that is held: ErrNoCondition without one, ErrStale when they differ.
func Match(ifMatch, version string) error {
	if ifMatch == "" {
		return ErrNoCondition
	}
	for _, given := range strings.Split(ifMatch, ",") {
		given = strings.TrimSpace(given)
		if given == "*" || strings.TrimPrefix(given, "W/") == ETag(version) {
			return nil
		}
	}
	return ErrStale
}
