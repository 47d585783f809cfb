package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/internal/pgtest"
)

// port serializes the booted services: all listen on the port from their task definition, which a
// test must not change.
var port sync.Mutex

// checkBoots runs the two containers of the task definition with exactly its environment, except for
// the database's address, and uses the service. This proves that they read what the example sets.
func (a account) checkBoots(definition *ecstypes.TaskDefinition, db rdstypes.DBInstance, cloud string) {
	host, databasePort := a.postgres(db)
	program := func(ctx context.Context, c ecstypes.ContainerDefinition) (*exec.Cmd, map[string]string) {
		environment := a.environment(c)
		environment["DB_HOST"], environment["DB_PORT"], environment["DB_SSLMODE"] = host, databasePort, "disable"
		maps.Copy(environment, emulator.Environment(cloud)) // on AWS the task's role stands in for these
		command := exec.CommandContext(ctx, filepath.Join(programs, "knwl-service"), c.Command...)
		command.Env = pairs(environment)
		return command, environment
	}
	for range 2 { // each task runs it
		setup, _ := program(a.Context(), a.container(definition, "setup-database"))
		if out, err := setup.CombinedOutput(); err != nil {
			a.Fatalf("setting up the database fails: %v\n%s", err, out)
		}
	}

	port.Lock()
	defer port.Unlock()
	ctx, stop := context.WithCancel(a.Context())
	defer stop()
	service, environment := program(ctx, a.container(definition, "knwl-api"))
	address := "localhost:" + environment["PORT"]
	if other, err := net.Dial("tcp", address); err == nil {
		other.Close()
		a.Fatalf("something else listens on %s, which the task definition gives to the service: stop it", address)
	}
	var log bytes.Buffer
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
	smoke.Env = append(os.Environ(), "API_KEYS_JSON="+environment["API_KEYS_JSON"])
	if out, err := smoke.CombinedOutput(); err != nil {
		a.Errorf("ingest and search fail: %v\n%s", err, out)
	}
}

// environment returns the variables that ECS would give the container: the plain ones, and the
// secrets with their values.
func (a account) environment(container ecstypes.ContainerDefinition) map[string]string {
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

// postgres starts a server with the instance's database and master user, which checks tokens of IAM as
// RDS does. It returns the server's address.
func (a account) postgres(db rdstypes.DBInstance) (host, port string) {
	environment := emulator.Environment("")
	server, _ := pgtest.StartIAM(a.T, environment["AWS_REGION"], aws.Credentials{
		AccessKeyID: environment["AWS_ACCESS_KEY_ID"], SecretAccessKey: environment["AWS_SECRET_ACCESS_KEY"],
	}, pgtest.Fast)
	c := a.credentials(db)
	u, err := url.Parse(server.NewMaster(a.T, aws.ToString(db.DBName), c.Username, c.Password))
	if err != nil {
		a.Fatal(err)
	}
	return u.Hostname(), u.Port()
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
