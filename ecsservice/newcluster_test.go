package ecsservice_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func runCluster(t *testing.T, args *ecsservice.ClusterArgs) *graphtest.Graph {
	t.Helper()
	return graphtest.Run(t, func(ctx *pulumi.Context) error {
		_, err := ecsservice.NewCluster(ctx, "main", args)
		return err
	})
}

// One cluster serves several services, which create none of their own.
func TestServicesShareACluster(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		cluster, err := ecsservice.NewCluster(ctx, "main", nil)
		if err != nil {
			return err
		}
		for _, name := range []string{"main", "worker"} { // a service may have the cluster's name
			args := small(func(a *ecsservice.Args) { a.ClusterARN = cluster.ClusterARN })
			if _, err := ecsservice.New(ctx, name, args); err != nil {
				return err
			}
		}
		return nil
	})
	cluster, providers := g.Only("ecs/cluster:Cluster"), g.Only("ClusterCapacityProviders")
	for _, service := range g.All("ecs/service:Service") {
		if service.Text("cluster") != cluster.Output("arn") || !service.WaitsFor(providers) {
			t.Errorf("%s runs in %q, which must have its capacity providers", service.Name, service.Text("cluster"))
		}
	}
}

func TestClusterCollectsWhatContainerInsightsSays(t *testing.T) {
	for level, want := range map[ecsservice.ContainerInsights]string{
		"": "enabled", ecsservice.InsightsEnhanced: "enhanced", ecsservice.InsightsOff: "disabled",
	} {
		g := runCluster(t, &ecsservice.ClusterArgs{ContainerInsights: level, LogRetentionDays: 30})
		cluster := g.Only("ecs/cluster:Cluster")
		if cluster.Text("settings[0].name") != "containerInsights" || cluster.Text("settings[0].value") != want {
			t.Errorf("%q: the settings are %v", level, cluster.Get("settings"))
		}
		groups := []string{"main", "main--insights"}
		if level == ecsservice.InsightsOff {
			groups = groups[:1]
		}
		if got := g.Names("LogGroup"); !slices.Equal(got, groups) {
			t.Errorf("%q: the log groups are %q, want %q", level, got, groups)
		}
		for _, group := range g.All("LogGroup") {
			if group.Get("retentionInDays") != 30.0 || !cluster.WaitsFor(group) {
				t.Errorf("%q: the cluster may write to %s before it has its retention", level, group.Name)
			}
		}
		if level != ecsservice.InsightsOff {
			name := fmt.Sprintf("/aws/ecs/containerinsights/%s/performance", cluster.Output("name"))
			if got := g.Named("LogGroup", "main--insights").Text("name"); got != name {
				t.Errorf("%q: AWS writes to %q, not to %q", level, name, got)
			}
		}
	}
}

// What people do in containers is recorded in one log group.
func TestClusterRecordsECSExec(t *testing.T) {
	g := runCluster(t, nil)
	const exec = "configuration.executeCommandConfiguration."
	cluster := g.Only("ecs/cluster:Cluster")
	if cluster.Text(exec+"logging") != "OVERRIDE" ||
		cluster.Text(exec+"logConfiguration.cloudWatchLogGroupName") != g.Named("LogGroup", "main").Output("name") {
		t.Errorf("ECS Exec writes to %v", cluster.Get("configuration"))
	}
	if got := cluster.Ignores(); !slices.Equal(got, []string{"name"}) {
		t.Errorf("the cluster ignores changes of %q", got)
	}
}

func TestClusterHasANamespaceOnlyForServiceConnect(t *testing.T) {
	g := runCluster(t, &ecsservice.ClusterArgs{ServiceConnect: true})
	namespace := g.Only("HttpNamespace").Output("arn")
	if got := g.Only("ecs/cluster:Cluster").Text("serviceConnectDefaults.namespace"); got != namespace {
		t.Errorf("services connect in %q by default", got)
	}
	plain := runCluster(t, nil)
	plain.None("HttpNamespace")
	if plain.Only("ecs/cluster:Cluster").Get("serviceConnectDefaults") != nil {
		t.Error("a cluster without namespace has one as default")
	}
}

func TestClusterRefuses(t *testing.T) {
	for want, args := range map[string]*ecsservice.ClusterArgs{
		`ContainerInsights "on": must be one of enabled, enhanced, disabled`: {ContainerInsights: "on"},
		`LogRetentionDays 2: must be a retention period of CloudWatch Logs`:  {LogRetentionDays: 2},
		`Tags["Name"] "x": `: {Tags: map[string]string{"Name": "x"}},
	} {
		err := graphtest.Fail(t, func(ctx *pulumi.Context) error {
			_, err := ecsservice.NewCluster(ctx, "main", args)
			return err
		})
		checktest.Contains(t, err, `ecsservice cluster "main": `+want, ";")
	}
}
