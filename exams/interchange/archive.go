package interchange

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// Bounds on packages.
const (
	maxFiles        = 60_000
	maxUnpacked     = 512 << 20
	maxDocument     = 16 << 20
	maxRatio        = 200
	ratioCountsFrom = 1 << 20
)

// archive is a package whose names have been judged.
type archive struct {
	files []*zip.File
	named map[string]*zip.File
}

// openArchive judges the directory of a package: names that lead out of it, names that stand for two files, links, encryption,
// and sizes. One bad entry refuses the package whole.
func openArchive(in Source) (*archive, error) {
	z, err := zip.NewReader(in, in.Size)
	if err != nil {
		if errors.Is(err, zip.ErrInsecurePath) {
			return nil, hostile("a name that leads out of the package")
		}
		return nil, ErrUnreadable.Detailed("The file is no zip package that can be read.")
	}
	if len(z.File) > maxFiles {
		return nil, hostile("more than %d files", maxFiles)
	}
	a := &archive{named: make(map[string]*zip.File, len(z.File))}
	folded := make(map[string]bool, len(z.File))
	var total uint64
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") && f.UncompressedSize64 == 0 {
			if reason := badName(strings.TrimSuffix(f.Name, "/")); reason != "" {
				return nil, hostile("%s", reason)
			}
			continue
		}
		if err := judge(f, &total); err != nil {
			return nil, err
		}
		key := strings.ToLower(f.Name)
		if folded[key] {
			return nil, hostile("the name %q twice", name(f.Name))
		}
		folded[key] = true
		a.named[f.Name] = f
		a.files = append(a.files, f)
	}
	return a, nil
}

func judge(f *zip.File, total *uint64) error {
	if reason := badName(f.Name); reason != "" {
		return hostile("%s", reason)
	}
	switch mode := f.Mode(); {
	case mode&fs.ModeSymlink != 0 || mode&fs.ModeType != 0:
		return hostile("%q, which is a link or no plain file", name(f.Name))
	case f.Flags&1 != 0:
		return hostile("%q, which is encrypted", name(f.Name))
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return hostile("%q, which is packed in a way that is not known", name(f.Name))
	case f.UncompressedSize64 > maxUnpacked:
		return hostile("%q, which says to be larger than %d MiB", name(f.Name), maxUnpacked>>20)
	}
	if *total += f.UncompressedSize64; *total > maxUnpacked {
		return hostile("more than %d MiB unpacked", maxUnpacked>>20)
	}
	if f.UncompressedSize64 > ratioCountsFrom && f.UncompressedSize64/max(f.CompressedSize64, 1) > maxRatio {
		return hostile("%q, which unpacks to more than %d times its size", name(f.Name), maxRatio)
	}
	return nil
}

func badName(s string) string {
	switch {
	case s == "" || len(s) > 500:
		return "a file without a name or with a very long one"
	case strings.ContainsAny(s, "\\\x00\r\n"):
		return fmt.Sprintf("the name %q with a backslash or control character", name(s))
	case strings.HasPrefix(s, "/") || (len(s) > 1 && s[1] == ':'):
		return fmt.Sprintf("the absolute name %q", name(s))
	case s == "." || path.Clean(s) != s || !fs.ValidPath(s):
		return fmt.Sprintf("the name %q, which leads out of the package", name(s))
	}
	return ""
}

// open reads a file up to the size it says to have. One that holds more or less lies, which costs the whole package.
func (a *archive) open(f *zip.File) (io.ReadCloser, error) {
	r, err := f.Open()
	if err != nil {
		return nil, hostile("%q, which cannot be unpacked", name(f.Name))
	}
	return &honest{r: r, f: f, left: f.UncompressedSize64}, nil
}

type honest struct {
	r    io.ReadCloser
	f    *zip.File
	left uint64
}

func (h *honest) Read(b []byte) (int, error) {
	n, err := h.r.Read(b)
	if uint64(n) > h.left {
		return 0, hostile("%q, which is larger than it says", name(h.f.Name))
	}
	h.left -= uint64(n)
	if err != nil && err != io.EOF {
		return n, hostile("%q, which cannot be unpacked", name(h.f.Name))
	}
	return n, err
}

func (h *honest) Close() error { return h.r.Close() }

func (a *archive) bytes(f *zip.File) (body []byte, err error) {
	r, err := a.open(f)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return io.ReadAll(r)
}

// inspect unpacks everything once, so that a lying size or a hostile document is met before anything is kept.
func (a *archive) inspect() error {
	for _, f := range a.files {
		if err := a.inspectFile(f); err != nil {
			return err
		}
	}
	return nil
}

func (a *archive) inspectFile(f *zip.File) (err error) {
	r, err := a.open(f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if f.Name == "imsmanifest.xml" {
		if err := a.references(f); err != nil {
			return err
		}
	}
	if document(f.Name) {
		if f.UncompressedSize64 > maxDocument {
			return hostile("%q, an XML document larger than %d MiB", name(f.Name), maxDocument>>20)
		}
		s := newScanner(r)
		for err == nil {
			_, err = s.next()
		}
		if err != io.EOF && !errors.Is(err, ErrNoXML) {
			return err
		}
	}
	_, err = io.Copy(io.Discard, r)
	return err
}

// document tells by its name what may hold items; .dat is what Blackboard calls its XML.
func document(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".xml", ".qti", ".dat":
		return !strings.HasPrefix(path.Base(name), ".") && !strings.HasPrefix(name, "__MACOSX/")
	}
	return false
}
