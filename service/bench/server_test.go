package bench

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/knwl-platform/infra/internal/freeport"
	"github.com/knwl-platform/infra/internal/pgtest"
	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/postgres"
	"github.com/knwl-platform/infra/service/sqlite"
)

// backend is a database engine.
type backend struct {
	name     string
	database func(*testing.B) string // creates an empty database and returns its environment variable
	open     func(context.Context, string) (service.Store, error)
}

var backends = []backend{
	{
		"sqlite",
		func(b *testing.B) string { return "DB_PATH=" + filepath.Join(b.TempDir(), "app.db") },
		func(ctx context.Context, env string) (service.Store, error) {
			return sqlite.Open(ctx, strings.TrimPrefix(env, "DB_PATH="))
		},
	},
	{
		"postgres", // with fsync, unlike pgtest.Fast
		func(b *testing.B) string {
			return "DATABASE_URL=" + pgtest.Start(b, "shared_buffers=512MB", "max_wal_size=4GB").NewDatabase(b)
		},
		func(ctx context.Context, env string) (service.Store, error) {
			return postgres.Open(ctx, postgres.Config{URL: strings.TrimPrefix(env, "DATABASE_URL=")})
		},
	},
}

// onBackends runs a benchmark on each engine.
func onBackends(b *testing.B, run func(*testing.B, backend)) {
	for _, e := range backends {
		b.Run(e.name, func(b *testing.B) { run(b, e) })
	}
}

// fresh opens an empty database.
func (e backend) fresh(b *testing.B) (env string, store service.Store) {
	b.Helper()
	env = e.database(b)
	store, err := e.open(b.Context(), env)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	return env, store
}

// server is the service in a separate process.
type server struct {
	*exec.Cmd
	url string
	up  time.Duration // from the start of the process to the first 200
}

// program is the path of the service's program. The benchmarks run it because
// it is what is deployed. It is built once.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "knwl-service")
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func start(b *testing.B, env ...string) *server {
	b.Helper()
	if _, err := os.Stat(program); err != nil {
		build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program,
			"github.com/knwl-platform/infra/service/cmd/knwl-service")
		if out, err := build.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
	return run(b, exec.Command(program), env...)
}

// run starts a program that has the service's API and configuration.
func run(b *testing.B, command *exec.Cmd, env ...string) *server {
	b.Helper()
	port := freeport.Find(b)
	s := &server{Cmd: command, url: fmt.Sprint("http://127.0.0.1:", port)}
	s.Env = slices.Concat(env, []string{
		`API_KEYS_JSON={"k":["t1"]}`,
		"LISTEN_HOST=127.0.0.1",
		fmt.Sprint("PORT=", port),
		"DRAIN_DELAY=0s",
	})
	log, err := os.Create(filepath.Join(b.TempDir(), "log")) // every request is logged, as in production
	if err != nil {
		b.Fatal(err)
	}
	s.Stdout, s.Stderr = log, log
	began := time.Now()
	if err := s.Start(); err != nil {
		b.Fatal(err)
	}
	for send(b.Context(), "GET", s.url+"/api/v1/health", "", http.StatusOK) != nil {
		if s.up = time.Since(began); s.up > 10*time.Second {
			b.Fatal("the service does not start")
		}
		time.Sleep(time.Millisecond)
	}
	s.up = time.Since(began)
	b.Cleanup(s.stop)
	return s
}

func (s *server) stop() {
	s.Process.Signal(syscall.SIGTERM)
	s.Wait()
}

// residentMB returns the memory that the process uses now.
func (s *server) residentMB(b *testing.B) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kb / 1024
}
