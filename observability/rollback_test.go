package observability_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pgregory.net/rapid"

	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/observability"
)

// rollbackNames returns the names in the monitor's RollbackAlarms of the target api.
func rollbackNames(t *testing.T, args observability.Args) (names []string) {
	t.Helper()
	var mu sync.Mutex
	graphtest.Run(t, program(args, func(_ *pulumi.Context, m *observability.Monitor) error {
		known, ok := m.RollbackAlarms["api"]
		if ok {
			known.ApplyT(func(list []string) error {
				mu.Lock()
				defer mu.Unlock()
				names = list
				return nil
			})
		}
		return nil
	}))
	mu.Lock()
	defer mu.Unlock()
	return names
}

// A rolling target has no green target group. A value of another kind is a mistake.
func TestRollbackAlarmNamesWithoutATargetGroupAreZeroOrAnError(t *testing.T) {
	for name, in := range map[string]pulumi.StringInput{"nil": nil, "a zero output": pulumi.StringOutput{}} {
		if names := observability.RollbackAlarmNames("api", observability.Target{ARN: in}); names.OutputState != nil {
			t.Errorf("%s has alarms", name)
		}
	}
	for _, in := range []string{"", "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/main/50dc"} {
		err := graphtest.FailLate(t, func(ctx *pulumi.Context) error {
			return graphtest.Consume(ctx, map[string]pulumi.StringArrayOutput{
				"names": observability.RollbackAlarmNames("api", observability.Target{ARN: pulumi.String(in)}),
			})
		})
		checktest.Contains(t, err, `observability "RollbackAlarmNames": target.ARN`,
			"target group ARN, such as arn:aws:elasticloadbalancing:")
	}
}

// A service takes the names before the alarms exist, from the target only. ECS accepts ten.
func TestNamesOfRollbackAlarmsAreKnownInAdvance(t *testing.T) {
	bluegreen := everything()
	rolling, reduced, shared := everything(), everything(), everything()
	target := rolling.Targets["api"]
	target.OwnLoadBalancer = true
	bluegreen.Targets["api"] = target
	target.GreenARN = nil
	rolling.Targets["api"] = target
	target.Without = []observability.Alarm{observability.Latency, observability.UnhealthyHosts}
	reduced.Targets["api"] = target
	target.OwnLoadBalancer = false
	shared.Targets["api"] = target
	for args, want := range map[*observability.Args][]string{
		&bluegreen: {
			"blue--api--5xx", "blue--api--rate", "blue--api--latency", "blue--api--unhealthy",
			"green--api-green--5xx", "green--api-green--rate", "green--api-green--latency", "green--api-green--unhealthy",
			"blue--api--balancer",
		},
		&rolling: {
			"blue--api--5xx", "blue--api--rate", "blue--api--latency", "blue--api--unhealthy", "blue--api--balancer",
		},
		&reduced: {"blue--api--5xx", "blue--api--rate", "blue--api--balancer"},
		&shared:  {"blue--api--5xx", "blue--api--rate"},
	} {
		if got := rollbackNames(t, *args); !slices.Equal(got, want) {
			t.Errorf("the monitor's rollback alarms are %q, want %q", got, want)
		}
		g := graphtest.Run(t, func(ctx *pulumi.Context) error {
			early := observability.RollbackAlarmNames("api", args.Targets["api"])
			joined := early.ApplyT(func(names []string) string { return strings.Join(names, " ") }).(pulumi.StringOutput)
			return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"early": joined})
		})
		if got := g.Named("Topic", "early").Text("displayName"); got != strings.Join(want, " ") {
			t.Errorf("before the alarms, their names are %q, want %q", got, want)
		}
		existing := alarmNames(run(t, *args))
		for _, name := range want {
			if !slices.Contains(existing, name) {
				t.Errorf("there is no alarm %s", name)
			}
		}
	}
}

// alarmNames returns the physical names of all alarms.
func alarmNames(g *graphtest.Graph) (names []string) {
	for _, a := range g.All("MetricAlarm") {
		names = append(names, fmt.Sprint(a.Output("name")))
	}
	return names
}

// AWS overwrites an alarm that has the name of a new one. The same words can be those of a target group and
// those of a key: a-b and c, or a and b-c.
func TestAlarmsOfTwoTargetsNeverShareAName(t *testing.T) {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "5xx", "green", "nohost"}), 3, 5)
	rapid.Check(t, func(rt *rapid.T) {
		drawn := words.Filter(func(w []string) bool { return w[len(w)-1] != "green" }).Draw(rt, "words")
		args := observability.Args{Targets: map[string]observability.Target{}}
		for split := range len(drawn) - 1 {
			group, key := strings.Join(drawn[:split+1], "-"), strings.Join(drawn[split+1:], "-")
			args.Targets[key] = observability.Target{
				LoadBalancerARN: everything().Targets["api"].LoadBalancerARN,
				ARN:             pulumi.String("arn:aws:elasticloadbalancing:" + inAccount + "targetgroup/" + group + "/1"),
				GreenARN:        pulumi.String("arn:aws:elasticloadbalancing:" + inAccount + "targetgroup/" + group + "-x/2"),
			}
		}
		names := alarmNames(run(t, args))
		slices.Sort(names)
		if unique := slices.Compact(slices.Clone(names)); len(unique) != len(names) {
			rt.Fatalf("%d of the alarms %q share a name", len(names)-len(unique), names)
		}
	})
}

// Otherwise the change would replace an alarm.
func TestOwnLoadBalancerRenamesNoAlarm(t *testing.T) {
	args := everything()
	before := alarmNames(run(t, args))
	target := args.Targets["api"]
	target.OwnLoadBalancer = true
	args.Targets["api"] = target
	if after := alarmNames(run(t, args)); !slices.Equal(after, before) {
		t.Errorf("with OwnLoadBalancer the alarms are %q, without it %q", after, before)
	}
}

// A deployment group that gets the names must wait for the alarms.
func TestRollbackAlarmsResolveWhenTheAlarmsExist(t *testing.T) {
	g := graphtest.Run(t, program(everything(), func(ctx *pulumi.Context, m *observability.Monitor) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{
			"first": m.RollbackAlarms["api"].Index(pulumi.Int(0)),
		})
	}))
	for _, alarm := range []string{"5xx", "green-unhealthy"} {
		if !g.Named("Topic", "first").WaitsFor(g.Named("MetricAlarm", "main--target-api-"+alarm)) {
			t.Errorf("the names resolve before %s exists", alarm)
		}
	}
}

func TestTargetWithoutRollbackAlarmsHasNoNames(t *testing.T) {
	args := everything()
	target := args.Targets["api"]
	target.OwnLoadBalancer = true
	target.Without = []observability.Alarm{
		observability.Errors, observability.ErrorRate, observability.BalancerErrors, observability.Latency,
		observability.UnhealthyHosts,
	}
	args.Targets["api"] = target
	if names := rollbackNames(t, args); len(names) > 0 {
		t.Errorf("deployments roll back on %q", names)
	}
	if names := observability.RollbackAlarmNames("api", target); names.OutputState != nil {
		t.Error("there are names before the alarms")
	}
}
