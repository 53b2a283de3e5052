package billing

import (
	"context"
	"time"

	"laurel/internal/actor"
	"laurel/internal/web"
)

type packIn struct {
	Body struct {
		Exam      string    `json:"exam" minLength:"1" maxLength:"100"`
		Partner   string    `json:"partner" minLength:"1" maxLength:"200" doc:"An id, or ext: and the external id"`
		Count     int       `json:"count" minimum:"1" maximum:"500"`
		ExpiresAt time.Time `json:"expires_at"`
		PayWith   PayWith   `json:"pay_with,omitempty" enum:"grant,card,invoice" doc:"Grant is the default for the vendor; a partner must choose"`
	}
}

type packOut struct {
	Location string `header:"Location"`
	Body     PackView
}

func (h routes) postPack(ctx context.Context, in *packIn) (*packOut, error) {
	v, err := h.billing.BuyPack(ctx, PackRequest{
		Exam: in.Body.Exam, Partner: in.Body.Partner, Count: in.Body.Count, ExpiresAt: in.Body.ExpiresAt, PayWith: in.Body.PayWith,
	})
	if err != nil {
		return nil, err
	}
	return &packOut{"/api/v1/voucher-packs/" + v.ID, v}, nil
}

type packID struct {
	ID string `path:"id" maxLength:"100"`
}

type packBody struct{ Body PackView }

func (h routes) getPack(ctx context.Context, in *packID) (*packBody, error) {
	v, err := h.billing.Pack(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &packBody{v}, nil
}

func (h routes) postCodes(ctx context.Context, in *packID) (*packBody, error) {
	v, err := h.billing.ShowCodes(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &packBody{v}, nil
}

type poolIn struct {
	ID string `path:"id" maxLength:"200"`
	web.Paging
}

type poolOut struct {
	Body struct {
		web.List[VoucherView]
		Counts []CountView `json:"counts"`
	}
}

func (h routes) getPool(ctx context.Context, in *poolIn) (*poolOut, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	vouchers, counts, err := h.billing.Pool(ctx, actor.Sight(ctx), in.ID, Page{after, in.Limit})
	if err != nil {
		return nil, err
	}
	out := &poolOut{}
	out.Body.List, out.Body.Counts = listed(vouchers, in.Limit), countViews(counts)
	return out, nil
}

type assignIn struct {
	ID   string `path:"id" maxLength:"100"`
	Body struct {
		Person string `json:"person" minLength:"1" maxLength:"100"`
	}
}

type voucherOut struct{ Body VoucherView }

func (h routes) postAssign(ctx context.Context, in *assignIn) (*voucherOut, error) {
	v, err := h.billing.AssignVoucher(ctx, actor.Sight(ctx), in.ID, in.Body.Person)
	if err != nil {
		return nil, err
	}
	return &voucherOut{v}, nil
}

type mineIn struct{ web.Paging }

type mineOut struct{ Body web.List[VoucherView] }

func (h routes) getMine(ctx context.Context, in *mineIn) (*mineOut, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	vouchers, err := h.billing.VouchersOf(ctx, actor.From(ctx).ID, Page{after, in.Limit})
	if err != nil {
		return nil, err
	}
	return &mineOut{listed(vouchers, in.Limit)}, nil
}

func listed(vouchers []Voucher, limit int) web.List[VoucherView] {
	views := []VoucherView{}
	for _, v := range vouchers {
		views = append(views, voucherView(v))
	}
	return web.Listed(views, limit, func(v VoucherView) string { return v.ID })
}
