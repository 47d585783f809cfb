// Package groupcommit lets concurrent writers share a transaction. The expensive part of a durable
// write is the commit. While one runs, new writes wait and share the next.
package groupcommit

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

const (
	maxBatch     = 256              // limits the size of a transaction, and so the wait of its first item
	writeTimeout = 20 * time.Second // a database that hangs must not block all writers for ever
)

// ErrClosed is what Do returns after Close.
var ErrClosed = errors.New("the store is closed")

// Writer collects items and writes them in batches, one batch at a time.
type Writer[T any] struct {
	write func(context.Context, []T) error
	queue chan call[T]
	done  chan struct{}

	mu     sync.RWMutex // held for reading while a call enters the queue
	closed bool
}

type call[T any] struct {
	item   T
	result chan<- error
}

// NewWriter starts a writer. write gets 1 to 256 items and must store all or
// none of them. Calls of write never overlap.
func NewWriter[T any](write func(context.Context, []T) error) *Writer[T] {
	w := &Writer[T]{write: write, queue: make(chan call[T], maxBatch), done: make(chan struct{})}
	go w.run()
	return w
}

// Do returns nil once item is written. If ctx ends first, the item may or may
// not be written later. If a write fails, all callers in its batch get the
// error.
func (w *Writer[T]) Do(ctx context.Context, item T) error {
	result := make(chan error, 1)
	if err := w.enter(ctx, call[T]{item, result}); err != nil {
		return err
	}
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *Writer[T]) enter(ctx context.Context, c call[T]) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return ErrClosed
	}
	select {
	case w.queue <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close writes the waiting items and stops the writer.
func (w *Writer[T]) Close() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.done
}

func (w *Writer[T]) run() {
	defer close(w.done)
	for first := range w.queue {
		w.settle(w.batch(first))
	}
}

// batch returns first and the calls that wait behind it.
func (w *Writer[T]) batch(first call[T]) []call[T] {
	batch := []call[T]{first}
	for len(batch) < maxBatch {
		select {
		case c, open := <-w.queue:
			if !open {
				return batch
			}
			batch = append(batch, c)
		default:
			return batch
		}
	}
	return batch
}

func (w *Writer[T]) settle(batch []call[T]) {
	items := make([]T, len(batch))
	for i, c := range batch {
		items[i] = c.item
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	err := w.guarded(ctx, items)
	for _, c := range batch {
		c.result <- err
	}
}

// guarded turns a panic into an error. This goroutine belongs to no request, so
// a panic would end the program.
func (w *Writer[T]) guarded(ctx context.Context, items []T) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return w.write(ctx, items)
}
