package interchange

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"path"
	"regexp"
	"strings"
	"time"
)

// packing is a package of QTI 3 being written.
type packing struct {
	z         *zip.Writer
	resources strings.Builder
	media     map[string]string // the names of files in the bank, and in the package
	stimuli   map[string]string
	n         int
}

// theSameMoment stands in every package, so that the same items give the same bytes.
var theSameMoment = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

const (
	manifestOpen = `<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" xmlns:lom="http://ltsc.ieee.org/xsd/LOM" identifier="laurel-export">
<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>
<organizations/>
<resources>
`
	manifestEnd = "</resources>\n</manifest>\n"
	itemOpen    = `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"`
)

func writeQTI(out io.Writer, items iter.Seq2[Item, error]) ([]Written, error) {
	p := &packing{z: zip.NewWriter(out), media: map[string]string{}, stimuli: map[string]string{}}
	var all []Written
	for it, err := range items {
		if err != nil {
			return all, err
		}
		w := &writing{item: it}
		if err := p.item(w); err != nil {
			return all, err
		}
		all = append(all, w.account())
	}
	if err := p.file("imsmanifest.xml", []byte(manifestOpen+p.resources.String()+manifestEnd)); err != nil {
		return all, err
	}
	return all, p.z.Close()
}

func (p *packing) file(name string, body []byte) error {
	f, err := p.z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: theSameMoment})
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	return err
}

// item writes one item with its files. Its place in the package follows from its place among the items.
func (p *packing) item(w *writing) error {
	x := &qti3{writing: w, names: map[string]string{}}
	for _, m := range w.item.Media {
		x.names[m.Name] = mediaName(m.Name)
	}
	body := x.document()
	if w.reason != "" {
		return nil
	}
	p.n++
	href := fmt.Sprintf("items/i%06d.xml", p.n)
	depends, err := p.files(w.item.Media)
	if err != nil {
		return err
	}
	if st := w.item.Stimulus; st != nil {
		on, err := p.stimulus(st)
		if err != nil {
			return err
		}
		depends = append(depends, on)
		body = strings.ReplaceAll(body, stimulusPlace, escapeXML("../"+on))
	}
	p.resource(fmt.Sprintf("i%06d", p.n), "imsqti_item_xmlv3p0", href, w.item, depends)
	return p.file(href, []byte(body))
}

// files writes media once, and names them.
func (p *packing) files(media []Media) ([]string, error) {
	var names []string
	for _, m := range media {
		name := mediaName(m.Name)
		names = append(names, name)
		if _, had := p.media[name]; had {
			continue
		}
		body, err := m.Read()
		if err != nil {
			return nil, err
		}
		p.media[name] = m.Name
		if err := p.file(name, body); err != nil {
			return nil, err
		}
	}
	return names, nil
}

var safeName = regexp.MustCompile(`^media/[A-Za-z0-9_][A-Za-z0-9._-]{0,100}$`)

// mediaName is a safe name in the package. A name that is one already stays, so that a second export writes the same.
func mediaName(name string) string {
	if safeName.MatchString(name) {
		return name
	}
	if safeName.MatchString("media/" + name) {
		return "media/" + name
	}
	sum := sha256.Sum256([]byte(name))
	ext := strings.ToLower(path.Ext(name))
	if !safeName.MatchString("media/x" + ext) {
		ext = ""
	}
	return "media/" + hex.EncodeToString(sum[:12]) + ext
}

func (p *packing) stimulus(st *Stimulus) (string, error) {
	key := st.ID + "\x00" + st.Title + "\x00" + st.Text.Text
	if href, had := p.stimuli[key]; had {
		return href, nil
	}
	number := len(p.stimuli) + 1
	href := fmt.Sprintf("stimuli/s%06d.xml", number)
	p.stimuli[key] = href
	depends, err := p.files(st.Media)
	if err != nil {
		return "", err
	}
	label := ""
	if st.ID != "" {
		label = ` label="` + escapeXML(st.ID) + `"`
	}
	rename := func(src string) string { return "../" + mediaName(src) }
	body := `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-stimulus xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="` + fmt.Sprintf("s%06d", number) + `"` + label + ` title="` + escapeXML(st.Title) + `">
<qti-stimulus-body>` + xhtml(st.Text, rename) + "</qti-stimulus-body>\n</qti-assessment-stimulus>\n"
	p.resource(fmt.Sprintf("s%06d", number), "imsqti_stimulus_xmlv3p0", href, Item{}, depends)
	return href, p.file(href, []byte(body))
}

// resource describes a file in the manifest.
func (p *packing) resource(id, kind, href string, it Item, depends []string) {
	b := &p.resources
	fmt.Fprintf(b, "<resource identifier=%q type=%q href=%q>", id, kind, href)
	if len(it.Category)+len(it.Tags) > 0 || it.Difficulty != "" {
		b.WriteString("<metadata><lom:lom>")
		for _, t := range it.Tags {
			b.WriteString("<lom:general><lom:keyword><lom:string>" + escapeXML(t) + "</lom:string></lom:keyword></lom:general>")
		}
		if it.Difficulty != "" {
			b.WriteString("<lom:educational><lom:difficulty><lom:value>" + escapeXML(it.Difficulty) + "</lom:value></lom:difficulty></lom:educational>")
		}
		if len(it.Category) > 0 {
			b.WriteString("<lom:classification><lom:taxonPath>")
			for _, c := range it.Category {
				b.WriteString("<lom:taxon><lom:entry><lom:string>" + escapeXML(c) + "</lom:string></lom:entry></lom:taxon>")
			}
			b.WriteString("</lom:taxonPath></lom:classification>")
		}
		b.WriteString("</lom:lom></metadata>")
	}
	b.WriteString(`<file href="` + href + `"/>`)
	for _, d := range depends {
		b.WriteString(`<file href="` + escapeXML(d) + `"/>`)
	}
	b.WriteString("</resource>\n")
}
