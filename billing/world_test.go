package billing

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/money"
	"laurel/internal/outbox"
	"laurel/internal/paper"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// world is billing with a provider in memory, two partners and an exam for 150 dollars.
type world struct {
	*Service
	db       *store.DB
	provider *provider
	belongs  *affiliations
}

var usd150 = money.Money{Amount: 15000, Currency: "USD"}

func newWorld(t *testing.T, db *store.DB) *world {
	t.Helper()
	w := &world{db: db, provider: &provider{sessions: map[string]Session{}}, belongs: &affiliations{pairs: map[[2]string]bool{}}}
	s, err := New(Deps{
		DB: db, Log: testkit.Log(t), Secret: []byte("0123456789abcdef0123456789abcdef"), BaseURL: "http://laurel.test",
		Gateway: w.provider, Affiliations: w.belongs, Partners: partners{},
		Buyers: buyers{}, Seller: "Meridian Systems GmbH\nHafenstraße 12\n20457 Hamburg\nVAT ID DE 123 456 789", Press: press(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Service = s
	w.belong("ann", "acme")
	w.belong("abe", "acme")
	w.belong("bob", "blob")
	w.must(t, system(t), func(tx *gorm.DB) error {
		return errors.Join(s.SetPrice(system(t), tx, "exam:flow", usd150), s.SetPrice(system(t), tx, "exam:gift", money.Money{Currency: "USD"}), s.SetPrice(system(t), tx, "exam:other", usd150))
	})
	return w
}

func (w *world) belong(person, partner string) { w.belongs.set(person, partner, true) }

func (w *world) must(t testing.TB, ctx context.Context, do func(tx *gorm.DB) error) {
	t.Helper()
	if err := w.db.Tx(ctx, do); err != nil {
		t.Fatal(err)
	}
}

// charge registers person for the exam and returns the registration's id and payment.
func (w *world) charge(t testing.TB, ctx context.Context, r ChargeRequest) (ChargeRequest, Payment, error) {
	t.Helper()
	if r.RegistrationID == "" {
		r.RegistrationID = id.New("reg")
	}
	if r.ExamKey == "" {
		r.ExamKey = "flow"
	}
	if r.PersonID == "" {
		r.PersonID = actor.From(ctx).ID
	}
	var p Payment
	err := w.db.Tx(ctx, func(tx *gorm.DB) (err error) {
		p, err = w.Charge(ctx, tx, r)
		return err
	})
	return r, p, err
}

func (w *world) charged(t testing.TB, ctx context.Context, r ChargeRequest) (ChargeRequest, Payment) {
	t.Helper()
	r, p, err := w.charge(t, ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	return r, p
}

func (w *world) admit(ctx context.Context, registration string) error {
	return w.db.Tx(ctx, func(tx *gorm.DB) error { return w.Admit(ctx, tx, registration) })
}

// granted makes a pack for the partner and returns its codes.
func (w *world) granted(t testing.TB, partner, exam string, count int) (PackView, []CodeView) {
	t.Helper()
	ctx := actor.With(t.Context(), vendor())
	v, err := w.BuyPack(ctx, PackRequest{Exam: exam, Partner: partner, Count: count, ExpiresAt: w.db.Now().Add(24 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	return v, v.Vouchers
}

func (w *world) count(t testing.TB, query string, args ...any) int {
	t.Helper()
	n := 0
	ctx := system(t)
	if err := w.db.Read(ctx, func(tx *gorm.DB) error { return tx.Raw(query, args...).Scan(&n).Error }); err != nil {
		t.Fatal(err)
	}
	return n
}

func (w *world) text(t testing.TB, query string, args ...any) string {
	t.Helper()
	s := ""
	if err := w.db.Read(system(t), func(tx *gorm.DB) error { return tx.Raw(query, args...).Scan(&s).Error }); err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) exec(t testing.TB, statement string, args ...any) {
	t.Helper()
	w.must(t, system(t), func(tx *gorm.DB) error { return tx.Exec(statement, args...).Error })
}

func facts[F outbox.Fact](t testing.TB, w *world) []F {
	t.Helper()
	var zero F
	var out []F
	err := w.db.Read(system(t), func(tx *gorm.DB) error {
		records, err := outbox.Facts(tx, zero.FactName(), "", 1000)
		for _, r := range records {
			f, err := outbox.Decode[F](r)
			if err != nil {
				return err
			}
			out = append(out, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func system(t testing.TB) context.Context {
	return actor.With(t.Context(), actor.SystemOf("test"))
}

func person(name, partner string, roles ...string) actor.Actor {
	return actor.Actor{Kind: actor.Person, ID: name, Name: name, Partners: map[string][]string{partner: roles}}
}

func ann() actor.Actor { return person("ann", "acme", actor.Candidate) }
func abe() actor.Actor { return person("abe", "acme", actor.PartnerAdmin) }
func bob() actor.Actor { return person("bob", "blob", actor.PartnerAdmin) }
func vendor() actor.Actor {
	return actor.Actor{Kind: actor.Person, ID: "vera", Name: "Vera", Roles: []string{actor.VendorAdmin}}
}

type affiliations struct {
	mu    sync.Mutex
	pairs map[[2]string]bool
}

func (a *affiliations) set(person, partner string, is bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pairs[[2]string{person, partner}] = is
}

func (a *affiliations) Affiliated(_ context.Context, _ *gorm.DB, person, partner string) (bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.pairs[[2]string{person, partner}], nil
}

// buyers knows everybody by a name made of the id.
type buyers struct{}

func (buyers) Buyer(_ context.Context, _ *gorm.DB, person, partner string) (Buyer, error) {
	if partner == "" {
		return Buyer{Name: "Person " + person, Country: "DE"}, nil
	}
	return Buyer{Name: "Partner " + partner, Country: "DE", Person: "Person " + person}, nil
}

var opened = sync.OnceValues(func() (*paper.Press, error) { return paper.Open(os.DirFS("../assets/fonts")) })

func press(t testing.TB) *paper.Press {
	t.Helper()
	p, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

type partners struct{}

func (partners) PartnerID(_ context.Context, _ *gorm.DB, ref string) (string, error) {
	switch ref {
	case "acme", "ext:A-1":
		return "acme", nil
	case "blob":
		return "blob", nil
	default:
		return "", fault.New(fault.NotFound, "no_partner", "none")
	}
}

// provider is a Gateway in memory that fails when told to.
type provider struct {
	mu       sync.Mutex
	sessions map[string]Session
	created  int
	refunds  map[string]int
	fails    map[string]error
	loses    bool // the call works and its answer is lost
}

func (p *provider) Name() string { return "sandbox" }
func (p *provider) Mode() string { return "sandbox" }

func (p *provider) fail(call string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fails == nil {
		p.fails = map[string]error{}
	}
	p.fails[call] = err
}

func (p *provider) set(order string, status SessionStatus) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.sessions[order]
	s.Status = status
	p.sessions[order] = s
}

func (p *provider) CreateCheckout(_ context.Context, c Checkout) (Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.fails["create"]; err != nil {
		return Session{}, err
	}
	s, known := p.sessions[c.OrderKey]
	if !known {
		p.created++
		s = Session{Ref: id.New("ses"), OrderKey: c.OrderKey, URL: "http://provider.test/" + c.OrderKey, Status: SessionOpen, Amount: c.Amount}
		p.sessions[c.OrderKey] = s
	}
	if p.loses {
		return Session{}, ErrGateway
	}
	return s, nil
}

func (p *provider) Find(_ context.Context, order string) (Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.fails["find"]; err != nil {
		return Session{}, err
	}
	s, known := p.sessions[order]
	if !known {
		return Session{}, ErrNoSession
	}
	return s, nil
}

func (p *provider) Refund(_ context.Context, order, key string, amount money.Money) (Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.fails["refund"]; err != nil {
		return Session{}, err
	}
	s := p.sessions[order]
	if s.Amount != amount {
		return Session{}, ErrGateway
	}
	if p.refunds == nil {
		p.refunds = map[string]int{}
	}
	p.refunds[key]++
	s.Status = SessionRefunded
	p.sessions[order] = s
	return s, nil
}

func (p *provider) Hear(_ func(string) string, body []byte, _ time.Time) (Notice, error) {
	var n Notice
	return n, json.Unmarshal(body, &n)
}

// tell sends billing a message of the provider.
func (w *world) tell(t testing.TB, n Notice) error {
	t.Helper()
	if n.Mode == "" {
		n.Mode = "sandbox"
	}
	body, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	return w.Hear(t.Context(), "sandbox", func(string) string { return "" }, body)
}

// checkout opens the provider's page for a payment, as the buyer's browser would.
func (w *world) checkout(t testing.TB, p Payment) {
	t.Helper()
	if _, err := w.CheckoutURL(t.Context(), p.OrderID, w.keys.linkKey(p.OrderID)); err != nil {
		t.Fatal(err)
	}
}

func (p *provider) amount(order string, m money.Money) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.sessions[order]
	s.Amount = m
	p.sessions[order] = s
}

func (p *provider) forget(order string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.sessions, order)
}
