package web

import (
	"net/netip"
	"strings"
)

// proxies are the addresses whose X-Forwarded-For is believed.
type proxies []netip.Prefix

// parseProxies takes networks and single addresses; the settings were judged before.
func parseProxies(texts []string) proxies {
	var out proxies
	for _, text := range texts {
		if p, err := netip.ParsePrefix(text); err == nil {
			out = append(out, p)
		} else if a, err := netip.ParseAddr(text); err == nil {
			out = append(out, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	return out
}

func (p proxies) trust(a netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// remote is who called: the peer, or, behind trusted proxies, the last address of the header that no trusted proxy
// wrote. What stands further left is the caller's own word.
func (p proxies) remote(peer, forwarded string) string {
	at, err := netip.ParseAddr(peer)
	if err != nil || !p.trust(at) {
		return peer
	}
	hops := strings.Split(forwarded, ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		if at = hop.Unmap(); !p.trust(at) {
			break
		}
	}
	return at.String()
}

// network is the name under which an address is counted: an IPv6 subscriber has a whole /64.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil || a.Unmap().Is4() {
		return address
	}
	prefix, err := a.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}
