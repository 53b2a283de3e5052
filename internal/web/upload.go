package web

import (
	"hash"
	"io"
)

// upload is a body being read: how much it may still be, its hash, and what broke it.
type upload struct {
	r    io.Reader
	left int64
	sum  hash.Hash
	err  error
}

func (u *upload) Read(b []byte) (int, error) {
	if u.r == nil {
		return 0, io.EOF
	}
	if u.left == 0 {
		return 0, ErrTooLarge
	}
	if int64(len(b)) > u.left {
		b = b[:u.left]
	}
	n, err := u.r.Read(b)
	u.left -= int64(n)
	_, _ = u.sum.Write(b[:n])
	if err != nil && err != io.EOF {
		u.err = err
	}
	return n, err
}
