package interchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"laurel/internal/fault"
)

// Bounds on XML. A file beyond one of them is refused whole, before anything of it is kept.
const (
	maxDepth      = 100
	maxAttributes = 100
	maxTokens     = 5_000_000
	maxPiece      = 24 << 20 // bytes of one token, which is a media file at most
	maxNodes      = 50_000   // of one item
)

// scanner reads XML token by token. It resolves no entity but the named characters of HTML, and opens nothing outside.
type scanner struct {
	d      *xml.Decoder
	in     *pieces
	open   []string // the elements that have begun and not ended
	tokens int
}

func newScanner(r io.Reader) *scanner {
	in := &pieces{r: r}
	d := xml.NewDecoder(in)
	d.Strict = true
	d.Entity = xml.HTMLEntity
	d.CharsetReader = charset
	return &scanner{d: d, in: in}
}

// next gives the next token. It is valid until the one after.
func (s *scanner) next() (xml.Token, error) {
	s.in.left = maxPiece
	t, err := s.d.RawToken()
	if err != nil {
		return nil, s.broken(err)
	}
	if s.tokens++; s.tokens > maxTokens {
		return nil, hostile("more than %d pieces of XML", maxTokens)
	}
	switch t := t.(type) {
	case xml.StartElement:
		if s.open = append(s.open, t.Name.Local); len(s.open) > maxDepth {
			return nil, hostile("elements nested deeper than %d, at line %d", maxDepth, s.line())
		}
		if len(t.Attr) > maxAttributes {
			return nil, hostile("an element of more than %d attributes, at line %d", maxAttributes, s.line())
		}
	case xml.EndElement:
		if len(s.open) == 0 || s.open[len(s.open)-1] != t.Name.Local {
			return nil, ErrNoXML.Detailed(fmt.Sprintf("The XML is broken at line %d: the end of %s where it has not begun.", s.line(), name(t.Name.Local)))
		}
		s.open = s.open[:len(s.open)-1]
	case xml.Directive:
		if bytes.Contains(bytes.ToUpper(t), []byte("ENTITY")) {
			return nil, hostile("a declaration of entities, at line %d", s.line())
		}
	}
	return t, nil
}

func (s *scanner) line() int {
	line, _ := s.d.InputPos()
	return line
}

// ErrNoXML says that a file is no XML of its kind.
var ErrNoXML = fault.New(fault.Invalid, "import_unreadable", "The file is no XML that can be read.")

func (s *scanner) broken(err error) error {
	var syntax *xml.SyntaxError
	var refused *fault.Error
	switch {
	case s.in.err != nil && s.in.err != io.EOF:
		return s.in.err
	case errors.As(err, &refused):
		return err
	case err == io.EOF && len(s.open) == 0:
		return io.EOF
	case errors.As(err, &syntax):
		return ErrNoXML.Detailed(fmt.Sprintf("The XML is broken at line %d: %s.", syntax.Line, syntax.Msg))
	case err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF):
		return ErrNoXML.Detailed(fmt.Sprintf("The XML ends in the middle, at line %d.", s.line()))
	}
	return ErrNoXML.Because(err)
}

// name keeps what is said about a foreign name short.
func name(s string) string { return shorten(s, min(len(s), 60)) }

func hostile(format string, args ...any) error {
	return ErrHostile.Detailed("The file is refused whole: it holds " + fmt.Sprintf(format, args...) + ".")
}

// pieces reads on as long as one token stays within bounds.
type pieces struct {
	r    io.Reader
	left int
	err  error
}

func (p *pieces) Read(b []byte) (int, error) {
	if p.left <= 0 {
		p.err = hostile("one text of more than %d MiB", maxPiece>>20)
		return 0, p.err
	}
	n, err := p.r.Read(b)
	p.left -= n
	p.err = err
	return n, err
}

// charset knows the encodings that exporters write besides UTF-8.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return in, nil
	case "iso-8859-1", "latin1":
		return &latin1{r: in}, nil
	}
	return nil, ErrNoXML.Detailed("The encoding of the XML is neither UTF-8 nor ISO-8859-1.")
}

type latin1 struct {
	r    io.Reader
	rest []byte
}

func (l *latin1) Read(b []byte) (int, error) {
	if len(l.rest) == 0 {
		var raw [4096]byte
		n, err := l.r.Read(raw[:])
		for _, c := range raw[:n] {
			l.rest = append(l.rest, string(rune(c))...)
		}
		if n == 0 {
			return 0, err
		}
	}
	n := copy(b, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}
