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

// deployed is what a task definition runs, on this machine: with exactly its environment, except for the
// database's address.
type deployed struct {
	account
	definition *ecstypes.TaskDefinition
	server     *pgtest.Server
	local      map[string]string // variables of this machine
}

// checkBoots runs the two containers of the task definition and uses the service. This proves that they
// read what the example sets.
func (a account) checkBoots(definition *ecstypes.TaskDefinition, db rdstypes.DBInstance, cloud string) {
	server, host, databasePort := a.postgres(db)
	d := deployed{a, definition, server, emulator.Environment(cloud)} // on AWS the task's role stands in for these
	d.local["DB_HOST"], d.local["DB_PORT"], d.local["DB_SSLMODE"] = host, databasePort, "disable"
	for range 2 { // each task runs it
		d.setUp()
	}

	port.Lock()
	a.Cleanup(port.Unlock) // after those that stop the service
	if other, err := net.Dial("tcp", d.address()); err == nil {
		other.Close()
		a.Fatalf("something else listens on %s, which the task definition gives to the service: stop it", d.address())
	}
	service := d.start()
	d.smoke()
	d.checkRotation(a.credentials(db).Username)
	d.checkKills(service)
}

// command returns the command of a container. It ends with the context.
func (d deployed) command(ctx context.Context, container string) *exec.Cmd {
	command := exec.CommandContext(ctx, filepath.Join(programs, "knwl-service"),
		d.container(d.definition, container).Command...)
	command.Env = pairs(d.environmentOf(container))
	return command
}

func (d deployed) environmentOf(container string) map[string]string {
	environment := d.environment(d.container(d.definition, container))
	maps.Copy(environment, d.local)
	return environment
}

func (d deployed) setUp() {
	d.Helper()
	if out, err := d.command(d.Context(), "setup-database").CombinedOutput(); err != nil {
		d.Fatalf("setting up the database fails: %v\n%s", err, out)
	}
}

func (d deployed) address() string { return "localhost:" + d.environmentOf("knwl-api")["PORT"] }

// running is the service in a process of its own.
type running struct {
	stop  context.CancelFunc // kills it
	ended chan struct{}
	log   bytes.Buffer
}

func (r *running) kill() {
	r.stop()
	<-r.ended
}

// start starts the service and waits until it is healthy.
func (d deployed) start() *running {
	d.Helper()
	ctx, stop := context.WithCancel(d.Context())
	r := &running{stop: stop, ended: make(chan struct{})}
	service := d.command(ctx, "knwl-api")
	service.Stdout, service.Stderr = &r.log, &r.log
	if err := service.Start(); err != nil {
		d.Fatal(err)
	}
	go func() {
		_ = service.Wait()
		close(r.ended)
	}()
	d.Cleanup(func() {
		r.kill()
		if d.Failed() {
			d.Logf("the service said:\n%s", r.log.String())
		}
	})
	if err := awaitHealth(d.Context(), "http://"+d.address()+"/api/v1/health", r.ended); err != nil {
		d.Fatalf("the service does not become healthy: %v", err)
	}
	return r
}

func (d deployed) smoke() {
	d.Helper()
	if out, err := d.trySmoke(); err != nil {
		d.Errorf("ingest and search fail: %v\n%s", err, out)
	}
}

func (d deployed) trySmoke() ([]byte, error) {
	smoke := exec.CommandContext(d.Context(), filepath.Join(programs, "knwl-smoke"), "http://"+d.address())
	smoke.Env = append(os.Environ(), "API_KEYS_JSON="+d.environmentOf("knwl-api")["API_KEYS_JSON"])
	return smoke.CombinedOutput()
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
// RDS does. It returns the server and its address.
func (a account) postgres(db rdstypes.DBInstance) (server *pgtest.Server, host, port string) {
	environment := emulator.Environment("")
	server, _ = pgtest.StartIAM(a.T, environment["AWS_REGION"], aws.Credentials{
		AccessKeyID: environment["AWS_ACCESS_KEY_ID"], SecretAccessKey: environment["AWS_SECRET_ACCESS_KEY"],
	}, pgtest.Fast)
	c := a.credentials(db)
	u, err := url.Parse(server.NewMaster(a.T, aws.ToString(db.DBName), c.Username, c.Password))
	if err != nil {
		a.Fatal(err)
	}
	return server, u.Hostname(), u.Port()
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
