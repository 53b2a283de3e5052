package hooks

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

const longestURL = 2048

// Address reads the URL of an endpoint and refuses what cannot be right. It looks at the spelling only: where a name
// leads is judged when it is dialled, because that may change after today.
func (g Guard) Address(raw string) (string, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || u.Opaque != "" || len(raw) > longestURL:
		return "", urlFault("unreadable", "Give a complete URL, at most 2,048 characters long.")
	case u.User != nil:
		return "", urlFault("has_user", "Leave name and password out of the URL; deliveries are signed instead.")
	case u.Fragment != "":
		return "", urlFault("has_fragment", "Leave out what follows #; it is never sent.")
	case u.Scheme != "https" && (u.Scheme != "http" || !g.Loopback):
		return "", urlFault("not_https", "The URL must begin with https://.")
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return "", urlFault("unreadable", "The port must be a number up to 65535.")
		}
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if !g.letsHost(host) {
		return "", urlFault("not_public", "The URL must lead to a public address.")
	}
	if u.Scheme == "http" && !isLoopback(host) {
		return "", urlFault("not_https", "The URL must begin with https://.")
	}
	return u.String(), nil
}

func (g Guard) letsHost(host string) bool {
	if isLoopback(host) {
		return g.Loopback
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		return g.lets(addr)
	}
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	switch {
	case len(labels) < 2, strings.Contains(host, ".."), last == "":
		return false
	case last == "localhost", last == "local", last == "internal":
		return false
	}
	return !numeric(last)
}

// numeric holds for a last label that makes resolvers read the whole name as one number: 2130706433, 0x7f.1, 127.1.
func numeric(label string) bool {
	_, err := strconv.ParseUint(strings.TrimPrefix(label, "0x"), 16, 64)
	return err == nil && label[0] >= '0' && label[0] <= '9'
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}
