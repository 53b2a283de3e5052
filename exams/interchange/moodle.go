package interchange

import (
	"encoding/base64"
	"encoding/xml"
	"io"
	"mime"
	"path"
	"slices"
	"strings"
)

// readMoodle reads a question bank as Moodle exports it: quiz/question.
func readMoodle(in Source, c *count) error {
	s := newScanner(in.reader())
	var category []string
	root := false
	for {
		t, err := s.next()
		if err == io.EOF {
			if !root {
				return ErrNoXML.Detailed("The file holds no quiz of Moodle XML.")
			}
			return nil
		}
		if err != nil {
			return err
		}
		start, is := t.(xml.StartElement)
		if is && len(s.open) == 1 {
			if start.Name.Local != "quiz" {
				return ErrNoXML.Detailed("The file holds no quiz of Moodle XML but " + name(start.Name.Local) + ".")
			}
			root = true
		}
		if c.inspecting() || !is || len(s.open) != 2 || start.Name.Local != "question" {
			continue
		}
		line := s.line()
		n, err := s.tree(start)
		if err != nil {
			return err
		}
		if n != nil && n.attr["type"] == "category" {
			category = parts(n.child("category").child("text").trimmed())
			continue
		}
		if err := c.add(moodleEntry(n, line, category)); err != nil {
			return err
		}
	}
}

func moodleEntry(n *node, line int, category []string) Entry {
	it := Item{Category: category}
	e := Entry{Line: line}
	if n == nil {
		e.Reason = "the item is larger than an item may be"
		return e
	}
	r := &reading{item: &it}
	m := moodleReading{r, n}
	m.common()
	e.Ref = it.ID
	if e.Ref == "" {
		e.Ref = it.Title
	}
	m.kind()
	if r.reason != "" {
		e.Reason = r.reason
		return e
	}
	e.Item, e.Losses = &it, r.losses
	return e
}

type moodleReading struct {
	*reading
	n *node
}

func (m moodleReading) common() {
	it := m.item
	it.Title = text(m.n.child("name"))
	it.ID = m.n.child("idnumber").trimmed()
	it.Stem = m.text(m.n.child("questiontext"))
	it.Rationale = m.text(m.n.child("generalfeedback"))
	for _, t := range m.n.child("tags").children("tag") {
		if word := text(t); word != "" {
			it.Tags = append(it.Tags, word)
		}
	}
	if p := m.n.child("defaultgrade").trimmed(); p != "" {
		if v := rat(p); v != nil && v.Sign() > 0 {
			it.Points = decimals(v)
		}
	}
	if m.n.child("hidden").trimmed() == "1" {
		m.lose("that the item was hidden is not kept")
	}
	if slices.ContainsFunc(m.n.children("hint"), func(h *node) bool { return text(h) != "" }) {
		m.lose("hints, and the penalty for using them, have no place here")
	}
	if style := m.n.child("answernumbering").trimmed(); style != "" && style != "abc" && style != "none" {
		m.lose("how options are numbered is not kept")
	}
	for _, word := range []string{"correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"} {
		if text(m.n.child(word)) != "" {
			m.lose("what is said to every right, half right or wrong answer has no place here")
			return
		}
	}
}

// text gives what stands in an element's text child, or in old files in the element itself.
func text(n *node) string {
	if t := n.child("text"); t.name != "" {
		return t.trimmed()
	}
	return n.trimmed()
}

// text reads a text with its format, and the files that come with it.
func (m moodleReading) text(n *node) Text {
	t := Text{Format: Moodle, Text: text(n)}
	switch n.attr["format"] {
	case "html":
		t.Format = HTML
	case "markdown":
		t.Format = Markdown
	case "plain_text":
		t.Format = Plain
	}
	for _, f := range n.children("file") {
		m.file(f, &t)
	}
	if strings.Contains(t.Text, "@@PLUGINFILE@@") {
		m.lose("a file that the text names is not in the source")
		t.Text = strings.ReplaceAll(t.Text, "@@PLUGINFILE@@/", "")
	}
	return t
}

func (m moodleReading) file(f *node, t *Text) {
	file := strings.TrimPrefix(path.Clean("/"+f.attr["path"]+"/"+f.attr["name"]), "/")
	body := strings.Join(strings.Fields(f.content()), "")
	if f.attr["encoding"] != "base64" || file == "" || f.attr["name"] == "" {
		m.lose("a file that comes with the text cannot be read")
		return
	}
	name := m.item.keep(Media{
		Name: file, Type: mediaType(file), Size: int64(base64.StdEncoding.DecodedLen(len(body))),
		Read: func() ([]byte, error) { return base64.StdEncoding.DecodeString(body) },
	})
	for _, written := range []string{f.attr["path"] + f.attr["name"], "/" + file} {
		for _, way := range []string{written, (urlPath(written))} {
			t.Text = strings.ReplaceAll(t.Text, "@@PLUGINFILE@@"+way, name)
		}
	}
}

// keep adds a file under a name that no other file of the item has.
func (it *Item) keep(m Media) string {
	for _, had := range it.Media {
		if had.Name == m.Name {
			if had.Size == m.Size {
				return had.Name
			}
			m.Name = "x" + m.Name
		}
	}
	it.Media = append(it.Media, m)
	return m.Name
}

// mediaTypes are those that items show: what a system says of its endings differs from one to the other.
var mediaTypes = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".mp3": "audio/mpeg",
	".wav": "audio/wave", ".ogg": "audio/ogg", ".oga": "audio/ogg", ".mp4": "video/mp4", ".webm": "video/webm",
}

func mediaType(name string) string {
	ext := strings.ToLower(path.Ext(name))
	t := mediaTypes[ext]
	if t == "" {
		t = mime.TypeByExtension(ext)
	}
	if t == "" {
		return "application/octet-stream"
	}
	t, _, _ = strings.Cut(t, ";")
	return t
}
