package interchange

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// metadata is what the manifest of a package says about a file.
type metadata struct {
	category   []string
	tags       []string
	difficulty string
}

func (m metadata) apply(it *Item) {
	it.Category, it.Tags, it.Difficulty = m.category, m.tags, m.difficulty
}

// manifest reads the descriptions of the files. A manifest that cannot be read costs only those.
func (q *qti) manifest(f *zip.File) (err error) {
	r, err := q.pack.open(f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	s := newScanner(r)
	for {
		t, err := s.next()
		if err == io.EOF || errors.Is(err, ErrNoXML) {
			return nil
		}
		if err != nil {
			return err
		}
		start, is := t.(xml.StartElement)
		if !is || start.Name.Local != "resource" {
			continue
		}
		n, err := s.tree(start)
		if errors.Is(err, ErrNoXML) || n == nil {
			return nil
		}
		if err != nil {
			return err
		}
		q.about[path.Clean(n.attr["href"])] = described(n.child("metadata"))
	}
}

func described(n *node) metadata {
	var m metadata
	for _, k := range n.all("keyword") {
		if word := k.trimmed(); word != "" && len(m.tags) < maxAnswers {
			m.tags = append(m.tags, word)
		}
	}
	for _, c := range n.all("classification") {
		for _, taxon := range c.all("taxon") {
			if word := taxon.child("entry").trimmed(); word != "" && len(m.category) < 20 {
				m.category = append(m.category, word)
			}
		}
	}
	if d := n.all("difficulty"); len(d) > 0 {
		m.difficulty = d[0].child("value").trimmed()
	}
	return m
}

// stimulus reads a text that items share, once.
func (q *qti) stimulus(href string) *Stimulus {
	at := path.Join(path.Dir(q.file), href)
	if had, is := q.stimuli[at]; is {
		return had
	}
	q.stimuli[at] = nil
	if q.pack == nil || q.pack.named[at] == nil {
		return nil
	}
	n, err := q.wholeDocument(q.pack.named[at])
	if err != nil || n == nil || n.name != "assessmentStimulus" {
		return nil
	}
	id := n.attr["label"]
	if id == "" {
		id = n.attr["identifier"]
	}
	st := &Stimulus{ID: id, Title: n.attr["title"], Text: Text{HTML, strings.TrimSpace(n.child("stimulusBody").inner(asImage))}}
	here := q.file
	q.file = at
	r := &reading{item: &Item{Stem: st.Text}, lookup: q.media}
	r.resolve()
	st.Text, st.Media, st.losses = r.item.Stem, r.item.Media, r.losses
	q.file = here
	q.stimuli[at] = st
	return st
}

func (q *qti) wholeDocument(f *zip.File) (n *node, err error) {
	r, err := q.pack.open(f)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	s := newScanner(r)
	for {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		if start, is := t.(xml.StartElement); is {
			return s.tree(start)
		}
	}
}
