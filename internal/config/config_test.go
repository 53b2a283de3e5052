package config

import (
	"strings"
	"testing"
)

const secret = "0123456789abcdef0123456789ABCDEF"

func TestBadSettingsAreNamedAndNotQuoted(t *testing.T) {
	t.Parallel()
	good := Settings{Listen: "127.0.0.1:1", Data: "d", Secret: secret, Payments: "none"}.WithDefaults()
	if err := good.Judge(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*Settings)
		names  string
	}{
		"short secret":      {func(s *Settings) { s.Secret = "hunter2hunter2" }, "LAUREL_SECRET"},
		"monotonous secret": {func(s *Settings) { s.Secret = strings.Repeat("hunter2", 9)[:1] + strings.Repeat("a", 40) }, "LAUREL_SECRET"},
		"secret missing":    {func(s *Settings) { s.Secret, s.DatabaseURL = "", "postgres://x" }, "LAUREL_SECRET"},
		"files missing":     {func(s *Settings) { s.Files = "" }, "LAUREL_FILES"},
		"foreign database":  {func(s *Settings) { s.DatabaseURL = "mysql://hunter2" }, "LAUREL_DATABASE_URL"},
		"foreign queue":     {func(s *Settings) { s.RedisURL = "amqp://hunter2" }, "LAUREL_REDIS_URL"},
		"sender":            {func(s *Settings) { s.MailFrom = "hunter2" }, "LAUREL_MAIL_FROM"},
		"slug":              {func(s *Settings) { s.VendorSlug = "../hunter2" }, "LAUREL_VENDOR_SLUG"},
		"bucket missing":    {func(s *Settings) { s.Files = "s3://key:hunter2@host" }, "LAUREL_FILES"},
		"listen":            {func(s *Settings) { s.Listen = "hunter2" }, "LAUREL_LISTEN"},
		"metrics listen":    {func(s *Settings) { s.MetricsListen = "hunter2" }, "LAUREL_METRICS_LISTEN"},
		"mail":              {func(s *Settings) { s.Mail = "hunter2" }, "LAUREL_MAIL"},
		"base URL":          {func(s *Settings) { s.BaseURL = "hunter2" }, "LAUREL_BASE_URL"},
		"stripe":            {func(s *Settings) { s.Payments = "stripe" }, "LAUREL_PAYMENTS"},
		"payments":          {func(s *Settings) { s.Payments = "hunter2" }, "LAUREL_PAYMENTS"},
		"proxies":           {func(s *Settings) { s.TrustedProxies = []string{"hunter2"} }, "LAUREL_TRUSTED_PROXIES"},
		"seller":            {func(s *Settings) { s.Seller = strings.Repeat("hunter2\n", 11) }, "LAUREL_SELLER"},
		"half an admin":     {func(s *Settings) { s.AdminEmail = "hunter2" }, "LAUREL_ADMIN_EMAIL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := good
			c.change(&s)
			err := s.Judge()
			if err == nil || !strings.Contains(err.Error(), c.names) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v, want it to name %s and quote nothing", err, c.names)
			}
		})
	}
}

func TestWhoBills(t *testing.T) {
	t.Parallel()
	for seller, want := range map[string]string{
		"": "Acme", "  \n": "Acme", "Acme Ltd": "Acme Ltd", "Acme Ltd\r\n1 Road\n": "Acme Ltd\n1 Road", `Acme Ltd\n1 Road`: "Acme Ltd\n1 Road",
	} {
		if got := (Settings{Vendor: "Acme", Seller: seller}).Billing(); got != want {
			t.Errorf("%q bills as %q", seller, got)
		}
	}
}
