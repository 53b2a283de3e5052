package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"go.yaml.in/yaml/v3"

	"laurel/assets"
	"laurel/internal/actor"
	"laurel/internal/config"
	"laurel/internal/id"
)

// Demo is the assembled program with a demonstration vendor in it.
type Demo struct {
	*App
	Logins   []Login
	progress func(done, total int)
}

// Login is somebody to sign in as. All share one password.
type Login struct{ Name, Email, Password, Who, Try string }

// demoClock is the machine's clock, moved.
type demoClock struct{ offset atomic.Int64 }

func (c *demoClock) Now() time.Time { return time.Now().Add(time.Duration(c.offset.Load())) }
func (c *demoClock) to(t time.Time) { c.offset.Store(int64(time.Until(t))) }
func (c *demoClock) back()          { c.offset.Store(0) }

// demoMark is set down in the data folder when the history is complete: a demonstration that was cut off while it was
// being made is not shown as whole.
const demoMark = "demonstration"

// OpenDemo assembles the program on the embedded defaults and, in a new data folder, plays the history of a
// demonstration vendor through the product's own services, from years ago up to now, by a clock that is moved along.
// Progress hears how many steps of how many are played.
func OpenDemo(ctx context.Context, settings config.Settings, progress func(done, total int), log *slog.Logger) (*Demo, error) {
	vendor, err := readDemo()
	if err != nil {
		return nil, err
	}
	settings.Payments, settings.HooksLoopback = "sandbox", true
	settings.Vendor, settings.VendorSlug = vendor.Name, vendor.Issuer.Slug
	clock := &demoClock{}
	a, err := Open(ctx, settings, Mode{API: true, Workers: true, Migrate: true, Now: clock.Now}, log)
	if err != nil {
		return nil, err
	}
	demo := &Demo{App: a, progress: progress}
	if err := demo.ensure(ctx, vendor, clock); err != nil {
		return nil, errors.Join(fmt.Errorf("play the demonstration: %w", err), a.Close())
	}
	return demo, nil
}

// ensure plays the history, or finds the logins of one that was played before.
func (d *Demo) ensure(ctx context.Context, vendor demoVendor, clock *demoClock) error {
	word, err := readMark(d.Settings, demoMark)
	if err != nil {
		return err
	}
	played := word != ""
	if !played {
		there, err := d.Accounts.HasAdmin(actor.With(ctx, actor.SystemOf("demo")))
		if err != nil {
			return err
		}
		if there {
			return fmt.Errorf("%s holds data that is not a finished demonstration: name another folder with --data, or remove it", d.Settings.Data)
		}
		word = "laurel-" + strings.ToLower(id.Code(4)) + "-" + strings.ToLower(id.Code(4)) + "-" + strings.ToLower(id.Code(4))
		p := newPlayer(d.App, vendor, word, clock)
		p.progress = d.progress
		if err := p.play(ctx); err != nil {
			return err
		}
		clock.back()
		if err := writeMark(d.Settings, demoMark, word); err != nil {
			return err
		}
	}
	d.Logins = vendor.logins(word)
	return nil
}

func (v demoVendor) logins(password string) []Login {
	var out []Login
	for _, s := range v.Staff {
		if s.DemoLogin {
			out = append(out, Login{s.Name, s.Email, password, strings.ReplaceAll(strings.Join(s.Roles, ", "), "_", " ") + " of the vendor", "exams, programs, headcounts"})
		}
	}
	for _, p := range v.Partners {
		for _, x := range p.People {
			if !x.DemoLogin {
				continue
			}
			l := Login{x.Name, x.Email, password, "candidate at " + p.Name, "finish the last lesson, sit the exam, get the badge"}
			if slices.Contains(x.Roles, actor.PartnerAdmin) {
				l.Who, l.Try = "partner admin of "+p.Name, "team, vouchers, standing"
			}
			out = append(out, l)
		}
	}
	return out
}

// demoVendor is what assets/demo says.
type demoVendor struct {
	Name   string `yaml:"name"`
	Issuer struct {
		Slug string `yaml:"slug"`
	} `yaml:"issuer"`
	Program   string `yaml:"program"`
	ItemBanks []struct {
		Key    string `yaml:"key"`
		Name   string `yaml:"name"`
		File   string `yaml:"file"`
		Format string `yaml:"format"`
		Review string `yaml:"review"`
	} `yaml:"item_banks"`
	Staff    []demoStaff   `yaml:"vendor_staff"`
	Partners []demoPartner `yaml:"partners"`
}

type demoStaff struct {
	Name      string   `yaml:"name"`
	Email     string   `yaml:"email"`
	Roles     []string `yaml:"roles"`
	DemoLogin bool     `yaml:"demo_login"`
}

type demoPartner struct {
	Key           string   `yaml:"key"`
	Name          string   `yaml:"name"`
	Country       string   `yaml:"country"`
	ExternalID    string   `yaml:"external_id"`
	Domains       []string `yaml:"domains"`
	Programs      []string `yaml:"programs"`
	JoinedDaysAgo int      `yaml:"joined_days_ago"`
	Expect        struct {
		Tier      string         `yaml:"tier"`
		Trained   int            `yaml:"trained"`
		Headcount map[string]int `yaml:"headcount"`
	} `yaml:"expect"`
	People       []demoPerson      `yaml:"people"`
	Facts        []demoFact        `yaml:"facts"`
	Attestations []demoAttestation `yaml:"attestations"`
	Applications []demoApplication `yaml:"applications"`
	VoucherPacks []demoPack        `yaml:"voucher_packs"`
}

type demoPerson struct {
	Name           string   `yaml:"name"`
	Email          string   `yaml:"email"`
	Roles          []string `yaml:"roles"`
	JobRoles       []string `yaml:"job_roles"`
	State          string   `yaml:"state"`
	FromDaysAgo    int      `yaml:"from_days_ago"`
	InvitedDaysAgo int      `yaml:"invited_days_ago"`
	LeftDaysAgo    int      `yaml:"left_days_ago"`
	LeftReason     string   `yaml:"left_reason"`
	DemoLogin      bool     `yaml:"demo_login"`
	Tracks         []struct {
		Track            string `yaml:"track"`
		CompletedDaysAgo int    `yaml:"completed_days_ago"`
		LessonsDone      int    `yaml:"lessons_done"`
	} `yaml:"tracks"`
	Certifications []struct {
		Certification    string `yaml:"certification"`
		Exam             string `yaml:"exam"`
		ValidUntilInDays int    `yaml:"valid_until_in_days"`
	} `yaml:"certifications"`
}

type demoFact struct {
	Metric          string `yaml:"metric"`
	MonthsAgo       int    `yaml:"months_ago"`
	Value           string `yaml:"value"`
	Currency        string `yaml:"currency"`
	Source          string `yaml:"source"`
	ObservedDaysAgo int    `yaml:"observed_days_ago"`
	Lines           []struct {
		Ref               string `yaml:"ref"`
		Value             string `yaml:"value"`
		ActiveFromDaysAgo int    `yaml:"active_from_days_ago"`
		Attribution       string `yaml:"attribution"`
	} `yaml:"lines"`
}

type demoAttestation struct {
	Kind             string `yaml:"kind"`
	ValidFromDaysAgo int    `yaml:"valid_from_days_ago"`
	Note             string `yaml:"note"`
	SubmittedBy      string `yaml:"submitted_by"`
	ApprovedBy       string `yaml:"approved_by"`
}

type demoApplication struct {
	Program   string `yaml:"program"`
	Tier      string `yaml:"tier"`
	Kind      string `yaml:"kind"`
	Decision  string `yaml:"decision"`
	DecidedBy string `yaml:"decided_by"`
}

type demoPack struct {
	Exam          string   `yaml:"exam"`
	Count         int      `yaml:"count"`
	ExpiresInDays int      `yaml:"expires_in_days"`
	Assign        []string `yaml:"assign"`
}

func readDemo() (demoVendor, error) {
	var v demoVendor
	for _, name := range []string{"demo/vendor.yaml", "demo/partners.yaml"} {
		text, err := fs.ReadFile(assets.FS, name)
		if err != nil {
			return v, err
		}
		if err := yaml.Unmarshal(text, &v); err != nil {
			return v, fmt.Errorf("%s: %w", name, err)
		}
	}
	return v, nil
}

// documents of a folder, by key.
func demoDocuments(folder string) (map[string]map[string]any, []string, error) {
	entries, err := fs.ReadDir(assets.FS, "demo/"+folder)
	if err != nil {
		return nil, nil, err
	}
	out, keys := map[string]map[string]any{}, []string{}
	for _, e := range entries {
		text, err := fs.ReadFile(assets.FS, path.Join("demo", folder, e.Name()))
		if err != nil {
			return nil, nil, err
		}
		key := strings.TrimSuffix(e.Name(), ".json")
		var d map[string]any
		if err := json.Unmarshal(text, &d); err != nil {
			return nil, nil, fmt.Errorf("%s/%s: %w", folder, e.Name(), err)
		}
		out[key], keys = d, append(keys, key)
	}
	return out, keys, nil
}
