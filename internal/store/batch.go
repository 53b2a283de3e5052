package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// Batch lets writes that arrive together share one durable commit, which is most of what a small write costs. There is
// no timer: what waits when the writer is free goes into the next commit. Each entry must guard its own row, because a
// failed statement of one must not decide over another: after an error all are tried again one by one, also those that were
// written already.
type Batch[E, R any] struct {
	Writers int // that commit side by side, one when it is not set; entries of two of them must not wait for each other in a circle

	do   func(ctx context.Context, entries []E) ([]R, error)
	in   chan request[E, R]
	done chan struct{}
}

type request[E, R any] struct {
	ctx    context.Context
	entry  E
	answer chan reply[R]
}

type reply[R any] struct {
	result R
	err    error
}

// The most entries that share a commit, and that may wait for one.
const (
	batchMost = 128
	batchWait = 1024
)

// A shared commit that takes longer is given up: the server's own time-outs end nothing when its host is gone.
const batchTime = 10 * time.Second

// ErrStopped says that the process is going down; nothing was written.
var ErrStopped = ErrUnavailable.Detailed("The service is restarting. Nothing was lost; try again.")

// NewBatch makes a batch around do, which commits entries and answers them in their order. It starts nothing: see Run.
func NewBatch[E, R any](do func(ctx context.Context, entries []E) ([]R, error)) *Batch[E, R] {
	return &Batch[E, R]{do: do, in: make(chan request[E, R], batchWait), done: make(chan struct{})}
}

// Do writes the entry and returns after it is durable.
func (b *Batch[E, R]) Do(ctx context.Context, entry E) (R, error) {
	var none R
	r := request[E, R]{ctx: ctx, entry: entry, answer: make(chan reply[R], 1)}
	select {
	case <-b.done:
		return none, ErrStopped
	case b.in <- r:
	case <-ctx.Done():
		return none, unavailable(ctx.Err())
	}
	select {
	case a := <-r.answer:
		return a.result, a.err
	case <-ctx.Done(): // it may still be written; the caller repeats it under the same identity
		return none, unavailable(ctx.Err())
	case <-b.done:
		select {
		case a := <-r.answer: // answered in the last moment
			return a.result, a.err
		default:
			return none, ErrStopped
		}
	}
}

// Run commits until ctx ends, then refuses what still waits.
func (b *Batch[E, R]) Run(ctx context.Context) {
	defer close(b.done)
	var writers sync.WaitGroup
	for range max(b.Writers, 1) {
		writers.Go(func() { b.serve(ctx) })
	}
	writers.Wait()
}

func (b *Batch[E, R]) serve(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case first := <-b.in:
			batch := []request[E, R]{first}
			for len(batch) < batchMost {
				select {
				case next := <-b.in:
					batch = append(batch, next)
					continue
				default:
				}
				break
			}
			b.commit(context.WithoutCancel(ctx), batch)
		}
	}
}

func (b *Batch[E, R]) commit(ctx context.Context, batch []request[E, R]) {
	entries := make([]E, len(batch))
	for i, r := range batch {
		entries[i] = r.entry
	}
	results, err := b.write(ctx, entries)
	if err != nil && len(batch) > 1 && !errors.Is(err, ErrUnavailable) {
		for _, r := range batch {
			b.commit(ctx, []request[E, R]{r})
		}
		return
	}
	for i, r := range batch {
		a := reply[R]{err: err}
		if err == nil {
			a.result = results[i]
		}
		r.answer <- a
	}
}

// write commits the entries within batchTime. A panic in do is an error like another: it must not take the process down.
func (b *Batch[E, R]) write(ctx context.Context, entries []E) (results []R, err error) {
	ctx, cancel := context.WithTimeout(ctx, batchTime)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a shared write: %v: %s", p, debug.Stack())
		}
	}()
	for try := 1; ; try++ {
		results, err = b.do(ctx, entries)
		if err == nil || !lost(err) || try == tries {
			return results, err
		}
	}
}
