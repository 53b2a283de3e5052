package store

import (
	"errors"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/migrator"
	"gorm.io/gorm/schema"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// dialector speaks SQLite to GORM over an opened handle. The schema belongs to the migrations, so it makes no tables.
type dialector struct{ conn gorm.ConnPool }

func (dialector) Name() string { return "sqlite" }

func (d dialector) Initialize(db *gorm.DB) error {
	db.ConnPool = d.conn
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses:        []string{"INSERT", "VALUES", "ON CONFLICT", "RETURNING"},
		UpdateClauses:        []string{"UPDATE", "SET", "FROM", "WHERE", "RETURNING"},
		DeleteClauses:        []string{"DELETE", "FROM", "WHERE", "RETURNING"},
		LastInsertIDReversed: true,
	})
	db.ClauseBuilders["LIMIT"] = limit
	db.ClauseBuilders["FOR"] = func(c clause.Clause, b clause.Builder) {
		if _, ok := c.Expression.(clause.Locking); !ok { // the write transaction locks the database, not rows
			c.Build(b)
		}
	}
	return nil
}

// limit adds the LIMIT without which SQLite refuses an OFFSET.
func limit(c clause.Clause, b clause.Builder) {
	l, ok := c.Expression.(clause.Limit)
	if !ok {
		return
	}
	rows := -1
	if l.Limit != nil {
		rows = *l.Limit
	}
	if rows < 0 && l.Offset <= 0 {
		return
	}
	_, _ = b.WriteString("LIMIT " + strconv.Itoa(rows))
	if l.Offset > 0 {
		_, _ = b.WriteString(" OFFSET " + strconv.Itoa(l.Offset))
	}
}

func (dialector) DefaultValueOf(*schema.Field) clause.Expression { return clause.Expr{SQL: "NULL"} }

func (dialector) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) { _ = w.WriteByte('?') }

func (dialector) QuoteTo(w clause.Writer, name string) {
	_ = w.WriteByte('"')
	for i := range len(name) {
		switch name[i] {
		case '"':
			_, _ = w.WriteString(`""`)
		case '.':
			_, _ = w.WriteString(`"."`)
		default:
			_ = w.WriteByte(name[i])
		}
	}
	_ = w.WriteByte('"')
}

func (dialector) Explain(sql string, vars ...any) string {
	return logger.ExplainSQL(sql, nil, `'`, vars...)
}

func (dialector) DataTypeOf(f *schema.Field) string { return string(f.DataType) }

func (d dialector) Migrator(db *gorm.DB) gorm.Migrator {
	return migrator.Migrator{Config: migrator.Config{DB: db, Dialector: d}}
}

func (dialector) SavePoint(tx *gorm.DB, name string) error {
	return tx.Exec("SAVEPOINT " + name).Error
}

func (dialector) RollbackTo(tx *gorm.DB, name string) error {
	return tx.Exec("ROLLBACK TO SAVEPOINT " + name).Error
}

// Translate maps constraint failures onto GORM's own errors, as the PostgreSQL dialector does.
func (dialector) Translate(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return gorm.ErrDuplicatedKey
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return gorm.ErrForeignKeyViolated
	case sqlite3.SQLITE_CONSTRAINT_CHECK:
		return gorm.ErrCheckConstraintViolated
	}
	return err
}
