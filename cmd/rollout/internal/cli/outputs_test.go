package cli_test

import (
	"bytes"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/knwl-platform/infra/cmd/rollout/internal/fake"
)

// endless is a pipe that nobody writes to, and that is closed too late.
type endless struct{ closed chan struct{} }

func (e endless) Read([]byte) (int, error) { <-e.closed; return 0, io.EOF }

func TestAnInputWithoutAnEndDoesNotHoldTheCommand(t *testing.T) {
	const at = 5 * time.Second
	for line, want := range map[string]int{"--outputs -": 130, "--outputs - --timeout 5s": 4} {
		synctest.Test(t, func(t *testing.T) {
			pipe, began := endless{make(chan struct{})}, time.Now()
			end := sync.OnceFunc(func() { close(pipe.closed) })
			time.AfterFunc(time.Minute, end)
			defer end()
			var out bytes.Buffer
			app := app(good(), fake.Target, &out, &out, nil)
			if want == 130 {
				app.Signals = signals(map[time.Duration]os.Signal{at: syscall.SIGTERM})
			}
			app.Stdin = pipe
			code := app.Run(strings.Fields(line))
			if took := time.Since(began); code != want || took != at {
				t.Errorf("%s: code %d after %s, want %d after %s:\n%s", line, code, took, want, at, out.String())
			}
		})
	}
}

func TestAStackWithoutOutputs(t *testing.T) {
	for _, outputs := range []string{"{}", "null"} {
		var out bytes.Buffer
		app := app(good(), fake.Target, &out, &out, nil)
		app.Stdin = strings.NewReader(outputs)
		code := app.Run([]string{"--outputs", "-"})
		if code != 2 || !strings.Contains(out.String(), "has no outputs; run pulumi up") {
			t.Errorf("%s: code %d:\n%s", outputs, code, out.String())
		}
	}
}
