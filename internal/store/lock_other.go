//go:build !unix

package store

import "os"

// lockFile holds the file open; where the system opens files exclusively that keeps a second process out.
func lockFile(path string) (release func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	return f.Close, nil
}
