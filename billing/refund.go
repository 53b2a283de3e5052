package billing

import "time"

// Policy names the rule that decided about a refund; it stands in the answer and on the order.
type Policy string

// The policies.
const (
	FullBeforeStart Policy = "full_before_start"      // registration not begun: everything back, the entitlement is revoked
	NoneAfterStart  Policy = "none_after_start"       // begun: nothing
	PackUntouched   Policy = "pack_untouched_14_days" // no voucher used or assigned, within 14 days: everything back, the vouchers are void
	PackTouched     Policy = "pack_touched"           // otherwise nothing
)

// packRefundTime is how long a pack can be given back.
const packRefundTime = 14 * 24 * time.Hour

// Sentence explains the policy to the buyer.
func (p Policy) Sentence() string {
	switch p {
	case FullBeforeStart:
		return "Before the exam is started the whole amount is refunded and the registration loses its entitlement."
	case NoneAfterStart:
		return "After the exam was started nothing is refunded."
	case PackUntouched:
		return "A voucher pack is refunded in full within 14 days as long as no voucher of it was used or assigned."
	case PackTouched:
		return "A voucher pack is not refunded after 14 days, or after one of its vouchers was used or assigned."
	default:
		return ""
	}
}

// Allows tells whether money goes back under the policy.
func (p Policy) Allows() bool { return p == FullBeforeStart || p == PackUntouched }

// PackPolicy decides by the vouchers that were touched and the age of the pack.
func PackPolicy(touched int64, bought, at time.Time) Policy {
	if touched > 0 || at.Sub(bought) > packRefundTime {
		return PackTouched
	}
	return PackUntouched
}

// Refund is money on its way back; one per order. Pending until the provider confirmed it.
type Refund struct {
	ID          string
	OrderID     string
	Amount      int64
	Currency    string
	Policy      Policy
	State       string // pending, done
	Reason      string
	RequestedBy string
	CreatedAt   time.Time
	DoneAt      *time.Time
}

// The states of a refund.
const (
	refundPending = "pending"
	refundDone    = "done"
)
