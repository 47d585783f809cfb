package observability_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/alarmsim"
	"github.com/knwl-platform/infra/observability"
)

// firing lists the alarms of a blue/green service, its API and database that fire in each scenario.
// All others must stay quiet.
var firing = map[string][]string{
	alarmsim.Quiet:      {},
	alarmsim.Night:      {},
	alarmsim.ScaleOut:   {},
	alarmsim.ScaleIn:    {},
	alarmsim.Deployment: {},
	alarmsim.DeadService: {
		"api-main-5xx", "ecs-api-tasks", "target-api-balancer", "target-api-nohost",
	},
	alarmsim.DeadAtNight: {"ecs-api-tasks", "target-api-nohost"},
	alarmsim.SlowDatabase: {
		"api-main-integration", "api-main-latency", "rds-main-connections", "rds-main-cpu", "rds-main-disk",
		"target-api-latency",
	},
	alarmsim.BadVersion: {
		"api-main-5xx", "api-main-integration", "log-api-errors", "target-api-green-5xx", "target-api-green-latency",
		"target-api-green-rate",
	},
	alarmsim.CrashingTask: {"api-main-5xx", "target-api-balancer", "target-api-green-unhealthy"},
	alarmsim.NoResponse:   {"api-main-5xx", "target-api-balancer"},
	alarmsim.FullDatabase: {"rds-main-freeable", "rds-main-lag", "rds-main-storage"},
}

func TestAlarmsFireWhenTheyShould(t *testing.T) {
	g := run(t, everything())
	for _, scenario := range alarmsim.Scenarios {
		want := []string{}
		for _, name := range firing[scenario] {
			want = append(want, "main--"+name)
		}
		if got := alarmsim.Fired(g, scenario); !slices.Equal(got, want) {
			t.Errorf("%s: fired\n%s, want\n%s", scenario, strings.Join(got, " "), strings.Join(want, " "))
		}
	}
}

// A deployment rolls back on each kind of bad version, and on no alarm that fires in another scenario
// from which a deployment may be the way out. On a shared load balancer it does not roll back on errors
// that may be those of another service.
func TestBadVersionsRollBack(t *testing.T) {
	for scenario, want := range map[string]struct{ shared, own bool }{
		alarmsim.BadVersion:   {true, true},
		alarmsim.CrashingTask: {true, true},
		alarmsim.SlowDatabase: {true, true},
		alarmsim.NoResponse:   {shared: false, own: true},
		alarmsim.DeadService:  {shared: false, own: true},
		alarmsim.DeadAtNight:  {},
		alarmsim.FullDatabase: {},
		alarmsim.Deployment:   {},
	} {
		for balancer, want := range map[bool]bool{false: want.shared, true: want.own} {
			args := everything()
			target := args.Targets["api"]
			target.OwnLoadBalancer = balancer
			args.Targets["api"] = target
			g, rollback := run(t, args), rollbackNames(t, args)
			rolls := slices.ContainsFunc(alarmsim.Fired(g, scenario), func(alarm string) bool {
				return slices.Contains(rollback, fmt.Sprint(g.Named("MetricAlarm", alarm).Output("name")))
			})
			if rolls != want {
				t.Errorf("%s, own load balancer %t: a deployment rolls back: %t, want %t", scenario, balancer, rolls, want)
			}
		}
	}
}

func TestAWSPublishesTheMetricsOfAllAlarms(t *testing.T) {
	for _, fault := range alarmsim.Faults(run(t, everything())) {
		t.Error(fault)
	}
}

// The simulation finds an alarm that watches nothing, or that treats missing data wrongly.
func TestSimulationFindsBrokenAlarms(t *testing.T) {
	edited := func(alarm string, edit func(*cloudwatch.MetricAlarmArgs)) observability.Args {
		args := everything()
		args.Transform.Alarm = func(name string, args *cloudwatch.MetricAlarmArgs, _ *[]pulumi.ResourceOption) {
			if name == alarm {
				edit(args)
			}
		}
		return args
	}
	wrong := run(t, edited("main--target-api-balancer", func(args *cloudwatch.MetricAlarmArgs) {
		args.Dimensions = pulumi.StringMap{"TargetGroup": pulumi.String("targetgroup/blue/73e2")}
	}))
	if faults := alarmsim.Faults(wrong); len(faults) != 1 || !strings.Contains(faults[0], "HTTPCode_ELB_5XX_Count") {
		t.Errorf("of an alarm on a wrong dimension, the faults are %q", faults)
	}
	if slices.Contains(alarmsim.Fired(wrong, alarmsim.DeadService), "main--target-api-balancer") {
		t.Error("an alarm on a wrong dimension fires")
	}
	blind := run(t, edited("main--ecs-api-tasks", func(args *cloudwatch.MetricAlarmArgs) {
		args.TreatMissingData = pulumi.String("missing")
	}))
	if slices.Contains(alarmsim.Fired(blind, alarmsim.DeadService), "main--ecs-api-tasks") {
		t.Error("an alarm for which missing data is unknown fires without data")
	}
	noisy := run(t, edited("main--target-api-latency", func(args *cloudwatch.MetricAlarmArgs) {
		args.TreatMissingData = pulumi.String("breaching")
	}))
	if !slices.Contains(alarmsim.Fired(noisy, alarmsim.Night), "main--target-api-latency") {
		t.Error("an alarm for which missing data is breaching stays quiet without requests")
	}
}
