package testkit

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"unicode/utf16"
)

// PaperText is the text of a PDF that internal/paper made, in the order in which it was drawn, a line for each stroke of the
// pen: what a reader who searches or copies gets.
func PaperText(t testing.TB, file []byte) string {
	t.Helper()
	if !bytes.HasPrefix(file, []byte("%PDF-")) {
		t.Fatalf("no PDF: %.60q", file)
	}
	var out strings.Builder
	for _, part := range bytes.Split(file, []byte("stream\n")) {
		r, err := zlib.NewReader(bytes.NewReader(part))
		if err != nil {
			continue
		}
		if content, _ := io.ReadAll(io.LimitReader(r, 1<<22)); bytes.Contains(content, []byte(" Tj")) {
			drawn(content, &out)
		}
	}
	return out.String()
}

// drawn reads the strings of a page's content, which are UTF-16 with escapes.
func drawn(content []byte, out *strings.Builder) {
	var units []byte
	inside := false
	for i := 0; i < len(content); i++ {
		switch c := content[i]; {
		case !inside && c == '(':
			inside, units = true, nil
		case inside && c == '\\' && i+1 < len(content):
			i++
			if plain, ok := map[byte]byte{'r': '\r', 'n': '\n', 't': '\t'}[content[i]]; ok {
				units = append(units, plain)
			} else {
				units = append(units, content[i])
			}
		case inside && c == ')':
			inside = false
			letters := make([]uint16, len(units)/2)
			for n := range letters {
				letters[n] = binary.BigEndian.Uint16(units[2*n:])
			}
			out.WriteString(string(utf16.Decode(letters)) + "\n")
		case inside:
			units = append(units, c)
		}
	}
}
