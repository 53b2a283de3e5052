package billing

import (
	"time"

	"laurel/internal/money"
)

// OrderView is an order as its readers see it. Unit and amount of a voucher's line are negative; the lines and the tax add up to the total.
type OrderView struct {
	ID           string        `json:"id"`
	State        State         `json:"state"`
	PayWith      PayWith       `json:"pay_with"`
	Person       string        `json:"person"`
	Partner      string        `json:"partner,omitempty" doc:"The partner that pays; absent when the person pays"`
	Registration string        `json:"registration,omitempty"`
	Pack         string        `json:"voucher_pack,omitempty"`
	Lines        []LineView    `json:"lines"`
	Tax          money.Money   `json:"tax"`
	TaxNote      string        `json:"tax_note"`
	Total        money.Money   `json:"total"`
	Payments     []PaymentView `json:"payments"`
	Refund       *RefundView   `json:"refund,omitempty"`
	Invoice      *InvoiceView  `json:"invoice" doc:"Issued when the order is settled; null when nothing was to be paid or nothing was paid yet"`
	CheckoutURL  string        `json:"checkout_url,omitempty"`
	CreatedAt    time.Time     `json:"created_at"`
}

// InvoiceView names the invoice of an order and where its PDF is.
type InvoiceView struct {
	_      struct{} `nullable:"true"` // in the description: an order without one says null
	Number string   `json:"number"`
	URL    string   `json:"url"`
}

// LineView is a row of an order.
type LineView struct {
	Product     string      `json:"product"`
	Description string      `json:"description"`
	Quantity    int64       `json:"quantity"`
	Unit        money.Money `json:"unit"`
	Amount      money.Money `json:"amount"`
	Tax         money.Money `json:"tax"`
}

// PaymentView is a payment of an order.
type PaymentView struct {
	Provider  string      `json:"provider"`
	Reference string      `json:"reference"`
	State     string      `json:"state"`
	Amount    money.Money `json:"amount"`
}

// RefundView is money on its way back, with the policy that decided.
type RefundView struct {
	ID         string      `json:"id"`
	Order      string      `json:"order"`
	Amount     money.Money `json:"amount"`
	State      string      `json:"state" enum:"pending,done"`
	Policy     Policy      `json:"policy"`
	PolicyText string      `json:"policy_text"`
	Reason     string      `json:"reason"`
	CreatedAt  time.Time   `json:"created_at"`
	DoneAt     *time.Time  `json:"done_at"`
}

// PackView is a voucher pack. Vouchers are there only in the answer that shows the codes.
type PackView struct {
	ID        string     `json:"id"`
	Exam      string     `json:"exam"`
	Partner   string     `json:"partner"`
	Count     int        `json:"count"`
	State     PackState  `json:"state"`
	PayWith   PayWith    `json:"pay_with"`
	ExpiresAt time.Time  `json:"expires_at"`
	Order     *DueView   `json:"order,omitempty"`
	Vouchers  []CodeView `json:"vouchers,omitempty"`
}

// DueView is what a pack costs and where it is paid.
type DueView struct {
	ID          string      `json:"id"`
	State       State       `json:"state"`
	Total       money.Money `json:"total"`
	CheckoutURL string      `json:"checkout_url,omitempty"`
}

// CodeView is a voucher with its code.
type CodeView struct {
	ID   string `json:"id"`
	Code string `json:"code"`
}

// VoucherView is a voucher without its code; the hint is the code's end.
type VoucherView struct {
	ID         string       `json:"id"`
	Exam       string       `json:"exam"`
	Partner    string       `json:"partner"`
	State      VoucherState `json:"state"`
	AssignedTo string       `json:"assigned_to,omitempty"`
	Hint       string       `json:"hint"`
	ExpiresAt  time.Time    `json:"expires_at"`
}

// CountView counts a partner's vouchers of one exam by state.
type CountView struct {
	Exam      string `json:"exam"`
	Available int    `json:"available"`
	Assigned  int    `json:"assigned"`
	Redeemed  int    `json:"redeemed"`
	Expired   int    `json:"expired"`
	Void      int    `json:"void"`
}

func (s *Service) orderView(a Account) OrderView {
	o := a.Order
	in := func(amount int64) money.Money { return money.Money{Amount: amount, Currency: o.Currency} }
	v := OrderView{
		ID: o.ID, State: o.State, PayWith: o.PayWith, Person: o.PersonID, Partner: o.PartnerID, Registration: o.RegistrationID, Pack: o.PackID,
		Lines: []LineView{}, Tax: in(o.Tax), TaxNote: o.TaxNote, Total: o.Money(), Payments: []PaymentView{}, CreatedAt: o.CreatedAt.UTC(),
		CheckoutURL: s.payment(o).CheckoutURL,
	}
	for _, l := range a.Lines {
		v.Lines = append(v.Lines, LineView{Product: l.Product, Description: l.Description, Quantity: l.Quantity, Unit: in(l.Unit), Amount: in(l.Amount), Tax: in(l.Tax)})
	}
	for _, p := range a.Payments {
		v.Payments = append(v.Payments, PaymentView{Provider: p.Provider, Reference: p.Reference, State: p.State, Amount: money.Money{Amount: p.Amount, Currency: p.Currency}})
	}
	if a.Refund != nil {
		r := refundView(*a.Refund)
		v.Refund = &r
	}
	if a.Invoice != nil {
		v.Invoice = &InvoiceView{Number: a.Invoice.Number, URL: s.baseURL + "/api/v1/orders/" + o.ID + "/invoice.pdf"}
	}
	return v
}

func refundView(r Refund) RefundView {
	v := RefundView{
		ID: r.ID, Order: r.OrderID, Amount: money.Money{Amount: r.Amount, Currency: r.Currency}, State: r.State, Policy: r.Policy,
		PolicyText: r.Policy.Sentence(), Reason: r.Reason, CreatedAt: r.CreatedAt.UTC(),
	}
	if r.DoneAt != nil {
		done := r.DoneAt.UTC()
		v.DoneAt = &done
	}
	return v
}

func voucherView(v Voucher) VoucherView {
	return VoucherView{ID: v.ID, Exam: v.ExamKey, Partner: v.PartnerID, State: v.State, AssignedTo: v.AssignedTo, Hint: v.Hint, ExpiresAt: v.ExpiresAt.UTC()}
}

func packView(p Pack, due *DueView, codes []Code) PackView {
	v := PackView{ID: p.ID, Exam: p.ExamKey, Partner: p.PartnerID, Count: p.Count, State: p.State, PayWith: p.PayWith, ExpiresAt: p.ExpiresAt.UTC(), Order: due}
	for _, c := range codes {
		v.Vouchers = append(v.Vouchers, CodeView(c))
	}
	return v
}

func countViews(counts []PoolCount) []CountView {
	out := []CountView{}
	for _, c := range counts {
		if len(out) == 0 || out[len(out)-1].Exam != c.ExamKey {
			out = append(out, CountView{Exam: c.ExamKey})
		}
		v := &out[len(out)-1]
		switch c.State {
		case Available:
			v.Available = c.Count
		case Assigned:
			v.Assigned = c.Count
		case Redeemed:
			v.Redeemed = c.Count
		case Expired:
			v.Expired = c.Count
		case Void:
			v.Void = c.Count
		}
	}
	return out
}
