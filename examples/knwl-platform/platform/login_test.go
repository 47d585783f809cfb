package platform

import (
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/graphtest"
)

// container is what the tests read of a container's definition.
type container struct {
	Name, Image          string
	Command              []string
	Essential            bool
	Environment, Secrets []struct{ Name, Value, ValueFrom string }
	DependsOn            []struct{ ContainerName, Condition string }
}

// containers returns the containers of the service's tasks by name.
func containers(g *graphtest.Graph) map[string]container {
	var list []container
	g.Only("TaskDefinition").JSON("containerDefinitions", &list)
	named := map[string]container{}
	for _, c := range list {
		named[c.Name] = c
	}
	return named
}

func TestTheServiceHasNoAccessToTheMastersSecret(t *testing.T) {
	for name, object := range map[string]string{"dev": preset("dev"), "prod": preset("prod"), "sealed": sealed} {
		g := run(t, object)
		db := g.Only("aws:rds/instance:Instance")
		secret, _ := db.Output("masterUserSecrets").([]any)[0].(map[string]any)["secretArn"].(string)
		if secret == "" {
			t.Fatalf("%s: the database has no secret", name)
		}
		var policy struct {
			Statement []struct{ Action, Resource []string }
		}
		g.Named("RolePolicy", "knwl-api--task").JSON("policy", &policy)
		resourceID, _ := db.Output("resourceId").(string)
		want := "arn:aws:rds-db:eu-west-1:123456789012:dbuser:" + resourceID + "/knwl_service"
		if len(policy.Statement) != 1 || !slices.Equal(policy.Statement[0].Action, []string{"rds-db:connect"}) ||
			!slices.Equal(policy.Statement[0].Resource, []string{want}) {
			t.Errorf("%s: the service may %v, want rds-db:connect on %s", name, policy.Statement, want)
		}
		for _, c := range containers(g) {
			for _, s := range c.Secrets {
				if given := strings.HasPrefix(s.ValueFrom, secret); given != (c.Name == "setup-database") {
					t.Errorf("%s: the container %s gets %s from %s", name, c.Name, s.Name, s.ValueFrom)
				}
			}
			for _, e := range c.Environment {
				if strings.Contains(e.Value, "secretsmanager") {
					t.Errorf("%s: the container %s knows the secret %s", name, c.Name, e.Value)
				}
			}
		}
	}
}

// Otherwise the first tasks of a new stack could not log in, and its deployment would never end.
func TestTheDatabaseIsSetUpBeforeTheServiceStarts(t *testing.T) {
	all := containers(run(t, preset("dev")))
	service, setup := all["knwl-api"], all["setup-database"]
	if !slices.Equal(setup.Command, []string{"setup-database"}) || setup.Image != service.Image || setup.Essential {
		t.Errorf("the setup is %+v", setup)
	}
	if len(service.DependsOn) != 1 || service.DependsOn[0].ContainerName != "setup-database" ||
		service.DependsOn[0].Condition != "SUCCESS" {
		t.Errorf("the service waits for %v", service.DependsOn)
	}
	for _, variable := range setup.Environment {
		if !slices.Contains(service.Environment, variable) {
			t.Errorf("the service has not %s=%s", variable.Name, variable.Value)
		}
	}
}

func TestConnectionsReachTheTasks(t *testing.T) {
	g := run(t, `{"preset":"dev","service":{"image":"x","connections":7}}`)
	for _, variable := range containers(g)["knwl-api"].Environment {
		if variable.Name == "DB_POOL_SIZE" && variable.Value == "7" {
			return
		}
	}
	t.Error("DB_POOL_SIZE is not 7")
}

// A class whose connections are not known is not checked.
func TestAnUnknownClassMayHaveAnyConnections(t *testing.T) {
	run(t, `{"preset":"dev","service":{"image":"x","scaling":{"max":999}},"database":{"instanceClass":"db.x2g.large"}}`)
}
