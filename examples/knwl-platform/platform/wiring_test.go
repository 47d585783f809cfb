package platform

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/graphtest"
)

// A rolling service names its alarms before they exist. Only the equal names connect the two.
func TestRollbackAlarmsAreAlarmsThatExist(t *testing.T) {
	const deploymentGroup = "aws:codedeploy/deploymentGroup:DeploymentGroup"
	dev, prod := run(t, preset("dev")), run(t, preset("prod"))
	for name, c := range map[string]struct {
		g     *graphtest.Graph
		named []string
		want  int
	}{
		"rolling":    {dev, dev.Only("aws:ecs/service:Service").Strings("alarms.alarmNames"), 5},
		"blue/green": {prod, prod.Only(deploymentGroup).Strings("alarmConfiguration.alarms"), 9},
	} {
		var existing []string
		for _, alarm := range c.g.All("MetricAlarm") {
			existing = append(existing, fmt.Sprint(alarm.Output("name")))
		}
		missing := slices.ContainsFunc(c.named, func(alarm string) bool { return !slices.Contains(existing, alarm) })
		if len(c.named) != c.want || missing {
			t.Errorf("%s: a deployment is rolled back on %q, but there are the alarms %q", name, c.named, existing)
		}
	}
}

// The database takes longer than everything else together. A resource that waits for it without need
// lengthens every deployment.
func TestOnlyWhatNeedsTheDatabaseWaitsForIt(t *testing.T) {
	service := []string{
		// on the database
		"EventSubscription knwl", "EventSubscription knwl--parameters", "MetricAlarm knwl--rds-main-connections",
		"MetricAlarm knwl--rds-main-cpu", "MetricAlarm knwl--rds-main-disk", "MetricAlarm knwl--rds-main-freeable",
		"MetricAlarm knwl--rds-main-storage",
		// name its secret, its user and its host
		"RolePolicy knwl-api--execution", "RolePolicy knwl-api--task", "TaskDefinition knwl-api", "Service knwl-api",
		// name the service
		"MetricAlarm knwl--ecs-api-cpu", "MetricAlarm knwl--ecs-api-memory", "MetricAlarm knwl--ecs-api-tasks",
		"MetricAlarm knwl--target-api-nohost",
		"Target knwl-api", "Policy knwl-api--cpu", "Policy knwl-api--memory",
		"Dashboard knwl",
	}
	for name, want := range map[string][]string{
		"dev":  service,
		"prod": append([]string{"DeploymentGroup knwl", "RolePolicy knwl"}, service...),
	} {
		slices.Sort(want)
		if got := run(t, preset(name)).Only("aws:rds/instance:Instance").Waiting(); !slices.Equal(got, want) {
			t.Errorf("%s: %q wait for the database, want %q", name, got, want)
		}
	}
}

// ECS accepts a secret's ARN alone. But the secret is empty before its first version, and changed keys
// would then start no deployment.
func TestTasksGetTheVersionOfTheAPIKeysThatIsDeployed(t *testing.T) {
	g := run(t, preset("dev"))
	definition, version := g.Only("TaskDefinition"), g.Only("SecretVersion")
	id, _ := version.Output("versionId").(string)
	if id == "" || !strings.Contains(definition.Text("containerDefinitions"), ":::"+id) || !definition.WaitsFor(version) {
		t.Errorf("version %q of the keys is not in the task definition: %s", id, definition.Text("containerDefinitions"))
	}
}

func TestOnlyTheTasksReachTheDatabase(t *testing.T) {
	for _, name := range []string{"dev", "prod"} {
		g := run(t, preset(name))
		tasks := groupOf(t, g, "knwl:ecsservice:Service")
		rules := admittedTo(g, groupOf(t, g, "knwl:database:Postgres"))
		if len(rules) != 1 || rules[0].Text("referencedSecurityGroupId") != tasks.ID ||
			rules[0].Get("fromPort") != 5432.0 || rules[0].Get("toPort") != 5432.0 {
			t.Errorf("%s: %d rules admit to the database, want one for the tasks' group %s", name, len(rules), tasks.ID)
		}
	}
}

// Otherwise clients could bypass the API's TLS and throttling.
func TestInProdOnlyTheVPCLinkReachesTheLoadBalancer(t *testing.T) {
	g := run(t, preset("prod"))
	link := g.Only("VpcLink").Strings("securityGroupIds")
	rules := admittedTo(g, groupOf(t, g, "knwl:ingress:Ingress"))
	for _, rule := range rules {
		if !slices.Equal(link, []string{rule.Text("referencedSecurityGroupId")}) ||
			rule.Get("cidrIpv4") != nil || rule.Get("cidrIpv6") != nil {
			t.Errorf("the load balancer admits %v, the VPC Link is in %q", rule.Inputs, link)
		}
	}
	if len(rules) == 0 {
		t.Error("the VPC Link does not reach the load balancer")
	}
}

// groupOf returns the main security group of a component.
func groupOf(t *testing.T, g *graphtest.Graph, component string) *graphtest.Node {
	t.Helper()
	for _, group := range g.All("SecurityGroup") {
		main := slices.Contains([]string{"knwl", "knwl-api", "knwl-db"}, group.Name)
		if main && strings.Contains(group.URN, "::"+component+"$") {
			return group
		}
	}
	t.Fatalf("no security group of a %s", component)
	return nil
}

// admittedTo returns the ingress rules of a group. It compares dependencies too, because groups of one
// name in several components have the same id in the graph.
func admittedTo(g *graphtest.Graph, group *graphtest.Node) []*graphtest.Node {
	return slices.DeleteFunc(g.All("SecurityGroupIngressRule"), func(rule *graphtest.Node) bool {
		return rule.Text("securityGroupId") != group.ID || !rule.WaitsFor(group)
	})
}
