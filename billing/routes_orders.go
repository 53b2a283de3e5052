package billing

import (
	"context"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/web"
)

type orderIn struct {
	ID string `path:"id" maxLength:"100"`
}

type orderOut struct{ Body OrderView }

func (h routes) getOrder(ctx context.Context, in *orderIn) (*orderOut, error) {
	a, err := h.billing.Order(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &orderOut{h.billing.orderView(a)}, nil
}

func (h routes) getInvoice(c *fiber.Ctx) error {
	number, file, err := h.billing.PrintInvoice(c.UserContext(), web.Param(c, "id"))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+number+`.pdf"`)
	return c.Send(file)
}

type refundIn struct {
	ID   string `path:"id" maxLength:"100"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

type refundOut struct{ Body RefundView }

func (h routes) refund(ctx context.Context, in *refundIn) (*refundOut, error) {
	r, err := h.billing.Refund(ctx, in.ID, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &refundOut{refundView(r)}, nil
}

type receiveIn struct {
	ID   string `path:"id" maxLength:"100"`
	Body struct {
		Reference string `json:"reference" minLength:"1" maxLength:"200" doc:"What the bank calls the transfer"`
	}
}

type receivedOut struct {
	Location string `header:"Location"`
	Body     OrderView
}

func (h routes) receive(ctx context.Context, in *receiveIn) (*receivedOut, error) {
	a, err := h.billing.ReceivePayment(ctx, in.ID, in.Body.Reference)
	if err != nil {
		return nil, err
	}
	return &receivedOut{"/api/v1/orders/" + a.Order.ID, h.billing.orderView(a)}, nil
}

func (h routes) getPay(c *fiber.Ctx) error {
	to, err := h.billing.CheckoutURL(c.UserContext(), web.Param(c, "order"), strings.Clone(c.Query("key")))
	if err != nil {
		return err
	}
	return c.Redirect(to, http.StatusSeeOther)
}

func (h routes) getReturn(c *fiber.Ctx) error {
	to, err := h.billing.Returned(c.UserContext(), web.Param(c, "order"), strings.Clone(c.Query("key")))
	if err != nil {
		return err
	}
	return c.Redirect(to, http.StatusSeeOther)
}

func (h routes) postWebhook(c *fiber.Ctx) error {
	header := func(name string) string { return strings.Clone(c.Get(name)) }
	if err := h.billing.Hear(c.UserContext(), web.Param(c, "provider"), header, web.Body(c)); err != nil {
		return err
	}
	return c.JSON(fiber.Map{"received": true})
}
