package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/jackc/pgx/v5"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/internal/pgtest"
)

// port8000 is held by one booted service at a time: the definition says where it listens, and a test must not say otherwise.
var port8000 sync.Mutex

// checkBoots starts the service with exactly the environment that the task definition gives it, but for where its database is, and uses it: what
// the example sets is what the service reads.
func (a account) checkBoots(definition *ecstypes.TaskDefinition, db rdstypes.DBInstance, url string) {
	host, port := a.postgres(db)
	environment := a.environment(definition)
	keys := environment["API_KEYS_JSON"]
	environment["DB_HOST"], environment["DB_PORT"], environment["DB_SSLMODE"] = host, port, "disable"
	for name, value := range emulator.Environment(url) { // on AWS the task's role stands in for these
		environment[name] = value
	}

	port8000.Lock()
	defer port8000.Unlock()
	var log bytes.Buffer
	service := exec.Command(build(a.T, "knwl-service"))
	service.Env = pairs(environment)
	service.Stdout, service.Stderr = &log, &log
	if err := service.Start(); err != nil {
		a.Fatal(err)
	}
	defer func() {
		_ = service.Process.Signal(syscall.SIGKILL)
		_ = service.Wait()
		if a.Failed() {
			a.Logf("the service said:\n%s", log.String())
		}
	}()
	base := "http://localhost:" + environment["PORT"]
	if err := awaitHealth(a.Context(), base+"/api/v1/health"); err != nil {
		a.Errorf("the service does not become healthy: %v", err)
		return
	}
	smoke := exec.Command(build(a.T, "knwl-smoke"), base)
	smoke.Env = append(os.Environ(), "API_KEYS_JSON="+keys)
	if out, err := smoke.CombinedOutput(); err != nil {
		a.Errorf("ingest and search fail: %v\n%s", err, out)
	}
}

// environment is what ECS would give the container: the plain variables, and the secrets by their values.
func (a account) environment(definition *ecstypes.TaskDefinition) map[string]string {
	container := only(a, "containers", definition.ContainerDefinitions)
	variables := map[string]string{}
	for _, v := range container.Environment {
		variables[aws.ToString(v.Name)] = aws.ToString(v.Value)
	}
	for _, s := range container.Secrets {
		// arn:partition:secretsmanager:region:account:secret:name, then JSON field, version stage and version id
		parts := strings.Split(aws.ToString(s.ValueFrom), ":")
		version := ""
		if len(parts) == 10 {
			version = parts[9]
		}
		variables[aws.ToString(s.Name)] = a.secret(strings.Join(parts[:7], ":"), version)
	}
	return variables
}

// postgres starts a server that has the instance's database and master user, and returns where it is.
func (a account) postgres(db rdstypes.DBInstance) (host, port string) {
	server := pgtest.Start(a.T, pgtest.Fast)
	c := a.credentials(db)
	connection, err := pgx.Connect(a.Context(), server.URL("postgres"))
	if err != nil {
		a.Fatal(err)
	}
	defer connection.Close(a.Context())
	user, name := pgx.Identifier{c.Username}.Sanitize(), pgx.Identifier{aws.ToString(db.DBName)}.Sanitize()
	for _, statement := range []string{
		fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '%s'", user, strings.ReplaceAll(c.Password, "'", "''")),
		fmt.Sprintf("CREATE DATABASE %s OWNER %s", name, user),
	} {
		if _, err := connection.Exec(a.Context(), statement); err != nil {
			a.Fatal(err)
		}
	}
	return connection.Config().Host, fmt.Sprint(connection.Config().Port)
}

// build compiles one of the service's programs.
func build(t *testing.T, program string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), program)
	out, err := exec.Command("go", "build", "-C", "..", "-o", file, "./service/cmd/"+program).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return file
}

func pairs(variables map[string]string) []string {
	list := []string{}
	for name, value := range variables {
		list = append(list, name+"="+value)
	}
	return list
}

func awaitHealth(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(request)
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
			err = fmt.Errorf("status %d", answer.StatusCode)
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(200 * time.Millisecond):
		}
	}
}
