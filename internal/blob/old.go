package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"time"

	"github.com/minio/minio-go/v7"
)

// lookedAt is how many entries of a folder are read at a time.
const lookedAt = 500

func (d disk) Old(ctx context.Context, folder string, before time.Time, do func(name string) error) error {
	f, err := d.root.Open(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look through files: %w", err)
	}
	defer func() { _ = f.Close() }()
	for {
		entries, err := f.ReadDir(lookedAt)
		for _, e := range entries {
			name := path.Join(folder, e.Name())
			info, gone := d.root.Stat(name)
			if gone != nil || info.IsDir() || !info.ModTime().Before(before) {
				continue
			}
			if err := errors.Join(ctx.Err(), do(name)); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("look through files: %w", err)
		}
	}
}

func (s s3) Old(ctx context.Context, folder string, before time.Time, do func(name string) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop() // of the listing, where do gives up
	for o := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: folder + "/", Recursive: true}) {
		if o.Err != nil {
			return fmt.Errorf("look through the bucket: %w", o.Err)
		}
		if !o.LastModified.Before(before) {
			continue
		}
		if err := do(o.Key); err != nil {
			return err
		}
	}
	return ctx.Err()
}
