// Package exams sits candidates for exams: what it acknowledged is what it scores, no clock but its own decides, and the key to
// an item never leaves before the result does.
package exams

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/actor"
	"laurel/internal/blob"
	"laurel/internal/fault"
	"laurel/internal/hooks"
	"laurel/internal/id"
	"laurel/internal/money"
	"laurel/internal/paper"
	"laurel/internal/store"
)

// Charge asks for payment of one registration.
type Charge struct {
	RegistrationID string
	PersonID       string
	ExamKey        string
	PartnerID      string
	PayWith        string
	VoucherCode    string
}

// Payment is how the order of a registration stands. CheckoutURL is set while a card payment is awaited. Void holds when the
// order was refunded or withdrawn: nobody will ever be admitted by it.
type Payment struct {
	OrderID     string
	Total       money.Money
	CheckoutURL string
	Settled     bool
	Void        bool
}

// Cashier charges registrations. It refuses with its own faults. Withdraw calls off an order that still awaits its payment;
// false when that is too late, because the money has come.
type Cashier interface {
	Charge(ctx context.Context, tx *gorm.DB, c Charge) (Payment, error)
	Payment(ctx context.Context, tx *gorm.DB, registrationID string) (Payment, error)
	Withdraw(ctx context.Context, tx *gorm.DB, registrationID string) (bool, error)
}

// Gate spends what entitles a registration, in the transaction that makes the attempt.
type Gate interface {
	Admit(ctx context.Context, tx *gorm.DB, registrationID string) error
}

// Prerequisites tells what a person still has to do before an exam opens.
type Prerequisites interface {
	Unmet(ctx context.Context, tx *gorm.DB, personID, examKey string) ([]fault.Unmet, error)
}

// PriceBook keeps what exams cost. Publishing an exam writes its price there.
type PriceBook interface {
	SetPrice(ctx context.Context, tx *gorm.DB, examKey string, price money.Money) error
	Price(ctx context.Context, tx *gorm.DB, examKey string) (money.Money, error)
}

// Certifications knows what exams lead to.
type Certifications interface {
	// Exists tells whether there is a certification of that key.
	Exists(ctx context.Context, tx *gorm.DB, key string) (bool, error)
	// Renewable tells whether what a person holds of it has ended, or is in the days in which it is renewed.
	Renewable(ctx context.Context, tx *gorm.DB, personID, key string) (bool, error)
}

// Appointments tells what keeps a registration of an exam by appointment from beginning now: no booking, or not the booked time.
type Appointments interface {
	Admitted(ctx context.Context, tx *gorm.DB, registrationID string) ([]fault.Unmet, error)
}

// Affiliations finds the partner that a person's current, confirmed affiliation belongs to; "" when there is none.
type Affiliations interface {
	PartnerOf(ctx context.Context, tx *gorm.DB, personID, affiliationID string) (string, error)
}

// Bank is where items come from. Versions never change, so what was read of one may be kept.
type Bank interface {
	// Pool gives the items that can be drawn; a refusal of the kind NotFound for a bank that is not there.
	Pool(ctx context.Context, tx *gorm.DB, bankID string) ([]Drawable, error)
	// Undrawn tells which of the items are not drawn at this moment.
	Undrawn(ctx context.Context, tx *gorm.DB, itemIDs []string) ([]string, error)
	// Medium gives a file that items show; a refusal of the kind NotFound for one that is not kept.
	Medium(ctx context.Context, mediumID string) (Medium, error)
	// Contents gives what candidates may see of item versions in a language, and reads no key. Without a language it is the one they
	// were written in; what a language misses is left out.
	Contents(ctx context.Context, tx *gorm.DB, versions []string, language string) (map[string]items.Content, error)
	// Keys gives the newest keys of item versions. Only a closing attempt asks for them.
	Keys(ctx context.Context, tx *gorm.DB, versions []string) ([]Key, error)
	// KeyNumber gives one key version, proposed or not.
	KeyNumber(ctx context.Context, tx *gorm.DB, version string, number int) (Key, error)
	// ItemsOf gives the items that versions belong to.
	ItemsOf(ctx context.Context, tx *gorm.DB, versions []string) (map[string]string, error)
	// Decide adopts or declines a proposed key; whoever proposed it may not.
	Decide(ctx context.Context, tx *gorm.DB, version string, number int, adopt bool) error
}

// Markers knows what people and labs need to mark an answer.
type Markers interface {
	// Unmarkable gives those of the items that nobody could mark yet, each with the word for what is missing.
	Unmarkable(ctx context.Context, tx *gorm.DB, items []Drawable) (map[string]string, error)
	// LabAt gives the lab session at a position of an attempt; "" where none was opened.
	LabAt(ctx context.Context, tx *gorm.DB, attemptID string, position int) (string, error)
}

// Cuts gives the cut of a form on its own raw points, by the conversion that was adopted when an attempt at it is made; false where
// forms were not equated. The attempt keeps it: whoever scores it again draws the same line.
type Cuts interface {
	CutFor(ctx context.Context, tx *gorm.DB, formID string) (raw string, ok bool, err error)
	// Conversion gives one, adopted or not; a refusal of the kind NotFound for one that is not there.
	Conversion(ctx context.Context, tx *gorm.DB, equatingID string) (Conversion, error)
}

// Foresight tells what decisions that turn would do to credentials, headcounts and tiers. It changes nothing.
type Foresight interface {
	Foresee(ctx context.Context, flips []Flip) ([]Turn, []Consequence, error)
}

// Signer signs receipts inside the transaction that closes the attempt, so that nobody can later deny or invent one.
type Signer func(tx *gorm.DB, messages ...[]byte) ([]string, error)

// Verifier tells whether a signature of Signer stands for a message, by the key that the signature names.
type Verifier func(tx *gorm.DB, message []byte, signature string) (bool, error)

// Deps is what New needs. Every port must be there.
type Deps struct {
	DB             *store.DB
	Log            *slog.Logger
	Cashier        Cashier
	Gate           Gate
	Prerequisites  Prerequisites
	Prices         PriceBook
	Certifications Certifications
	Affiliations   Affiliations
	Bank           Bank
	People         People
	Files          blob.Keeper // what candidates hand in
	Integrity      Integrity
	Foresight      Foresight
	Cuts           Cuts
	Markers        Markers
	Press          *paper.Press
	Vendor         string // as reports name it
	Candidates     Candidates
	Secret         []byte // seals the secrets of sources
	Sign           Signer
	Verify         Verifier
	Watch          Watch
	Appointments   Appointments
}

// Grace is how long after the deadline an answer in flight is still taken. Candidates are not told to count on it.
const Grace = 10 * time.Second

// Service keeps exams, registrations and attempts.
type Service struct {
	db             *store.DB
	log            *slog.Logger
	cashier        Cashier
	gate           Gate
	prerequisites  Prerequisites
	prices         PriceBook
	certifications Certifications
	affiliations   Affiliations
	bank           Bank
	people         People
	process        string // names this process among those that take answers
	failing        *failing
	files          blob.Keeper
	integrity      Integrity
	foresight      Foresight
	cuts           Cuts
	markers        Markers
	press          *paper.Press
	vendor         string
	candidates     Candidates
	sources        hooks.Sealer
	sign           Signer
	verify         Verifier
	watch          Watch
	appointments   Appointments
	saves          *store.Batch[saveCall, saveOutcome]
	submits        *store.Batch[submission, submitted]
	shelf          *shelf
	desks          *lru[desk]
}

// New makes a service. Nothing is saved before Run runs.
func New(d Deps) *Service {
	s := &Service{
		db: d.DB, log: d.Log, cashier: d.Cashier, gate: d.Gate, prerequisites: d.Prerequisites, prices: d.Prices,
		certifications: d.Certifications, affiliations: d.Affiliations, bank: d.Bank, people: d.People, process: id.New("svc"), failing: &failing{}, files: d.Files, integrity: d.Integrity, foresight: d.Foresight, cuts: d.Cuts, markers: d.Markers, press: d.Press, vendor: d.Vendor, sign: d.Sign, verify: d.Verify,
		candidates: d.Candidates, sources: hooks.Sealer{Secret: d.Secret, Purpose: sourcePurpose},
		shelf: newShelf(), desks: newLRU[desk](desksHeld), watch: d.Watch, appointments: d.Appointments,
	}
	s.saves, s.submits = store.NewBatch(s.writeAnswers), store.NewBatch(s.submitTogether)
	s.submits.Writers = 2 // what ends an attempt is half this process's work and half the database's: while one writer waits, another works
	return s
}

// Run commits answers and ends, those that arrive together in one commit, until ctx ends. Without it Save and Submit wait for ever.
func (s *Service) Run(ctx context.Context) {
	var running sync.WaitGroup
	running.Go(func() { s.submits.Run(actor.With(ctx, actor.SystemOf("submissions"))) })
	s.saves.Run(ctx)
	running.Wait()
}
