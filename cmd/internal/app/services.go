package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"time"

	"gorm.io/gorm"

	"laurel/assets"
	"laurel/badges"
	"laurel/billing"
	"laurel/billing/sandbox"
	"laurel/exams"
	"laurel/internal/accounts"
	"laurel/internal/actor"
	"laurel/internal/appointments"
	"laurel/internal/banks"
	"laurel/internal/cases"
	"laurel/internal/labs"
	"laurel/internal/marking"
	"laurel/internal/paper"
	"laurel/internal/proctoring"
	"laurel/internal/standards"
	"laurel/internal/statistics"
	"laurel/internal/tiers"
	"laurel/internal/web"
	"laurel/internal/webhooks"
	"laurel/lms"
	"laurel/workers"
)

// services of the house. Sandbox is there only with LAUREL_PAYMENTS=sandbox.
type services struct {
	Standards  *standards.Service
	Statistics *statistics.Service
	Accounts   *accounts.Service
	Banks      *banks.Service
	Exams      *exams.Service
	Marking    *marking.Service
	Labs       *labs.Service
	LMS        *lms.Service
	Badges     *badges.Service
	Billing    *billing.Service
	Tiers      *tiers.Service
	Webhooks   *webhooks.Service
	Cases      *cases.Service
	Proctoring *proctoring.Service
	Sandbox    *sandbox.Service

	Appointments *appointments.Service
}

// assemble makes the slices and introduces to each who answers its ports.
func (a *App) assemble(ctx context.Context) (err error) {
	s, secret, base := &a.services, []byte(a.Settings.Secret), a.Settings.Base()
	s.Accounts, err = accounts.New(accounts.Deps{DB: a.DB, Log: a.log, Secret: secret, BaseURL: base, Vendor: a.Settings.Vendor, Courier: a.courier,
		Names: net.DefaultResolver, Programs: ladders{s}, Foresight: ladders{s}})
	if err != nil {
		return err
	}
	s.LMS = lms.New(lms.Deps{DB: a.DB, Log: a.log, Partners: partnerIDs{s.Accounts}, Staff: s.Accounts})
	s.Webhooks = webhooks.New(webhooks.Deps{DB: a.DB, Log: a.log, Secret: secret, AllowLoopback: a.Settings.HooksLoopback})
	s.Tiers = tiers.New(tiers.Deps{
		DB: a.DB, Log: a.log, Directory: directory{s.Accounts}, BaseURL: base, Signer: issuer{s}, Feed: s.Webhooks, Files: a.files, Seal: a.sealer("export links"),
	})
	press, err := openPress(a.Settings.Seller)
	if err != nil {
		return err
	}
	if err := a.assembleBilling(secret, base, press); err != nil {
		return err
	}
	s.Badges, err = badges.New(badges.Deps{
		DB: a.DB, Log: a.log, Secret: secret, BaseURL: base, Files: a.files, Assets: assets.FS, Exams: examNames{a}, Selves: s.Accounts,
		Vendor: a.Settings.Vendor, Slug: a.Settings.VendorSlug, Press: press,
	})
	if err != nil {
		return err
	}
	if err := s.Badges.Setup(actor.With(ctx, actor.SystemOf("start"))); err != nil {
		return err
	}
	s.Banks = banks.New(banks.Deps{DB: a.DB, Log: a.log, Files: a.files})
	s.Cases = cases.New(cases.Deps{DB: a.DB, Log: a.log, Sittings: sittings{a}, People: sittings{a}, Partners: s.Accounts})
	s.Exams = exams.New(exams.Deps{
		DB: a.DB, Log: a.log, Cashier: cashier{s.Billing}, Gate: s.Billing, Prerequisites: prerequisites{s}, Prices: priceBook{s.Billing},
		Certifications: s.Badges, Affiliations: s.Accounts, Bank: bank{s.Banks}, People: people{s.Accounts}, Files: a.files, Integrity: integrity{s.Cases}, Candidates: s.Accounts, Secret: secret, Foresight: foresight{s, a.DB.Now}, Cuts: cuts{s}, Markers: markers{s}, Press: press, Vendor: a.Settings.Vendor, Sign: s.Badges.Sign, Verify: s.Badges.VerifyMessage,
		Watch: watch{s}, Appointments: diary{s},
	})
	a.assembleMarking()
	a.assembleProctoring(secret, base)
	a.assembleAppointments(base)
	a.assembleLabs(secret, base)
	a.assembleStatistics()
	a.assembleStandards()
	return nil
}

// openPress reads the fonts, once for certificates and invoices. A seller that cannot be printed would hold back every invoice.
func openPress(seller string) (*paper.Press, error) {
	fonts, err := fs.Sub(assets.FS, "fonts")
	if err != nil {
		return nil, err
	}
	press, err := paper.Open(fonts)
	if err != nil {
		return nil, err
	}
	if err := press.Can(seller); err != nil {
		return nil, fmt.Errorf("LAUREL_SELLER cannot be printed on invoices: %w", err)
	}
	return press, nil
}

func (a *App) assembleBilling(secret []byte, base string, press *paper.Press) (err error) {
	client := &http.Client{Timeout: 8 * time.Second}
	d := billing.Deps{
		DB: a.DB, Log: a.log, Secret: secret, BaseURL: base, Affiliations: a.Accounts, Partners: a.Accounts,
		Buyers: buyers{a.Accounts}, Tiers: benefits{&a.services}, Seller: a.Settings.Billing(), Press: press,
	}
	if a.Settings.Payments == "sandbox" {
		key, hook := encoded(a.derive("sandbox key")), encoded(a.derive("sandbox webhook"))
		d.Gateway = billing.Sandbox{BaseURL: base, Key: key, WebhookSecrets: []string{hook}, Client: client}
		pages, err := fs.Sub(assets.FS, "sandbox")
		if err != nil {
			return err
		}
		a.services.Sandbox, err = sandbox.New(sandbox.Deps{
			DB: a.DB, Log: a.log, BaseURL: base, Key: key, WebhookURL: base + "/api/v1/webhooks/sandbox", WebhookSecret: hook, Client: client, Pages: pages,
		})
		if err != nil {
			return err
		}
	}
	a.services.Billing, err = billing.New(d)
	return err
}

func encoded(key []byte) string { return base64.RawURLEncoding.EncodeToString(key) }

// sealer makes short signatures that only this installation can check.
func (a *App) sealer(purpose string) func(message []byte) string {
	key := a.derive(purpose)
	return func(message []byte) string {
		mac := hmac.New(sha256.New, key)
		_, _ = mac.Write(message)
		return encoded(mac.Sum(nil))
	}
}

func (a *App) routes(r *web.Router) {
	a.Accounts.Routes(r)
	a.LMS.Routes(r)
	a.Exams.Routes(r)
	a.Marking.Routes(r)
	a.Proctoring.Routes(r)
	a.Appointments.Routes(r)
	a.Labs.Routes(r)
	a.Statistics.Routes(r)
	a.Standards.Routes(r)
	a.Banks.Routes(r)
	a.Badges.Routes(r)
	a.Billing.Routes(r)
	a.Tiers.Routes(r)
	a.Webhooks.Routes(r)
	a.Cases.Routes(r)
	if a.Sandbox != nil {
		a.Sandbox.Routes(r)
	}
}

func (a *App) forWorkers() workers.Slices {
	s := workers.Slices{
		Statistics: a.Statistics,
		Accounts:   a.Accounts, Banks: a.Banks, Exams: a.Exams, Marking: a.Marking, Labs: a.Labs, LMS: a.LMS, Badges: a.Badges, Billing: a.Billing, Tiers: a.Tiers, Webhooks: a.Webhooks, Cases: a.Cases, Audit: a.Audit, Courier: a.courier,
	}
	s.Proctoring, s.Appointments = a.Proctoring, a.Appointments
	if a.Sandbox != nil {
		s.Sandbox = a.Sandbox
	}
	return s
}

// cashier answers exams out of billing.
type cashier struct{ billing *billing.Service }

func (c cashier) Charge(ctx context.Context, tx *gorm.DB, x exams.Charge) (exams.Payment, error) {
	p, err := c.billing.Charge(ctx, tx, billing.ChargeRequest(x))
	return paymentOf(p), err
}

func (c cashier) Payment(ctx context.Context, tx *gorm.DB, registrationID string) (exams.Payment, error) {
	p, err := c.billing.PaymentOf(ctx, tx, registrationID)
	return paymentOf(p), err
}

func (c cashier) Withdraw(ctx context.Context, tx *gorm.DB, registrationID string) (bool, error) {
	return c.billing.Withdraw(ctx, tx, registrationID)
}

func paymentOf(p billing.Payment) exams.Payment {
	void := p.State == billing.Refunded || p.State == billing.Cancelled
	return exams.Payment{OrderID: p.OrderID, Total: p.Total, CheckoutURL: p.CheckoutURL, Settled: p.Settled, Void: void}
}
