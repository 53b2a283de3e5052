package app_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"laurel/internal/testkit"
)

// together runs n calls at the same moment and counts the statuses that came back.
func together(n int, call func(i int) int) map[int]int {
	statuses := make([]int, n)
	var ready, done sync.WaitGroup
	gate := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-gate
			statuses[i] = call(i)
		})
	}
	ready.Wait()
	close(gate)
	done.Wait()
	counts := map[int]int{}
	for _, s := range statuses {
		counts[s]++
	}
	return counts
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		v := openVendor(t, h)
		ada := v.candidate(t, "ada")
		t.Run("a hundred starts", func(t *testing.T) { v.hundredStarts(t, ada) })
		t.Run("saves shuffled and doubled", func(t *testing.T) { v.shuffledSaves(t, v.candidate(t, "shuffle")) })
		t.Run("submit races saves", func(t *testing.T) { v.submitRaces(t) })
		t.Run("two tabs", func(t *testing.T) { v.twoTabs(t, v.candidate(t, "tabs")) })
		t.Run("after the deadline", func(t *testing.T) { v.tooLate(t, v.candidate(t, "late")) })
		t.Run("one key at once", func(t *testing.T) { v.oneKey(t, v.candidate(t, "key")) })
		t.Run("one voucher", func(t *testing.T) { v.oneVoucher(t) })
		v.quiet(t)
	})
}

func (v *vendor) hundredStarts(t *testing.T, who *testkit.Client) {
	registration := v.ready(t, who, "small-exam")
	var ids sync.Map
	began := time.Now()
	statuses := together(100, func(int) int {
		a := who.Call(t, "POST", "/api/v1/registrations/"+registration+"/attempts", nil)
		if a.Status < 300 {
			ids.Store(a.Text(t, "id"), true)
		}
		return a.Status
	})
	t.Logf("100 starts in %s: %v", time.Since(began).Round(time.Millisecond), statuses)
	distinct := 0
	ids.Range(func(any, any) bool { distinct++; return true })
	if statuses[201] != 1 || statuses[200] != 99 || distinct != 1 {
		t.Errorf("statuses %v, %d attempts", statuses, distinct)
	}
	if n := v.count(t, "select count(*) from attempts where registration_id = ?", registration); n != 1 {
		t.Errorf("%d attempts", n)
	}
}

// shuffledSaves sends twenty answers for each place, each twice, in no order and many at a time.
func (v *vendor) shuffledSaves(t *testing.T, who *testkit.Client) {
	attempt := sit(t, who, v.ready(t, who, "small-exam"))
	questions, path := items(t, attempt), "/api/v1/attempts/"+attempt.Text(t, "id")
	type save struct{ place, seq int }
	saves := []save{}
	for place := range questions {
		for seq := 1; seq <= 20; seq++ {
			saves = append(saves, save{place, seq}, save{place, seq})
		}
	}
	rand.Shuffle(len(saves), func(i, j int) { saves[i], saves[j] = saves[j], saves[i] })
	began := time.Now()
	var next atomic.Int64
	statuses := together(24, func(int) int {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(saves) {
				return 200
			}
			q := questions[saves[i].place]
			a := who.Call(t, "PUT", path+"/responses/"+text(q["position"]), object{"epoch": 1, "seq": saves[i].seq, "response": filling(t, q, saves[i].seq)})
			if a.Status != 200 {
				t.Errorf("%v: %s", saves[i], describe(a))
				return a.Status
			}
		}
	})
	took := time.Since(began)
	t.Logf("%d saves in %s, %.0f a second: %v", len(saves), took.Round(time.Millisecond), float64(len(saves))/took.Seconds(), statuses)
	for _, r := range rows(t, who.Call(t, "GET", path, nil).Want(t, 200), "responses") {
		q := questions[slices.IndexFunc(questions, func(q object) bool { return q["position"] == r["position"] })]
		want, _ := json.Marshal(filling(t, q, 20))
		got, _ := json.Marshal(r["response"])
		if r["seq"] != 20.0 || !bytes.Equal(want, got) {
			t.Errorf("place %v ends at %v with %s, want 20 with %s", r["position"], r["seq"], got, want)
		}
	}
}

// filling is some answer that tells the number of its save: right when the number is even, none or wrong when odd.
func filling(t testing.TB, q object, seq int) any {
	t.Helper()
	if seq%2 == 0 {
		return answer(t, q)
	}
	switch q["type"] {
	case "numeric":
		return object{"number": fmt.Sprint(seq)}
	case "short_text":
		return object{"text": fmt.Sprint("no ", seq)}
	}
	return nil
}

// submitRaces saves in every place while another request submits: whatever was confirmed is in what was closed, the receipt
// is the digest of exactly that, and exactly that is scored.
func (v *vendor) submitRaces(t *testing.T) {
	for round := range 4 {
		who := v.candidate(t, fmt.Sprint("race", round))
		attempt := sit(t, who, v.ready(t, who, "small-exam"))
		questions, path := items(t, attempt), "/api/v1/attempts/"+attempt.Text(t, "id")
		confirmed := make([]int, len(questions))
		var receipt testkit.Answer
		together(len(questions)+1, func(i int) int {
			if i == len(questions) {
				time.Sleep(time.Duration(5+rand.IntN(40)) * time.Millisecond)
				receipt = who.Call(t, "POST", path+"/submit", object{"epoch": 1})
				return receipt.Status
			}
			confirmed[i] = saveUntilClosed(t, who, path, questions[i])
			return 200
		})
		receipt.Want(t, 200)
		kept := who.Call(t, "GET", path, nil).Want(t, 200)
		held, right := map[any]int{}, 0
		for _, r := range rows(t, kept, "responses") {
			held[r["position"]] = number(r["seq"])
			if number(r["seq"])%2 == 0 {
				right++
			}
		}
		for i, q := range questions {
			if held[q["position"]] < confirmed[i] {
				t.Errorf("round %d, place %v: %d was confirmed, %d is kept", round, q["position"], confirmed[i], held[q["position"]])
			}
		}
		if got, want := receipt.Text(t, "responses_sha256"), digest(t, kept); got != want {
			t.Errorf("round %d: the receipt says %s, what is kept makes %s", round, got, want)
		}
		scored(t, who, path, right)
		t.Logf("round %d: confirmed %v, %d right", round, confirmed, right)
	}
}

// saveUntilClosed returns the highest number that was confirmed.
func saveUntilClosed(t *testing.T, who *testkit.Client, path string, q object) (confirmed int) {
	t.Helper()
	for seq := 1; seq <= 40; seq++ {
		a := who.Call(t, "PUT", path+"/responses/"+text(q["position"]), object{"epoch": 1, "seq": seq, "response": filling(t, q, seq)})
		if a.Status == 409 && a.Text(t, "code") == "attempt_closed" {
			return confirmed
		}
		if a.Status != 200 {
			t.Errorf("%s", describe(a))
			return confirmed
		}
		confirmed = seq
	}
	return confirmed
}

// digest is what the contract of the receipt says, computed from what the attempt shows.
func digest(t testing.TB, attempt testkit.Answer) string {
	t.Helper()
	var shown struct {
		Responses []struct {
			Position, Seq int
			Response      json.RawMessage
		}
	}
	attempt.Into(t, &shown)
	slices.SortFunc(shown.Responses, func(a, b struct {
		Position, Seq int
		Response      json.RawMessage
	}) int {
		return a.Position - b.Position
	})
	var lines bytes.Buffer
	for _, r := range shown.Responses {
		fmt.Fprintf(&lines, "%d\t%d\t", r.Position, r.Seq)
		if err := json.Compact(&lines, r.Response); err != nil {
			t.Fatal(err)
		}
		lines.WriteByte('\n')
	}
	sum := sha256.Sum256(lines.Bytes())
	return hex.EncodeToString(sum[:])
}

// scored waits for the result and compares it with how many answers are right: four of six pass.
func scored(t *testing.T, who *testkit.Client, path string, right int) {
	t.Helper()
	eventually(t, "the result", 15*time.Second, func() bool { return who.Call(t, "GET", path+"/result", nil).Status == 200 })
	want := "fail"
	if right >= 4 {
		want = "pass"
	}
	if got := who.Call(t, "GET", path+"/result", nil).Text(t, "decision"); got != want {
		t.Errorf("%d of six are right, and it is a %s", right, got)
	}
}

// twoTabs: the first goes on saving while the second takes over and saves too. From then on only the second counts.
func (v *vendor) twoTabs(t *testing.T, who *testkit.Client) {
	attempt := sit(t, who, v.ready(t, who, "small-exam"))
	questions, path := items(t, attempt), "/api/v1/attempts/"+attempt.Text(t, "id")
	var superseded, taken atomic.Int64
	together(2, func(tab int) int {
		if tab == 1 {
			time.Sleep(20 * time.Millisecond)
			epoch := who.Call(t, "POST", path+"/takeover", nil).Want(t, 200).Get(t, "epoch")
			taken.Store(int64(number(epoch)))
			for _, q := range questions {
				who.Call(t, "PUT", path+"/responses/"+text(q["position"]), object{"epoch": epoch, "seq": 1000, "response": answer(t, q)}).Want(t, 200)
			}
			return 200
		}
		for seq := 1; seq <= 60 && superseded.Load() < 5; seq++ {
			late := taken.Load() > 0
			q := questions[seq%len(questions)]
			a := who.Call(t, "PUT", path+"/responses/"+text(q["position"]), object{"epoch": 1, "seq": seq, "response": filling(t, q, 1)})
			switch {
			case a.Status == 409 && a.Text(t, "code") == "superseded":
				superseded.Add(1)
			case a.Status != 200:
				t.Errorf("the first tab: %s", describe(a))
			case late:
				t.Errorf("the first tab saved after it was taken over: %s", describe(a))
			}
		}
		return 200
	})
	if superseded.Load() == 0 {
		t.Error("the first tab was never told")
	}
	seen := who.Call(t, "GET", path, nil).Want(t, 200)
	for _, r := range rows(t, seen, "responses") {
		if r["seq"] != 1000.0 {
			t.Errorf("the first tab overwrote the second: %v", r)
		}
	}
	who.Call(t, "POST", path+"/submit", object{"epoch": 1}).Refused(t, 409, "superseded")
	statuses := together(20, func(int) int { return who.Call(t, "POST", path+"/submit", object{"epoch": 2}).Status })
	if statuses[200] != 20 {
		t.Errorf("twenty submits: %v", statuses)
	}
}

// tooLate ages the attempt past its deadline and saves at once: refused and kept aside, although nobody closed it.
func (v *vendor) tooLate(t *testing.T, who *testkit.Client) {
	attempt := sit(t, who, v.ready(t, who, "small-exam"))
	questions, id := items(t, attempt), attempt.Text(t, "id")
	path := "/api/v1/attempts/" + id
	for _, q := range questions[:4] {
		who.Call(t, "PUT", path+"/responses/"+text(q["position"]), object{"epoch": 1, "seq": 1, "response": answer(t, q)}).Want(t, 200)
	}
	now := time.Now().UTC()
	v.age(t, "update attempts set started_at = ?, deadline_at = ?, refuse_after = ? where id = ?", now.Add(-20*time.Minute), now.Add(-2*time.Minute), now.Add(-time.Minute), id)
	late := who.Call(t, "PUT", path+"/responses/"+text(questions[4]["position"]), object{"epoch": 1, "seq": 1, "response": answer(t, questions[4])})
	late.Refused(t, 409, "attempt_closed")
	if late.Text(t, "quarantine_id") == "" {
		t.Errorf("no quarantine id: %s", late.Body)
	}
	batch := who.Call(t, "PUT", path+"/responses", object{"epoch": 1, "responses": []object{{"position": questions[5]["position"], "seq": 1, "response": answer(t, questions[5])}}})
	batch.Refused(t, 409, "attempt_closed")
	if n := v.count(t, "select count(*) from late_responses where attempt_id = ?", id); n != 2 {
		t.Errorf("%d late answers are kept aside, want 2", n)
	}
	scored(t, who, path, 4)
	if receipt := who.Call(t, "POST", path+"/submit", object{"epoch": 1}).Want(t, 200); receipt.Text(t, "close_reason") != "deadline" || receipt.Get(t, "answered") != 4.0 {
		t.Errorf("the receipt: %s", receipt.Body)
	}
}

// oneKey sends one registration thirty times at once under one Idempotency-Key: one registration, one charge.
func (v *vendor) oneKey(t *testing.T, who *testkit.Client) {
	once := key()
	var ids sync.Map
	statuses := together(30, func(int) int {
		a := who.Call(t, "POST", "/api/v1/exams/small-exam/registrations", object{"pay_with": "card"}, once)
		if a.Status == 201 {
			ids.Store(a.Text(t, "id"), true)
		} else {
			a.Refused(t, 409, "in_flight")
		}
		return a.Status
	})
	distinct := 0
	ids.Range(func(any, any) bool { distinct++; return true })
	person := who.Call(t, "GET", "/api/v1/me", nil).Text(t, "id")
	if orders := v.count(t, "select count(*) from orders where person_id = ?", person); distinct != 1 || orders != 1 {
		t.Errorf("%d registrations, %d orders, statuses %v", distinct, orders, statuses)
	}
	t.Logf("30 with one key: %v", statuses)
}

// oneVoucher is redeemed two hundred times at once by eight people: one of them sits.
func (v *vendor) oneVoucher(t *testing.T) {
	people := []*testkit.Client{}
	for i := range 8 {
		people = append(people, v.candidate(t, fmt.Sprint("crowd", i)))
	}
	voucher := v.vouchers(t, v.partner, "small-exam", 1)[0]
	before := v.count(t, "select count(*) from registrations where state = 'ready'")
	statuses := together(200, func(i int) int {
		a := people[i%8].Call(t, "POST", "/api/v1/exams/small-exam/registrations", object{"pay_with": "voucher", "voucher_code": voucher["code"]}, key())
		if a.Status >= 500 && (a.Status != 503 || a.Header.Get("Retry-After") == "") { // an overburdened machine may ask to come again
			t.Errorf("%s", describe(a))
		}
		return a.Status
	})
	t.Logf("200 with one voucher: %v", statuses)
	if statuses[201] != 1 || v.count(t, "select count(*) from registrations where state = 'ready'")-before != 1 {
		t.Errorf("statuses %v", statuses)
	}
	if n := v.count(t, "select count(*) from vouchers where id = ? and state = 'redeemed'", voucher["id"]); n != 1 {
		t.Errorf("the voucher is not redeemed")
	}
}
