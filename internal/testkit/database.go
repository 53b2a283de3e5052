// Package testkit gives tests the real thing: both databases, Redis, a browser, HTTP steps. It imports no slice.
package testkit

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // database/sql driver for making databases

	"laurel/internal/id"
	"laurel/internal/store"
)

// Strict makes whatever is missing on the machine a failure instead of a smaller test: CI sets it.
const Strict = "LAUREL_TEST_STRICT"

// Each runs do on a fresh, migrated database of each kind: "embedded", and "postgres" where a server is given by
// LAUREL_TEST_DATABASE_URL or its binaries are found. The PostgreSQL role cannot bypass row-level security.
func Each(t *testing.T, do func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		do(t, Embedded(t))
	})
	server, err := postgres()
	if err != nil {
		absent(t, "postgres", err)
		return
	}
	if errPrepare != nil {
		t.Fatalf("prepare PostgreSQL: %v", errPrepare)
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		do(t, open(t, store.Options{URL: server.fresh(t), MaxOpen: 8}))
	})
}

func absent(t *testing.T, what string, err error) {
	t.Helper()
	if os.Getenv(Strict) != "" {
		t.Errorf("%s is asked for by %s and cannot be had: %v", what, Strict, err)
		return
	}
	t.Logf("%s is not on this machine (%v): the embedded half of this test covers it", what, err)
}

// Embedded is a fresh, migrated embedded database.
func Embedded(t *testing.T) *store.DB {
	t.Helper()
	return open(t, store.Options{Path: filepath.Join(t.TempDir(), "laurel.db")})
}

// PostgresURL is the address of a fresh, empty PostgreSQL database, or ok is false where there is no server.
func PostgresURL(t *testing.T) (address string, ok bool) {
	t.Helper()
	server, err := postgres()
	if err != nil {
		absent(t, "postgres", err)
		return "", false
	}
	return server.create(t, ""), true
}

func open(t *testing.T, o store.Options) *store.DB {
	t.Helper()
	o.Now, o.Log = time.Now, Log(t)
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

// Log writes to the test's own output.
func Log(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// cluster is a PostgreSQL server and what tests made on it.
type cluster struct{ admin string }

var (
	clusterOnce sync.Once
	theCluster  cluster
	errCluster  error // there is no server
	errPrepare  error // there is one, and what we put on it does not work
)

func postgres() (cluster, error) {
	clusterOnce.Do(func() {
		theCluster.admin = os.Getenv("LAUREL_TEST_DATABASE_URL")
		if theCluster.admin == "" {
			theCluster.admin, errCluster = startPostgres()
		}
		if errCluster == nil {
			errPrepare = theCluster.prepare()
		}
	})
	return theCluster, errCluster
}

// role owns the databases of tests. It is no superuser, so policies bind it.
const role = "laurel_test"

func (c cluster) do(statements func(db *sql.Conn) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	db, err := sql.Open("pgx", c.admin)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	conn, err := db.Conn(ctx)
	for try := 0; err != nil && strings.Contains(err.Error(), "57P03") && try < 100; try++ { // it listens before it is ready
		time.Sleep(100 * time.Millisecond)
		conn, err = db.Conn(ctx)
	}
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, "select pg_advisory_lock(7301)"); err != nil { // other test binaries use the same server
		return err
	}
	return statements(conn)
}

// prepare makes the role, and a migrated template named after what the migrations say.
func (c cluster) prepare() error {
	ctx := context.Background()
	return c.do(func(db *sql.Conn) error {
		var there bool
		if err := db.QueryRowContext(ctx, "select exists (select from pg_roles where rolname = $1)", role).Scan(&there); err != nil {
			return err
		}
		if !there {
			if _, err := db.ExecContext(ctx, "create role "+role+" login nosuperuser nobypassrls password '"+role+"'"); err != nil {
				return err
			}
		}
		name := template()
		if err := db.QueryRowContext(ctx, "select exists (select from pg_database where datname = $1)", name).Scan(&there); err != nil || there {
			return err
		}
		building := name + "_building"
		for _, statement := range []string{"drop database if exists " + building, "create database " + building + " owner " + role} {
			if _, err := db.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		filled, err := store.Open(ctx, store.Options{URL: c.url(building), Now: time.Now, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			return err
		}
		if err := filled.Migrate(ctx); err != nil {
			return err
		}
		if err := filled.Close(); err != nil {
			return err
		}
		_, err = db.ExecContext(ctx, "alter database "+building+" rename to "+name)
		return err
	})
}

// template is the name of the migrated database, by the hash of all migrations.
func template() string {
	sum := sha256.New()
	_ = fs.WalkDir(store.Migrations(), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			text, _ := fs.ReadFile(store.Migrations(), path)
			_, _ = fmt.Fprintf(sum, "%s %d\n%s", path, len(text), text)
		}
		return err
	})
	return "laurel_" + hex.EncodeToString(sum.Sum(nil))[:16]
}

func (c cluster) url(database string) string {
	u, err := url.Parse(c.admin)
	if err != nil {
		return c.admin
	}
	u.User, u.Path = url.UserPassword(role, role), "/"+database
	return u.String()
}

// fresh is a copy of the template.
func (c cluster) fresh(t *testing.T) string {
	t.Helper()
	return c.create(t, " template "+template()+" strategy file_copy")
}

func (c cluster) create(t *testing.T, from string) string {
	t.Helper()
	name := strings.ToLower("t_" + id.Code(12))
	run := func(statement string) error {
		return c.do(func(db *sql.Conn) error {
			_, err := db.ExecContext(context.Background(), statement)
			return err
		})
	}
	if err := run("create database " + name + " owner " + role + from); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run("drop database if exists " + name + " with (force)") })
	return c.url(name)
}
