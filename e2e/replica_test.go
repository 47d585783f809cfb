package e2e

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
)

// URNs of the two stacks.
const (
	mainInstance   = "knwl:database:Postgres$aws:rds/instance:Instance::main"
	readerInstance = "knwl:database:Replica$aws:rds/instance:Instance::reader"
	heirInstance   = "knwl:database:Replica$aws:rds/instance:Instance::heir"
	backInstance   = "knwl:database:Replica$aws:rds/instance:Instance::back"
	heirParameters = "knwl:database:Replica$aws:rds/parameterGroup:ParameterGroup::heir"
	poolProxy      = "knwl:database:Proxy$aws:rds/proxy:Proxy::pool"
	poolTargets    = "knwl:database:Proxy$aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup::pool"
	lagAlarm       = "knwl:observability:Monitor$aws:cloudwatch/metricAlarm:MetricAlarm::lag--rds-reader-lag"
	lagDashboard   = "knwl:observability:Monitor$aws:cloudwatch/dashboard:Dashboard::lag"
)

// A database with a replica in its region, one in another region and a proxy is created, changed, and
// lost: docs/recovery.md, "Promoting a replica", is followed step by step. The provider waits for minutes
// after each change of an instance, so the two stacks change at once where they can.
func TestReplicaAndProxy(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	before := cloud.Inventory(t)
	here, there := newHome(), &away{class: "db.t4g.micro"}
	home := engine.New(t, example, "dev", here.program, emulator.Environment(cloud.URL))
	away := engine.New(t, example, "dev", there.program, emulator.Environment(cloud.URL))

	home.Up(t)
	there.primary = home.Outputs(t)["mainArn"].(string)
	here.replicated = true
	atOnce(t, "replicas are created", func(t *testing.T) {
		home.Up(t)
		expectNoChange(t, home)
	}, func(t *testing.T) {
		away.Up(t)
		expectNoChange(t, away)
	})
	t.Run("AWS shows what was meant", func(t *testing.T) {
		accountAt(t, cloud.URL).checkReplicas(home.Outputs(t), away.Outputs(t))
	})

	here.class, here.storage, here.most, here.measured = "db.t4g.small", 50, 300, 30
	here.lag, here.share, here.idle = 120, 70, 10
	there.class = "db.t4g.small"
	atOnce(t, "an update of everything replaces nothing", func(t *testing.T) {
		home.Up(t).Expect(t, map[string]string{
			mainInstance:   "update: allocatedStorage, instanceClass, monitoringInterval",
			readerInstance: "update: instanceClass, maxAllocatedStorage, monitoringInterval",
			poolProxy:      "update: idleClientTimeout", poolTargets: "update: connectionPoolConfig",
			lagAlarm: "update: alarmDescription, threshold", lagDashboard: "update: dashboardBody",
		})
		expectNoChange(t, home)
		accountAt(t, cloud.URL).checkUpdatedReplicas(home.Outputs(t))
	}, func(t *testing.T) {
		away.Up(t).Expect(t, map[string]string{heirInstance: "update: instanceClass"})
	})

	heirARN := away.Outputs(t)["arn"].(string)
	t.Run("the replica abroad is promoted", func(t *testing.T) {
		replica := accountAt(t, cloud.URL).in(abroad).instance(heirARN)
		there.promoted = true
		promotion := map[string]string{heirInstance: "update"}
		away.Preview(t).Expect(t, promotion)
		away.Up(t).Expect(t, promotion)
		away.Up(t).Expect(t, nil)
		expectNoChange(t, away)
		accountAt(t, cloud.URL).checkPromoted(replica, away.Outputs(t), home.Outputs(t))
	})
	here.origin = heirARN
	t.Run("a replica of it in the old region takes over", func(t *testing.T) {
		home.Up(t)
		a := accountAt(t, cloud.URL)
		back := a.instance(only(a, "replicas", a.in(abroad).instance(heirARN).ReadReplicaDBInstanceIdentifiers))
		if got := aws.ToString(back.ReadReplicaSourceDBInstanceIdentifier); got != heirARN {
			t.Errorf("the replica follows %q, want %q", got, heirARN)
		}
		expectNoChange(t, home)
		here.promoted, here.deletable = true, true
		home.Up(t).Expect(t, map[string]string{
			backInstance: "update", mainInstance: "update: deletionProtection", readerInstance: "update: deletionProtection",
		})
		expectNoChange(t, home)
	})
	there.version, there.deletable = "17", true
	atOnce(t, "destroy leaves final snapshots only", func(t *testing.T) {
		home.Destroy(t)
	}, func(t *testing.T) {
		away.Up(t).Expect(t, map[string]string{
			heirInstance: "update", heirParameters: "replace, create first: family",
		})
		version := aws.ToString(accountAt(t, cloud.URL).in(abroad).instance(heirARN).EngineVersion)
		if !strings.HasPrefix(version, "17") {
			t.Errorf("the promoted replica was upgraded to %s", version)
		}
		expectNoChange(t, away)
		away.Destroy(t)
	})
	expectNothingLeft(t, cloud, before, "rds DBSnapshot arn:aws:rds:eu-west-1:123456789012:snapshot:main-",
		"rds DBSnapshot arn:aws:rds:us-east-1:123456789012:snapshot:heir-")
}

// atOnce runs two steps in parallel and waits for both.
func atOnce(t *testing.T, name string, here, there func(*testing.T)) {
	t.Run(name, func(t *testing.T) {
		for where, step := range map[string]func(*testing.T){"here": here, "abroad": there} {
			t.Run(where, func(t *testing.T) {
				t.Parallel()
				step(t)
			})
		}
	})
}

// expectNoChange fails the test if a preview shows a change, before or after a refresh.
func expectNoChange(t *testing.T, stack *engine.Stack) {
	t.Helper()
	stack.Preview(t).Expect(t, nil)
	stack.Refresh(t)
	stack.Preview(t).Expect(t, nil)
}
