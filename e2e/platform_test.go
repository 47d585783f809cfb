package e2e

import (
	"fmt"
	"maps"
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

// URNs of the two resources that prod protects and that take longest to create, and of the ECS
// service.
const (
	database     = "knwl:database:Postgres$aws:rds/instance:Instance::knwl-db"
	loadBalancer = "knwl:ingress:Ingress$aws:lb/loadBalancer:LoadBalancer::knwl"
	ecsService   = "knwl:ecsservice:Service$aws:ecs/service:Service::knwl-api"
)

// newPlatform returns a stack of the example that is not deployed yet.
func newPlatform(t *testing.T, want preset, url string) *engine.Stack {
	t.Helper()
	stack := engine.New(t, example, want.stack, platform.Run, emulator.Environment(url))
	stack.SetSecret(t, "knwl-platform:apiKeys", fmt.Sprintf(`{%q:["t1"]}`, apiKey))
	configure(t, stack, want.configuration)
	if want.serverName != "" {
		configure(t, stack, map[string]string{
			"ingress.serverName": want.serverName,
			"ingress.zoneId":     accountAt(t, url).zone(want.serverName),
		})
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
			report.took(want.name, "until the service is there", up.End(ecsService))

			t.Run("AWS shows what was meant", func(t *testing.T) { checkDeployed(t, want, stack, cloud) })
			t.Run("the deployed definition boots the service", func(t *testing.T) {
				a := accountAt(t, cloud.URL)
				a.checkBoots(a.taskDefinition(fmt.Sprint(stack.Outputs(t)["taskDefinitionArn"])), a.database(), cloud.URL)
			})
			t.Run("nothing is left to change", func(t *testing.T) {
				preview := stack.Preview(t)
				preview.Expect(t, nil)
				report.took(want.name, "preview", preview.Took)
			})
			if recording != "" {
				stack.Record(t).Write(t, recordedFile(recording, want.name))
			}
			t.Run("its recorded state replays", func(t *testing.T) { checkReplay(t, want, stack) })
			refreshed := func(t *testing.T) {
				report.took(want.name, "refresh", stack.Refresh(t).Took)
				stack.Preview(t).Expect(t, nil)
			}
			if !want.protected {
				t.Run("nothing is left to change after a refresh", refreshed)
			}
			for _, u := range want.updates() {
				t.Run(u.name, func(t *testing.T) { u.apply(t, want, stack) })
			}
			kept := []string{oldRevisions}
			if want.protected { // without a refresh first, because README does not ask for one before destroy
				t.Run("a destroy by mistake changes nothing", func(t *testing.T) { expectRefusal(t, stack, cloud) })
				t.Run(lifted.name, func(t *testing.T) { lifted.apply(t, want, stack) })
				t.Run("nothing is left to change after a refresh", refreshed)
				kept = append(kept, finalSnapshot)
			}
			t.Run("destroy leaves nothing", func(t *testing.T) {
				report.took(want.name, "destroy", stack.Destroy(t).Took)
				report.add(want.name, "left", fmt.Sprint(expectNothingLeft(t, cloud, before, kept...)))
			})
		})
	}
}

// apply applies an update and checks that preview and up show exactly the expected changes.
func (u update) apply(t *testing.T, want preset, stack *engine.Stack) {
	configure(t, stack, u.configuration)
	preview := stack.Preview(t)
	preview.Expect(t, u.changes)
	if u.images > 0 {
		expectImages(t, preview.Printed, u.images)
	}
	up := stack.Up(t)
	up.Expect(t, u.changes)
	report.took(want.name, u.name, up.Took)
	stack.Preview(t).Expect(t, nil)
}

// expectRefusal runs `pulumi destroy` on a protected stack. It must fail, name what is protected,
// and delete nothing.
func expectRefusal(t *testing.T, stack *engine.Stack, cloud *emulator.Emulator) {
	t.Helper()
	before := cloud.Inventory(t)
	printed, err := stack.DestroyByHand(t.Context())
	if err == nil {
		t.Error("it was not refused")
	}
	for _, protected := range []string{database, loadBalancer} {
		if !strings.Contains(printed, protected+`" cannot be deleted`) {
			t.Errorf("it does not say that %s is protected:\n%s", protected, printed)
		}
	}
	if after := cloud.Inventory(t); !slices.Equal(after, before) {
		t.Errorf("gone: %q; new: %q", before.Since(after), after.Since(before))
	}
}

func checkDeployed(t *testing.T, want preset, stack *engine.Stack, cloud *emulator.Emulator) {
	a := accountAt(t, cloud.URL)
	outputs := stack.Outputs(t)
	if names := slices.Sorted(maps.Keys(outputs)); !slices.Equal(names, outputNames) {
		t.Errorf("the outputs are %q", names)
	}
	text := map[string]string{}
	for name, value := range outputs {
		if text[name], _ = value.(string); text[name] == "" {
			t.Errorf("the output %s is %v", name, value)
		}
	}

	service := a.service(text["clusterName"], text["serviceName"])
	a.checkService(want, service)
	listenerARN := a.checkAPI(want, text["apiUrl"])
	registered := only(a, "load balancers of the service", service.LoadBalancers)
	a.checkListener(want, listenerARN, aws.ToString(registered.TargetGroupArn))

	definition := a.taskDefinition(text["taskDefinitionArn"])
	if got := aws.ToString(service.TaskDefinition); got != text["taskDefinitionArn"] {
		t.Errorf("the service runs %s", got)
	}
	db := a.database()
	a.checkDatabase(db, text["databaseAddress"], text["databaseSecretArn"])
	a.checkSecrets(definition, text["databaseSecretArn"], apiKey, a.credentials(db).Password)
	a.checkRules(want, aws.ToString(db.DBSubnetGroup.VpcId))
	var alarms []string
	if want.blueGreen() {
		alarms = a.checkDeploymentGroup(rolloutTarget(t, outputs["rollout"]), listenerARN, service)
	} else if config := service.DeploymentConfiguration; config != nil && config.Alarms != nil {
		alarms = config.Alarms.AlarmNames
	}
	if len(alarms) != 4*want.targetGroups+1 { // the one is on the load balancer
		t.Errorf("a deployment is rolled back on the alarms %q", alarms)
	}
	things := cloud.Inventory(t)
	for _, alarm := range alarms { // AWS accepts any name, so nothing else would report a missing alarm
		if !slices.Contains(things, "cloudwatch Alarm "+alarm) {
			t.Errorf("there is no alarm %s", alarm)
		}
	}
}
