// Package config is the list of settings: one struct, read once at start, judged as a whole before anything runs.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
)

// Settings of a process. Names of variables and flags are part of the contract. No value is ever printed.
type Settings struct {
	Listen         string   `help:"Address to serve on." env:"LAUREL_LISTEN" default:"127.0.0.1:8080"`
	Data           string   `help:"Folder of the embedded defaults: database, files, mail." env:"LAUREL_DATA" default:"./laurel-data"`
	BaseURL        string   `help:"Where people reach the product; letters, credentials and cookies follow it. Default: http:// and the listen address." env:"LAUREL_BASE_URL" name:"base-url"`
	DatabaseURL    string   `help:"postgres://… ; without it the embedded database under the data folder." env:"LAUREL_DATABASE_URL" name:"database-url"`
	Connections    int      `help:"Connections to PostgreSQL of one process, at most." env:"LAUREL_DATABASE_CONNECTIONS" name:"database-connections" default:"20"`
	RedisURL       string   `help:"redis://…, rediss://…, redis-sentinel://HOST,HOST/MASTER or redis-cluster://HOST,HOST ; without it an embedded queue." env:"LAUREL_REDIS_URL" name:"redis-url"`
	Secret         string   `help:"At least 32 bytes; seals signing keys and signs tokens. Embedded: made once under the data folder." env:"LAUREL_SECRET"`
	Files          string   `help:"file:DIR or s3://KEY:SECRET@HOST/BUCKET. Embedded: DATA/files." env:"LAUREL_FILES"`
	Mail           string   `help:"smtp://USER:PASSWORD@HOST:PORT, smtps://… or file:DIR. Embedded: DATA/mail." env:"LAUREL_MAIL"`
	MailFrom       string   `help:"Sender of letters." env:"LAUREL_MAIL_FROM" default:"Laurel <no-reply@laurel.example>"`
	Payments       string   `help:"sandbox, or none." env:"LAUREL_PAYMENTS" default:"none"`
	Vendor         string   `help:"Name of the vendor, as credentials show it." env:"LAUREL_VENDOR" default:"The vendor"`
	VendorSlug     string   `help:"The vendor in addresses and in its DID; it can never change." env:"LAUREL_VENDOR_SLUG" default:"vendor" name:"vendor-slug"`
	Seller         string   `help:"Who bills, as invoices show it: name, address and tax number, a line each. Default: the vendor's name." env:"LAUREL_SELLER"`
	MetricsListen  string   `help:"Address for Prometheus metrics; without it there are none." env:"LAUREL_METRICS_LISTEN" name:"metrics-listen"`
	TrustedProxies []string `help:"Addresses or networks whose X-Forwarded-For is believed." env:"LAUREL_TRUSTED_PROXIES" name:"trusted-proxies"`
	AdminEmail     string   `help:"First vendor administrator, made at first start." env:"LAUREL_ADMIN_EMAIL" name:"admin-email"`
	AdminPassword  string   `help:"Password of the first vendor administrator, at least 15 characters." env:"LAUREL_ADMIN_PASSWORD" name:"admin-password"`
	HooksLoopback  bool     `help:"Let webhook endpoints lie on this machine; for trying out." env:"LAUREL_HOOKS_LOOPBACK" name:"hooks-loopback" hidden:""`
}

// What the head of an invoice has room for.
const (
	maxSellerLines = 10
	maxSeller      = 800
)

// Embedded tells that the process brings its own database.
func (s Settings) Embedded() bool { return s.DatabaseURL == "" }

// Base is the base URL without a slash at the end.
func (s Settings) Base() string {
	if s.BaseURL == "" {
		return "http://" + s.Listen
	}
	return strings.TrimRight(s.BaseURL, "/")
}

// Billing is who bills, a line each. Where a line break is hard to write, \n does.
func (s Settings) Billing() string {
	if strings.TrimSpace(s.Seller) == "" {
		return s.Vendor
	}
	return strings.TrimSpace(strings.NewReplacer(`\n`, "\n", "\r\n", "\n").Replace(s.Seller))
}

// At is a path below the data folder.
func (s Settings) At(name string) string { return filepath.Join(s.Data, name) }

// WithDefaults fills in what the embedded defaults bring, but not the secret: making it touches the disk.
func (s Settings) WithDefaults() Settings {
	if s.Files == "" && s.Embedded() {
		s.Files = "file:" + s.At("files")
	}
	if s.Connections == 0 {
		s.Connections = 20
	}
	for value, usual := range map[*string]string{
		&s.Mail: "file:" + s.At("mail"), &s.MailFrom: "Laurel <no-reply@laurel.example>", &s.VendorSlug: "vendor", &s.Listen: "127.0.0.1:8080",
	} {
		if *value == "" {
			*value = usual
		}
	}
	return s
}

var slug = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// Judge names every setting that is missing or bad, all at once, and quotes none.
func (s Settings) Judge() error {
	var faults []error
	bad := func(variable, why string) { faults = append(faults, fmt.Errorf("%s %s", variable, why)) }
	switch {
	case s.Secret == "":
		bad("LAUREL_SECRET", "is required with a database server: at least 32 random bytes, the same for every process")
	case len(s.Secret) < 32 || distinct(s.Secret) < 8:
		bad("LAUREL_SECRET", "is too weak: at least 32 random bytes")
	}
	if s.Files == "" {
		bad("LAUREL_FILES", "is required with a database server: file:DIR or s3://…")
	} else if u, err := url.Parse(s.Files); err != nil || !schemes(s.Files, "file", "s3") || u.Scheme == "s3" && (u.Host == "" || strings.Trim(u.Path, "/") == "") {
		bad("LAUREL_FILES", "must be file:DIR or s3://KEY:SECRET@HOST/BUCKET")
	}
	if _, err := mail.ParseAddress(s.MailFrom); err != nil {
		bad("LAUREL_MAIL_FROM", "must be an address, with or without a name before it")
	}
	if !slug.MatchString(s.VendorSlug) {
		bad("LAUREL_VENDOR_SLUG", "must be small letters, digits and hyphens, at most 63: it stands in addresses and in the DID for good")
	}
	for variable, address := range map[string]string{"LAUREL_LISTEN": s.Listen, "LAUREL_METRICS_LISTEN": s.MetricsListen} {
		if _, _, err := net.SplitHostPort(address); err != nil && address != "" {
			bad(variable, "must be HOST:PORT")
		}
	}
	if !schemes(s.Mail, "file", "smtp", "smtps") {
		bad("LAUREL_MAIL", "must be smtp://…, smtps://… or file:DIR")
	}
	if s.DatabaseURL != "" && !schemes(s.DatabaseURL, "postgres", "postgresql") {
		bad("LAUREL_DATABASE_URL", "must be postgres://…")
	}
	if s.Connections < 1 || s.Connections > 1000 {
		bad("LAUREL_DATABASE_CONNECTIONS", "must be between 1 and 1000")
	}
	if s.RedisURL != "" && !schemes(s.RedisURL, "redis", "rediss", "redis-sentinel", "redis-cluster") {
		bad("LAUREL_REDIS_URL", "must be redis://…, rediss://…, redis-sentinel://… or redis-cluster://…")
	}
	if u, err := url.Parse(s.Base()); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" {
		bad("LAUREL_BASE_URL", "must be an http or https address")
	}
	switch s.Payments {
	case "none", "sandbox", "":
	case "stripe":
		bad("LAUREL_PAYMENTS", "names stripe, which this version cannot speak to; use sandbox or none")
	default:
		bad("LAUREL_PAYMENTS", "must be sandbox or none")
	}
	if seller := s.Billing(); strings.Count(seller, "\n") >= maxSellerLines || len(seller) > maxSeller {
		bad("LAUREL_SELLER", "is too long for the head of an invoice: at most ten lines")
	}
	for _, proxy := range s.TrustedProxies {
		if _, err := netip.ParsePrefix(proxy); err == nil {
			continue
		}
		if _, err := netip.ParseAddr(proxy); err != nil {
			bad("LAUREL_TRUSTED_PROXIES", "must list network addresses")
			break
		}
	}
	if (s.AdminEmail == "") != (s.AdminPassword == "") {
		bad("LAUREL_ADMIN_EMAIL and LAUREL_ADMIN_PASSWORD", "go together")
	}
	return errors.Join(faults...)
}

func schemes(address string, allowed ...string) bool {
	for _, scheme := range allowed {
		if strings.HasPrefix(address, scheme+":") {
			return true
		}
	}
	return false
}

func distinct(s string) int {
	seen := map[byte]bool{}
	for i := range len(s) {
		seen[s[i]] = true
	}
	return len(seen)
}
