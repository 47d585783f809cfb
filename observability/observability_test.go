package observability_test

import (
	"fmt"
	"slices"
	"strings"
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
			ARN: pulumi.String("arn:aws:rds:" + inAccount + "db:main-1234567"),
		}},
		APIID: pulumi.String("a1b2c3"),
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

func TestDashboardShowsEverything(t *testing.T) {
	g := run(t, everything())
	dashboard := g.Only("Dashboard")
	var body struct {
		Widgets []struct {
			Type       string
			Properties struct {
				Title, Region string
				Alarms        []string
				Metrics       [][]any
			}
		}
	}
	dashboard.JSON("dashboardBody", &body)
	shown := ""
	for _, w := range body.Widgets {
		if w.Type == "metric" && w.Properties.Region != "us-east-1" {
			t.Errorf("%s shows region %q", w.Properties.Title, w.Properties.Region)
		}
		shown += fmt.Sprintln(w.Properties.Metrics, len(w.Properties.Alarms))
	}
	for _, want := range []string{
		"AWS/ECS CPUUtilization ClusterName main ServiceName main--api",
		"TargetGroup targetgroup/green/9b11",
		"AWS/ApiGateway 5xx ApiId a1b2c3",
		"AWS/RDS DatabaseConnections DBInstanceIdentifier main-1234567",
		"[] 6", // alarms
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("the dashboard lacks %q:\n%s", want, shown)
		}
	}
	if !slices.Contains(dashboard.Ignores(), "dashboardName") {
		t.Error("a renamed monitor gets another dashboard")
	}
	if name := dashboard.Text("dashboardName"); !strings.HasPrefix(name, "project-stack-main-") {
		t.Errorf("the dashboard is called %q", name)
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
		if n := g.Only(typ); n.Text("tags.team") != "search" || n.Text("tags.Name") != "main" {
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
