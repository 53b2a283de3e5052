package app_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// driver is a program of somebody who has the written client and nothing else.
const driver = `package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"time"

	laurel "laurelclient"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func want(ok bool, what ...any) {
	if !ok {
		fmt.Fprintln(os.Stderr, what...)
		os.Exit(1)
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	c := &laurel.Client{BaseURL: os.Args[1], ClientID: os.Args[2], ClientSecret: os.Args[3]}
	made, err := c.PRMUpsertPartner(ctx, "ext:GO-1", laurel.UpsertInputBody{Name: "Gopher Ltd", Country: "DE"})
	must(err)
	again, err := c.PRMReadPartner(ctx, "ext:GO-1")
	must(err)
	want(again.ID == made.ID && *again.ExternalID == "GO-1", "another partner", again)
	_, err = c.PRMReadPartner(ctx, "ext:none")
	want(laurel.Code(err) == "not_found", "a refusal without its code", err)
	_, err = c.CreateExport(ctx, laurel.ExportOrderInBody{Kind: "nothing"})
	want(laurel.Code(err) != "" && laurel.Code(err) != "not_found", "bad input is not told", err)
	n := 0
	for p, err := range c.PRMListPartnersAll(ctx, laurel.PRMListPartnersQuery{Limit: 1}) {
		must(err)
		want(p.ID != "", "a partner without an id")
		n++
	}
	want(n >= 2, "pages were not followed:", n)
	counts, err := c.ListHeadcounts(ctx, laurel.ListHeadcountsQuery{Partner: "ext:GO-1"})
	must(err)
	_, err = c.ListHeadcounts(ctx, laurel.ListHeadcountsQuery{Partner: "ext:GO-1", IfNoneMatch: "W/\"" + strconv.FormatInt(counts.Sequence, 10) + "\""})
	want(err == laurel.ErrNotModified, "the same again", err)
	order, err := c.CreateExport(laurel.WithIdempotencyKey(ctx, "go"), laurel.ExportOrderInBody{Kind: "partners"})
	must(err)
	twice, err := c.CreateExport(laurel.WithIdempotencyKey(ctx, "go"), laurel.ExportOrderInBody{Kind: "partners"})
	must(err)
	want(twice.ID == order.ID, "two exports under one key")
	for order.State != "done" {
		time.Sleep(100 * time.Millisecond)
		order, err = c.GetExport(ctx, order.ID)
		must(err)
	}
	var file bytes.Buffer
	must(c.FetchExport(ctx, *order.URL, order.SHA256, &file))
	want(bytes.Contains(file.Bytes(), []byte("Gopher Ltd")), "not in the export")
	_, err = c.ListChanges(ctx, laurel.ListChangesQuery{Cursor: order.ChangesCursor})
	must(err)
	key, body, now := bytes.Repeat([]byte{7}, 32), []byte("{\"type\":\"headcount.changed\",\"data\":{}}"), strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "msg_1.%s.%s", now, body)
	h := http.Header{}
	h.Set("Webhook-Id", "msg_1")
	h.Set("Webhook-Timestamp", now)
	h.Set("Webhook-Signature", "v1,AAAA v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	m, err := laurel.VerifyWebhook(h, body, "whsec_"+base64.StdEncoding.EncodeToString(key))
	must(err)
	want(m.Type == "headcount.changed" && m.ID == "msg_1", m)
	_, err = laurel.VerifyWebhook(h, append(body, ' '), "whsec_"+base64.StdEncoding.EncodeToString(key))
	want(err == laurel.ErrSignature, "another body verifies")
	fmt.Println("driven")
}
`

// TestTheWrittenClient writes the Go client, compiles it with nothing else at hand, and drives it against this program.
func TestTheWrittenClient(t *testing.T) {
	t.Parallel()
	h := openHouse(t, settingsOfNothing(), everything)
	v := openVendor(t, h)
	files, err := h.GoClient()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files[filepath.Join("cmd", "main.go")] = []byte(driver)
	if err := os.Mkdir(filepath.Join(dir, "cmd"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	made := v.admin.Call(t, "POST", "/api/v1/api-keys", object{"name": "Go", "kind": "client", "scopes": []string{"headcount:read", "partners:write", "export:read"}}).Want(t, 201)
	command := exec.CommandContext(t.Context(), "go", "run", "./cmd", h.Settings.Base(), made.Text(t, "id"), made.Text(t, "key"))
	command.Dir, command.Env = dir, append(os.Environ(), "GOFLAGS=-trimpath", "GOPROXY=off", "CGO_ENABLED=0")
	if out, err := command.CombinedOutput(); err != nil || string(out) != "driven\n" {
		t.Fatalf("%v: %s", err, out)
	}
}
