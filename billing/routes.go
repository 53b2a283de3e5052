package billing

import (
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

// Routes is the table of everything billing answers.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	finance := web.Roles(actor.Finance, actor.VendorAdmin)
	sellers := web.Roles(actor.VendorAdmin, actor.Finance, actor.ProgramManager, actor.PartnerAdmin)
	readers := web.Roles(actor.VendorAdmin, actor.Finance, actor.ProgramManager, actor.Support, actor.Auditor, actor.PartnerAdmin)
	assigners := web.Roles(actor.PartnerAdmin, actor.VendorAdmin, actor.ProgramManager)

	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/orders/{id}", ID: "get-order", Summary: "An order with lines, tax, payments and refund", Tag: "Fees", Rights: web.SignedIn()}, h.getOrder)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/orders/{id}/refund", ID: "refund-order", Summary: "Refund an order under its policy", Tag: "Fees", Rights: finance, Key: web.KeyRequired}, h.refund)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/orders/{id}/payments", ID: "record-payment", Summary: "Record that an invoice was paid", Tag: "Fees", Rights: finance, Key: web.KeyRequired, Status: http.StatusCreated}, h.receive)

	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/voucher-packs", ID: "create-voucher-pack", Summary: "Grant or buy a pack of exam vouchers", Tag: "Fees", Rights: sellers, Key: web.KeyRequired, Status: http.StatusCreated}, h.postPack)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/voucher-packs/{id}", ID: "get-voucher-pack", Summary: "A voucher pack, without codes", Tag: "Fees", Rights: readers}, h.getPack)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/voucher-packs/{id}/codes", ID: "show-voucher-codes", Summary: "The codes of a paid pack, once", Tag: "Fees", Rights: sellers}, h.postCodes)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/partners/{id}/vouchers", ID: "list-partner-vouchers", Summary: "A partner's vouchers and how many are left", Tag: "Fees", Rights: readers}, h.getPool)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/vouchers/{id}/assign", ID: "assign-voucher", Summary: "Reserve a voucher for a person", Tag: "Fees", Rights: assigners}, h.postAssign)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/me/vouchers", ID: "list-my-vouchers", Summary: "Vouchers assigned to me", Tag: "Fees", Rights: web.SignedIn()}, h.getMine)

	web.Page(r, web.Op{Method: http.MethodGet, Path: "/api/v1/orders/{id}/invoice.pdf", ID: "get-invoice", Summary: "The invoice of an order as PDF", Tag: "Fees", Rights: web.SignedIn()}, h.getInvoice)

	web.Page(r, web.Op{Method: http.MethodGet, Path: "/pay/{order}", ID: "pay-order", Summary: "Opens the payment provider's page", Tag: "Fees", Rights: web.Public()}, h.getPay)
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/pay/{order}/return", ID: "pay-return", Summary: "Where a buyer comes back to", Tag: "Fees", Rights: web.Public()}, h.getReturn)
	web.Page(r, web.Op{Method: http.MethodPost, Path: "/api/v1/webhooks/{provider}", ID: "receive-payment-webhook", Summary: "Signed messages of the payment provider", Tag: "Fees", Rights: web.Public(), MaxBody: 256 << 10}, h.postWebhook)
}

type routes struct{ billing *Service }
