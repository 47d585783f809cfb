package observability_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/observability"
)

const inAccount = "us-east-1:123456789012:"

// everything returns arguments with one of everything that can be watched, and a blue/green target.
func everything() observability.Args {
	return observability.Args{
		Services: map[string]observability.Service{"api": {
			ClusterARN: pulumi.String("arn:aws:ecs:" + inAccount + "cluster/main"), ServiceName: pulumi.String("main--api"),
		}},
		Targets: map[string]observability.Target{"api": {
			LoadBalancerARN: pulumi.String("arn:aws:elasticloadbalancing:" + inAccount + "loadbalancer/app/main/50dc"),
			ARN:             pulumi.String("arn:aws:elasticloadbalancing:" + inAccount + "targetgroup/blue/73e2"),
			GreenARN:        pulumi.String("arn:aws:elasticloadbalancing:" + inAccount + "targetgroup/green/9b11"),
		}},
		Databases: map[string]observability.Database{"main": {
			ARN: pulumi.String("arn:aws:rds:" + inAccount + "db:main-1234567"), MaxConnections: 80, ReplicaLagSeconds: 300,
		}},
		APIs: map[string]observability.API{"main": {ID: pulumi.String("a1b2c3")}},
		LogGroups: map[string]observability.LogGroup{"api": {
			Name: pulumi.String("/ecs/api"), Queries: map[string]string{"slow": "filter latency_ms > 1000"},
		}},
	}
}

func run(t testing.TB, args observability.Args) *graphtest.Graph {
	t.Helper()
	return graphtest.Run(t, program(args, func(*pulumi.Context, *observability.Monitor) error { return nil }))
}

func program(args observability.Args, use func(*pulumi.Context, *observability.Monitor) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		monitor, err := observability.New(ctx, "main", &args)
		if err != nil {
			return err
		}
		return use(ctx, monitor)
	}
}

func TestTagsAndTransformReachTheChildren(t *testing.T) {
	args := everything()
	args.Tags = map[string]string{"team": "search"}
	args.Transform.Alarm = func(name string, args *cloudwatch.MetricAlarmArgs, opts *[]pulumi.ResourceOption) {
		if name == "main--target-api-5xx" {
			args.EvaluationPeriods = pulumi.Int(3)
			*opts = append(*opts, pulumi.IgnoreChanges([]string{"tags"}))
		}
	}
	g := run(t, args)
	for _, typ := range []string{"Key", "Topic", "EventSubscription"} {
		if n := g.Named(typ, "main"); n.Text("tags.team") != "search" || n.Text("tags.Name") != "main" {
			t.Errorf("the tags of the %s are %v", typ, n.Get("tags"))
		}
	}
	alarm := g.Named("MetricAlarm", "main--target-api-5xx")
	if alarm.Get("evaluationPeriods") != 3.0 || !slices.Equal(alarm.Ignores(), []string{"tags"}) {
		t.Error("the edit did not reach the alarm")
	}
	if alarm.Text("tags.team") != "search" {
		t.Error("the tags did not reach the alarm")
	}
}

func TestEditThatRemovesARequiredInputFails(t *testing.T) {
	args := everything()
	args.Transform.TopicPolicy = func(_ string, policy *sns.TopicPolicyArgs, _ *[]pulumi.ResourceOption) {
		policy.Policy = nil
	}
	err := graphtest.FailLate(t, program(args, func(*pulumi.Context, *observability.Monitor) error { return nil }))
	checktest.Contains(t, err, "Policy")
}

func TestBadArgumentsAreRefusedBeforeAnythingIsRegistered(t *testing.T) {
	graphtest.Fail(t, func(ctx *pulumi.Context) error {
		_, err := observability.New(ctx, "main", nil)
		return err
	})
}

func TestARNOfTheWrongKindIsRefusedOnceItIsKnown(t *testing.T) {
	args := everything()
	target := args.Targets["api"]
	target.GreenARN = target.LoadBalancerARN.ToStringOutput()
	args.Targets["api"] = target
	err := graphtest.FailLate(t, program(args, func(*pulumi.Context, *observability.Monitor) error { return nil }))
	checktest.Contains(t, err, `observability "main": Targets["api"].GreenARN`, "must be a target group ARN")
}

// In the first deployment of a stack, nothing runs until the service exists.
func TestAlarmsOnTheAbsenceOfTasksAreCreatedAfterTheServices(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		args := everything()
		other, err := observability.New(ctx, "other", &args)
		if err != nil {
			return err
		}
		watched := args.Services["api"]
		watched.ServiceName = other.DashboardName // of any resource
		args.Services = map[string]observability.Service{"api": watched}
		_, err = observability.New(ctx, "main", &args)
		return err
	})
	for name, want := range map[string]bool{"ecs-api-tasks": true, "target-api-nohost": true, "target-api-5xx": false} {
		if got := g.Named("MetricAlarm", "main--"+name).WaitsFor(g.Named("Dashboard", "other")); got != want {
			t.Errorf("%s waits for the service: %t", name, got)
		}
	}
}
