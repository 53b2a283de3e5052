package hooks

import (
	"errors"
	"net"
	"testing"

	"laurel/internal/fault"
)

func TestGuardAtDialTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		address        string
		plain, looping bool // does it pass without, with AllowLoopback
	}{
		{"93.184.215.14", true, true},
		{"8.8.8.8", true, true},
		{"2606:4700:4700::1111", true, true},
		{"127.0.0.1", false, true},
		{"127.9.9.9", false, true},
		{"::1", false, true},
		{"::ffff:127.0.0.1", false, true},
		{"0.0.0.0", false, false},
		{"::", false, false},
		{"10.0.0.1", false, false},
		{"172.16.0.1", false, false},
		{"172.31.255.255", false, false},
		{"172.32.0.1", true, true},
		{"192.168.1.1", false, false},
		{"169.254.169.254", false, false},
		{"100.100.100.200", false, false},
		{"192.0.0.192", false, false},
		{"198.18.0.1", false, false},
		{"203.0.113.7", false, false},
		{"224.0.0.1", false, false},
		{"240.0.0.1", false, false},
		{"255.255.255.255", false, false},
		{"::ffff:10.0.0.1", false, false},
		{"::ffff:169.254.169.254", false, false},
		{"::10.0.0.1", false, false},
		{"64:ff9b::a9fe:a9fe", false, false},
		{"2002:7f00:1::1", false, false},
		{"2001:0:4136:e378:8000:63bf:3fff:fdd2", false, false},
		{"2001:db8::1", false, false},
		{"fd00:ec2::254", false, false},
		{"fc00::1", false, false},
		{"fe80::1", false, false},
		{"fe80::1%eth0", false, false},
		{"fec0::1", false, false},
		{"ff02::1", false, false},
	} {
		for _, g := range []Guard{{false}, {true}} {
			want := c.plain
			if g.Loopback {
				want = c.looping
			}
			err := g.Control("tcp", net.JoinHostPort(c.address, "443"), nil)
			if (err == nil) != want || err != nil && !errors.Is(err, ErrInside) {
				t.Errorf("%s with loopback %t: %v", c.address, g.Loopback, err)
			}
		}
	}
	for _, odd := range []string{"", "no port", "name.example:443", "[::1"} {
		if (Guard{true}).Control("tcp", odd, nil) == nil {
			t.Errorf("%q passes", odd)
		}
	}
}

func TestAddressOfAnEndpoint(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ url, code string }{
		{"https://prm.example.com/hooks?tenant=7", ""},
		{"https://prm.example.com.:8443/hooks", ""},
		{"https://bücher.example/hooks", ""},
		{"https://8.8.8.8/hooks", ""},
		{"https://[2606:4700:4700::1111]/hooks", ""},
		{"", "unreadable"},
		{"hooks", "unreadable"},
		{"https://", "unreadable"},
		{"https:prm.example.com", "unreadable"},
		{"https://prm.example.com:99999/", "unreadable"},
		{"https://prm.example.com:/x\x7f", "unreadable"},
		{"http://prm.example.com/", "not_https"},
		{"ftp://prm.example.com/", "not_https"},
		{"file:///etc/passwd", "unreadable"},
		{"gopher://prm.example.com/", "not_https"},
		{"https://user:pass@prm.example.com/", "has_user"},
		{"https://prm.example.com/#x", "has_fragment"},
		{"https://localhost/", "not_public"},
		{"https://LOCALHOST./", "not_public"},
		{"https://a.localhost/", "not_public"},
		{"https://intranet/", "not_public"},
		{"https://metadata.google.internal/", "not_public"},
		{"https://printer.local/", "not_public"},
		{"https://127.0.0.1/", "not_public"},
		{"https://[::1]/", "not_public"},
		{"https://[::ffff:169.254.169.254]/", "not_public"},
		{"https://169.254.169.254/latest/meta-data/", "not_public"},
		{"https://10.1.2.3/", "not_public"},
		{"https://2130706433/", "not_public"},
		{"https://0x7f000001/", "not_public"},
		{"https://0x7f.0.0.0x1/", "not_public"},
		{"https://127.1/", "not_public"},
		{"https://0177.0.0.01/", "not_public"},
		{"https://a..example/", "not_public"},
	} {
		_, err := Guard{}.Address(c.url)
		code := ""
		if fields := fault.Of(err).Fields; err != nil && len(fields) == 1 {
			code = fields[0].Code
		}
		if code != c.code || (err == nil) != (c.code == "") {
			t.Errorf("%q: %v with code %q, want %q", c.url, err, code, c.code)
		}
	}
	for _, url := range []string{"http://127.0.0.1:8080/x", "http://localhost:8080/x", "http://[::1]:1/", "https://127.0.0.1/"} {
		if _, err := (Guard{Loopback: true}).Address(url); err != nil {
			t.Errorf("%s on a demonstration: %v", url, err)
		}
	}
	for _, url := range []string{"http://prm.example.com/", "http://10.0.0.1/", "https://169.254.169.254/"} {
		if _, err := (Guard{Loopback: true}).Address(url); err == nil {
			t.Errorf("%s passes on a demonstration", url)
		}
	}
}
