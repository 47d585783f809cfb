package observability_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/observability"
)

func TestEachAlarmHasItsMetricAndDefaultThreshold(t *testing.T) {
	g := run(t, everything())
	for name, want := range map[string]string{
		"main--ecs-api-cpu": "AWS/ECS CPUUtilization Average of " +
			"map[ClusterName:main ServiceName:main--api] GreaterThanThreshold 80 for 5, missing: missing",
		"main--ecs-api-memory": "AWS/ECS MemoryUtilization Average of " +
			"map[ClusterName:main ServiceName:main--api] GreaterThanThreshold 80 for 5, missing: missing",
		"main--target-api-5xx": "AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum of " +
			"map[LoadBalancer:app/main/50dc TargetGroup:targetgroup/blue/73e2] " +
			"GreaterThanThreshold 5 for 1, missing: notBreaching",
		"main--target-api-green-5xx": "AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum of " +
			"map[LoadBalancer:app/main/50dc TargetGroup:targetgroup/green/9b11] " +
			"GreaterThanThreshold 5 for 1, missing: notBreaching",
		"main--rds-main-cpu": "AWS/RDS CPUUtilization Average of " +
			"map[DBInstanceIdentifier:main-1234567] GreaterThanThreshold 80 for 5, missing: missing",
		"main--rds-main-storage": "AWS/RDS FreeStorageSpace Average of " +
			"map[DBInstanceIdentifier:main-1234567] LessThanThreshold 1073741824 for 5, missing: missing",
	} {
		a := g.Named("MetricAlarm", name)
		got := fmt.Sprintf("%s %s %s of %v %s %.0f for %v, missing: %s",
			a.Text("namespace"), a.Text("metricName"), a.Text("statistic"), a.Get("dimensions"),
			a.Text("comparisonOperator"), a.Get("threshold"), a.Get("evaluationPeriods"), a.Text("treatMissingData"))
		if got != want {
			t.Errorf("%s is\n%s, want\n%s", name, got, want)
		}
		if a.Get("period") != 60.0 || a.Text("alarmDescription") == "" {
			t.Errorf("%s has a period of %v seconds and the description %q", name, a.Get("period"), a.Text("alarmDescription"))
		}
	}
	if n := len(g.All("MetricAlarm")); n != 6 {
		t.Errorf("%d alarms, want the six of the table", n)
	}
}

func TestOnlyWhatIsGivenIsWatched(t *testing.T) {
	args := everything()
	args.Services, args.Targets = nil, nil
	g := run(t, args)
	if names := g.Names("MetricAlarm"); !slices.Equal(names, []string{"main--rds-main-cpu", "main--rds-main-storage"}) {
		t.Errorf("with only a database, the alarms are %q", names)
	}
	args = everything()
	args.Databases = nil
	g = run(t, args)
	g.None("EventSubscription")
	for _, document := range []string{g.Only("Key").Text("policy"), g.Only("TopicPolicy").Text("policy")} {
		if strings.Contains(document, "rds.") {
			t.Errorf("RDS may publish, but there is no database: %s", document)
		}
	}
}

// Without blue/green, ingress returns a zero output for the green target group. Callers can pass it
// on.
func TestZeroGreenOutputIsNoGreenGroup(t *testing.T) {
	args := everything()
	target := args.Targets["api"]
	target.GreenARN = pulumi.StringOutput{}
	args.Targets["api"] = target
	if names := run(t, args).Names("MetricAlarm"); slices.Contains(names, "main--target-api-green-5xx") {
		t.Errorf("the alarms are %q", names)
	}
}

func TestThresholdsReachTheAlarms(t *testing.T) {
	args := everything()
	service, target, database := args.Services["api"], args.Targets["api"], args.Databases["main"]
	service.CPUPercent, service.MemoryPercent = 70, 90
	target.ErrorsPerMinute = new(20)
	database.CPUPercent, database.FreeStorageGB = 60, 10
	args.Services["api"], args.Targets["api"], args.Databases["main"] = service, target, database
	g := run(t, args)
	for name, want := range map[string]float64{
		"main--ecs-api-cpu": 70, "main--ecs-api-memory": 90,
		"main--target-api-5xx": 20, "main--target-api-green-5xx": 20,
		"main--rds-main-cpu": 60, "main--rds-main-storage": 10 << 30,
	} {
		a := g.Named("MetricAlarm", name)
		if a.Get("threshold") != want {
			t.Errorf("the threshold of %s is %v, want %v", name, a.Get("threshold"), want)
		}
	}
}

// CKV_AWS_319.
func TestEveryAlarmNotifiesOfALARMAndOK(t *testing.T) {
	g := run(t, everything())
	topic, _ := g.Only("Topic").State("arn").(string)
	for _, a := range g.All("MetricAlarm") {
		for _, actions := range []string{"alarmActions", "okActions"} {
			if got := a.Strings(actions); !slices.Equal(got, []string{topic}) {
				t.Errorf("the %s of %s are %q", actions, a.Name, got)
			}
		}
		if a.Get("actionsEnabled") == false {
			t.Errorf("the actions of %s are disabled", a.Name)
		}
		if !a.WaitsFor(g.Only("TopicPolicy")) {
			t.Errorf("%s could notify before it may publish", a.Name)
		}
	}
}

// A rolling target has no green target group. A value of another kind is a mistake.
func TestRollbackAlarmNamesWithoutATargetGroupAreZeroOrAnError(t *testing.T) {
	for name, in := range map[string]pulumi.StringInput{"nil": nil, "a zero output": pulumi.StringOutput{}} {
		if names := observability.RollbackAlarmNames("api", in); names.OutputState != nil {
			t.Errorf("%s has alarms", name)
		}
	}
	for _, in := range []string{"", "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/main/50dc"} {
		err := graphtest.FailLate(t, func(ctx *pulumi.Context) error {
			return graphtest.Consume(ctx, map[string]pulumi.StringArrayOutput{
				"names": observability.RollbackAlarmNames("api", pulumi.String(in)),
			})
		})
		checktest.Contains(t, err, `observability "RollbackAlarmNames": targetGroupARN`,
			"target group ARN, such as arn:aws:elasticloadbalancing:")
	}
}

func TestNamesOfRollbackAlarmsAreKnownInAdvance(t *testing.T) {
	g := graphtest.Run(t, program(everything(), func(ctx *pulumi.Context, m *observability.Monitor) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{
			"blue":  m.RollbackAlarms["api"].Index(pulumi.Int(0)),
			"green": m.RollbackAlarms["api"].Index(pulumi.Int(1)),
		})
	}))
	for name, group := range map[string]string{"blue": "api", "green": "api-green"} {
		known := name + "-" + group + "-5xx"
		alarm := g.Named("MetricAlarm", "main--target-"+group+"-5xx")
		consumer := g.Named("Topic", name)
		if alarm.Text("name") != known || consumer.Text("displayName") != known {
			t.Errorf("the %s alarm is %q, and in RollbackAlarms %q, want %q",
				name, alarm.Text("name"), consumer.Text("displayName"), known)
		}
		if !consumer.WaitsFor(alarm) {
			t.Errorf("the name of the %s alarm resolves before the alarm exists", name)
		}
	}
}

// An alarm on load would roll back the deployment that fixes the load.
func TestRollbackAlarmsAreOnErrorsOnly(t *testing.T) {
	graphtest.Run(t, program(everything(), func(_ *pulumi.Context, m *observability.Monitor) error {
		if len(m.RollbackAlarms) != 1 {
			t.Errorf("rollback alarms for %d targets, want one", len(m.RollbackAlarms))
		}
		m.RollbackAlarms["api"].ApplyT(func(names []string) error {
			for _, name := range names {
				if !strings.HasSuffix(name, "-5xx") {
					t.Errorf("deployments roll back on %s", name)
				}
			}
			return nil
		})
		return nil
	}))
}
