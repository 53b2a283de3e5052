package interchange

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"unicode/utf8"
)

// Kind is the format of a file of items.
type Kind string

// The formats read.
const (
	KindGIFT      Kind = "gift"
	KindMoodleXML Kind = "moodle_xml"
	KindQTI       Kind = "qti"
	KindAiken     Kind = "aiken"
	KindCSV       Kind = "csv"
)

// Kinds are the formats read, in the order they are offered.
func Kinds() []Kind { return []Kind{KindGIFT, KindMoodleXML, KindQTI, KindAiken, KindCSV} }

// Source is a file whose bytes can be asked for in any order, so that it need not lie in memory.
type Source struct {
	io.ReaderAt
	Size int64
}

// Bytes makes a source of a file in memory.
func Bytes(file []byte) Source { return Source{bytes.NewReader(file), int64(len(file))} }

func (s Source) reader() io.Reader { return io.NewSectionReader(s, 0, s.Size) }

// Inspect goes through the whole file before anything of it is kept. It refuses what is hostile, too large or no file of its
// kind, and says how many items the file holds.
func Inspect(kind Kind, in Source) (int, error) {
	items := 0
	err := Read(kind, in, nil)
	if err != nil {
		return 0, err
	}
	err = Read(kind, in, func(Entry) error { items++; return nil })
	return items, err
}

// Read hands over every source item in the order of the file. A nil each only inspects: everything is gone through and nothing
// is made of it.
func Read(kind Kind, in Source, each func(Entry) error) error {
	if in.Size > MaxBytes {
		return ErrTooLarge
	}
	c := &count{each: each}
	switch kind {
	case KindMoodleXML:
		return readMoodle(in, c)
	case KindQTI:
		return readQTI(in, c)
	case KindGIFT:
		return readText(in, c, readGIFT)
	case KindAiken:
		return readText(in, c, readAiken)
	case KindCSV:
		return readText(in, c, readCSV)
	}
	return ErrUnreadable
}

// All reads a file at once.
func All(kind Kind, in Source) ([]Entry, error) {
	var out []Entry
	if err := Read(kind, in, nil); err != nil {
		return nil, err
	}
	err := Read(kind, in, func(e Entry) error { out = append(out, e); return nil })
	return out, err
}

// count hands entries on, names those that have no name, and refuses a file of too many.
type count struct {
	each func(Entry) error
	n    int
}

func (c *count) inspecting() bool { return c.each == nil }

func (c *count) add(e Entry) error {
	if c.n++; c.n > MaxItems {
		return ErrTooLarge
	}
	if e.Ref == "" && e.Item != nil {
		e.Ref = e.Item.Title
	}
	if e.Ref == "" {
		e.Ref = "item " + strconv.Itoa(c.n)
	}
	if len(e.Ref) > 200 {
		e.Ref = shorten(e.Ref, 200)
	}
	if c.each == nil {
		return nil
	}
	return c.each(e)
}

func shorten(s string, most int) string {
	for most > 0 && most < len(s) && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// readText inspects the encoding, or reads the text behind its byte order mark.
func readText(in Source, c *count, read func(io.Reader, *count) error) error {
	r := bufio.NewReaderSize(in.reader(), 64<<10)
	if mark, _ := r.Peek(3); string(mark) == "\xef\xbb\xbf" {
		_, _ = r.Discard(3)
	}
	if c.inspecting() {
		return checkText(r)
	}
	return read(r, c)
}

func checkText(r *bufio.Reader) error {
	for {
		x, size, err := r.ReadRune()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case x == 0 || (x == utf8.RuneError && size == 1):
			return ErrUnreadable
		}
	}
}
