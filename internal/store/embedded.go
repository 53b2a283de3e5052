package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"gorm.io/gorm"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Older releases can corrupt the write-ahead log when two connections checkpoint.
const oldestSQLite = 3051003

// openEmbedded opens the file once for writing and, read-only, for reading. One writer is faster and fairer than several:
// with more, the busy handler starves someone for seconds.
func (db *DB) openEmbedded(ctx context.Context, path string, config func() *gorm.Config) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	release, err := lockFile(path + ".lock")
	if err != nil {
		return fmt.Errorf("another process uses the embedded database %s: %w", path, err)
	}
	db.release = release
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)" +
		"&_pragma=foreign_keys(1)&_time_format=sqlite&_timezone=UTC&_texttotime=1&_dqs=0"
	open := func(dsn string, connections int) (*gorm.DB, error) {
		pool, err := sql.Open("sqlite", dsn)
		if err != nil {
			return nil, err
		}
		pool.SetMaxOpenConns(connections)
		pool.SetMaxIdleConns(connections)
		if err := pool.PingContext(ctx); err != nil {
			return nil, errors.Join(err, pool.Close())
		}
		return gorm.Open(dialector{conn: pool}, config())
	}
	if db.writer, err = open(dsn+"&_txlock=immediate", 1); err != nil {
		return fmt.Errorf("open the embedded database: %w", err)
	}
	var version int
	if err := db.writer.WithContext(ctx).Raw("select cast(substr(v,1,1) as integer)*1000000 + cast(substr(v,3,instr(substr(v,3),'.')-1) as integer)*1000 + " +
		"cast(substr(v,3+instr(substr(v,3),'.')) as integer) from (select sqlite_version() as v)").Scan(&version).Error; err != nil {
		return err
	}
	if version < oldestSQLite {
		return fmt.Errorf("SQLite %d is older than %d, which may corrupt its log", version, oldestSQLite)
	}
	if db.reader, err = open(dsn+"&mode=ro", 4); err != nil {
		return fmt.Errorf("open the embedded database for reading: %w", err)
	}
	return nil
}

// busy holds for an embedded database that was locked for longer than its time-out.
func busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}
