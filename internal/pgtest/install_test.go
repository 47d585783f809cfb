package pgtest

import (
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestOnlyOneInstallsAtATime(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can install")
	}
	var inside, most atomic.Int32
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			err := exclusively(func() {
				most.Store(max(most.Load(), inside.Add(1)))
				time.Sleep(10 * time.Millisecond)
				inside.Add(-1)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() != 1 {
		t.Errorf("%d ran at once, want 1", most.Load())
	}
}
