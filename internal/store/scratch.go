package store

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
)

// Scratch makes an empty database beside the one of the address, for a rehearsal or a measurement on the same server. Drop ends
// whoever is still connected to it and takes it away. The role needs the right to create databases.
func Scratch(ctx context.Context, address, name string) (scratch string, drop func() error, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", nil, fmt.Errorf("the address of the database cannot be read")
	}
	if err := command(ctx, address, "create database "+pgx.Identifier{name}.Sanitize()); err != nil {
		return "", nil, fmt.Errorf("make a database of its own beside the real one (the role needs CREATEDB): %w", err)
	}
	u.Path = "/" + name
	return u.String(), func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		return command(ctx, address, "drop database if exists "+pgx.Identifier{name}.Sanitize()+" with (force)")
	}, nil
}

func command(ctx context.Context, address, statement string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	_, err = conn.Exec(ctx, statement)
	return err
}
