package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Follow calls heard after commits that told the channel, in this process and, on PostgreSQL, in any other, until ctx
// ends. It reconnects by itself; what is told in a gap is lost, so whoever follows also looks from time to time.
func (db *DB) Follow(ctx context.Context, channel string, heard func()) {
	db.Listen(channel, heard)
	if !db.postgres {
		<-ctx.Done()
		return
	}
	for ctx.Err() == nil {
		_ = db.follow(ctx, channel, heard) // the poll of the follower covers the gap
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (db *DB) follow(ctx context.Context, channel string, heard func()) error {
	conn, err := pgx.Connect(ctx, db.url)
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(closing)
	}()
	if _, err := conn.Exec(ctx, "listen "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return err
	}
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return err
		}
		heard()
	}
}
