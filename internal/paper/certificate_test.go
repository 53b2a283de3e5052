package paper_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"image/color"
	"io"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"laurel/internal/paper"
)

var opened = sync.OnceValues(func() (*paper.Press, error) { return paper.Open(os.DirFS("../../assets/fonts")) })

func press(t *testing.T) *paper.Press {
	t.Helper()
	p, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func sheet(holder string) paper.Sheet {
	return paper.Sheet{
		Language: "en", Vendor: "Meridian Systems", Holder: holder, Title: "Meridian Flow Professional",
		Description: "Confirms that the holder can design, build and run Meridian Flow for demanding customers, and can take responsibility for its operation in an emergency.",
		Facts:       []paper.Fact{{"Awarded", "24 November 2026"}, {"Valid until", "24 November 2028"}, {"Level", "Professional"}, {"Credential code", "7K3M-9XQ2-A4TD"}},
		Signatory:   "Meridian Systems", Role: "Certification, signed digitally",
		URL:    "https://certify.meridian.example/credentials/crd_7q2m4x9k3c5v8b1n6z0w2d4f6h",
		Colour: color.NRGBA{0x12, 0x4a, 0x33, 0xff}, Made: time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC),
		Credential: []byte(`{"name":"Meridian Flow Professional"}`),
	}
}

// names that people have, or try.
var names = map[string]string{
	"plain":     "Maria Oliveira",
	"accents":   "Zoë Ångström-Nguyễn Thị Hương",
	"combining": "Zoe\u0308 Mu\u0308ller",
	"cyrillic":  "Александр Пушкин",
	"greek":     "Ελένη Παπαδοπούλου",
	"han":       "山田 太郎 (Yamada Tarō)",
	"hangul":    "김민준",
	"hebrew":    "דוד בן־גוריון",
	"arabic":    "محمد عبد الله",
	"emoji":     "Ace 😀 Ventura",
	"override":  "Bob \u202egnp.exe",
	"operators": `) Tj ET (\ Q q 1 0 0 RG <</JS>> javascript:alert(1)`,
	"long":      strings.Repeat("Maximiliane-Charlotte ", 14),
	"unbroken":  strings.Repeat("Wolfeschlegelstein", 16),
	"controls":  "Eve\x00\x08\nMallory\xff",
}

func TestNames(t *testing.T) {
	t.Parallel()
	p := press(t)
	for name, holder := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, err := p.Print(sheet(holder))
			if err != nil {
				t.Fatal(err)
			}
			second, err := p.Print(sheet(holder))
			if err != nil || !bytes.Equal(first, second) {
				t.Errorf("printed twice, two files: %v", err)
			}
			for _, not := range []string{"/JavaScript", "/JS", "/Launch", "/Encrypt"} {
				if bytes.Contains(first, []byte(not)) {
					t.Errorf("the file holds %s", not)
				}
			}
			if n := bytes.Count(first, []byte("/Type /Page\n")); n != 1 {
				t.Errorf("%d pages", n)
			}
		})
	}
}

func TestUnprintable(t *testing.T) {
	t.Parallel()
	p := press(t)
	for name, holder := range map[string]string{"rare Han": "\U00020BB7野家", "Adlam": "\U0001E900\U0001E921", "Syriac": "ܡܪܝܐ"} {
		if _, err := p.Print(sheet(holder)); !errors.Is(err, paper.ErrUnprintable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLinksAndAttachment(t *testing.T) {
	t.Parallel()
	s := sheet("Maria Oliveira")
	file, err := press(t).Print(s)
	if err != nil {
		t.Fatal(err)
	}
	links := regexp.MustCompile(`/URI \(([^)]*)\)`).FindAllSubmatch(file, -1)
	if len(links) == 0 {
		t.Error("no link to the credential")
	}
	for _, link := range links {
		if string(link[1]) != s.URL {
			t.Errorf("link to %s", link[1])
		}
	}
	if !strings.Contains(attached(t, file), string(s.Credential)) {
		t.Error("the credential is not attached")
	}
	for _, want := range []string{"/Lang (en)", "/CreationDate (D:20261124093000", "/FontFile2", "/ToUnicode"} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("no %s", want)
		}
	}
}

func attached(t *testing.T, file []byte) string {
	t.Helper()
	at := bytes.Index(file, []byte("/EmbeddedFile"))
	if at < 0 {
		t.Fatal("nothing is attached")
	}
	rest := file[at:]
	rest = rest[bytes.Index(rest, []byte("stream\n"))+len("stream\n"):]
	r, err := zlib.NewReader(bytes.NewReader(rest))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
