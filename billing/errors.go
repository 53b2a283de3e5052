package billing

import "laurel/internal/fault"

// The refusals of billing. Every refused voucher reads the same, so that nobody learns which codes exist.
var (
	ErrNoOrder         = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrNoPack          = ErrNoOrder
	ErrNoVoucher       = ErrNoOrder
	ErrNoPartner       = ErrNoOrder
	ErrNoProvider      = ErrNoOrder
	ErrNotAllowed      = fault.New(fault.Forbidden, "role_missing", "You are signed in, but your role does not allow this.")
	ErrNotEntitled     = fault.New(fault.Forbidden, "not_entitled", "This registration has no paid entitlement that is still unused.")
	ErrInvoiceRefused  = fault.New(fault.Forbidden, "invoice_refused", "Only an administrator of the partner, or the vendor, can buy on the partner's account.")
	ErrNoPrice         = fault.New(fault.Conflict, "no_price", "This product has no price yet and cannot be bought.")
	ErrNotFree         = fault.New(fault.Invalid, "payment_required", "This product is not free. Choose another way to pay.")
	ErrNoCards         = fault.New(fault.Invalid, "card_unavailable", "Card payment is not set up here. Choose another way to pay.")
	ErrInput           = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")
	ErrVoucherRefused  = fault.New(fault.Invalid, "voucher_refused", "This voucher cannot be used for this exam.")
	ErrTooManyCodes    = fault.New(fault.TooMany, "too_many_requests", "Too many voucher codes were tried. Wait for the time in Retry-After.")
	ErrVoucherTaken    = fault.New(fault.Conflict, "voucher_taken", "This voucher is assigned, used or expired already.")
	ErrCodesShown      = fault.New(fault.Conflict, "codes_already_shown", "The codes of this pack were shown once before and are not kept readable.")
	ErrPackUnpaid      = fault.New(fault.Conflict, "pack_unpaid", "The codes can be shown once the pack is paid.")
	ErrPolicy          = fault.New(fault.Conflict, "refund_policy", "The refund policy of this order does not allow a refund.")
	ErrNothingToRefund = fault.New(fault.Conflict, "nothing_to_refund", "No money has been received for this order.")
	ErrNotInvoiced     = fault.New(fault.Conflict, "order_not_invoiced", "Only an open invoice can be marked as paid.")
	ErrCancelled       = fault.New(fault.Gone, "order_cancelled", "This order was cancelled, because another way to pay was chosen. Nothing is charged for it.")
	ErrNoInvoice       = fault.New(fault.NotFound, "no_invoice", "This order has no invoice.")
	ErrInvoiceHeld     = fault.New(fault.NotFound, "invoice_held", "The invoice cannot be printed: a name on it has letters that our fonts lack. It is issued and complete.")
	ErrSignature       = fault.New(fault.Unreadable, "bad_signature", "The signature does not fit this message.")
	ErrNotice          = fault.New(fault.Unreadable, "unreadable", "The message cannot be read.")
	ErrGateway         = fault.New(fault.Unavailable, "payment_provider_unavailable", "The payment provider does not answer just now. Nothing was charged twice; try again shortly.")
	ErrNoSession       = fault.New(fault.NotFound, "no_session", "The payment provider does not know this order.")
)
