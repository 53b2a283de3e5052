// Package accounts knows who people and partners are, lets them in, and says what each may do.
package accounts

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/mail"
	"laurel/internal/store"
)

// hashSlots bounds how many passwords are hashed at once: each takes 19 MiB and a core.
const hashSlots = 4

// Deps is what the slice stands on. Secret is the installation's secret, at least 32 bytes. Courier may be nil where no
// letters are sent (the API half); the deeds that send them then fail.
type Deps struct {
	DB      *store.DB
	Log     *slog.Logger
	Secret  []byte
	BaseURL string
	Vendor  string
	Courier mail.Courier

	Names     Names     // nil: no domain can be proven by a record
	Programs  Programs  // nil: no program counts people at one partner only
	Foresight Foresight // nil: nothing is foreseen
}

// Service is the slice's one door.
type Service struct {
	db      *store.DB
	log     *slog.Logger
	keys    keyring
	baseURL string
	letters *Letters
	courier mail.Courier
	hashing chan struct{}
	nobody  string // a hash that no password matches, so that unknown addresses take as long as known ones
	tries   *tries

	names     Names
	programs  Programs
	foresight Foresight
}

// New refuses a short secret and unreadable letters.
func New(d Deps) (*Service, error) {
	keys, err := newKeyring(d.Secret)
	if err != nil {
		return nil, err
	}
	letters, err := NewLetters(d.BaseURL, d.Vendor)
	if err != nil {
		return nil, err
	}
	nobody, err := hashPassword(string(keys.letters))
	if err != nil {
		return nil, err
	}
	return &Service{
		db: d.DB, log: d.Log, keys: keys, baseURL: strings.TrimRight(d.BaseURL, "/"), letters: letters, courier: d.Courier,
		hashing: make(chan struct{}, hashSlots), nobody: nobody, tries: newTries(),
		names: d.Names, programs: d.Programs, foresight: d.Foresight,
	}, nil
}

// Letters renders every letter of the product.
func (s *Service) Letters() *Letters { return s.letters }

// alone acts as the slice itself: for the exact look-ups that somebody who is not signed in needs.
func alone(ctx context.Context) context.Context {
	return actor.With(ctx, actor.SystemOf("accounts"))
}

// only reads the one row of a query, or says that it is missing.
func only[T any](query *gorm.DB, missing error) (T, error) {
	var row T
	result := query.Scan(&row)
	if result.Error != nil {
		return row, result.Error
	}
	if result.RowsAffected == 0 {
		return row, missing
	}
	return row, nil
}

// changed runs a guarded statement and says whether it met a row.
func changed(result *gorm.DB) (bool, error) {
	return result.RowsAffected > 0, result.Error
}

// within waits for a free slot to hash a password, but not longer than a client would.
func (s *Service) within(ctx context.Context, hash func()) error {
	wait := time.NewTimer(5 * time.Second)
	defer wait.Stop()
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
		hash()
		return nil
	case <-ctx.Done():
		return ErrBusy.Because(ctx.Err()).After(2 * time.Second)
	case <-wait.C:
		return ErrBusy.After(2 * time.Second)
	}
}

// hash makes the hash of a new password.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	var hashed string
	var err error
	if busy := s.within(ctx, func() { hashed, err = hashPassword(password) }); busy != nil {
		return "", busy
	}
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return hashed, nil
}

// matches compares a password; without a hash it takes the same time and says no.
func (s *Service) matches(ctx context.Context, password, hash string) (bool, error) {
	known := hash != ""
	if !known {
		hash = s.nobody
	}
	var ok bool
	if len(password) > 4*passwordLongest*4 {
		password = "" // nobody's password is that long, and normalising it would cost
	}
	if busy := s.within(ctx, func() { ok = passwordMatches(password, hash) }); busy != nil {
		return false, busy
	}
	return ok && known, nil
}
