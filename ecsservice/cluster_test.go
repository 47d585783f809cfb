package ecsservice_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
)

// ECS.12 and lesson 26: AWS would make the group of Container Insights itself, without retention, and leave it behind.
func TestClusterOwnsItsInsights(t *testing.T) {
	g := run(t, small())
	cluster, group := g.Only("Cluster"), g.Named("LogGroup", "api-insights")
	if cluster.Text("settings[0].name") != "containerInsights" || cluster.Text("settings[0].value") != "enabled" {
		t.Errorf("the settings are %v", cluster.Get("settings"))
	}
	if want := fmt.Sprintf("/aws/ecs/containerinsights/%s/performance", cluster.State("name")); group.Text("name") != want {
		t.Errorf("the group is %q, want %q", group.Text("name"), want)
	}
	if !cluster.WaitsFor(group) {
		t.Error("the cluster may write before its log group exists")
	}
	for _, group := range g.All("LogGroup") {
		if group.Get("retentionInDays") != 14.0 {
			t.Errorf("%s keeps its logs for %v days", group.Name, group.Get("retentionInDays"))
		}
	}
}

// Two stacks with services of one name must not count their revisions together or share a cluster.
func TestPhysicalNamesAreUnique(t *testing.T) {
	g := run(t, small())
	name := g.Named("LogGroup", "api").State("name")
	if name == "api" || g.Only("TaskDefinition").Text("family") != name || g.Only("Cluster").Text("name") != name {
		t.Errorf("the log group is %v, the family %v, the cluster %v", name, g.Only("TaskDefinition").Get("family"), g.Only("Cluster").Get("name"))
	}
	edited := run(t, small(func(a *ecsservice.Args) {
		a.Transform.LogGroup = func(_ string, args *cloudwatch.LogGroupArgs, _ *[]pulumi.ResourceOption) {
			args.Name = pulumi.String("/ecs/prod-api")
		}
	}))
	if got := edited.Only("TaskDefinition").Text("family"); got != "prod-api" {
		t.Errorf("with a log group called /ecs/prod-api the family is %q, want what a family may be called", got)
	}
}

// Configuration that has no value for them hands on empty literals.
func TestEmptyLiteralsAreAsGoodAsNone(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) {
		a.ClusterARN = pulumi.String("")
		a.Container.Environment = map[string]pulumi.StringInput{"PREFIX": pulumi.String("")}
		a.Container.Secrets = map[string]ecsservice.Secret{"KEY": {ARN: secretARN, VersionID: pulumi.String(""), KMSKeyARN: pulumi.String("")}}
	}))
	g.Only("Cluster")
	if got := definitions(g)[0].Secrets[0].ValueFrom; got != string(secretARN) {
		t.Errorf("the secret comes from %s", got)
	}
	for _, grant := range grants(g.Named("RolePolicy", "api-execution")) {
		if strings.HasPrefix(grant, "kms:") {
			t.Errorf("without a key the execution role may %s", grant)
		}
	}
}

func TestGivenCluster(t *testing.T) {
	g := run(t, small(scaled, func(a *ecsservice.Args) { a.ClusterARN = clusterARN }))
	g.None("Cluster")
	if got := g.Names("LogGroup"); !slices.Equal(got, []string{"api"}) {
		t.Errorf("it has the log groups %q", got)
	}
	if got := g.Only("ecs/service:Service").Text("cluster"); got != string(clusterARN) {
		t.Errorf("the service runs in %q", got)
	}
	if got := g.Only("appautoscaling/target:Target").Text("resourceId"); got != fmt.Sprintf("service/shared/%s", g.Only("ecs/service:Service").State("name")) {
		t.Errorf("it scales %q", got)
	}
}
