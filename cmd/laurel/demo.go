package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"laurel/cmd/internal/app"
)

type demo struct {
	Listen  string `help:"Address to serve on." env:"LAUREL_LISTEN" default:"127.0.0.1:8080"`
	BaseURL string `help:"Where people reach it." env:"LAUREL_BASE_URL" name:"base-url"`
	Data    string `help:"Keep the data in this folder; without it they live in a temporary one and end with the process."`
	Metrics string `help:"Address for Prometheus metrics." env:"LAUREL_METRICS_LISTEN" name:"metrics-listen"`
}

// Run plays the demonstration and serves it until a signal.
func (c *demo) Run(env *environment) error {
	began := time.Now()
	s := settings{}
	s.Listen, s.BaseURL, s.Data, s.MetricsListen = c.Listen, c.BaseURL, c.Data, c.Metrics
	s.MailFrom = "Laurel <no-reply@laurel.example>"
	if s.Data == "" {
		dir, err := os.MkdirTemp("", "laurel-demo-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		s.Data = dir
	}
	room, err := openWaitingRoom(env.ctx, s.Listen)
	if err != nil {
		return err
	}
	d, err := app.OpenDemo(env.ctx, s.Settings, room.progress, env.log)
	room.close()
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	debug.FreeOSMemory() // what the history needed is not needed any more
	return d.Run(env.ctx, func(string) {
		_, _ = fmt.Fprint(env.out, welcome(d, time.Since(began)))
	})
}

func welcome(d *app.Demo, took time.Duration) string {
	var b strings.Builder
	base := d.Settings.Base()
	fmt.Fprintf(&b, "\nLaurel is ready after %.1f s: the demonstration of %s. No real money, no real mail, nobody real.\n\n", took.Seconds(), d.Settings.Vendor)
	fmt.Fprintf(&b, "  Web app   %s/app\n  API       %s/docs\n  Verify    %s/verify\n  Letters   %s (one .eml each)\n\n", base, base, base, d.Settings.At("mail"))
	fmt.Fprintf(&b, "  Sign in as (password for all: %s)\n", d.Logins[0].Password)
	for _, l := range d.Logins {
		fmt.Fprintf(&b, "    %-36s %s: %s\n", l.Email, l.Who, l.Try)
	}
	b.WriteString("\nStop with Ctrl-C.\n")
	return b.String()
}
