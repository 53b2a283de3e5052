// Package app puts the house together: settings become servers, slices, ports and routes, and run until told to stop.
package app

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/blob"
	"laurel/internal/config"
	"laurel/internal/id"
	"laurel/internal/mail"
	"laurel/internal/store"
	"laurel/internal/web"
	"laurel/workers"
)

// App is an assembled program.
type App struct {
	services
	Settings config.Settings
	DB       *store.DB
	Router   *web.Router
	Workers  *workers.Workers
	Audit    *audit.Log

	log      *slog.Logger
	now      func() time.Time
	files    blob.Keeper
	courier  mail.Courier
	queue    *workers.Queue
	embedded *workers.Embedded
	metrics  *prometheus.Registry

	batches     sync.WaitGroup
	stopBatches context.CancelFunc
}

// Mode says which halves of the program run, whether the schema is brought up first, and by which clock; the machine's
// when Now is nil. Only the demonstration, which plays years of history, brings another.
type Mode struct {
	API, Workers, Migrate bool
	Now                   func() time.Time
}

// Open assembles the program. It refuses bad settings, all at once; a schema that is older than the program unless it
// may migrate; and, with a database server, one whose clock is more than two seconds off.
func Open(ctx context.Context, settings config.Settings, mode Mode, log *slog.Logger) (*App, error) {
	settings, err := prepare(settings)
	if err != nil {
		return nil, err
	}
	a := &App{Settings: settings, log: log, metrics: prometheus.NewRegistry()}
	a.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if err := a.open(ctx, mode); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// prepare fills in defaults, finds the secret of an embedded installation, and judges the whole.
func prepare(settings config.Settings) (config.Settings, error) {
	settings = settings.WithDefaults()
	if settings.Embedded() && settings.Secret == "" {
		secret, err := ownSecret(settings)
		if err != nil {
			return settings, err
		}
		settings.Secret = secret
	}
	return settings, settings.Judge()
}

// ownSecret is made once under the data folder: an embedded installation has nobody who could set one.
func ownSecret(settings config.Settings) (string, error) {
	if err := os.MkdirAll(settings.Data, 0o700); err != nil {
		return "", fmt.Errorf("LAUREL_DATA: the folder cannot be made: %w", unquoted(err))
	}
	f, err := os.OpenFile(settings.At("secret"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.WriteString(id.Token())
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err != nil && !errors.Is(err, os.ErrExist) {
		return "", fmt.Errorf("LAUREL_DATA: the secret cannot be made: %w", unquoted(err))
	}
	secret, err := os.ReadFile(settings.At("secret"))
	return strings.TrimSpace(string(secret)), err
}

// unquoted leaves out of an error the value that it names: settings are never printed.
func unquoted(err error) error {
	var path *os.PathError
	var address *net.AddrError
	var host *net.DNSError
	var network *net.OpError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &address):
		return errors.New(address.Err)
	case errors.As(err, &host):
		return errors.New(host.Err)
	case errors.As(err, &network):
		return network.Err
	}
	return err
}

// Listen opens the address that the variable names.
func Listen(ctx context.Context, variable, address string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be listened on: %w", variable, unquoted(err))
	}
	return listener, nil
}

func (a *App) open(ctx context.Context, mode Mode) (err error) {
	if a.now = mode.Now; a.now == nil {
		a.now = time.Now
	}
	a.DB, err = openStore(ctx, a.Settings, a.now, a.log)
	if err != nil {
		return err
	}
	if mode.Migrate {
		err = a.DB.Migrate(ctx)
	} else {
		err = a.DB.Current(ctx)
	}
	if err != nil {
		return err
	}
	if err := sameClock(ctx, a.DB); err != nil {
		return err
	}
	if a.files, err = blob.Open(a.Settings.Files); err != nil {
		return fmt.Errorf("LAUREL_FILES: %w", err)
	}
	if a.courier, err = mail.Open(a.Settings.Mail, a.Settings.MailFrom); err != nil {
		return fmt.Errorf("LAUREL_MAIL: %w", err)
	}
	a.Audit = audit.NewLog(a.DB, a.sealer("audit checkpoint"))
	if err := a.assemble(ctx); err != nil {
		return err
	}
	batching, stop := context.WithCancel(context.WithoutCancel(ctx))
	a.stopBatches = stop
	a.batches.Go(func() { a.Exams.Run(batching) })
	if mode.Workers {
		if err := a.openQueue(ctx); err != nil {
			return err
		}
		a.Workers = workers.New(a.DB, a.queue, a.forWorkers(), a.log, a.metrics)
	}
	if mode.API {
		return a.openDoor()
	}
	return nil
}

// OpenStore opens the database that the settings name.
func OpenStore(ctx context.Context, settings config.Settings, log *slog.Logger) (*store.DB, error) {
	return openStore(ctx, settings, time.Now, log)
}

func openStore(ctx context.Context, settings config.Settings, now func() time.Time, log *slog.Logger) (*store.DB, error) {
	o := store.Options{URL: settings.DatabaseURL, MaxOpen: settings.Connections, Now: now, Log: log}
	if settings.Embedded() {
		o.Path = settings.At("laurel.db")
	}
	db, err := store.Open(ctx, o)
	switch {
	case err != nil && settings.Embedded():
		return nil, fmt.Errorf("open the database of LAUREL_DATA: %w", err)
	case err != nil:
		return nil, fmt.Errorf("LAUREL_DATABASE_URL: %w", err)
	}
	return db, nil
}

// sameClock refuses a database whose clock is far from ours: deadlines are its, what people read is ours.
func sameClock(ctx context.Context, db *store.DB) error {
	var there time.Time
	before := db.Now()
	err := db.Read(actor.With(ctx, actor.SystemOf("start")), func(tx *store.Handle) (err error) {
		there, err = store.Clock(tx)
		return err
	})
	if err != nil {
		return err
	}
	if off := there.Sub(before); off > 2*time.Second+db.Now().Sub(before) || off < -2*time.Second {
		return fmt.Errorf("the clock of the database is %s off from this machine's: set both by NTP", off.Round(time.Millisecond))
	}
	return nil
}

func (a *App) openQueue(ctx context.Context) (err error) {
	address := a.Settings.RedisURL
	if address == "" {
		if a.embedded, err = workers.StartEmbedded(); err != nil {
			return fmt.Errorf("start the embedded queue: %w", err)
		}
		address = a.embedded.URL()
	}
	a.queue, err = workers.OpenQueue(ctx, address, a.log)
	return err
}

// derive makes a key of its own for each purpose out of the installation's secret.
func (a *App) derive(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, []byte(a.Settings.Secret), nil, "laurel "+purpose, 32)
	if err != nil {
		panic(err) // only for lengths that SHA-256 cannot give
	}
	return key
}

// Run serves and works until ctx ends, then lets requests and deeds in hand finish. Ready is called with the address
// once it answers.
func (a *App) Run(ctx context.Context, ready func(address string)) error {
	failed := make(chan error, 2)
	metrics, door, err := a.listen(ctx, failed)
	if err != nil {
		return err
	}
	working, stopWorking := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWorking()
	var parts sync.WaitGroup
	if a.Workers != nil {
		if a.embedded != nil {
			parts.Go(func() { a.embedded.Run(working) })
		}
		deeds, stopDeeds := context.WithCancel(ctx)
		defer stopDeeds()
		parts.Go(func() { a.Workers.Run(deeds) })
	}
	if door != nil {
		parts.Go(func() { a.Exams.KeepPulse(working) })
		go func() { failed <- a.Router.Serve(door) }()
		ready(door.Addr().String())
	} else {
		ready("")
	}
	debug.FreeOSMemory() // starting takes twice what running does: fonts are parsed, pages are compressed
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainPatience)
	defer cancel()
	if door != nil {
		door.hush()
		err = errors.Join(err, a.patiently(a.Router.Shutdown(stopping)))
	}
	if metrics != nil {
		err = errors.Join(err, metrics.Shutdown(stopping))
	}
	stopWorking()
	parts.Wait()
	return err
}

// listen opens all that can be refused before anything works.
func (a *App) listen(ctx context.Context, failed chan<- error) (metrics *http.Server, door *listener, err error) {
	if a.Router != nil {
		l, err := Listen(ctx, "LAUREL_LISTEN", a.Settings.Listen)
		if err != nil {
			return nil, nil, err
		}
		door = attentive(l)
	}
	if metrics, err = a.serveMetrics(ctx, failed); err != nil && door != nil {
		err = errors.Join(err, door.Close())
	}
	return metrics, door, err
}

// Requests in hand have this long to finish; whoever stops us gives ten seconds before he kills.
const drainPatience = 8 * time.Second

// patiently takes it for no fault of ours that somebody has not finished sending.
func (a *App) patiently(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		a.log.Warn("ended while requests were still being sent or answered", "patience", drainPatience.String())
		return nil
	}
	return err
}

// serveMetrics opens the listener for Prometheus, which is never the public one.
func (a *App) serveMetrics(ctx context.Context, failed chan<- error) (*http.Server, error) {
	if a.Settings.MetricsListen == "" {
		return nil, nil //nolint:nilnil // no address, no server
	}
	a.watchStore()
	listener, err := Listen(ctx, "LAUREL_METRICS_LISTEN", a.Settings.MetricsListen)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.metrics, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	return server, nil
}

func (a *App) watchStore() {
	gauge := func(name, help string, value func() float64) {
		a.metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
	}
	if a.Tiers != nil {
		a.metrics.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "laurel_recomputation_differences_total",
			Help: "Derived values that the nightly recomputation found kept wrong."}, func() float64 { return float64(a.Tiers.Alarms()) }))
	}
	gauge("laurel_database_connections_in_use", "Connections of the writing pool in use.", func() float64 { return float64(a.DB.Stats().InUse) })
	gauge("laurel_database_waits_total", "Times a connection was waited for.", func() float64 { return float64(a.DB.Stats().WaitCount) })
}

// Close ends what Open began.
func (a *App) Close() error {
	var errs []error
	if a.stopBatches != nil {
		a.stopBatches()
		a.batches.Wait()
	}
	if a.queue != nil {
		errs = append(errs, a.queue.Close())
	}
	if a.DB != nil {
		errs = append(errs, a.DB.Close())
	}
	return errors.Join(errs...)
}
