package ecsservice_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// ECS.12. AWS would create the log group of Container Insights itself, without a retention period,
// and keep it after the cluster is deleted.
func TestClusterOwnsItsInsights(t *testing.T) {
	g := run(t, small())
	cluster, group := g.Only("Cluster"), g.Named("LogGroup", "api--insights")
	if cluster.Text("settings[0].name") != "containerInsights" || cluster.Text("settings[0].value") != "enabled" {
		t.Errorf("the settings are %v", cluster.Get("settings"))
	}
	want := fmt.Sprintf("/aws/ecs/containerinsights/%s/performance", cluster.Output("name"))
	if group.Text("name") != want {
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

// Two stacks with services of the same name must not share a sequence of revisions or a cluster.
func TestPhysicalNamesAreUnique(t *testing.T) {
	g := run(t, small())
	name := g.Named("LogGroup", "api").Output("name")
	if name == "api" || g.Only("TaskDefinition").Text("family") != name || g.Only("Cluster").Text("name") != name {
		t.Errorf("the log group is %v, the family %v, the cluster %v",
			name, g.Only("TaskDefinition").Get("family"), g.Only("Cluster").Get("name"))
	}
	owner := map[string]string{} // log group by family
	for _, logs := range []string{
		"/ecs/dev/api", "/ecs/prod/api", "/ecs/prod-api", "/ecs/prod/api/", "ecs-prod-api", strings.Repeat("a", 300),
	} {
		edited := run(t, small(func(a *ecsservice.Args) {
			a.Transform.LogGroup = func(_ string, args *cloudwatch.LogGroupArgs, _ *[]pulumi.ResourceOption) {
				args.Name = pulumi.String(logs)
			}
		}))
		family := edited.Only("TaskDefinition").Text("family")
		if other, taken := owner[family]; taken {
			t.Errorf("the log groups %s and %s both give the family %q", other, logs, family)
		}
		owner[family] = logs
		valid := regexp.MustCompile(`^[A-Za-z0-9_-]{1,255}$`).MatchString(family)
		if !valid || edited.Only("Cluster").Text("name") != family {
			t.Errorf("the log group %s gives the family %q and the cluster %q",
				logs, family, edited.Only("Cluster").Text("name"))
		}
	}
}

// Renaming the log group, in Transform or with the component, must not replace the cluster.
func TestIdentityStaysOnceGiven(t *testing.T) {
	g := run(t, small())
	for _, c := range []struct {
		node    *graphtest.Node
		ignores string
	}{{g.Only("Cluster"), "name"}, {g.Named("LogGroup", "api--insights"), "name"}, {g.Only("TaskDefinition"), "family"}} {
		if !slices.Equal(c.node.Ignores(), []string{c.ignores}) {
			t.Errorf("%s %s ignores changes of %q, want its %s", c.node.Type, c.node.Name, c.node.Ignores(), c.ignores)
		}
	}
}

// This service and others in the cluster run on its capacity providers.
func TestClusterIsHandedOutWithItsCapacityProviders(t *testing.T) {
	g := run(t, small())
	providers := g.Only("ClusterCapacityProviders")
	if got := providers.Strings("capacityProviders"); !slices.Equal(got, []string{"FARGATE", "FARGATE_SPOT"}) {
		t.Errorf("the cluster has the capacity providers %q", got)
	}
	if !g.Only("ecs/service:Service").WaitsFor(providers) {
		t.Error("the service may be created before its capacity provider is there")
	}
	given := run(t, small(func(a *ecsservice.Args) { a.ClusterARN = clusterARN }))
	given.None("ClusterCapacityProviders") // it would overwrite those of a cluster that others own
	if got := given.Only("ecs/service:Service").Get("capacityProviderStrategies[0].capacityProvider"); got != "FARGATE" {
		t.Errorf("in a given cluster the service runs on %v", got)
	}
}

func TestGivenClusterIsUsedAndNoneIsCreated(t *testing.T) {
	g := run(t, small(scaled, func(a *ecsservice.Args) { a.ClusterARN = clusterARN }))
	g.None("Cluster")
	if got := g.Names("LogGroup"); !slices.Equal(got, []string{"api"}) {
		t.Errorf("it has the log groups %q", got)
	}
	if got := g.Only("ecs/service:Service").Text("cluster"); got != string(clusterARN) {
		t.Errorf("the service runs in %q", got)
	}
	want := fmt.Sprintf("service/shared/%s", g.Only("ecs/service:Service").Output("name"))
	if got := g.Only("appautoscaling/target:Target").Text("resourceId"); got != want {
		t.Errorf("it scales %q, want %q", got, want)
	}
}
