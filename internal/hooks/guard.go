package hooks

import (
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// inside4 are the special-purpose ranges of the IANA registry that the methods of netip.Addr do not name.
var inside4 = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // shared by carriers; some clouds keep their metadata service here
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
}

// public6 is the only part of IPv6 that is routed; inside6 are the holes in it, most of them tunnels that carry an IPv4
// address and would lead inside by a detour.
var (
	public6 = netip.MustParsePrefix("2000::/3")
	inside6 = []netip.Prefix{
		netip.MustParsePrefix("2001::/23"),
		netip.MustParsePrefix("2001:db8::/32"),
		netip.MustParsePrefix("2002::/16"),
		netip.MustParsePrefix("3fff::/20"),
	}
)

// Guard judges addresses at the last moment before a connection is made.
type Guard struct {
	// Loopback lets addresses lie on this machine, over plain HTTP too: for demonstrations and tests.
	Loopback bool
}

// Control is called by net.Dialer with the resolved address of every single attempt, so that neither a name that
// resolves differently the second time nor an odd spelling of an address leads inside.
func (g Guard) Control(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrInside, err)
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrInside, err)
	}
	if !g.lets(addr) {
		return ErrInside
	}
	return nil
}

func (g Guard) lets(addr netip.Addr) bool {
	if addr.Zone() != "" {
		return false
	}
	addr = addr.Unmap()
	if addr.IsLoopback() {
		return g.Loopback
	}
	if !addr.IsGlobalUnicast() || addr.IsPrivate() {
		return false
	}
	if addr.Is4() {
		return !within(addr, inside4)
	}
	return public6.Contains(addr) && !within(addr, inside6)
}

func within(addr netip.Addr, ranges []netip.Prefix) bool {
	for _, r := range ranges {
		if r.Contains(addr) {
			return true
		}
	}
	return false
}
