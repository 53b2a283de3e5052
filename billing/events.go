package billing

import "time"

// OrderPaid says that money for an order arrived, heard from the provider or recorded by finance.
type OrderPaid struct {
	OrderID        string    `json:"order_id"`
	RegistrationID string    `json:"registration_id"`
	PackID         string    `json:"pack_id"`
	PersonID       string    `json:"person_id"`
	At             time.Time `json:"at"`
}

// FactName names the fact.
func (OrderPaid) FactName() string { return "billing.order_paid" }

// OrderRefunded says that an order was given back and what it entitled to is gone.
type OrderRefunded struct {
	OrderID        string    `json:"order_id"`
	RegistrationID string    `json:"registration_id"`
	PackID         string    `json:"pack_id"`
	PersonID       string    `json:"person_id"`
	At             time.Time `json:"at"`
}

// FactName names the fact.
func (OrderRefunded) FactName() string { return "billing.order_refunded" }

// OrderDisputed says that the buyer's bank contests a payment; Open false means that the dispute was won.
type OrderDisputed struct {
	OrderID        string    `json:"order_id"`
	RegistrationID string    `json:"registration_id"`
	PersonID       string    `json:"person_id"`
	Open           bool      `json:"open"`
	At             time.Time `json:"at"`
}

// FactName names the fact.
func (OrderDisputed) FactName() string { return "billing.order_disputed" }

// VoucherAssigned says that a partner's administrator reserved a voucher for a person.
type VoucherAssigned struct {
	VoucherID string `json:"voucher_id"`
	PersonID  string `json:"person_id"`
	PartnerID string `json:"partner_id"`
	ExamKey   string `json:"exam_key"`
}

// FactName names the fact.
func (VoucherAssigned) FactName() string { return "billing.voucher_assigned" }

// VoucherPoolLow says that few unassigned vouchers are left. It is told at every step down to zero.
type VoucherPoolLow struct {
	PartnerID string `json:"partner_id"`
	ExamKey   string `json:"exam_key"`
	Left      int    `json:"left"`
}

// FactName names the fact.
func (VoucherPoolLow) FactName() string { return "billing.voucher_pool_low" }
