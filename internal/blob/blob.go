// Package blob keeps files whole or not at all, on a disk or in an S3 bucket, under names that contain their hash.
package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"laurel/internal/fault"
	"laurel/internal/id"
)

// ErrNone says that no file of that name is kept.
var ErrNone = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")

// Keeper keeps files. Putting the same name twice is putting it once.
type Keeper interface {
	Put(ctx context.Context, name string, body []byte) error
	Get(ctx context.Context, name string) ([]byte, error)
	// Stream keeps what can be read, without holding it in memory.
	Stream(ctx context.Context, name string, body io.Reader) error
	// Open gives a file whose bytes can be asked for in any order.
	Open(ctx context.Context, name string) (File, error)
	// Drop forgets a file. One that is not there is forgotten.
	Drop(ctx context.Context, name string) error
	// Old tells the names of the files in a folder that have lain there since before a moment.
	Old(ctx context.Context, folder string, before time.Time, do func(name string) error) error
}

// File is a file that is read where it lies.
type File interface {
	io.ReaderAt
	io.Closer
}

// Name is where a file of that content belongs: folder/HASH.ext.
func Name(folder string, body []byte, ext string) string {
	sum := sha256.Sum256(body)
	return path.Join(folder, hex.EncodeToString(sum[:])+ext)
}

// Open understands file:DIR and s3://KEY:SECRET@HOST/BUCKET (https; ?insecure=1 for plain http in tests).
func Open(address string) (Keeper, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the address of the files cannot be read")
	}
	switch u.Scheme {
	case "file":
		dir := u.Opaque
		if dir == "" {
			dir = u.Path
		}
		return openDisk(dir)
	case "s3":
		return openS3(u)
	default:
		return nil, errors.New("files are kept at file:DIR or s3://…")
	}
}

type disk struct{ root *os.Root }

func openDisk(dir string) (Keeper, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of files: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder of files: %w", err)
	}
	return disk{root}, nil
}

// Put writes to a temporary name, syncs, and renames: nobody ever sees half a file.
func (d disk) Put(ctx context.Context, name string, body []byte) error {
	return d.Stream(ctx, name, bytes.NewReader(body))
}

func (d disk) Stream(_ context.Context, name string, body io.Reader) error {
	if err := d.root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	temporary := path.Join(path.Dir(name), ".tmp-"+id.Code(16))
	if err := d.write(temporary, body); err != nil {
		_ = d.root.Remove(temporary)
		return fmt.Errorf("keep file: %w", err)
	}
	if err := d.root.Rename(temporary, name); err != nil {
		_ = d.root.Remove(temporary)
		return fmt.Errorf("keep file: %w", err)
	}
	folder, err := d.root.Open(path.Dir(name))
	if err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	defer func() { _ = folder.Close() }()
	return folder.Sync()
}

func (d disk) write(name string, body io.Reader) error {
	f, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, body)
	return errors.Join(err, f.Sync(), f.Close())
}

func (d disk) Get(_ context.Context, name string) ([]byte, error) {
	body, err := d.root.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	return body, err
}

func (d disk) Open(_ context.Context, name string) (File, error) {
	f, err := d.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	return f, err
}

func (d disk) Drop(_ context.Context, name string) error {
	err := d.root.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

type s3 struct {
	client *minio.Client
	bucket string
}

func openS3(u *url.URL) (Keeper, error) {
	secret, _ := u.User.Password()
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(u.User.Username(), secret, u.Query().Get("region")), Secure: u.Query().Get("insecure") != "1", Region: u.Query().Get("region"),
	})
	if err != nil {
		return nil, errors.New("the address of the S3 bucket cannot be used")
	}
	return s3{client, path.Base(u.Path)}, nil
}

func (s s3) Put(ctx context.Context, name string, body []byte) error {
	_, err := s.client.PutObject(ctx, s.bucket, name, bytes.NewReader(body), int64(len(body)), minio.PutObjectOptions{})
	if err != nil {
		return fmt.Errorf("keep file in the bucket: %w", err)
	}
	return nil
}

func (s s3) Get(ctx context.Context, name string) ([]byte, error) {
	object, err := s.client.GetObject(ctx, s.bucket, name, minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("read file from the bucket: %w", err)
	}
	defer func() { _ = object.Close() }()
	body, err := io.ReadAll(object)
	if minio.ToErrorResponse(err).Code == "NoSuchKey" {
		return nil, ErrNone
	}
	return body, err
}

// streamed is how much of a stream to the bucket lies in memory at a time.
const streamed = 16 << 20

func (s s3) Stream(ctx context.Context, name string, body io.Reader) error {
	_, err := s.client.PutObject(ctx, s.bucket, name, body, -1, minio.PutObjectOptions{PartSize: streamed})
	if err != nil {
		return fmt.Errorf("keep file in the bucket: %w", err)
	}
	return nil
}

func (s s3) Open(ctx context.Context, name string) (File, error) {
	object, err := s.client.GetObject(ctx, s.bucket, name, minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("read file from the bucket: %w", err)
	}
	if _, err := object.Stat(); err != nil {
		_ = object.Close()
		if minio.ToErrorResponse(err).Code == "NoSuchKey" {
			return nil, ErrNone
		}
		return nil, fmt.Errorf("read file from the bucket: %w", err)
	}
	return object, nil
}

func (s s3) Drop(ctx context.Context, name string) error {
	if err := s.client.RemoveObject(ctx, s.bucket, name, minio.RemoveObjectOptions{}); err != nil {
		return fmt.Errorf("forget file in the bucket: %w", err)
	}
	return nil
}
