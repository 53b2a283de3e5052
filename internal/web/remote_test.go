package web

import "testing"

func TestTheCallerIsWhoTheLastTrustedProxySaw(t *testing.T) {
	t.Parallel()
	p := parseProxies([]string{"10.0.0.0/8", "192.0.2.7"})
	for name, c := range map[string]struct{ peer, header, want string }{
		"no proxy, forged header":     {"203.0.113.9", "1.2.3.4", "203.0.113.9"},
		"proxy without header":        {"10.0.0.1", "", "10.0.0.1"},
		"proxy":                       {"10.0.0.1", "203.0.113.9", "203.0.113.9"},
		"proxy, forged beginning":     {"10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"},
		"two proxies, forged":         {"10.0.0.1", "1.2.3.4, 203.0.113.9, 192.0.2.7", "203.0.113.9"},
		"rubbish behind the last":     {"10.0.0.1", "203.0.113.9, x", "10.0.0.1"},
		"IPv6":                        {"10.0.0.1", "2001:db8::1", "2001:db8::1"},
		"IPv4 in IPv6 from the proxy": {"::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"},
	} {
		if got := p.remote(c.peer, c.header); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if network("2001:db8::1") != network("2001:db8::ffff") || network("203.0.113.9") != "203.0.113.9" {
		t.Error("a /64 is one network, an IPv4 address is one too")
	}
}
