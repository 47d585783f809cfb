package e2e

import (
	"fmt"
	"slices"
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

// newPlatform makes a stack of the example with a preset's own configuration.
func newPlatform(t testing.TB, preset, url string) *engine.Stack {
	t.Helper()
	stack := engine.New(t, example, preset, platform.Run, emulator.Environment(url))
	stack.SetSecret(t, "knwl-platform:apiKeys", fmt.Sprintf(`{%q:["t1"]}`, apiKey))
	return stack
}

func TestPlatform(t *testing.T) {
	t.Parallel()
	for _, want := range []preset{dev, prod} {
		t.Run(want.name, func(t *testing.T) {
			t.Parallel()
			cloud := emulator.Start(t)
			before := cloud.Inventory(t)
			stack := newPlatform(t, want.name, cloud.URL)
			up := stack.Up(t)
			report.add(want.name, "resources created", fmt.Sprint(len(up.Changes)))
			report.took(want.name, "up", up.Took)

			t.Run("AWS shows what was meant", func(t *testing.T) { checkDeployed(t, want, stack, cloud) })
			t.Run("nothing is left to change", func(t *testing.T) {
				preview := stack.Preview(t)
				preview.Expect(t, nil)
				report.took(want.name, "preview", preview.Took)
				report.took(want.name, "refresh", stack.Refresh(t).Took)
				stack.Preview(t).Expect(t, nil)
			})
			for _, u := range want.updates() {
				t.Run(u.name, func(t *testing.T) {
					for path, value := range u.configuration {
						stack.Set(t, "knwl-platform:platform."+path, value)
					}
					stack.Preview(t).Expect(t, u.changes)
					update := stack.Up(t)
					update.Expect(t, u.changes)
					report.took(want.name, u.name, update.Took)
					stack.Preview(t).Expect(t, nil)
				})
			}
			if want.protected {
				t.Run("a destroy by mistake changes nothing", func(t *testing.T) {
					is := cloud.Inventory(t)
					if _, err := stack.TryDestroy(t.Context()); err == nil {
						t.Error("it was not refused")
					}
					for _, thing := range is.Since(cloud.Inventory(t)) {
						t.Errorf("%s is gone", thing)
					}
				})
				t.Run("lifting the protections", func(t *testing.T) {
					stack.Set(t, "knwl-platform:platform.ingress.deletionProtection", "false")
					stack.Set(t, "knwl-platform:platform.database.protected", "false")
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
	a.checkBoots(definition, db, cloud.URL)
	a.checkRules(want, aws.ToString(db.DBSubnetGroup.VpcId))
	if want.blueGreen() {
		for _, alarm := range a.checkDeploymentGroup(text("codeDeployApplication"), text("codeDeployGroup")) {
			if !slices.Contains(cloud.Inventory(t), "cloudwatch Alarm "+alarm) { // nothing else would tell: CodeDeploy takes any name
				t.Errorf("there is no alarm %s", alarm)
			}
		}
	}
}
