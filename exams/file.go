package exams

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"laurel/exams/items"
	"laurel/internal/fault"
)

// File is something a candidate handed in. Its name is text of theirs: nothing is found or opened by it.
type File struct {
	ID        string
	AttemptID string
	Position  int
	Name      string
	Kind      string
	Size      int
	SHA256    string `gorm:"column:sha256"`
	CreatedAt time.Time
}

// The bounds of the files of one attempt, whatever its items allow.
const (
	MaxFileBytes     = 10 << 20
	maxAttemptBytes  = 200 << 20
	maxAttemptFiles  = 60
	maxPositionFiles = 20
	longestFileName  = 200
)

// kindsOfFile are what can be handed in, by the ending of the name, and how the content of each begins.
var kindsOfFile = map[string]string{
	"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
	"txt": "text/plain", "md": "text/plain", "csv": "text/plain", "json": "text/plain",
	"zip": "application/zip", "docx": "application/zip", "xlsx": "application/zip", "pptx": "application/zip", "odt": "application/zip",
}

// uploadRule is what an item allows to be handed in.
type uploadRule struct {
	bytes int
	kinds []string // endings; empty for all that are known
}

// takesFiles tells whether files belong to an answer, and which.
func takesFiles(t items.Type, c items.Content) (uploadRule, bool) {
	rule := c.Upload.Whole()
	return uploadRule{bytes: min(rule.MaxBytes, MaxFileBytes), kinds: rule.Kinds}, t == items.FileUpload || t == items.Lab
}

// fileOf judges a file by its name and its content, which have to agree.
func (r uploadRule) fileOf(name string, body []byte) (File, error) {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	kind := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	switch {
	case name == "." || name == "/" || !utf8.ValidString(name) || utf8.RuneCountInString(name) > longestFileName || strings.ContainsFunc(name, unicode.IsControl):
		return File{}, refusedFile("name", "name", "Give the file a name of up to 200 characters.")
	case len(body) == 0:
		return File{}, refusedFile("body", "empty", "The file is empty.")
	case len(body) > r.bytes:
		return File{}, refusedFile("body", "too_large", "The file is larger than this item allows.")
	case kindsOfFile[kind] == "" || !r.allows(kind):
		return File{}, refusedFile("name", "kind_not_allowed", "A file of this kind cannot be handed in here.")
	case !begins(kindsOfFile[kind], body):
		return File{}, refusedFile("body", "not_what_it_says", "The content is not of the kind that the name says.")
	}
	sum := sha256.Sum256(body)
	return File{Name: name, Kind: kind, Size: len(body), SHA256: hex.EncodeToString(sum[:])}, nil
}

// among finds the same file among those that an attempt holds, and refuses another one where they are as many as may be.
func (f File) among(held []File) (same File, is bool, err error) {
	size, here := f.Size, 0
	for _, h := range held {
		if h.Position == f.Position {
			here++
			if h.SHA256 == f.SHA256 && h.Name == f.Name {
				return h, true, nil
			}
		}
		size += h.Size
	}
	if len(held) >= maxAttemptFiles || here >= maxPositionFiles || size > maxAttemptBytes {
		return f, false, ErrUploads.After(tooManyAfter)
	}
	return f, false, nil
}

func (r uploadRule) allows(kind string) bool {
	if kind == "jpg" {
		kind = "jpeg"
	}
	for _, k := range r.kinds {
		if k == kind {
			return true
		}
	}
	return len(r.kinds) == 0
}

// begins looks at the content: text is text throughout, everything else is known by its first bytes.
func begins(want string, body []byte) bool {
	if want == "text/plain" {
		return utf8.Valid(body) && !bytes.ContainsRune(body, 0)
	}
	return http.DetectContentType(body) == want
}

func refusedFile(field, code, detail string) error {
	return ErrUpload.With(fault.Field{Field: field, Code: code, Detail: detail})
}
