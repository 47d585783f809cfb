package groupcommit

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

func TestWritesThatArriveDuringAWriteGoTogetherInTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		var batches [][]int
		w := NewWriter(func(_ context.Context, items []int) error {
			batches = append(batches, slices.Clone(items))
			<-gate
			return nil
		})
		var wg sync.WaitGroup
		add := func(n int) {
			wg.Go(func() {
				if err := w.Do(t.Context(), n); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		add(1)
		add(2)
		add(3)
		gate <- struct{}{}
		gate <- struct{}{}
		wg.Wait()
		w.Close()
		if len(batches) != 2 || !slices.Equal(batches[0], []int{1}) || !slices.Equal(batches[1], []int{2, 3}) {
			t.Errorf("batches %v, want [[1] [2 3]]", batches)
		}
	})
}

func TestAFailedWriteFailsItsWholeBatchOnly(t *testing.T) {
	boom := errors.New("boom")
	w := NewWriter(func(_ context.Context, items []int) error {
		if items[0] < 0 {
			return boom
		}
		return nil
	})
	defer w.Close()
	if err := w.Do(t.Context(), -1); err != boom {
		t.Errorf("got %v, want boom", err)
	}
	if err := w.Do(t.Context(), 1); err != nil {
		t.Errorf("the next write got %v", err)
	}
}

func TestAPanicFailsItsBatchAndNotTheProgram(t *testing.T) {
	w := NewWriter(func(_ context.Context, items []int) error {
		if items[0] < 0 {
			panic("boom")
		}
		return nil
	})
	defer w.Close()
	if err := w.Do(t.Context(), -1); err == nil || !strings.Contains(err.Error(), "panic: boom") {
		t.Errorf("got %v, want the panic", err)
	}
	if err := w.Do(t.Context(), 1); err != nil {
		t.Errorf("the next write got %v", err)
	}
}

func TestACallerWhoseTimeIsUpDoesNotWait(t *testing.T) {
	gate := make(chan struct{})
	w := NewWriter(func(context.Context, []int) error { <-gate; return nil })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.Do(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	close(gate)
	w.Close()
}

func TestCloseWritesWhatWaitsAndThenRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		written := 0
		gate := make(chan struct{})
		w := NewWriter(func(_ context.Context, items []int) error {
			<-gate
			written += len(items)
			return nil
		})
		for range 10 {
			go w.Do(context.Background(), 1)
		}
		synctest.Wait()
		close(gate)
		w.Close()
		if written != 10 {
			t.Errorf("%d written, want 10", written)
		}
		if err := w.Do(t.Context(), 1); err != ErrClosed {
			t.Errorf("after Close got %v, want ErrClosed", err)
		}
	})
}
