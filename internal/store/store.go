// Package store opens the one database that holds the truth, PostgreSQL or the embedded one, and runs transactions on it.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// DB is an open database: one pool on PostgreSQL; on the embedded one a single writing connection and a few reading ones.
type DB struct {
	writer, reader *gorm.DB
	postgres       bool
	url            string
	now            func() time.Time
	release        func() error

	mu        sync.Mutex
	listeners []func(channel string)
}

// Handle is a transaction in hand, for those who pass one on and have no other business with the ORM.
type Handle = gorm.DB

// Options of Open. Exactly one of URL (postgres://…) and Path (a file of the embedded database) is given.
type Options struct {
	URL     string
	Path    string
	MaxOpen int // connections on PostgreSQL; 20 when zero
	Now     func() time.Time
	Log     *slog.Logger
}

// Open connects and checks the connection. It refuses an embedded database that another process holds.
func Open(ctx context.Context, o Options) (*DB, error) {
	db := &DB{postgres: o.URL != "", url: o.URL, now: func() time.Time { return o.Now().UTC().Truncate(time.Microsecond) }}
	config := func() *gorm.Config {
		return &gorm.Config{
			TranslateError: true, SkipDefaultTransaction: true, NowFunc: db.now,
			Logger: quiet{logger.NewSlogLogger(o.Log, logger.Config{
				LogLevel: logger.Warn, SlowThreshold: slow, IgnoreRecordNotFoundError: true, ParameterizedQueries: true,
			})},
		}
	}
	var err error
	if db.postgres {
		err = db.openPostgres(ctx, o, config())
	} else {
		err = db.openEmbedded(ctx, o.Path, config)
	}
	if err != nil {
		if db.release != nil {
			err = errors.Join(err, db.release())
		}
		return nil, err
	}
	return db, nil
}

func (db *DB) openPostgres(ctx context.Context, o Options, config *gorm.Config) error {
	c, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return errors.New("the database URL cannot be read") // pgx's message may quote the password
	}
	for key, value := range map[string]string{
		"timezone": "UTC", "synchronous_commit": "on", "application_name": "laurel",
		"statement_timeout": "15000", "lock_timeout": "8000", "idle_in_transaction_session_timeout": "30000",
	} {
		c.RuntimeParams[key] = value
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = 3 * time.Second
	}
	pool := stdlib.OpenDB(*c)
	open := o.MaxOpen
	if open == 0 {
		open = 20
	}
	pool.SetMaxOpenConns(open)
	pool.SetMaxIdleConns(open)
	pool.SetConnMaxLifetime(10 * time.Minute)
	pool.SetConnMaxIdleTime(2 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		_ = pool.Close()
		return fmt.Errorf("reach PostgreSQL at %s:%d: %w", c.Host, c.Port, err)
	}
	g, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), config)
	if err != nil {
		return fmt.Errorf("open PostgreSQL: %w", err)
	}
	db.writer, db.reader = g, g
	return nil
}

// A statement that takes longer is logged.
const slow = time.Second

// quiet leaves out statements that lost against a unique key: slices expect them and answer with a refusal.
type quiet struct{ logger.Interface }

// LogMode keeps the wrapping.
func (q quiet) LogMode(level logger.LogLevel) logger.Interface {
	return quiet{q.Interface.LogMode(level)}
}

// Trace is called by GORM after each statement. What is not logged is not spelled out either: that would cost more than many a
// statement itself.
func (q quiet) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), err error) {
	if errors.Is(err, gorm.ErrDuplicatedKey) || errors.Is(err, gorm.ErrRecordNotFound) {
		err = nil
	}
	if err == nil && time.Since(begin) <= slow {
		return
	}
	q.Interface.Trace(ctx, begin, statement, err)
}

// ParamsFilter keeps what was asked for out of the log.
func (q quiet) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) { return sql, nil }

// Postgres tells which of the two databases it is.
func (db *DB) Postgres() bool { return db.postgres }

// URL is the PostgreSQL address, for those who need a connection of their own (listening for notifications).
func (db *DB) URL() string { return db.url }

// Now is the process clock in UTC, cut to the microseconds that PostgreSQL keeps.
func (db *DB) Now() time.Time { return db.now() }

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	pool, err := db.writer.DB()
	if err != nil {
		return err
	}
	return unavailable(pool.PingContext(ctx))
}

// Stats of the writing pool.
func (db *DB) Stats() sql.DBStats {
	pool, err := db.writer.DB()
	if err != nil {
		return sql.DBStats{}
	}
	return pool.Stats()
}

// Close ends all connections and lets another process have the embedded database.
func (db *DB) Close() error {
	var errs []error
	pools := []*gorm.DB{db.writer}
	if db.reader != db.writer {
		pools = append(pools, db.reader)
	}
	for _, g := range pools {
		pool, err := g.DB()
		if err == nil {
			err = pool.Close()
		}
		errs = append(errs, err)
	}
	if db.release != nil {
		errs = append(errs, db.release())
	}
	return errors.Join(errs...)
}

// Postgres tells on which database a transaction runs, for the few sentences of SQL that differ.
func Postgres(tx *gorm.DB) bool { return tx.Name() == "postgres" }

// Moment is the clock of the database as an argument of a statement. Deadlines are judged by it, inside the statement
// that writes; the embedded database shares the clock of the process.
func Moment(tx *gorm.DB) any {
	if Postgres(tx) {
		return gorm.Expr("clock_timestamp()")
	}
	return tx.NowFunc()
}

// Clock reads the database's clock.
func Clock(tx *gorm.DB) (time.Time, error) {
	if !Postgres(tx) {
		return tx.NowFunc(), nil
	}
	var now time.Time
	err := tx.Raw("select clock_timestamp()").Scan(&now).Error
	return now.UTC().Truncate(time.Microsecond), err
}

// Found turns "no such row" into the slice's own refusal.
func Found(err, missing error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return missing
	}
	return err
}

// Taken turns "a row of that key exists" into the slice's own refusal. The transaction is lost on PostgreSQL: return it.
func Taken(err, taken error) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return taken
	}
	return err
}

// Like escapes a text for a LIKE pattern with escape '\', so that wildcards in it are literal.
func Like(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}
