package banks

import (
	"net/http"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"laurel/internal/fault"
)

// MaxMediumBytes is the largest picture or recording that is kept.
const MaxMediumBytes = 10 << 20

// Medium is a picture or recording that items of a bank show.
type Medium struct {
	ID        string
	BankID    string
	Name      string
	Type      string
	Size      int
	SHA256    string
	CreatedBy string
	CreatedAt time.Time
}

// shows are the types that are kept, known by their bytes and not by their name. Drawings with scripts in them are none.
var shows = map[string]bool{
	"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "audio/mpeg": true, "audio/wave": true, "application/ogg": true,
	"video/mp4": true, "video/webm": true,
}

// mediumOf judges a file by its content.
func mediumOf(name string, body []byte) (Medium, error) {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	kind, _, _ := strings.Cut(http.DetectContentType(body), ";")
	switch {
	case name == "." || name == ".." || name == "/" || !utf8.ValidString(name) || utf8.RuneCountInString(name) > 200:
		return Medium{}, refusedMedium("name", "name", "Give the file a name of up to 200 characters.")
	case len(body) == 0 || len(body) > MaxMediumBytes:
		return Medium{}, refusedMedium("body", "size", "The file is empty or larger than 10 MiB.")
	case !shows[kind]:
		return Medium{}, refusedMedium("body", "kind_not_allowed", "Pictures are PNG, JPEG, GIF or WebP; recordings MP3, WAV, Ogg, MP4 or WebM.")
	}
	if kind == "application/ogg" {
		kind = "audio/ogg"
	}
	return Medium{Name: name, Type: kind, Size: len(body)}, nil
}

// Kind is image, audio or video.
func (m Medium) Kind() string {
	kind, _, _ := strings.Cut(m.Type, "/")
	return kind
}

func refusedMedium(field, code, detail string) error {
	return ErrMedium.With(fault.Field{Field: field, Code: code, Detail: detail})
}
