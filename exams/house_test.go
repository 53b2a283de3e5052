package exams

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/assets"
	"laurel/exams/items"
	"laurel/internal/actor"
	"laurel/internal/banks"
	"laurel/internal/blob"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/money"
	"laurel/internal/paper"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC
	os.Exit(m.Run())
}

// till is a cashier, gate and price book at once, as billing is.
type till struct {
	mu       sync.Mutex
	prices   map[string]money.Money
	payments map[string]Payment
	admitted map[string]int
	refuse   error
}

var errVoucher = fault.New(fault.Invalid, "voucher_refused", "This voucher cannot be used for this exam.")

func (t *till) Charge(ctx context.Context, tx *gorm.DB, c Charge) (Payment, error) {
	price, err := t.Price(ctx, tx, c.ExamKey)
	if err != nil {
		return Payment{}, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	p := Payment{OrderID: "ord_" + c.RegistrationID, Total: price, Settled: true}
	switch c.PayWith {
	case payCard:
		p.Settled, p.CheckoutURL = false, "https://pay.test/"+c.RegistrationID
	case payVoucher:
		if c.VoucherCode == "BAD" {
			return Payment{}, errVoucher
		}
		p.Total.Amount = 0
	}
	t.payments[c.RegistrationID] = p
	return p, nil
}

func (t *till) Payment(_ context.Context, _ *gorm.DB, registrationID string) (Payment, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.payments[registrationID], nil
}

// Withdraw answers as billing does; void gives the money back.
func (t *till) Withdraw(_ context.Context, _ *gorm.DB, registrationID string) (bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.payments[registrationID]
	if p.Settled {
		return false, nil
	}
	p.Void, p.CheckoutURL = true, ""
	t.payments[registrationID] = p
	return true, nil
}

func (t *till) void(registrationID string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.payments[registrationID]
	p.Settled, p.Void = false, true
	t.payments[registrationID] = p
}

func (t *till) settle(registrationID string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.payments[registrationID]
	p.Settled, p.CheckoutURL = true, ""
	t.payments[registrationID] = p
}

func (t *till) Admit(_ context.Context, _ *gorm.DB, registrationID string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.admitted[registrationID]++
	return t.refuse
}

func (t *till) SetPrice(_ context.Context, _ *gorm.DB, key string, price money.Money) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.prices[key] = price
	return nil
}

func (t *till) Price(_ context.Context, _ *gorm.DB, key string) (money.Money, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p, ok := t.prices[key]
	if !ok {
		return p, errors.New("no price")
	}
	return p, nil
}

// school says what somebody has to learn before.
type school struct {
	mu    sync.Mutex
	unmet map[string][]fault.Unmet
}

func (s *school) Unmet(_ context.Context, _ *gorm.DB, person, key string) ([]fault.Unmet, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unmet[person+" "+key], nil
}

func (s *school) asks(person, key string, unmet ...fault.Unmet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unmet[person+" "+key] = unmet
}

type registry struct{}

func (registry) Exists(_ context.Context, _ *gorm.DB, key string) (bool, error) {
	return key == "net-associate", nil
}

// Renewable holds for those whose name says so.
func (registry) Renewable(_ context.Context, _ *gorm.DB, person, _ string) (bool, error) {
	return strings.HasPrefix(person, "renewing"), nil
}

func (registry) Known(_ context.Context, _ *gorm.DB, person string) (bool, error) {
	return person != "nobody", nil
}

func (registry) PartnerOf(_ context.Context, _ *gorm.DB, person, affiliation string) (string, error) {
	if affiliation == "aff_"+person {
		return "par_1", nil
	}
	return "", nil
}

func (registry) PersonNamed(_ context.Context, _ *gorm.DB, person, email string) (string, error) {
	for _, known := range []string{"ada", "bob", "cyd"} {
		if person == known || email == known+"@x.example" {
			return known, nil
		}
	}
	return "", nil
}

// bank answers out of the real item banks, as the assembled program does.
type bank struct{ banks *banks.Service }

func (b bank) Undrawn(ctx context.Context, tx *gorm.DB, itemIDs []string) ([]string, error) {
	return b.banks.Undrawn(ctx, tx, itemIDs)
}

func (b bank) Pool(ctx context.Context, tx *gorm.DB, bankID string) ([]Drawable, error) {
	pool, err := b.banks.Pool(ctx, tx, bankID)
	out := make([]Drawable, len(pool))
	for i, it := range pool {
		out[i] = Drawable(it)
	}
	return out, err
}

func (b bank) Medium(ctx context.Context, mediumID string) (Medium, error) {
	m, body, err := b.banks.Medium(ctx, mediumID)
	return Medium{Type: m.Type, Body: body}, err
}

func (b bank) Contents(ctx context.Context, tx *gorm.DB, versions []string, language string) (map[string]items.Content, error) {
	return b.banks.Contents(ctx, tx, versions, language)
}

func (b bank) Keys(ctx context.Context, tx *gorm.DB, versions []string) ([]Key, error) {
	keys, err := b.banks.Keys(ctx, tx, versions)
	out := make([]Key, len(keys))
	for i, k := range keys {
		out[i] = Key{ItemVersionID: k.ItemVersionID, Number: k.Number, Key: k.Key, CreditAll: k.Effect == banks.CreditAll}
	}
	return out, err
}

func (b bank) ItemsOf(ctx context.Context, tx *gorm.DB, versions []string) (map[string]string, error) {
	return b.banks.ItemsOf(ctx, tx, versions)
}

// court is what cases say about people and attempts.
type court struct {
	mu     sync.Mutex
	held   map[string]bool
	bars   map[string]*Bar
	waived map[string][]string
}

func (c *court) Held(_ context.Context, _ *gorm.DB, attempts []string) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(attempts), func(one string) bool { return !c.held[one] }), nil
}

func (c *court) Barred(_ context.Context, _ *gorm.DB, person, key string) (*Bar, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bars[person+" "+key], nil
}

func (c *court) Waived(_ context.Context, _ *gorm.DB, person, key string) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.waived[person+" "+key]), nil
}

func (b bank) KeyNumber(ctx context.Context, tx *gorm.DB, version string, number int) (Key, error) {
	k, err := b.banks.KeyNumber(ctx, tx, version, number)
	return Key{ItemVersionID: k.ItemVersionID, Number: k.Number, Key: k.Key, CreditAll: k.Effect == banks.CreditAll, Proposed: k.State == banks.KeyProposed}, err
}

func (b bank) Decide(ctx context.Context, tx *gorm.DB, version string, number int, adopt bool) error {
	to := banks.KeyDeclined
	if adopt {
		to = banks.KeyAdopted
	}
	return b.banks.Decide(ctx, tx, version, number, to)
}

// lines are the cuts of equated forms.
type lines map[string]string

// Conversion reads "eqt_1 FORM": the line of a form by a conversion that was adopted; anything else is not there.
func (l lines) Conversion(_ context.Context, _ *gorm.DB, equatingID string) (Conversion, error) {
	form, there := l[equatingID]
	if !there {
		return Conversion{}, ErrNothing
	}
	return Conversion{ExamKey: "net", FormID: form, Cut: l["line of "+equatingID], Adopted: l["line of "+equatingID] != ""}, nil
}

func (l lines) CutFor(_ context.Context, _ *gorm.DB, formID string) (string, bool, error) {
	cut, ok := l["any form"]
	if !ok {
		cut, ok = l[formID]
	}
	return cut, ok, nil
}

// bench can mark everything but what was set down, and opens the lab lab_1 at every position but where another was set down.
type bench struct {
	missing map[string]string
	labs    map[string]string
}

func (b *bench) Unmarkable(_ context.Context, _ *gorm.DB, all []Drawable) (map[string]string, error) {
	out := map[string]string{}
	for _, it := range all {
		if word := b.missing[string(it.Type)]; word != "" {
			out[it.ID] = word
		}
	}
	return out, nil
}

func (b *bench) LabAt(_ context.Context, _ *gorm.DB, attemptID string, _ int) (string, error) {
	if lab, set := b.labs[attemptID]; set {
		return lab, nil
	}
	return "lab_1", nil
}

// seer foresees nothing: what follows from a decision is other slices' business.
type seer struct{}

func (seer) Foresee(context.Context, []Flip) ([]Turn, []Consequence, error) {
	return []Turn{}, []Consequence{}, nil
}

// house is a service on a real database with neighbours that behave.
type house struct {
	*Service
	till   *till
	school *school
	court  *court
	key    ed25519.PublicKey
	app    *testkit.Client
	lines  lines
	bench  *bench
}

func open(t testing.TB, db *store.DB) *house {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{
		lines:  lines{},
		bench:  &bench{map[string]string{}, map[string]string{}},
		till:   &till{prices: map[string]money.Money{}, payments: map[string]Payment{}, admitted: map[string]int{}},
		school: &school{unmet: map[string][]fault.Unmet{}}, key: public,
		court: &court{held: map[string]bool{}, bars: map[string]*Bar{}, waived: map[string][]string{}},
	}
	files, err := blob.Open("file:" + t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	shelves := banks.New(banks.Deps{DB: db, Log: testkit.Log(t), Files: files})
	fonts, err := fs.Sub(assets.FS, "fonts")
	if err != nil {
		t.Fatal(err)
	}
	press, err := paper.Open(fonts)
	if err != nil {
		t.Fatal(err)
	}
	h.Service = New(Deps{
		DB: db, Log: testkit.Log(t), Bank: bank{shelves}, Foresight: seer{}, Cuts: h.lines, Markers: h.bench, Press: press, Vendor: "Acme Platforms", Cashier: h.till, Gate: h.till, Prices: h.till, Prerequisites: h.school, Certifications: registry{}, Affiliations: registry{}, People: registry{},
		Files: files, Integrity: h.court, Candidates: registry{}, Secret: []byte(strings.Repeat("k", 32)), Watch: openDoors{}, Appointments: openDoors{},
		Sign: func(_ *gorm.DB, messages ...[]byte) ([]string, error) {
			var out []string
			for _, m := range messages {
				out = append(out, base64.RawURLEncoding.EncodeToString(ed25519.Sign(private, m)))
			}
			return out, nil
		},
		Verify: func(_ *gorm.DB, message []byte, signature string) (bool, error) {
			sum, err := base64.RawURLEncoding.DecodeString(signature)
			return err == nil && ed25519.Verify(private.Public().(ed25519.PublicKey), message, sum), nil
		},
	})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { h.Run(ctx); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	r := web.New(web.Options{
		Log: testkit.Log(t), Now: time.Now, BaseURL: "http://laurel.test", PerMinute: 1_000_000, Burst: 1_000_000,
		Authenticate: func(_ context.Context, bearer string) (actor.Actor, error) { return who(bearer), nil },
	})
	h.Routes(r)
	shelves.Routes(r)
	h.app = testkit.App(r.Fiber(), "")
	return h
}

// who reads a bearer such as "person:ada" or "author:eve", which is how tests sign in.
func who(bearer string) actor.Actor {
	role, name, _ := strings.Cut(bearer, ":")
	a := actor.Actor{Kind: actor.Person, ID: name, Name: name}
	switch role {
	case "person":
		a.Partners = map[string][]string{"par_1": {actor.Candidate}}
	case "key":
		a.Kind = actor.Key
	default:
		a.Roles = []string{role}
	}
	return a
}

func as(t testing.TB, bearer string) context.Context { return actor.With(t.Context(), who(bearer)) }

func (h *house) author() *testkit.Client            { return h.app.As("author:eve") }
func (h *house) person(name string) *testkit.Client { return h.app.As("person:" + name) }

// bankFile writes a bank of n items for each domain: of every five, two single choices and one each of the other types but
// true or false, which stands in for one of the choices in turn. What is right follows from the number in the stem.
func bankFile(n int, domains ...string) string {
	var b strings.Builder
	number := 0
	for _, d := range domains {
		fmt.Fprintf(&b, "$CATEGORY: Bank/%s\n\n", d)
		for range n {
			number++
			switch number % 5 {
			case 0:
				fmt.Fprintf(&b, "Number %d, in digits? {#%d####secret reason %d}\n\n", number, number, number)
			case 1:
				fmt.Fprintf(&b, "Item %d, choose. {~wrong one %d#secret hint %d ~wrong two =right %d ~wrong three####secret reason %d}\n\n", number, number, number, number, number)
			case 2:
				fmt.Fprintf(&b, "Item %d, choose two. {~%%50%%right a ~%%-50%%wrong b ~%%50%%right c ~wrong d####secret reason %d}\n\n", number, number)
			case 3:
				fmt.Fprintf(&b, "Item %d is right. {TRUE####secret reason %d}\n\n", number, number)
			case 4:
				fmt.Fprintf(&b, "Item %d, name it. {=word%d =%%50%%half%d####secret reason %d}\n\n", number, number, number, number)
			}
		}
	}
	return b.String()
}

// bank imports such a file and gives the id of its bank.
func (h *house) bank(t testing.TB, file string) string {
	t.Helper()
	bank := h.author().Call(t, "POST", "/api/v1/item-banks", map[string]any{"name": "Networks"}).Want(t, 201).Text(t, "id")
	h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/imports?format=gift", file).Want(t, 201)
	return bank
}

// document is an exam of ten items on two domains, passed with six.
func document(key, bank string) map[string]any {
	return map[string]any{
		"key": key, "title": "Networks", "certification": "net-associate", "item_bank": bank, "time_limit_seconds": 3600,
		"blueprint": map[string]any{"length": 10, "domains": []any{
			map[string]any{"name": "Routing", "weight": 60}, map[string]any{"name": "Security", "weight": 40},
		}},
		"scoring": map[string]any{"cut_percent": "60", "scale": map[string]any{"min": 100, "pass": 700, "max": 1000}},
		"retake":  map[string]any{"wait_seconds": []int{3600}, "max_attempts": 5, "per_seconds": 864000},
		"price":   map[string]any{"amount": 0, "currency": "USD"},
	}
}

// exam publishes an exam over a bank of its own. Changes are laid over the document.
func (h *house) exam(t testing.TB, key string, changes map[string]any) {
	t.Helper()
	d := document(key, h.bank(t, bankFile(10, "Routing", "Security")))
	for k, v := range changes {
		d[k] = v
	}
	h.author().Call(t, "POST", "/api/v1/exams", d).Want(t, 201)
	h.author().Call(t, "POST", "/api/v1/exams/"+key+"/publish", nil).Want(t, 200)
}

// registered registers a person for free and gives the id of the registration.
func (h *house) registered(t testing.TB, person, key string) string {
	t.Helper()
	return h.person(person).Call(t, "POST", "/api/v1/exams/"+key+"/registrations", map[string]any{"pay_with": "free"}, "Idempotency-Key: "+newKey()).
		Want(t, 201).Text(t, "id")
}

var keys struct {
	sync.Mutex
	n int
}

func newKey() string {
	keys.Lock()
	defer keys.Unlock()
	keys.n++
	return "key-" + strconv.Itoa(keys.n)
}

// sitting is an attempt that runs.
type sitting struct {
	h      *house
	person string
	AttemptView
	seq map[int]int64
}

func (h *house) sit(t testing.TB, person, key string) *sitting {
	t.Helper()
	s := &sitting{h: h, person: person, seq: map[int]int64{}}
	h.person(person).Call(t, "POST", "/api/v1/registrations/"+h.registered(t, person, key)+"/attempts", nil).Want(t, 201).Into(t, &s.AttemptView)
	return s
}

func (s *sitting) path(rest string) string { return "/api/v1/attempts/" + s.ID + rest }

func (s *sitting) call(t testing.TB, method, rest string, body any) testkit.Answer {
	t.Helper()
	return s.h.person(s.person).Call(t, method, s.path(rest), body)
}

func (s *sitting) items() []ItemView { return s.Sections[0].Items }

// save answers a position under the next sequence number.
func (s *sitting) save(t testing.TB, position int, response any) testkit.Answer {
	t.Helper()
	s.seq[position]++
	return s.call(t, "PUT", "/responses/"+strconv.Itoa(position), map[string]any{"epoch": s.Epoch, "seq": s.seq[position], "response": response})
}

// right is the right answer to an item of bankFile, wrong a wrong one.
func right(it ItemView) any { return answer(it, true) }
func wrong(it ItemView) any { return answer(it, false) }

func answer(it ItemView, right bool) any {
	number := strings.FieldsFunc(it.StemHTML, func(r rune) bool { return r < '0' || r > '9' })[0]
	matching := func(word string) []string {
		out := []string{}
		for _, o := range it.Options {
			if strings.HasPrefix(o.HTML, word) {
				out = append(out, o.ID)
			}
		}
		return out
	}
	pick := map[bool]string{true: "right", false: "wrong"}[right]
	switch it.Type {
	case items.SingleChoice:
		return map[string]any{"choice": matching(pick)[0]}
	case items.MultipleResponse:
		return map[string]any{"choices": matching(pick)}
	case items.TrueFalse:
		return map[string]any{"choice": matching(map[bool]string{true: "True", false: "False"}[right])[0]}
	case items.Numeric:
		if right {
			return map[string]any{"number": number}
		}
		return map[string]any{"number": "-1"}
	case items.ShortText:
		if right {
			return map[string]any{"text": " WORD" + number}
		}
		return map[string]any{"text": "no idea"}
	}
	panic("no such type")
}

// answerAll answers so many items right and the rest wrong.
func (s *sitting) answerAll(t testing.TB, rightOnes int) {
	t.Helper()
	for i, it := range s.items() {
		response := wrong(it)
		if i < rightOnes {
			response = right(it)
		}
		s.save(t, it.Position, response).Want(t, 200)
	}
}

func (s *sitting) submit(t testing.TB) testkit.Answer {
	t.Helper()
	return s.call(t, "POST", "/submit", map[string]any{"epoch": s.Epoch})
}

// age moves an attempt into the past, as time would.
func (h *house) age(t testing.TB, attemptID string, by time.Duration) {
	t.Helper()
	err := h.db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
		var a Attempt
		if err := tx.Raw("select "+attemptColumns+" from attempts where id = ?", attemptID).Take(&a).Error; err != nil {
			return err
		}
		back := func(at *time.Time) *time.Time {
			if at == nil {
				return nil
			}
			moved := at.Add(-by)
			return &moved
		}
		return tx.Exec("update attempts set section_at = ?, section_end_at = ?, paused_at = ?, pause_ends_at = ?, started_at = ?, deadline_at = ?, refuse_after = ?, closed_at = ?, created_at = ? where id = ?",
			back(a.SectionAt), back(a.SectionEndAt), back(a.PausedAt), back(a.PauseEndsAt), back(a.StartedAt), back(a.DeadlineAt), back(a.RefuseAfter), back(a.ClosedAt), a.CreatedAt.Add(-by), attemptID).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) count(t testing.TB, query string, args ...any) int {
	t.Helper()
	n := 0
	err := h.db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) error { return tx.Raw(query, args...).Scan(&n).Error })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (h *house) result(t testing.TB, attemptID string) Result {
	t.Helper()
	var r Result
	err := h.db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
		return tx.Raw("select state, decision, raw, max, cut, scaled_score, cut_score, domains, items from attempt_results where attempt_id = ?", attemptID).Take(&r).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// retype gives an attempt a form like its own, in which positions are of another type.
func (h *house) retype(t testing.TB, attemptID, kind string, positions ...int) {
	t.Helper()
	err := h.db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
		var at Sheet
		if err := tx.Raw("select form_id, seed, language from attempts where id = ?", attemptID).Take(&at).Error; err != nil {
			return err
		}
		paper, err := h.paper(tx, at)
		if err != nil {
			return err
		}
		f := *paper.form
		f.ID, f.Seed, f.State, f.MadeAt, f.Slots = id.New("frm"), newSeed(), FormOpen, h.db.Now(), slices.Clone(f.Slots)
		for _, p := range positions {
			f.Slots[p-1].Type = items.Type(kind)
		}
		if err := h.freeze(t.Context(), tx, &f); err != nil {
			return err
		}
		return tx.Exec("update attempts set form_id = ? where id = ?", f.ID, attemptID).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// rescore scores from what is at rest.
func (h *house) rescore(t testing.TB, attemptID string) Result {
	t.Helper()
	var r Result
	err := h.db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
		var a Attempt
		if err := tx.Raw("select "+attemptColumns+" from attempts where id = ?", attemptID).Take(&a).Error; err != nil {
			return err
		}
		paper, err := h.paper(tx, a.Sheet)
		if err != nil {
			return err
		}
		slots := paper.Slots()
		responses, err := responsesOf(tx, attemptID)
		if err != nil {
			return err
		}
		keys, err := h.Service.bank.Keys(as(t, "system:test"), tx, versionsOf(slots))
		if err != nil {
			return err
		}
		r, err = Score(slots, responses, keys, a.Policy)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func faultOf(err error) *fault.Error { return fault.Of(err) }

// openDoors watch over nobody.
type openDoors struct{}

func (openDoors) Allowed(context.Context, *gorm.DB, Seat) error { return nil }

func (openDoors) Refused(context.Context, Seat) error { return nil }

func jsonOf(t testing.TB, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func (openDoors) Admitted(context.Context, *gorm.DB, string) ([]fault.Unmet, error) { return nil, nil }
