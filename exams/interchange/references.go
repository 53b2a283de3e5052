package interchange

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"path"
	"strings"
)

// references refuses a package whose manifest names files outside it. What it says after a place that cannot be read is not used.
func (a *archive) references(f *zip.File) (err error) {
	r, err := a.open(f)
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
		if !is {
			continue
		}
		for _, at := range start.Attr {
			if at.Name.Local == "href" && leadsOut(at.Value) {
				return hostile("the reference %q of the manifest, which leads out of the package", name(at.Value))
			}
		}
	}
}

// leadsOut tells of a reference of a manifest whether it leads out of the package, written plainly or with percent signs. An address
// on the web is no file, and nothing fetches it.
func leadsOut(href string) bool {
	for _, scheme := range []string{"http://", "https://"} {
		if len(href) >= len(scheme) && strings.EqualFold(href[:len(scheme)], scheme) {
			return false
		}
	}
	plain, err := url.PathUnescape(href)
	if err != nil {
		plain = href
	}
	for _, s := range []string{strings.TrimSpace(href), strings.TrimSpace(plain)} {
		at := path.Clean(s)
		if strings.ContainsAny(s, "\\\x00") || strings.HasPrefix(s, "/") || (len(s) > 1 && s[1] == ':') || at == ".." || strings.HasPrefix(at, "../") {
			return true
		}
		if len(s) >= 5 && strings.EqualFold(s[:5], "file:") {
			return true
		}
	}
	return false
}
