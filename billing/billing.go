// Package billing charges every registration exactly once and admits nobody to an exam who is not entitled.
package billing

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/paper"
	"laurel/internal/store"
	"laurel/internal/web"
)

// A person may type so many voucher codes; nobody holds more, and guessing one is hopeless anyway.
const (
	codesAnHour = 30
	codesAtOnce = 15
)

// Affiliations tells whether a person belongs to a partner now, confirmed by both sides.
type Affiliations interface {
	Affiliated(ctx context.Context, tx *gorm.DB, personID, partnerID string) (bool, error)
}

// Partners finds the id of a partner by its id or by "ext:" and its external id; fault.NotFound when there is none.
type Partners interface {
	PartnerID(ctx context.Context, tx *gorm.DB, reference string) (string, error)
}

// Buyers tells how a person and the partner that pays, if one does, are called now. What has no name there has none.
type Buyers interface {
	Buyer(ctx context.Context, tx *gorm.DB, personID, partnerID string) (Buyer, error)
}

// Tiers tells what the tiers of a partner give at this moment, for the transaction of an order.
type Tiers interface {
	ExamDiscount(ctx context.Context, tx *gorm.DB, partnerID string) (Discount, error)
}

// Deps is what billing stands on. Without a Gateway nobody can pay by card, and everything else works.
type Deps struct {
	DB           *store.DB
	Log          *slog.Logger
	Secret       []byte // at least 32 bytes; keys of voucher codes and pay links are derived from it
	BaseURL      string // where buyers reach us, without a slash at the end
	Gateway      Gateway
	Affiliations Affiliations
	Partners     Partners
	Buyers       Buyers
	Tiers        Tiers  // nil: no tier lowers a price
	Seller       string // who bills: name, address, tax number, a line each
	Press        *paper.Press
}

// Service holds prices, orders, payments, vouchers and entitlements.
type Service struct {
	db           *store.DB
	log          *slog.Logger
	keys         keys
	baseURL      string
	gateway      Gateway
	affiliations Affiliations
	partners     Partners
	buyers       Buyers
	tiers        Tiers
	seller       string
	press        *paper.Press
	guesses      *web.Limiter
}

// New refuses a secret that is too short.
func New(d Deps) (*Service, error) {
	k, err := deriveKeys(d.Secret)
	if err != nil {
		return nil, err
	}
	return &Service{
		db: d.DB, log: d.Log, keys: k, baseURL: strings.TrimSuffix(d.BaseURL, "/"),
		guesses: web.NewLimiter(d.DB.Now, codesAnHour, time.Hour, codesAtOnce),
		gateway: d.Gateway, affiliations: d.Affiliations, partners: d.Partners,
		buyers: d.Buyers, tiers: d.Tiers, seller: d.Seller, press: d.Press,
	}, nil
}
