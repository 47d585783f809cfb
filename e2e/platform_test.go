package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
	"github.com/knwl-platform/infra/examples/knwl-platform/platform"
)

const (
	example = "../examples/knwl-platform"
	apiKey  = "key_e2e"
)

// database is the resource that takes longest, everywhere.
const database = "knwl:database:Postgres$aws:rds/instance:Instance::knwl-db"

// newPlatform makes a stack of the example.
func newPlatform(t *testing.T, want preset, url string) *engine.Stack {
	t.Helper()
	stack := engine.New(t, example, want.stack, platform.Run, emulator.Environment(url))
	stack.SetSecret(t, "knwl-platform:apiKeys", fmt.Sprintf(`{%q:["t1"]}`, apiKey))
	configure(t, stack, want.configuration)
	if want.serverName != "" {
		configure(t, stack, map[string]string{"ingress.serverName": want.serverName, "ingress.certificateArn": accountAt(t, url).certificate(want.serverName)})
	}
	return stack
}

// configure sets values of the platform's configuration.
func configure(t *testing.T, stack *engine.Stack, values map[string]string) {
	t.Helper()
	for path, value := range values {
		stack.Set(t, "knwl-platform:platform."+path, value)
	}
}

func TestPlatform(t *testing.T) {
	t.Parallel()
	for _, want := range []preset{dev, prod, sealed} {
		t.Run(want.name, func(t *testing.T) {
			t.Parallel()
			cloud := emulator.Start(t)
			stack := newPlatform(t, want, cloud.URL)
			before := cloud.Inventory(t)
			up := stack.Up(t)
			report.add(want.name, "resources created", fmt.Sprint(up.InAWS()))
			report.took(want.name, "up", up.Took)
			report.took(want.name, "the database in it", up.Of(database))

			t.Run("AWS shows what was meant", func(t *testing.T) { checkDeployed(t, want, stack, cloud) })
			t.Run("the deployed definition boots the service", func(t *testing.T) {
				a := accountAt(t, cloud.URL)
				a.checkBoots(a.taskDefinition(fmt.Sprint(stack.Outputs(t)["taskDefinitionArn"])), a.database(), cloud.URL)
			})
			t.Run("nothing is left to change", func(t *testing.T) {
				preview := stack.Preview(t)
				preview.Expect(t, nil)
				report.took(want.name, "preview", preview.Took)
				report.took(want.name, "refresh", stack.Refresh(t).Took)
				stack.Preview(t).Expect(t, nil)
			})
			for _, u := range want.updates() {
				t.Run(u.name, func(t *testing.T) {
					configure(t, stack, u.configuration)
					stack.Preview(t).Expect(t, u.changes)
					update := stack.Up(t)
					update.Expect(t, u.changes)
					report.took(want.name, u.name, update.Took)
					stack.Preview(t).Expect(t, nil)
				})
			}
			if want.protected {
				t.Run("a destroy by mistake changes nothing", func(t *testing.T) { expectRefusal(t, stack, cloud) })
				t.Run("lifting the protections", func(t *testing.T) {
					configure(t, stack, map[string]string{"ingress.deletionProtection": "false", "database.protected": "false"})
					report.took(want.name, "lifting the protections", stack.Up(t).Took)
				})
			}
			t.Run("destroy leaves nothing", func(t *testing.T) {
				report.took(want.name, "destroy", stack.Destroy(t).Took)
				report.add(want.name, "left", fmt.Sprint(expectNothingLeft(t, cloud, before)))
				if want.protected && !cloud.Inventory(t).Has("rds DBSnapshot") {
					t.Error("there is no final snapshot")
				}
			})
		})
	}
}

// expectRefusal destroys a protected stack as a user would, and wants to be told why not before anything is gone.
func expectRefusal(t *testing.T, stack *engine.Stack, cloud *emulator.Emulator) {
	t.Helper()
	is := cloud.Inventory(t)
	printed, err := stack.DestroyByHand(t.Context())
	if err == nil {
		t.Error("it was not refused")
	}
	for _, protected := range []string{database, "knwl:ingress:Ingress$aws:lb/loadBalancer:LoadBalancer::knwl"} {
		if !strings.Contains(printed, protected+`" cannot be deleted`) {
			t.Errorf("it does not say that %s is protected:\n%s", protected, printed)
		}
	}
	for _, thing := range is.Since(cloud.Inventory(t)) {
		t.Errorf("%s is gone", thing)
	}
}

func checkDeployed(t *testing.T, want preset, stack *engine.Stack, cloud *emulator.Emulator) {
	a := accountAt(t, cloud.URL)
	outputs := stack.Outputs(t)
	text := func(name string) string { return fmt.Sprint(outputs[name]) }

	service := a.service(text("clusterName"), text("serviceName"))
	a.checkService(want, service)
	a.checkAPI(want, text("apiUrl"), aws.ToString(only(a, "load balancers of the service", service.LoadBalancers).TargetGroupArn))

	definition := a.taskDefinition(text("taskDefinitionArn"))
	if got := aws.ToString(service.TaskDefinition); got != text("taskDefinitionArn") {
		t.Errorf("the service runs %s", got)
	}
	db := a.database()
	a.checkDatabase(db, text("databaseAddress"))
	a.checkSecrets(definition, apiKey, a.credentials(db).Password)
	a.checkRules(want, aws.ToString(db.DBSubnetGroup.VpcId))
	if want.blueGreen() {
		for _, alarm := range a.checkDeploymentGroup(text("codeDeployApplication"), text("codeDeployGroup")) {
			if !slices.Contains(cloud.Inventory(t), "cloudwatch Alarm "+alarm) { // nothing else would tell: CodeDeploy takes any name
				t.Errorf("there is no alarm %s", alarm)
			}
		}
	}
}
