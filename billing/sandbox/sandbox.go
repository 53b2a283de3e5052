// Package sandbox plays the payment provider of a world without real money: an API that keeps idempotency keys, a hosted
// payment page with test cards, and signed webhooks that can be late, doubled or lost.
package sandbox

import (
	"errors"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"

	"laurel/internal/store"
)

// Deps is what the provider stands on. It reaches the product only by posting to WebhookURL.
type Deps struct {
	DB            *store.DB
	Log           *slog.Logger
	BaseURL       string // where its pages are reached
	Key           string // what callers of its API send in Sandbox-Key
	WebhookURL    string
	WebhookSecret string
	Client        *http.Client // with a time limit
	Pages         fs.FS        // assets/sandbox
}

// Service is the provider.
type Service struct {
	db      *store.DB
	log     *slog.Logger
	baseURL string
	key     string
	hook    string
	secret  string
	client  *http.Client
	page    *template.Template
	style   []byte
}

// New refuses to run without its two secrets or its pages.
func New(d Deps) (*Service, error) {
	if len(d.Key) < 16 || len(d.WebhookSecret) < 16 {
		return nil, errors.New("the sandbox provider needs a key and a webhook secret of at least 16 characters")
	}
	page, err := template.ParseFS(d.Pages, "pay.html")
	if err != nil {
		return nil, err
	}
	style, err := fs.ReadFile(d.Pages, "style.css")
	if err != nil {
		return nil, err
	}
	return &Service{
		db: d.DB, log: d.Log, baseURL: strings.TrimSuffix(d.BaseURL, "/"), key: d.Key, hook: d.WebhookURL, secret: d.WebhookSecret,
		client: d.Client, page: page, style: style,
	}, nil
}
