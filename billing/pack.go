package billing

import (
	"time"

	"laurel/internal/fault"
)

// PackState is where a voucher pack stands.
type PackState string

// The states of a pack. Suspended while its payment is disputed.
const (
	PackAwaiting  PackState = "awaiting_payment"
	PackIssued    PackState = "issued"
	PackSuspended PackState = "suspended"
	PackVoid      PackState = "void"
)

// MaxPack is the largest number of vouchers in one pack.
const MaxPack = 500

// maxVoucherLife bounds the expiry of a pack.
const maxVoucherLife = 3 * 366 * 24 * time.Hour

// Pack is a number of vouchers for one exam, bought by a partner or granted by the vendor. Its vouchers exist from the
// moment it is issued: at once for a grant, when the money arrived for all others.
type Pack struct {
	ID           string
	PartnerID    string
	ExamKey      string
	Count        int
	State        PackState
	PayWith      PayWith
	OrderID      string
	ExpiresAt    time.Time
	CreatedBy    string
	CreatedAt    time.Time
	IssuedAt     *time.Time
	CodesShownAt *time.Time
}

// PackRequest asks for a pack. Partner is an id or "ext:" and an external id.
type PackRequest struct {
	Exam      string
	Partner   string
	Count     int
	ExpiresAt time.Time
	PayWith   PayWith
}

// Validate collects every fault of the request at once.
func (r PackRequest) Validate(at time.Time) error {
	var faults []fault.Field
	if r.Count < 1 || r.Count > MaxPack {
		faults = append(faults, fault.Field{Field: "count", Code: "out_of_range", Detail: "A pack holds 1 to 500 vouchers."})
	}
	if !r.ExpiresAt.After(at) || r.ExpiresAt.After(at.Add(maxVoucherLife)) {
		faults = append(faults, fault.Field{Field: "expires_at", Code: "out_of_range", Detail: "Vouchers expire in the future, within three years."})
	}
	switch r.PayWith {
	case ByGrant, ByCard, ByInvoice:
	case ByVoucher, Free:
		fallthrough
	default:
		faults = append(faults, fault.Field{Field: "pay_with", Code: "unknown", Detail: "Choose grant, card or invoice."})
	}
	if len(faults) > 0 {
		return ErrInput.With(faults...)
	}
	return nil
}

func unknownField(field, detail string) error {
	return ErrInput.With(fault.Field{Field: field, Code: "unknown", Detail: detail})
}

// Code is a voucher with its readable code, for the one time it is shown.
type Code struct {
	ID   string
	Code string
}
