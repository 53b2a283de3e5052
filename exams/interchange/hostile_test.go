package interchange

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
)

const aChoice = `<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="q%"><responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier"><correctResponse><value>A</value></correctResponse></responseDeclaration><itemBody><p>Which?</p><choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice></choiceInteraction></itemBody><responseProcessing template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct"/></assessmentItem>`

type zipped struct {
	name, body string
	mode       fs.FileMode
	stored     bool
}

func pack(t testing.TB, files ...zipped) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.stored {
			h.Method = zip.Store
		}
		if f.mode != 0 {
			h.SetMode(f.mode)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, f.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHostilePackagesAreRefusedWhole(t *testing.T) {
	t.Parallel()
	good := zipped{name: "good.xml", body: aChoice}
	deep := strings.Repeat("<a>", maxDepth+1) + strings.Repeat("</a>", maxDepth+1)
	wide := "<a " + strings.Repeat(`x="" `, maxAttributes+1) + "/>"
	entity := `<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>`
	lying := pack(t, good, zipped{name: "media/a.txt", body: strings.Repeat("lies ", 100)})
	// The size that the directory states, and the one before the data, are made smaller than what comes out.
	for n := range lying {
		if bytes.HasPrefix(lying[n:], []byte("PK\x01\x02")) && bytes.Contains(lying[n:min(len(lying), n+80)], []byte("media/a.txt")) {
			binary.LittleEndian.PutUint32(lying[n+24:], 10)
		}
	}
	encrypted := pack(t, good)
	for n := range encrypted {
		if bytes.HasPrefix(encrypted[n:], []byte("PK\x01\x02")) {
			encrypted[n+8] |= 1
		}
	}
	for name, c := range map[string]struct {
		file []byte
		word string
	}{
		"out of the package":    {pack(t, good, zipped{name: "../../etc/passwd"}), "leads out"},
		"hidden way out":        {pack(t, good, zipped{name: "a/../../b.xml", body: aChoice}), "leads out"},
		"absolute":              {pack(t, good, zipped{name: "/etc/passwd"}), "absolute"},
		"drive":                 {pack(t, good, zipped{name: "C:x.xml"}), "absolute"},
		"backslash":             {pack(t, good, zipped{name: `..\x.xml`}), "backslash"},
		"link":                  {pack(t, good, zipped{name: "l.xml", body: "/etc/passwd", mode: fs.ModeSymlink | 0o777}), "link"},
		"twice":                 {pack(t, good, good), "twice"},
		"twice but for case":    {pack(t, good, zipped{name: "GOOD.XML", body: aChoice}), "twice"},
		"bomb":                  {pack(t, good, zipped{name: "b.bin", body: strings.Repeat("\x00", 8<<20)}), "times its size"},
		"many files":            {pack(t, many(maxFiles+1)...), "files"},
		"lying size":            {lying, "media/a.txt"},
		"encrypted":             {encrypted, "encrypted"},
		"entities":              {pack(t, good, zipped{name: "e.xml", body: entity}), "entities"},
		"depth":                 {pack(t, good, zipped{name: "d.xml", body: deep}), "deeper"},
		"attributes":            {pack(t, good, zipped{name: "w.xml", body: wide}), "attributes"},
		"manifest leads out":    {pack(t, good, manifestOf("../secret.xml")), "leads out"},
		"manifest hides it":     {pack(t, good, manifestOf("a/../../b.xml")), "leads out"},
		"manifest in percents":  {pack(t, good, manifestOf("%2e%2e/b.xml")), "leads out"},
		"manifest absolute":     {pack(t, good, manifestOf("/etc/passwd")), "leads out"},
		"manifest backslash":    {pack(t, good, manifestOf(`a\b.xml`)), "leads out"},
		"manifest drive":        {pack(t, good, manifestOf("C:/x.xml")), "leads out"},
		"manifest file address": {pack(t, good, manifestOf("file:///etc/passwd")), "leads out"},
		"entities without pack": {[]byte(entity), "entities"},
		"depth without pack":    {[]byte(deep), "deeper"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Inspect(KindQTI, Bytes(c.file))
			if !errors.Is(err, ErrHostile) || !strings.Contains(err.Error(), "import_hostile") {
				t.Fatalf("got %v", err)
			}
			if s := sentence(err); !strings.Contains(s, c.word) {
				t.Errorf("the reason is %q, want a word of %q", s, c.word)
			}
		})
	}
	for _, file := range []string{entity, "<quiz>" + deep + "</quiz>"} {
		if _, err := Inspect(KindMoodleXML, Bytes([]byte(file))); !errors.Is(err, ErrHostile) {
			t.Errorf("Moodle XML: %v", err)
		}
	}
}

// manifestOf names the good file as it is to be named, and another one in a file element.
func manifestOf(href string) zipped {
	return zipped{name: "imsmanifest.xml", body: `<manifest><resources><resource identifier="r" href="good.xml"><file href="` + href + `"/></resource></resources></manifest>`}
}

func TestManifestMayNameWhatIsInside(t *testing.T) {
	t.Parallel()
	for _, href := range []string{"good.xml", "./good.xml", "a/../good.xml", "..good.xml", "50%.xml", "https://example.test/a.xml", ""} {
		file := Bytes(pack(t, zipped{name: "good.xml", body: aChoice}, manifestOf(href)))
		if _, err := Inspect(KindQTI, file); err != nil {
			t.Errorf("%q: %v", href, err)
		}
		if all, err := All(KindQTI, file); err != nil || len(all) != 1 {
			t.Errorf("%q: %d entries, %v", href, len(all), err)
		}
	}
}

func many(n int) []zipped {
	out := make([]zipped, n)
	for i := range out {
		out[i] = zipped{name: "f" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + "/" + itoa(i), stored: true}
	}
	return out
}

func itoa(n int) string {
	if n == 0 {
		return "0"
	}
	s := ""
	for ; n > 0; n /= 10 {
		s = string(rune('0'+n%10)) + s
	}
	return s
}

// A broken document in a package costs itself only, and is one rejected item with its line.
func TestOneBrokenDocumentCostsNoOther(t *testing.T) {
	t.Parallel()
	all, err := All(KindQTI, Bytes(pack(t, zipped{name: "a.xml", body: aChoice}, zipped{name: "b.xml", body: "<assessmentItem>\n<p>"},
		zipped{name: "c.zip", body: "PK"}, zipped{name: "imsmanifest.xml", body: "<manifest"})))
	if err != nil || len(all) != 2 {
		t.Fatalf("%d entries, %v", len(all), err)
	}
	if all[0].Outcome() != Imported || all[1].Outcome() != Rejected || all[1].File != "b.xml" || !strings.Contains(all[1].Reason, "line 2") {
		t.Errorf("%+v", all)
	}
}

func FuzzReaders(f *testing.F) {
	for _, kind := range []string{"csv", "gift", "qti3"} {
		var b bytes.Buffer
		if _, err := Write(kind, &b, seq(everything())); err != nil {
			f.Fatal(err)
		}
		for n := range Kinds() {
			f.Add(n, b.Bytes())
		}
	}
	f.Add(1, []byte(moodleFile))
	f.Add(2, []byte(aChoice))
	f.Add(2, []byte("<questestinterop><item ident='a'><presentation><material><mattext>x</mattext></material><response_str ident='r'><render_fib/></response_str></presentation></item></questestinterop>"))
	f.Add(3, []byte("Which?\nA. a\nB) b\nANSWER: A\n"))
	f.Fuzz(func(t *testing.T, n int, file []byte) {
		kinds := Kinds()
		kind := kinds[((n%len(kinds))+len(kinds))%len(kinds)]
		all, err := All(kind, Bytes(file))
		if err != nil {
			return
		}
		var items []Item
		for _, e := range all {
			if (e.Item == nil) == (e.Reason == "") || e.Ref == "" {
				t.Fatalf("an entry without exactly one outcome: %+v", e)
			}
			if e.Item != nil {
				items = append(items, *e.Item)
			}
		}
		for _, format := range []string{"qti3", "gift", "csv"} {
			if _, err := Write(format, io.Discard, seq(items)); err != nil && !errors.Is(err, ErrHostile) && kind != KindMoodleXML {
				t.Fatalf("%s: %v", format, err)
			}
		}
	})
}
