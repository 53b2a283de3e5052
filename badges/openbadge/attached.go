package openbadge

import (
	"bytes"
	"strings"
)

// ExtractPDF takes the credential attached to a certificate of ours: the first embedded file that is one. It reads
// deflated or plain streams and nothing else of the format.
func ExtractPDF(file []byte) ([]byte, error) {
	rest := file
	for range 64 {
		at := bytes.Index(rest, []byte("/EmbeddedFile"))
		if at < 0 {
			return nil, ErrNoBadge
		}
		rest = rest[at+len("/EmbeddedFile"):]
		begin := bytes.Index(rest, []byte("stream"))
		if begin < 0 || begin > 512 {
			continue
		}
		stream := bytes.TrimLeft(rest[begin+len("stream"):], "\r\n")
		end := bytes.Index(stream, []byte("endstream"))
		if end < 0 {
			return nil, ErrPicture
		}
		body := stream[:end]
		if plain, err := inflate(body); err == nil {
			body = plain
		}
		body = bytes.TrimSpace(body)
		if len(body) > 0 && (body[0] == '{' || strings.Count(string(body), ".") == 2) {
			return bytes.Clone(body), nil
		}
	}
	return nil, ErrNoBadge
}
