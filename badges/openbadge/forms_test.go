package openbadge_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"image"
	"image/png"
	"strings"
	"testing"

	"laurel/badges/openbadge"
)

func encode64(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBakedPNG(t *testing.T) {
	t.Parallel()
	credential := []byte(`{"name":"Zoë 😀 中文"}`)
	baked, err := openbadge.BakePNG(picture(t), []byte("old"))
	if err != nil {
		t.Fatal(err)
	}
	if baked, err = openbadge.BakePNG(baked, credential); err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(baked, []byte("openbadgecredential")); n != 1 {
		t.Errorf("%d credentials inside", n)
	}
	if bytes.Index(baked, []byte("iTXt")) > bytes.Index(baked, []byte("IDAT")) {
		t.Error("the credential stands behind the image data")
	}
	if _, err := png.Decode(bytes.NewReader(baked)); err != nil {
		t.Errorf("no longer a picture: %v", err)
	}
	got, err := openbadge.ExtractPNG(baked)
	if err != nil || !bytes.Equal(got, credential) {
		t.Errorf("took out %q, %v", got, err)
	}
	at := bytes.Index(baked, []byte("iTXt"))
	if size := binary.BigEndian.Uint32(baked[at-4:]); int(size) != len("openbadgecredential")+5+len(credential) {
		t.Errorf("chunk of %d bytes", size)
	}
	baked[at+30] ^= 1
	if _, err := openbadge.ExtractPNG(baked); !errors.Is(err, openbadge.ErrPicture) {
		t.Errorf("damaged chunk: %v", err)
	}
	if _, err := openbadge.ExtractPNG(picture(t)); !errors.Is(err, openbadge.ErrNoBadge) {
		t.Errorf("bare picture: %v", err)
	}
	for i := range baked {
		if _, err := openbadge.ExtractPNG(baked[:i]); err == nil {
			t.Fatalf("cut at %d and still read", i)
		}
	}
}

func TestBakedSVG(t *testing.T) {
	t.Parallel()
	drawing := []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>a &gt; b</title></svg>`)
	credential := []byte(`{"name":"Zoë ]]> <b> &amp; 😀"}`)
	baked, err := openbadge.BakeSVG(drawing, credential)
	if err != nil {
		t.Fatal(err)
	}
	got, err := openbadge.ExtractSVG(baked)
	if err != nil || !bytes.Equal(got, credential) {
		t.Errorf("took out %q, %v", got, err)
	}
	if !strings.Contains(string(baked), "viewBox=\"0 0 1 1\" xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\">\n<openbadges:credential>") {
		t.Errorf("not the first child: %s", baked)
	}
	token := `<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="https://purl.imsglobal.org/ob/v3p0"><o:credential verify="a.b.c"/></svg>`
	if got, err := openbadge.ExtractSVG([]byte(token)); err != nil || string(got) != "a.b.c" {
		t.Errorf("token %q, %v", got, err)
	}
	if _, err := openbadge.ExtractSVG(drawing); !errors.Is(err, openbadge.ErrNoBadge) {
		t.Errorf("bare drawing: %v", err)
	}
	for _, not := range []string{"<html></html>", "<svg/>", "", "<svg"} {
		if _, err := openbadge.BakeSVG([]byte(not), credential); !errors.Is(err, openbadge.ErrPicture) {
			t.Errorf("%q baked: %v", not, err)
		}
	}
}

func TestStatusBits(t *testing.T) {
	t.Parallel()
	bits := openbadge.NewBits()
	for _, index := range []int{0, 7, 8, openbadge.ListLength - 1} {
		if err := bits.Set(index); err != nil {
			t.Fatal(err)
		}
	}
	if bits[0] != 0x81 || bits[1] != 0x80 || bits[len(bits)-1] != 0x01 {
		t.Errorf("bytes %x %x … %x: index 0 must be the highest bit of the first byte", bits[0], bits[1], bits[len(bits)-1])
	}
	text, err := bits.Encode()
	if err != nil || text[0] != 'u' || strings.Contains(text, "=") {
		t.Fatalf("encoded %.20q, %v", text, err)
	}
	back, err := openbadge.DecodeBits(text)
	if err != nil || !bytes.Equal(back, bits) {
		t.Errorf("round trip: %v", err)
	}
	for _, index := range []int{-1, openbadge.ListLength} {
		if err := bits.Set(index); !errors.Is(err, openbadge.ErrBits) {
			t.Errorf("set %d: %v", index, err)
		}
	}
	short, err := openbadge.Bits(make([]byte, 10)).Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openbadge.DecodeBits(short); !errors.Is(err, openbadge.ErrBits) {
		t.Errorf("a short list: %v", err)
	}
}

func TestWebDID(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ base, did, at string }{
		{"https://badges.example", "did:web:badges.example:issuers:north", "https://badges.example/issuers/north/did.json"},
		{"http://127.0.0.1:8080", "did:web:127.0.0.1%3A8080:issuers:north", "https://127.0.0.1:8080/issuers/north/did.json"},
		{"https://a.example:8443/laurel/", "did:web:a.example%3A8443:laurel:issuers:north", "https://a.example:8443/laurel/issuers/north/did.json"},
	} {
		did, err := openbadge.WebDID(c.base, "north")
		if err != nil || did != c.did {
			t.Errorf("%s: %s, %v", c.base, did, err)
		}
		at, err := openbadge.WebDIDLocation(did)
		if err != nil || at != c.at {
			t.Errorf("%s: %s, %v", did, at, err)
		}
	}
	for _, not := range []string{"", "did:key:z6Mk", "did:web:", "did:web:a/b", "did:web:a::b", "did:web:a%2Fb", "did:web:user%40a"} {
		if at, err := openbadge.WebDIDLocation(not); !errors.Is(err, openbadge.ErrDID) {
			t.Errorf("%q lies at %s, %v", not, at, err)
		}
	}
}

func TestVerifyNeverPanics(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, file := range []string{
		"", "{", "[]", "null", "a.b.c", "...", "%PDF-1.7", "%PDF-1.7 /EmbeddedFile stream", "<svg", "<!DOCTYPE x [<!ENTITY a 'b'>]><svg>&a;</svg>",
		strings.Repeat("{\"a\":", 100) + "1" + strings.Repeat("}", 100), "{\"issuer\":\"" + issuerDID + "\",\"proof\":[1]}",
		"{\"issuer\":\"" + issuerDID + "\",\"@context\":{\"@vocab\":\"x:\"},\"proof\":{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"eddsa-rdfc-2022\",\"proofPurpose\":\"assertionMethod\",\"verificationMethod\":\"" + proofKey + "\",\"proofValue\":\"z1\"}}",
	} {
		if report := h.verifier().Verify([]byte(file)); report.Verdict == openbadge.Valid {
			t.Errorf("%q is valid", file)
		}
	}
}
