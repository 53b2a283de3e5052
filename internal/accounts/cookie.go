package accounts

import (
	"net"
	"net/url"
	"strings"
)

// cookieTraits says how the refresh cookie is named and kept for a base URL. Browsers take a Secure cookie over plain HTTP from
// the own machine only; elsewhere without TLS the cookie does without prefix and Secure, which suits a pilot and nothing more.
type cookieTraits struct {
	name   string
	secure bool
}

func cookieFor(baseURL string) cookieTraits {
	base, err := url.Parse(baseURL)
	if err == nil && base.Scheme == "http" && !ownMachine(base.Hostname()) {
		return cookieTraits{name: "laurel_refresh"}
	}
	return cookieTraits{name: "__Host-laurel_refresh", secure: true}
}

func ownMachine(host string) bool {
	address := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || (address != nil && address.IsLoopback())
}
