package banks

import (
	"context"
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

const (
	tagBanks  = "Item banks"
	banksPath = "/api/v1/item-banks"
)

type routes struct{ banks *Service }

// Routes registers everything this slice answers. Keys leave here, to authors, and nowhere else.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	write := web.Roles(actor.VendorAdmin, actor.Author)
	read := web.Roles(actor.VendorAdmin, actor.Author, actor.Auditor)

	web.Operation(r, web.Op{Method: http.MethodGet, Path: banksPath, ID: "list-item-banks", Tag: tagBanks, Rights: read, Summary: "Item banks"}, h.listBanks)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: banksPath, ID: "create-item-bank", Tag: tagBanks, Rights: write, Status: http.StatusCreated,
		Summary: "Open an item bank"}, h.createBank)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: banksPath + "/{id}", ID: "get-item-bank", Tag: tagBanks, Rights: read, Summary: "An item bank"}, h.getBank)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: banksPath + "/{id}/items", ID: "list-items", Tag: tagBanks, Rights: read,
		Summary: "Items of a bank with their keys"}, h.listItems)
	h.files(r)
	h.life(r)
	h.media(r)
}

type bankIn struct {
	Body struct {
		Name   string `json:"name" minLength:"1" maxLength:"200"`
		Review Review `json:"review,omitempty" enum:"none,second_person" default:"none"`
	}
}

type bankOut struct {
	Location string `header:"Location"`
	Body     BankView
}

func (h routes) createBank(ctx context.Context, in *bankIn) (*bankOut, error) {
	b, err := h.banks.CreateBank(ctx, in.Body.Name, in.Body.Review)
	return &bankOut{banksPath + "/" + b.ID, viewBank(BankCount{Bank: b})}, err
}

type idIn struct {
	ID string `path:"id"`
}

func (h routes) getBank(ctx context.Context, in *idIn) (*struct{ Body BankView }, error) {
	b, err := h.banks.Bank(ctx, in.ID)
	return &struct{ Body BankView }{viewBank(b)}, err
}

func (h routes) listBanks(ctx context.Context, in *web.Paging) (*struct{ Body web.List[BankView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.banks.Banks(ctx, after, in.Limit+1)
	page := web.Listed(each(rows, viewBank), in.Limit, func(v BankView) string { return v.ID })
	return &struct{ Body web.List[BankView] }{page}, err
}

type listIn struct {
	ID string `path:"id"`
	web.Paging
}

type itemsIn struct {
	ID     string `path:"id"`
	State  string `query:"state" enum:"draft,in_review,approved,pretest,operational,retired"`
	Domain string `query:"domain" maxLength:"200"`
	Type   string `query:"type" maxLength:"40"`
	web.Paging
}

func (h routes) listItems(ctx context.Context, in *itemsIn) (*struct{ Body web.List[AuthoredItemView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.banks.Items(ctx, ItemsQuery{in.ID, in.State, in.Domain, in.Type, after, in.Limit + 1})
	page := web.Listed(each(rows, viewKeyed), in.Limit, func(v AuthoredItemView) string { return v.ID })
	return &struct{ Body web.List[AuthoredItemView] }{page}, err
}

func each[A, B any](in []A, view func(A) B) []B {
	out := make([]B, 0, len(in))
	for _, a := range in {
		out = append(out, view(a))
	}
	return out
}
