package exams

import (
	"errors"
	"regexp"
	"time"

	"laurel/internal/fault"
	"laurel/internal/money"
)

// RegistrationState is where a registration stands.
type RegistrationState string

// The states of a registration. A used one has its attempt; one registration is one attempt. A cancelled one never gets any.
const (
	AwaitingPayment       RegistrationState = "awaiting_payment"
	RegistrationReady     RegistrationState = "ready"
	RegistrationUsed      RegistrationState = "used"
	RegistrationCancelled RegistrationState = "cancelled"
)

// The ways to pay that a registration takes. The cashier decides about each.
const (
	payCard    = "card"
	payVoucher = "voucher"
	payInvoice = "invoice"
	payFree    = "free"
)

// Registration is a person's place in an exam. ID, not the order, is what payment refers to.
type Registration struct {
	ID             string
	ExamKey        string
	PersonID       string
	PartnerID      string
	AffiliationID  string
	PayWith        string
	Locale         string
	SecondLanguage bool // the exam is not in the candidate's first language, which its terms may give time for
	Lapses         int  // how often an agreement was not accepted in time
	State          RegistrationState
	CreatedAt      time.Time
	ReadyAt        *time.Time
	Order          Order  `gorm:"-"`
	AttemptID      string `gorm:"->"`
}

// Order is what the cashier says of the payment.
type Order struct {
	ID          string
	Total       money.Money
	CheckoutURL string
}

// Enrol is what a person asks for.
type Enrol struct {
	ExamKey        string
	PayWith        string
	VoucherCode    string
	Affiliation    string
	Locale         string
	SecondLanguage bool
}

// localeTag is how a language tag of BCP 47 looks.
var localeTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

func (e Enrol) validate() error {
	var f faults
	switch e.PayWith {
	case payCard, payVoucher, payInvoice, payFree:
	default:
		f.unless(false, "pay_with", "not_allowed", "card, voucher, invoice or free")
	}
	f.unless(len(e.VoucherCode) <= 100, "voucher_code", "length", "at most 100 characters")
	f.unless(e.VoucherCode == "" || e.PayWith == payVoucher, "voucher_code", "not_allowed", "goes with pay_with voucher only")
	f.unless(e.Locale == "" || len(e.Locale) <= 35 && localeTag.MatchString(e.Locale), "locale", "malformed", "a language tag like en or pt-BR, at most 35 characters")
	return f.err(ErrInput)
}

func unpaid(r Registration) error {
	return ErrClosedGate.Missing(fault.Unmet{Kind: "payment", ID: r.Order.ID, Title: "Pay for the exam", Have: 0, Need: 1, Link: r.Order.CheckoutURL})
}

// errSettled ends a reading transaction that found something to write.
var errSettled = errors.New("the payment has arrived")
