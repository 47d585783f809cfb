// Package pgtest starts a private PostgreSQL server for tests. It uses the machine's packages, and
// installs them if it runs as root.
package pgtest

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/knwl-platform/infra/internal/freeport"
)

const (
	superuser = "postgres"
	password  = "private"
)

// Server is a running server. It stops when its test ends.
type Server struct {
	port      int
	databases atomic.Int32
}

// Start starts a server with settings such as "name=value". If PostgreSQL is missing and cannot be
// installed, it skips the test and prints a message, or fails the test if CI=true.
func Start(tb testing.TB, settings ...string) *Server {
	tb.Helper()
	pwfile := File(tb, "password", []byte(password))
	return start(tb, settings, "initdb",
		"--username="+superuser, "--pwfile="+pwfile,
		"--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
}

// StartReplica starts a read replica of a server, with settings like [Start].
func (s *Server) StartReplica(tb testing.TB, settings ...string) *Server {
	tb.Helper()
	return start(tb, settings, "pg_basebackup", "--dbname="+s.URL("postgres"),
		"--write-recovery-conf", "--checkpoint=fast", "--no-sync")
}

// start starts a server with the data that a program creates.
func start(tb testing.TB, settings []string, creator string, options ...string) *Server {
	tb.Helper()
	bin := binaries(tb)
	dir := filepath.Dir(File(tb, "empty", nil))
	data := filepath.Join(dir, "data")
	create := command(tb, dir, filepath.Join(bin, creator), append(options, "--pgdata="+data)...)
	if out, err := create.CombinedOutput(); err != nil {
		tb.Fatalf("%s: %v\n%s", creator, err, out)
	}
	s := &Server{port: freeport.Find(tb)}
	args := []string{
		"-D", data, "-p", strconv.Itoa(s.port), "-k", dir,
		"-c", "listen_addresses=127.0.0.1", "-c", "max_connections=100",
	}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	s.run(tb, command(tb, dir, filepath.Join(bin, "postgres"), args...))
	return s
}

// Fast is a setting that saves time. It is safe in tests in which the server does not crash.
const Fast = "fsync=off"

// URL returns the URL of a database on the server, with a superuser.
func (s *Server) URL(database string) string {
	return (&url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(superuser, password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}).String()
}

// NewDatabase creates an empty database and returns its URL.
func (s *Server) NewDatabase(tb testing.TB) string {
	tb.Helper()
	name := fmt.Sprint("test", s.databases.Add(1))
	s.Exec(tb, "CREATE DATABASE "+name)
	return s.URL(name)
}

// Exec runs a statement as a superuser.
func (s *Server) Exec(tb testing.TB, sql string) {
	tb.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	must(tb, err)
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	must(tb, err)
}

// run starts the server and waits until it accepts connections. It stops the server when the test
// ends.
func (s *Server) run(tb testing.TB, cmd *exec.Cmd) {
	tb.Helper()
	logFile, err := os.Create(cmd.Dir + "/log")
	must(tb, err)
	defer logFile.Close()
	cmd.Stdout, cmd.Stderr = logFile, logFile
	ended := startBound(cmd)
	tb.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGINT) // PostgreSQL's fast shutdown; the server may have ended already
		<-ended
	})
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		conn, err := pgx.Connect(context.Background(), s.URL("postgres"))
		if err == nil {
			conn.Close(context.Background())
			return
		}
	}
	text, _ := os.ReadFile(logFile.Name())
	tb.Fatalf("PostgreSQL did not accept connections within a minute:\n%s", text)
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// File writes a file that only the server's user can read, as PostgreSQL requires for the key of a
// certificate. It is alone in its directory. File returns the path.
func File(tb testing.TB, name string, content []byte) string {
	tb.Helper()
	binaries(tb) // the package has the user
	dir, err := os.MkdirTemp("", "pgtest")
	must(tb, err)
	tb.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, name)
	must(tb, os.WriteFile(path, content, 0o600))
	if user := unprivileged(tb); user != nil {
		must(tb, os.Chown(dir, int(user.Uid), int(user.Gid)))
		must(tb, os.Chown(path, int(user.Uid), int(user.Gid)))
	}
	return path
}
