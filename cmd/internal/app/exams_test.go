package app_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"laurel/exams"
	"laurel/internal/actor"
)

// TestExamsAmongTheirNeighbours is what exams can only do together with workers and the issuer.
func TestExamsAmongTheirNeighbours(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		v := openVendor(t, h)
		t.Run("forms lie ready as soon as they are wanted", func(t *testing.T) { v.formsOnDemand(t) })
		t.Run("a receipt that was signed with RSA", func(t *testing.T) { v.oldReceipt(t) })
	})
}

// formsOnDemand publishes, and then takes a place, while the calendar has just done its duty: only the word of it makes forms.
func (v *vendor) formsOnDemand(t *testing.T) {
	ready := func(exam string) int {
		return number(v.author.Call(t, "GET", "/api/v1/exams/"+exam+"/forms?limit=1", nil).Want(t, 200).Get(t, "ready"))
	}
	within := func(exam string, forms int) {
		t.Helper()
		began := time.Now()
		for ready(exam) < forms {
			if time.Since(began) > 8*time.Second { // the calendar would come after eighteen
				t.Fatalf("%d forms of %s lie ready, want %d", ready(exam), exam, forms)
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Logf("%d forms of %s after %s", forms, exam, time.Since(began).Round(time.Millisecond))
	}
	within("small-exam", 1)
	calendar := func() { v.age(t, "update outbox_duties set last_run = ? where name = 'make forms'", v.DB.Now()) }
	calendar()
	v.certify(t, "wanted", 0)
	within("wanted-exam", 1)
	had := ready("wanted-exam")
	calendar()
	v.candidate(t, "wanting").Call(t, "POST", "/api/v1/exams/wanted-exam/registrations", object{"pay_with": "free"}, key()).Want(t, 201)
	within("wanted-exam", had+1)
}

// oldReceipt closes an attempt whose receipt is then one as they were signed before: with an RSA key of the issuer, retired since.
func (v *vendor) oldReceipt(t *testing.T) {
	who := v.candidate(t, "old")
	attempt := sit(t, who, v.ready(t, who, "small-exam"))
	id := attempt.Text(t, "id")
	for _, q := range items(t, attempt) {
		who.Call(t, "PUT", "/api/v1/attempts/"+id+"/responses/"+text(q["position"]), object{"epoch": 1, "seq": 1, "response": answer(t, q)}).Want(t, 200)
	}
	var receipt exams.Receipt
	who.Call(t, "POST", "/api/v1/attempts/"+id+"/submit", object{"epoch": 1}).Want(t, 200).Into(t, &receipt)
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	const method = "did:web:acme#rsa-2020-01"
	v.age(t, "insert into issuer_keys (method, issuer, kind, public, sealed, created_at, retired_at) select ?, slug, 'rsa', ?, 'gone', ?, ? from issuers",
		method, base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PublicKey(&private.PublicKey)), v.DB.Now(), v.DB.Now())
	if r := v.replay(t, id); !r.Signed || len(r.Differences) > 0 {
		t.Fatalf("as it was signed: %+v", r)
	}
	keep := func(message string, by *rsa.PrivateKey) {
		receipt.Signature = signRS256(t, method, message, by)
		text, err := json.Marshal(receipt)
		if err != nil {
			t.Fatal(err)
		}
		v.age(t, "update attempts set receipt = ? where id = ?", string(text), id)
	}
	message := strings.Join([]string{
		"laurel receipt 1", id, receipt.ClosedAt.UTC().Format(time.RFC3339Nano), receipt.CloseReason, strconv.Itoa(receipt.Answered), strconv.Itoa(receipt.Unanswered), receipt.ResponsesSHA256,
	}, "\n")
	keep(message, private)
	if r := v.replay(t, id); !r.Signed || len(r.Differences) > 0 {
		t.Errorf("signed with RSA: %+v", r)
	}
	if again := who.Call(t, "POST", "/api/v1/attempts/"+id+"/submit", object{"epoch": 1}).Want(t, 200).Text(t, "signature"); again != receipt.Signature {
		t.Errorf("the candidate is shown %s", again)
	}
	keep(strings.Replace(message, "\n6\n", "\n5\n", 1), private)
	if r := v.replay(t, id); r.Signed || len(r.Differences) != 1 {
		t.Errorf("another receipt, signed with RSA: %+v", r)
	}
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	keep(message, stranger)
	if r := v.replay(t, id); r.Signed || len(r.Differences) != 1 {
		t.Errorf("signed by a stranger: %+v", r)
	}
}

func (v *vendor) replay(t *testing.T, attemptID string) exams.Replay {
	t.Helper()
	r, err := v.Exams.Replay(actor.With(context.Background(), actor.SystemOf("operator")), attemptID)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func signRS256(t *testing.T, method, message string, by *rsa.PrivateKey) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: by, KeyID: method}}, (&jose.SignerOptions{}).WithType("laurel-statement"))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign([]byte(message))
	if err != nil {
		t.Fatal(err)
	}
	compact, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return compact
}
