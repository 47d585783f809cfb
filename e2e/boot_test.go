package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/jackc/pgx/v5"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/internal/pgtest"
)

// port serializes the booted services: all listen on the port from their task definition, which a
// test must not change.
var port sync.Mutex

// checkBoots starts the service with exactly the environment of the task definition, except for the
// database's address, and uses it. This proves that the service reads what the example sets.
func (a account) checkBoots(definition *ecstypes.TaskDefinition, db rdstypes.DBInstance, url string) {
	environment := a.environment(definition)
	keys := environment["API_KEYS_JSON"]
	environment["DB_HOST"], environment["DB_PORT"] = a.postgres(db)
	environment["DB_SSLMODE"] = "disable"
	maps.Copy(environment, emulator.Environment(url)) // on AWS the task's role stands in for these

	port.Lock()
	defer port.Unlock()
	address := "localhost:" + environment["PORT"]
	if other, err := net.Dial("tcp", address); err == nil {
		other.Close()
		a.Fatalf("something else listens on %s, which the task definition gives to the service: stop it", address)
	}
	ctx, stop := context.WithCancel(a.Context())
	var log bytes.Buffer
	service := exec.CommandContext(ctx, filepath.Join(programs, "knwl-service"))
	service.Env = pairs(environment)
	service.Stdout, service.Stderr = &log, &log
	if err := service.Start(); err != nil {
		a.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = service.Wait()
		close(ended)
	}()
	defer func() {
		stop()
		<-ended
		if a.Failed() {
			a.Logf("the service said:\n%s", log.String())
		}
	}()
	if err := awaitHealth(a.Context(), "http://"+address+"/api/v1/health", ended); err != nil {
		a.Errorf("the service does not become healthy: %v", err)
		return
	}
	smoke := exec.Command(filepath.Join(programs, "knwl-smoke"), "http://"+address)
	smoke.Env = append(os.Environ(), "API_KEYS_JSON="+keys)
	if out, err := smoke.CombinedOutput(); err != nil {
		a.Errorf("ingest and search fail: %v\n%s", err, out)
	}
}

// environment returns the variables that ECS would give the container: the plain ones, and the
// secrets with their values.
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

// postgres starts a server with the instance's database and master user, and returns its address.
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

func pairs(variables map[string]string) []string {
	list := []string{}
	for name, value := range variables {
		list = append(list, name+"="+value)
	}
	return list
}

// awaitHealth waits until a service is healthy or has ended, for at most a minute.
func awaitHealth(ctx context.Context, url string, ended <-chan struct{}) error {
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
		case <-ended:
			return errors.New("it has ended")
		case <-time.After(200 * time.Millisecond):
		}
	}
}
