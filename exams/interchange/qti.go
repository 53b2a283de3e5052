package interchange

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"path"
	"regexp"
	"strings"

	"laurel/internal/fault"
)

// qti is a package, or a single document, being read.
type qti struct {
	c       *count
	pack    *archive // nil for a single document
	file    string
	about   map[string]metadata // what the manifest says about the files
	stimuli map[string]*Stimulus
}

// readQTI reads QTI 1.2, 2.0 to 2.2 and 3.0: a package, or one document.
func readQTI(in Source, c *count) error {
	q := &qti{c: c, about: map[string]metadata{}, stimuli: map[string]*Stimulus{}}
	start := make([]byte, 4)
	if _, err := in.ReadAt(start, 0); err != nil || string(start) != "PK\x03\x04" {
		return q.single(in)
	}
	pack, err := openArchive(in)
	if err != nil {
		return err
	}
	if c.inspecting() {
		return pack.inspect()
	}
	q.pack = pack
	if f := pack.named["imsmanifest.xml"]; f != nil {
		if err := q.manifest(f); err != nil {
			return err
		}
	}
	for _, f := range pack.files {
		if !document(f.Name) || f.Name == "imsmanifest.xml" {
			continue
		}
		q.file = f.Name
		if err := q.entryOf(f); err != nil {
			return err
		}
	}
	return nil
}

func (q *qti) single(in Source) error {
	if q.c.inspecting() {
		return inspectXML(in)
	}
	before := q.c.n
	if err := q.document(in.reader()); err != nil {
		return err
	}
	if q.c.n == before {
		return ErrNoXML.Detailed("The file holds no item of QTI.")
	}
	return nil
}

func inspectXML(in Source) error {
	if in.Size > maxDocument {
		return ErrTooLarge.Detailed("A QTI document outside a package may not be larger than 16 MiB.")
	}
	s := newScanner(in.reader())
	for {
		if _, err := s.next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// entryOf reads one document of the package. A broken one is one rejected item, and costs no other.
func (q *qti) entryOf(f *zip.File) (err error) {
	r, err := q.pack.open(f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	err = q.document(r)
	if errors.Is(err, ErrNoXML) {
		return q.c.add(Entry{Ref: f.Name, File: f.Name, Line: 1, Reason: sentence(err)})
	}
	return err
}

func sentence(err error) string {
	s := fault.Of(err).Detail
	return strings.ToLower(s[:1]) + strings.TrimSuffix(s[1:], ".")
}

// document reads the items of one file, whatever its version.
func (q *qti) document(r io.Reader) error {
	s := newScanner(r)
	var place []string
	for {
		t, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		start, is := t.(xml.StartElement)
		if !is {
			continue
		}
		line := s.line()
		switch word, _ := plainName(start.Name.Local); word {
		case "manifest", "assessmentTest", "assessmentStimulus":
			if len(s.open) == 1 {
				return nil
			}
		case "assessment", "section", "objectbank":
			place = under(place, len(s.open), start)
		case "bankentry_item", "itemref":
			if s.open[0] == "questestinterop" {
				if err := q.c.add(Entry{File: q.file, Line: line, Reason: "the item is only referred to and stands in another file"}); err != nil {
					return err
				}
			}
		case "assessmentItem", "item":
			if word == "item" && s.open[0] != "questestinterop" {
				continue
			}
			outer := place[:min(len(place), len(s.open)-1)]
			n, err := s.tree(start)
			if err != nil {
				return err
			}
			if err := q.c.add(q.entry(n, line, outer)); err != nil {
				return err
			}
		}
	}
}

// under keeps the titles of what surrounds an item in QTI 1.2, by depth.
func under(place []string, depth int, start xml.StartElement) []string {
	for len(place) < depth {
		place = append(place, "")
	}
	place = place[:depth]
	for _, a := range start.Attr {
		if a.Name.Local == "title" {
			place[depth-1] = strings.TrimSpace(a.Value)
		}
	}
	return place
}

func (q *qti) entry(n *node, line int, place []string) Entry {
	e := Entry{Line: line, File: q.file}
	if n == nil {
		e.Ref, e.Reason = q.file, "the item is larger than an item may be"
		return e
	}
	it := Item{}
	r := &reading{item: &it}
	r.lookup = q.media
	if n.name == "item" {
		for _, p := range place {
			if p != "" {
				it.Category = append(it.Category, p)
			}
		}
		qti1{r, n}.read()
		e.Ref = n.attr["ident"]
	} else {
		e.Ref = n.attr["identifier"]
		q.about[q.file].apply(&it)
		qti2{reading: r, q: q, n: n, body: n.child("itemBody")}.read()
	}
	if it.ID != "" {
		e.Ref = it.ID
	}
	r.resolve()
	if r.reason != "" {
		e.Reason = r.reason
		return e
	}
	e.Item, e.Losses = &it, r.losses
	return e
}

// named are the files that a text shows.
var named = regexp.MustCompile(`(<(?:img|audio|video|source|object|embed)\b[^>]*?\s(?:src|data)\s*=\s*")([^"]+)(")`)

// resolve finds the files that the item's texts name and takes them along.
func (r *reading) resolve() {
	if r.reason != "" || r.lookup == nil {
		return
	}
	for _, t := range r.item.texts() {
		if t.Format == Plain {
			continue
		}
		t.Text = named.ReplaceAllStringFunc(t.Text, func(s string) string {
			m := named.FindStringSubmatch(s)
			return m[1] + r.take(m[2]) + m[3]
		})
	}
}

// take finds one file and gives the name under which the item has it.
func (r *reading) take(ref string) string {
	if strings.Contains(ref, "://") || strings.HasPrefix(ref, "//") || strings.HasPrefix(ref, "data:") {
		r.lose("a file from another place is not fetched")
		return ref
	}
	m, found := r.lookup(ref)
	if !found {
		r.lose("a file that the text names is not in the package")
		return ref
	}
	return r.item.keep(m)
}

// media finds a file of the package as seen from the document being read.
func (q *qti) media(ref string) (Media, bool) {
	if q.pack == nil {
		return Media{}, false
	}
	plain, err := url.PathUnescape(ref)
	if err != nil {
		plain = ref
	}
	plain, _, _ = strings.Cut(plain, "?")
	inBase := plain
	for _, base := range []string{"$IMS-CC-FILEBASE$", "%24IMS-CC-FILEBASE%24", "$IMS_CC_FILE_BASE$", "$FILEBASE$"} {
		inBase = strings.TrimPrefix(strings.TrimPrefix(inBase, base), "/")
	}
	for _, at := range []string{path.Join(path.Dir(q.file), plain), inBase, path.Join("web_resources", inBase)} {
		if f := q.pack.named[path.Clean(at)]; f != nil {
			pack := q.pack
			return Media{Name: f.Name, Type: mediaType(f.Name), Size: int64(f.UncompressedSize64), Read: func() ([]byte, error) { return pack.bytes(f) }}, true
		}
	}
	return Media{}, false
}

// texts are all texts of an item that may name files.
func (it *Item) texts() []*Text {
	out := []*Text{&it.Stem, &it.Rationale, &it.IfTrue, &it.IfFalse, &it.Guide}
	for i := range it.Options {
		out = append(out, &it.Options[i].Text, &it.Options[i].Rationale)
	}
	for i := range it.Stems {
		out = append(out, &it.Stems[i].Text)
	}
	return out
}
