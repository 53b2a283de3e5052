package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
)

// ErrUnavailable says that the database cannot be reached just now; nothing is known to be written.
var ErrUnavailable = fault.New(fault.Unavailable, "database_unavailable", "The service cannot reach its database just now. Nothing was lost; try again shortly.")

// A transaction that lost against another is tried this often.
const tries = 6

type stateKey struct{}

// state collects what a transaction wants told once it is committed.
type state struct{ channels map[string]bool }

// Tx runs do in a writing transaction behind the wall of the actor in ctx. Do may run more than once (serialization
// failures, deadlocks), so it must have no effect outside the transaction. There is one level only: inside, use tx.
func (db *DB) Tx(ctx context.Context, do func(tx *gorm.DB) error) error {
	for try := 1; ; try++ {
		told := &state{channels: map[string]bool{}}
		inner := context.WithValue(ctx, stateKey{}, told)
		err := db.writer.WithContext(inner).Transaction(func(tx *gorm.DB) error {
			if err := wall(ctx, tx); err != nil {
				return err
			}
			return do(tx)
		})
		if err == nil {
			db.tell(told)
			return nil
		}
		if try == tries || !lost(err) {
			return unavailable(err)
		}
		select {
		case <-ctx.Done():
			return unavailable(err)
		case <-time.After(time.Duration(try*try)*4*time.Millisecond + rand.N(8*time.Millisecond)): //nolint:gosec // jitter, no secret
		}
	}
}

// Read runs do in a read-only transaction behind the same wall.
func (db *DB) Read(ctx context.Context, do func(tx *gorm.DB) error) error {
	return db.read(ctx, &sql.TxOptions{ReadOnly: true}, do)
}

func (db *DB) read(ctx context.Context, options *sql.TxOptions, do func(tx *gorm.DB) error) error {
	return unavailable(db.reader.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := wall(ctx, tx); err != nil {
			return err
		}
		return do(tx)
	}, options))
}

// Snapshot is Read for many statements that must all see one moment: an export, and the place in the feed behind it.
func (db *DB) Snapshot(ctx context.Context, do func(tx *gorm.DB) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if db.postgres { // SQLite's transactions see one moment anyway
		options.Isolation = sql.LevelRepeatableRead
	}
	return db.read(ctx, options, do)
}

// Plain runs do in a short writing transaction without the wall: for the answer save, whose rows belong to no partner.
func (db *DB) Plain(ctx context.Context, do func(tx *gorm.DB) error) error {
	return unavailable(db.writer.WithContext(ctx).Transaction(do))
}

// Single runs do for one statement that is a transaction by itself: it is durable when do has read its answer to the end, and no
// round trip goes to begin and commit. It has no wall either.
func (db *DB) Single(ctx context.Context, do func(tx *gorm.DB) error) error {
	return unavailable(do(db.writer.WithContext(ctx)))
}

// wall tells PostgreSQL which partners the actor belongs to; policies compare partner_id with it.
func wall(ctx context.Context, tx *gorm.DB) error {
	if !Postgres(tx) {
		return nil
	}
	sight := "*"
	if s := actor.Membership(ctx); !s.All() {
		sight = strings.Join(s.Partners(), ",")
	}
	return tx.Exec("select set_config('laurel.sight', ?, true)", sight).Error
}

// Tell has listeners of the channel called after tx is committed, here and, on PostgreSQL, in every other process.
func Tell(tx *gorm.DB, channel string) error {
	told, ok := tx.Statement.Context.Value(stateKey{}).(*state)
	if !ok || told.channels[channel] {
		return nil
	}
	told.channels[channel] = true
	if Postgres(tx) {
		return tx.Exec("select pg_notify(?, '')", channel).Error
	}
	return nil
}

// Listen registers a quick function that is called after commits that told the channel.
func (db *DB) Listen(channel string, heard func()) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.listeners = append(db.listeners, func(c string) {
		if c == channel {
			heard()
		}
	})
}

func (db *DB) tell(told *state) {
	if len(told.channels) == 0 {
		return
	}
	db.mu.Lock()
	listeners := db.listeners
	db.mu.Unlock()
	for channel := range told.channels {
		for _, heard := range listeners {
			heard(channel)
		}
	}
}

// lost holds for a transaction that may simply be run again.
func lost(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	return busy(err)
}

// unavailable turns a lost connection, and nothing else, into ErrUnavailable.
func unavailable(err error) error {
	if err == nil {
		return nil
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case strings.HasPrefix(pg.Code, "57P"), strings.HasPrefix(pg.Code, "08"), pg.Code == "53300", pg.Code == "53100",
			pg.Code == "55P03", pg.Code == "57014", pg.Code == "25006", lost(err):
			return ErrUnavailable.Because(err).After(2 * time.Second)
		}
		return err
	}
	var dial *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &dial) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, net.ErrClosed) || strings.Contains(err.Error(), "unexpected EOF") || strings.Contains(err.Error(), "conn closed") || busy(err) {
		return ErrUnavailable.Because(err).After(2 * time.Second)
	}
	return err
}
