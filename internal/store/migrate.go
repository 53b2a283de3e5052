package store

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"regexp"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"laurel/internal/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrOldSchema says that the program is newer than the schema it found.
var ErrOldSchema = fault.New(fault.Unavailable, "schema_older", "The database schema is older than this program. Run `laurel migrate`.")

// Migrations are the files as they are written, for those who check them.
func Migrations() fs.FS { return migrations }

// Migrate brings the schema up. Several processes may do it at once on PostgreSQL: one works, the others wait.
func (db *DB) Migrate(ctx context.Context) error {
	provider, err := db.provider()
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Current refuses a schema older than the program with ErrOldSchema. A newer one is fine: version N runs beside N+1.
func (db *DB) Current(ctx context.Context) error {
	provider, err := db.provider()
	if err != nil {
		return err
	}
	pending, err := provider.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("read the schema version: %w", err)
	}
	if pending {
		return ErrOldSchema
	}
	return nil
}

func (db *DB) provider() (*goose.Provider, error) {
	pool, err := db.writer.DB()
	if err != nil {
		return nil, err
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	dialect, options := goose.DialectPostgres, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if db.postgres {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	} else {
		dialect = goose.DialectSQLite3
	}
	return goose.NewProvider(dialect, pool, translated{files, db.postgres}, options...)
}

// Words of PostgreSQL and what the embedded database calls them; blocks between markers belong to one of the two.
var (
	timestamptz   = regexp.MustCompile(`\btimestamptz\b`)
	jsonb         = regexp.MustCompile(`\bjsonb\b`)
	bytea         = regexp.MustCompile(`\bbytea\b`)
	postgresBlock = regexp.MustCompile(`(?s)-- postgres:begin.*?-- postgres:end`)
	embeddedBlock = regexp.MustCompile(`(?s)-- sqlite:begin.*?-- sqlite:end`)
)

// translated is the folder of migrations as one of the two databases reads it.
type translated struct {
	fs.FS
	postgres bool
}

// Open gives the translated text of a file.
func (t translated) Open(name string) (fs.File, error) {
	f, err := t.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return f, err
	}
	text, err := fs.ReadFile(t.FS, name)
	if err != nil {
		return nil, err
	}
	if t.postgres {
		text = embeddedBlock.ReplaceAll(text, nil)
	} else {
		text = postgresBlock.ReplaceAll(text, nil)
		text = timestamptz.ReplaceAll(text, []byte("timestamp"))
		text = jsonb.ReplaceAll(text, []byte("text"))
		text = bytea.ReplaceAll(text, []byte("blob"))
	}
	return &file{Reader: bytes.NewReader(text), info: sized{info, int64(len(text))}, close: f.Close}, nil
}

type file struct {
	*bytes.Reader
	info  fs.FileInfo
	close func() error
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return f.close() }

type sized struct {
	fs.FileInfo
	size int64
}

func (s sized) Size() int64 { return s.size }
