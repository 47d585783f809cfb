package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/knwl-platform/infra/internal/freeport"
	"github.com/knwl-platform/infra/internal/pgtest"
	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/postgres"
	"github.com/knwl-platform/infra/service/sqlite"
)

// TestMain lets the test binary run as the program, so that the tests see real
// exit codes, signals and crashes.
func TestMain(m *testing.M) {
	if os.Getenv("KNWL_SERVICE_TEST_MAIN") == "1" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// program prepares a process of the service with only this environment.
func program(env ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append([]string{"KNWL_SERVICE_TEST_MAIN=1"}, env...)
	return cmd
}

const keys = `API_KEYS_JSON={"k":["t1","t2"]}`

// instance is a running service.
type instance struct {
	*exec.Cmd
	url string
	log *bytes.Buffer
}

// start starts a service and waits until it is ready.
func start(t *testing.T, env ...string) *instance {
	t.Helper()
	port := freeport.Find(t)
	i := &instance{
		Cmd: program(append(env, keys, "LISTEN_HOST=127.0.0.1", fmt.Sprint("PORT=", port))...),
		url: fmt.Sprintf("http://127.0.0.1:%d", port),
		log: &bytes.Buffer{},
	}
	i.Stdout, i.Stderr = i.log, i.log
	if err := i.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { i.Process.Kill(); i.Wait() })
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if resp, err := http.Get(i.url + "/readyz"); err == nil {
			resp.Body.Close()
			if resp.StatusCode == 200 {
				return i
			}
		}
	}
	i.Process.Kill()
	i.Wait()
	t.Fatalf("the service is never ready:\n%s", i.log)
	return nil
}

// database is where the service stores documents.
type database struct {
	env  []string // the environment variables that select it
	open func(context.Context) (service.Store, error)
}

// onBothStores runs a test with an empty SQLite file and with an empty
// PostgreSQL database, in parallel because the tests mostly wait. The service
// logs in to PostgreSQL by IAM, as a user that setup-database makes.
func onBothStores(t *testing.T, test func(*testing.T, database)) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "app.db")
		test(t, database{[]string{"DB_PATH=" + path}, func(ctx context.Context) (service.Store, error) {
			return sqlite.Open(ctx, path)
		}})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, startIAM(t))
	})
}

// startIAM starts PostgreSQL and runs setup-database.
func startIAM(t *testing.T) database {
	t.Helper()
	server, _ := pgtest.StartIAM(t, "eu-west-1", aws.Credentials{AccessKeyID: "AKID", SecretAccessKey: "x"}, pgtest.Fast)
	master, err := url.Parse(server.NewMaster(t, "knwl", "master", "hunter2"))
	if err != nil {
		t.Fatal(err)
	}
	env := []string{
		"DB_HOST=" + master.Hostname(), "DB_PORT=" + master.Port(), "DB_NAME=knwl", "DB_SSLMODE=disable",
		"DB_USER=knwl_service", "DB_LOGIN=iam",
		"AWS_ACCESS_KEY_ID=AKID", "AWS_SECRET_ACCESS_KEY=x", "AWS_REGION=eu-west-1",
	}
	setup := program(append(env, `DB_MASTER_JSON={"username":"master","password":"hunter2"}`)...)
	setup.Args = append(setup.Args, "setup-database")
	out, err := setup.CombinedOutput()
	if err != nil || !strings.Contains(string(out), `"changed":true`) {
		t.Fatalf("setup-database: %v\n%s", err, out)
	}
	return database{env, func(ctx context.Context) (service.Store, error) {
		return postgres.Open(ctx, postgres.Config{URL: server.URL("knwl")})
	}}
}

func TestWrongConfigurationExitsWith2AndSaysWhatIsWrong(t *testing.T) {
	cmd := program("PORT=http", "LOG_LEVEL=loud")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 {
		t.Errorf("got %v, want exit code 2", err)
	}
	for _, want := range []string{"PORT: ", "LOG_LEVEL: ", "API_KEYS_JSON: "} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("%q is missing from:\n%s", want, stderr.String())
		}
	}
}

func TestUnknownArgumentsExitWith2(t *testing.T) {
	for _, args := range [][]string{{"serve"}, {"setup-database", "now"}} {
		cmd := program()
		cmd.Args = append(cmd.Args, args...)
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != 2 || !strings.Contains(string(out), "setup-database") {
			t.Errorf("%q: exit code %d, %s", args, code, out)
		}
	}
}

func TestSIGTERMStopsWithExitCode0(t *testing.T) {
	i := start(t, "DRAIN_DELAY=10ms", "DB_PATH="+filepath.Join(t.TempDir(), "app.db"))
	i.Process.Signal(syscall.SIGTERM)
	if err := i.Wait(); err != nil {
		t.Errorf("%v\n%s", err, i.log)
	}
	if !strings.Contains(i.log.String(), `"msg":"stopped"`) {
		t.Errorf("the log does not say that it stopped:\n%s", i.log)
	}
}
