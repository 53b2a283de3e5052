package banks

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

const aPixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

// everyType is a file of Moodle XML with items of many types, one with a picture.
const everyType = `<quiz>
<question type="category"><category><text>$course$/top/Net/TLS</text></category></question>
<question type="multichoice"><name><text>=Ports</text></name><questiontext format="html"><text><![CDATA[<p>Which port? <img src="@@PLUGINFILE@@/a.png" alt="a dot"></p>]]></text><file name="a.png" path="/" encoding="base64">` + aPixel + `</file></questiontext><generalfeedback format="html"><text>RFC</text></generalfeedback><defaultgrade>2</defaultgrade><idnumber>q1</idnumber><single>true</single><answer fraction="100" format="html"><text>443</text><feedback format="html"><text>Yes</text></feedback></answer><answer fraction="0" format="html"><text>80</text></answer></question>
<question type="multichoice"><name><text>m</text></name><questiontext><text>Which are even?</text></questiontext><single>false</single><answer fraction="50"><text>2</text></answer><answer fraction="50"><text>4</text></answer><answer fraction="-100"><text>3</text></answer></question>
<question type="truefalse"><name><text>tf</text></name><questiontext><text>Is it?</text></questiontext><answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text></answer></question>
<question type="shortanswer"><name><text>sa</text></name><questiontext><text>Name</text></questiontext><answer fraction="100"><text>Yo*</text></answer></question>
<question type="numerical"><name><text>num</text></name><questiontext><text>Far?</text></questiontext><answer fraction="100"><text>5</text><tolerance>0.5</tolerance></answer><units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit><unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units></question>
<question type="matching"><name><text>match</text></name><questiontext><text>Match</text></questiontext><subquestion><text>a</text><answer><text>1</text></answer></subquestion><subquestion><text>b</text><answer><text>2</text></answer></subquestion></question>
<question type="cloze"><name><text>cloze</text></name><questiontext><text>A {1:SHORTANSWER:=York~%50%Yorck} and {2:NUMERICAL:=3:0.5} and {:MC:in~=out}.</text></questiontext></question>
<question type="essay"><name><text>essay</text></name><questiontext><text>Write</text></questiontext><graderinfo format="html"><text>Look</text></graderinfo></question>
<question type="ordering"><name><text>order</text></name><questiontext><text>Order</text></questiontext><answer><text>a</text></answer><answer><text>b</text></answer></question>
</quiz>`

func TestExportsComeBackUnchanged(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := func(name string) string {
			return "/api/v1/item-banks/" + h.author().Call(t, "POST", "/api/v1/item-banks", map[string]any{"name": name}).Want(t, 201).Text(t, "id")
		}
		one := bank("One")
		first := h.author().Call(t, "POST", one+"/imports?format=moodle_xml", everyType).Want(t, 201)
		if first.Text(t, "source_items") != "9" || first.Text(t, "rejected") != "0" {
			t.Fatalf("%s", first.Body)
		}
		items := h.count(t, "select count(*) from items")
		for format, reader := range map[string]string{"qti3": "qti", "gift": "gift", "csv": "csv"} {
			file := h.author().Call(t, "GET", one+"/export?format="+format, nil).Want(t, 200)
			again := h.author().Call(t, "POST", one+"/imports?format="+reader, string(file.Body)).Want(t, 201)
			if n := again.Text(t, "source_items"); n == "0" || again.Text(t, "rejected") != n || h.count(t, "select count(*) from items") != items {
				t.Errorf("%s into the same bank: %s", format, again.Body)
			}
			if !strings.Contains(file.Header.Get("Content-Disposition"), "attachment") {
				t.Error("the file is shown instead of kept")
			}
			other := bank("Other " + format)
			moved := h.author().Call(t, "POST", other+"/imports?format="+reader, string(file.Body)).Want(t, 201)
			if moved.Text(t, "rejected") != "0" || moved.Text(t, "source_items") != file.Header.Get("Laurel-Items-Written") {
				t.Errorf("%s into another bank: %s", format, moved.Body)
			}
			if second := h.author().Call(t, "GET", other+"/export?format="+format, nil).Want(t, 200); !bytes.Equal(second.Body, file.Body) {
				t.Errorf("%s differs the second time: %d and %d bytes\n%s", format, len(file.Body), len(second.Body), firstDifference(file.Body, second.Body))
			}
			items = h.count(t, "select count(*) from items")
		}
		report := h.author().Call(t, "GET", one+"/export?format=gift&report=true", nil).Want(t, 200)
		if report.Text(t, "items") != "9" || report.Text(t, "not_written") != "2" {
			t.Errorf("%s", report.Body)
		}
		h.author().Call(t, "GET", one+"/export?format=word", nil).Refused(t, 422, "format_not_supported")
		h.author().Call(t, "GET", "/api/v1/item-banks/none/export?format=csv", nil).Refused(t, 404, "not_found")
		h.app.As("auditor:al").Call(t, "GET", one+"/export?format=csv", nil).Refused(t, 403, "role_missing")
		h.person("ada").Call(t, "GET", one+"/export?format=csv", nil).Refused(t, 403, "role_missing")
		if n := h.count(t, "select count(*) from audit_entries where action = 'items.exported'"); n < 7 {
			t.Errorf("%d exports are audited", n)
		}
	})
}

func firstDifference(a, b []byte) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return fmt.Sprintf("%.200q\n%.200q", a[n:], b[n:])
}

// package50 is a package of n items that fills about as many bytes with pictures.
func package50(t testing.TB, n, bytesOfMedia int) []byte {
	t.Helper()
	dot, err := base64.StdEncoding.DecodeString(aPixel)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name string, body []byte) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	each := bytesOfMedia / n
	for i := range n {
		picture := append(bytes.Clone(dot), bytes.Repeat([]byte{byte(i), byte(i >> 8), 7}, each/3)...)
		put(fmt.Sprintf("m/p%d.png", i), picture)
		put(fmt.Sprintf("i/%d.xml", i), []byte(fmt.Sprintf(`<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="q%d"><responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier"><correctResponse><value>A</value></correctResponse></responseDeclaration><itemBody><p>Which is %d? <img src="../m/p%d.png" alt="a dot"/></p><choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice></choiceInteraction></itemBody><responseProcessing template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct"/></assessmentItem>`, i, i, i)))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A worker is killed in the middle of a package; the next one goes on, and no item is there twice.
func TestAKilledImportGoesOn(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := h.author().Call(t, "POST", "/api/v1/item-banks", map[string]any{"name": "Large"}).Want(t, 201).Text(t, "id")
		path := "/api/v1/item-banks/" + bank + "/imports"
		a := h.author().Call(t, "POST", path+"?format=qti", string(package50(t, 500, 2<<20))).Want(t, 202)
		if a.Text(t, "state") != "running" || a.Text(t, "progress") != "0" {
			t.Fatalf("%s", a.Body)
		}
		ctx, kill := context.WithCancel(as(t, "system:worker"))
		go func() {
			for h.count(t, "select source_items from item_imports") == 0 {
				time.Sleep(time.Millisecond)
			}
			kill()
		}()
		_, err := h.FinishImports(ctx)
		half := h.author().Call(t, "GET", path+"/"+a.Text(t, "id"), nil).Want(t, 200)
		if half.Text(t, "state") != "running" || half.Text(t, "progress") == "0" {
			t.Logf("it was done before it was killed: %v, %s %%", err, half.Text(t, "progress"))
		}
		for range 3 {
			if _, err := h.FinishImports(as(t, "system:worker")); err != nil {
				t.Fatal(err)
			}
		}
		done := h.author().Call(t, "GET", path+"/"+a.Text(t, "id"), nil).Want(t, 200)
		if done.Text(t, "state") != "done" || done.Text(t, "imported") != "500" || done.Text(t, "progress") != "100" {
			t.Errorf("%s %s %s", done.Text(t, "state"), done.Text(t, "imported"), done.Text(t, "reason"))
		}
		if n := h.count(t, "select count(*) from items"); n != 500 {
			t.Errorf("%d items", n)
		}
		if n := h.count(t, "select count(*) from item_import_entries"); n != 500 {
			t.Errorf("%d entries", n)
		}
		page := h.author().Call(t, "GET", path+"/"+a.Text(t, "id")+"/entries?outcome=imported&limit=2", nil).Want(t, 200)
		next := h.author().Call(t, "GET", path+"/"+a.Text(t, "id")+"/entries?outcome=imported&limit=2&cursor="+page.Text(t, "next_cursor"), nil).Want(t, 200)
		if page.Text(t, "data", 1, "source_ref") != "q1" || next.Text(t, "data", 0, "source_ref") != "q2" {
			t.Errorf("%s\n%s", page.Body, next.Body)
		}
		hostile := h.author().Call(t, "POST", path+"?format=qti", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>").Want(t, 201)
		if hostile.Text(t, "state") != "refused" || !strings.Contains(hostile.Text(t, "reason"), "entities") || h.count(t, "select count(*) from items") != 500 {
			t.Errorf("%s", hostile.Body)
		}
	})
}

// The figures that are promised: 10 000 GIFT items within 10 s on PostgreSQL, and less than 300 MiB for a package of 50 MiB.
func BenchmarkImport(b *testing.B) {
	o := store.Options{Path: filepath.Join(b.TempDir(), "laurel.db"), Now: time.Now, Log: testkit.Log(b)}
	if address := os.Getenv("LAUREL_BENCH_DATABASE_URL"); address != "" {
		o.Path, o.URL = "", address
	}
	db, err := store.Open(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	for name, file := range map[string]struct {
		format string
		body   []byte
		items  int
	}{"gift": {"gift", []byte(bankFile(10_000) + "// " + strings.Repeat("x", ImportNow)), 10_000}, "package": {"qti", package50(b, 2_000, 50<<20), 2_000}} {
		b.Run(name+"/"+strconv.Itoa(len(file.body)>>20)+"MiB", func(b *testing.B) {
			for b.Loop() {
				h := open(b, db)
				ctx := as(b, "author:eve")
				bank, err := h.CreateBank(ctx, "Bench", "")
				if err != nil {
					b.Fatal(err)
				}
				f, err := h.Spool(ctx, bytes.NewReader(file.body))
				if err != nil {
					b.Fatal(err)
				}
				i, err := h.Import(ctx, bank.ID, file.format, f)
				for err == nil && i.State == ImportRunning {
					if _, err = h.FinishImports(ctx); err == nil {
						i, err = h.ImportOf(ctx, bank.ID, i.ID)
					}
				}
				if err != nil || i.Imported != file.items {
					b.Fatalf("%d items, %s %v", i.Imported, i.Reason, err)
				}
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys)/(1<<20), "MiB-from-system")
			b.ReportMetric(float64(file.items)*float64(b.N)/b.Elapsed().Seconds(), "items/s")
		})
	}
}
