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
	"github.com/knwl-platform/infra/internal/graph"
	"github.com/knwl-platform/infra/observability"
)

const inAccount = "us-east-1:123456789012:"

// everything is one of each that can be watched, the target in blue/green.
func everything() observability.Args {
	return observability.Args{
		Services: map[string]observability.Service{"api": {
			ClusterARN: pulumi.String("arn:aws:ecs:" + inAccount + "cluster/main"), ServiceName: pulumi.String("main-api"),
		}},
		Targets: map[string]observability.Target{"api": {
			LoadBalancerARN: pulumi.String("arn:aws:elasticloadbalancing:" + inAccount + "loadbalancer/app/main/50dc"),
			ARN:             pulumi.String("arn:aws:elasticloadbalancing:" + inAccount + "targetgroup/blue/73e2"),
			GreenARN:        pulumi.String("arn:aws:elasticloadbalancing:" + inAccount + "targetgroup/green/9b11"),
		}},
		Databases: map[string]observability.Database{"main": {ARN: pulumi.String("arn:aws:rds:" + inAccount + "db:main-1234567")}},
		APIID:     pulumi.String("a1b2c3"),
	}
}

func run(t testing.TB, args observability.Args) *graph.Graph {
	t.Helper()
	return graph.Run(t, program(args, func(*pulumi.Context, *observability.Monitor) error { return nil }))
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

func TestAlarms(t *testing.T) {
	g := run(t, everything())
	for name, want := range map[string]string{
		"main-ecs-api-cpu":          "AWS/ECS CPUUtilization Average of map[ClusterName:main ServiceName:main-api] GreaterThanThreshold 80 for 5, missing: missing",
		"main-ecs-api-memory":       "AWS/ECS MemoryUtilization Average of map[ClusterName:main ServiceName:main-api] GreaterThanThreshold 80 for 5, missing: missing",
		"main-target-api-5xx":       "AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum of map[LoadBalancer:app/main/50dc TargetGroup:targetgroup/blue/73e2] GreaterThanThreshold 5 for 1, missing: notBreaching",
		"main-target-api-green-5xx": "AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum of map[LoadBalancer:app/main/50dc TargetGroup:targetgroup/green/9b11] GreaterThanThreshold 5 for 1, missing: notBreaching",
		"main-rds-main-cpu":         "AWS/RDS CPUUtilization Average of map[DBInstanceIdentifier:main-1234567] GreaterThanThreshold 80 for 5, missing: missing",
		"main-rds-main-storage":     "AWS/RDS FreeStorageSpace Average of map[DBInstanceIdentifier:main-1234567] LessThanThreshold 2147483648 for 5, missing: missing",
	} {
		a := g.Named("MetricAlarm", name)
		got := fmt.Sprintf("%s %s %s of %v %s %.0f for %v, missing: %s", a.Text("namespace"), a.Text("metricName"), a.Text("statistic"), a.Get("dimensions"),
			a.Text("comparisonOperator"), a.Get("threshold"), a.Get("evaluationPeriods"), a.Text("treatMissingData"))
		if got != want {
			t.Errorf("%s is\n%s, want\n%s", name, got, want)
		}
		if a.Get("period") != 60.0 || a.Text("alarmDescription") == "" {
			t.Errorf("%s looks at %v seconds and says %q", name, a.Get("period"), a.Text("alarmDescription"))
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
	if names := g.Names("MetricAlarm"); !slices.Equal(names, []string{"main-rds-main-cpu", "main-rds-main-storage"}) {
		t.Errorf("with a database alone there are the alarms %q", names)
	}
	args = everything()
	args.Databases = nil
	g = run(t, args)
	g.None("EventSubscription")
	for _, document := range []string{g.Only("Key").Text("policy"), g.Only("TopicPolicy").Text("policy")} {
		if strings.Contains(document, "rds.") {
			t.Errorf("RDS may publish though no database is watched: %s", document)
		}
	}
}

// A target group that ingress leaves empty, as there is no blue/green, must not need an if.
func TestEmptyGreenOutputIsNoGreenGroup(t *testing.T) {
	args := everything()
	target := args.Targets["api"]
	target.GreenARN = pulumi.StringOutput{}
	args.Targets["api"] = target
	if names := run(t, args).Names("MetricAlarm"); slices.Contains(names, "main-target-api-green-5xx") {
		t.Errorf("the alarms are %q", names)
	}
}

func TestThresholds(t *testing.T) {
	args := everything()
	service, target, database := args.Services["api"], args.Targets["api"], args.Databases["main"]
	service.CPUPercent, service.MemoryPercent, target.ErrorsPerMinute, database.CPUPercent, database.FreeStorageGB = 70, 90, 20, 60, 10
	args.Services["api"], args.Targets["api"], args.Databases["main"] = service, target, database
	g := run(t, args)
	for name, want := range map[string]float64{
		"main-ecs-api-cpu": 70, "main-ecs-api-memory": 90, "main-target-api-5xx": 20, "main-target-api-green-5xx": 20, "main-rds-main-cpu": 60,
		"main-rds-main-storage": 10 << 30,
	} {
		a := g.Named("MetricAlarm", name)
		if a.Get("threshold") != want {
			t.Errorf("%s fires at %v, want %v", name, a.Get("threshold"), want)
		}
	}
}

// CKV_AWS_319.
func TestEveryAlarmTellsOfItsBeginningAndItsEnd(t *testing.T) {
	g := run(t, everything())
	topic, _ := g.Only("Topic").State("arn").(string)
	for _, a := range g.All("MetricAlarm") {
		if !slices.Equal(a.Strings("alarmActions"), []string{topic}) || !slices.Equal(a.Strings("okActions"), []string{topic}) || a.Get("actionsEnabled") == false {
			t.Errorf("%s tells %q, and of its end %q", a.Name, a.Strings("alarmActions"), a.Strings("okActions"))
		}
		if !a.WaitsFor(g.Only("TopicPolicy")) {
			t.Errorf("%s could fire before it may publish", a.Name)
		}
	}
}

func TestNamesOfRollbackAlarmsAreKnownInAdvance(t *testing.T) {
	g := graph.Run(t, program(everything(), func(ctx *pulumi.Context, m *observability.Monitor) error {
		return consume(ctx, map[string]pulumi.StringOutput{
			"blue": m.RollbackAlarms["api"].Index(pulumi.Int(0)), "green": m.RollbackAlarms["api"].Index(pulumi.Int(1)),
		})
	}))
	for name, group := range map[string]string{"blue": "api", "green": "api-green"} {
		known := observability.RollbackAlarmNames(graph.Project, graph.Stack, "main", group)[0]
		alarm := g.Named("MetricAlarm", "main-target-"+group+"-5xx")
		consumer := g.Named("Topic", name)
		if alarm.Text("name") != known || consumer.Text("displayName") != known {
			t.Errorf("the %s alarm is %q and handed out as %q, want %q", name, alarm.Text("name"), consumer.Text("displayName"), known)
		}
		if !consumer.WaitsFor(alarm) {
			t.Errorf("the %s alarm is handed out before it exists", name)
		}
	}
}

// A load that is too high must not roll back the deployment that cures it.
func TestLoadRollsNothingBack(t *testing.T) {
	graph.Run(t, program(everything(), func(_ *pulumi.Context, m *observability.Monitor) error {
		if len(m.RollbackAlarms) != 1 {
			t.Errorf("rollback alarms for %d targets, want one", len(m.RollbackAlarms))
		}
		m.RollbackAlarms["api"].ApplyT(func(names []string) error {
			for _, name := range names {
				if !strings.HasSuffix(name, "-5xx") {
					t.Errorf("%s rolls back", name)
				}
			}
			return nil
		})
		return nil
	}))
}

type policy struct {
	Statement []struct {
		Principal map[string]any
		Action    []string
		Resource  any
		Condition map[string]map[string]string
	}
}

// AWS-0136, KMS.4, KMS.5: CloudWatch cannot publish through AWS's own key for SNS.
func TestTopicIsEncryptedWithAKeyThatItsPublishersCanUse(t *testing.T) {
	g := run(t, everything())
	key := g.Only("Key")
	if g.Only("Topic").Text("kmsMasterKeyId") != key.State("arn") || key.Get("enableKeyRotation") != true || key.Get("deletionWindowInDays") != 30.0 {
		t.Errorf("the topic's key is %v", key.Inputs)
	}
	var doc policy
	key.JSON("policy", &doc)
	conditions := map[string]string{}
	for _, s := range doc.Statement {
		who := fmt.Sprint(s.Principal)
		conditions[who] = fmt.Sprint(s.Condition)
		if strings.Contains(who, "root") {
			continue // the account's own statement, without which nobody could change the key
		}
		if !slices.Equal(s.Action, []string{"kms:Decrypt", "kms:GenerateDataKey*"}) {
			t.Errorf("%s may %q", who, s.Action)
		}
	}
	for who, want := range map[string]string{
		"map[AWS:[arn:aws:iam::123456789012:root]]": "map[]",
		"map[AWS:[*]]":                          "map[StringEquals:map[kms:CallerAccount:123456789012] StringLike:map[kms:ViaService:sns.us-east-1.amazonaws.com*]]",
		"map[Service:cloudwatch.amazonaws.com]": "map[StringEquals:map[aws:SourceAccount:123456789012]]",
		"map[Service:events.rds.amazonaws.com]": "map[]",
	} {
		if got, ok := conditions[who]; !ok || got != want {
			t.Errorf("the key serves %s under %s (%t), want %s", who, got, ok, want)
		}
	}
	if len(conditions) != 4 {
		t.Errorf("the key serves %v", conditions)
	}
}

func TestKeyBelongsToTheAccountInItsPartition(t *testing.T) {
	const service = "arn:aws-cn:ecs:cn-north-1:210987654321:cluster/main"
	key := run(t, observability.Args{Services: map[string]observability.Service{"api": {
		ClusterARN: pulumi.String(service), ServiceName: pulumi.String("main-api"),
	}}}).Only("Key").Text("policy")
	for _, want := range []string{"arn:aws-cn:iam::210987654321:root", "sns.cn-north-1.amazonaws.com*"} {
		if !strings.Contains(key, want) {
			t.Errorf("the key's policy lacks %s: %s", want, key)
		}
	}
}

// SNS.4.
func TestTopicTakesOnlyWhatThisAccountsAlarmsAndDatabasesSay(t *testing.T) {
	g := run(t, everything())
	var doc policy
	g.Only("TopicPolicy").JSON("policy", &doc)
	want := map[string]string{
		"cloudwatch.amazonaws.com": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:*",
		"events.rds.amazonaws.com": "arn:aws:rds:us-east-1:123456789012:*",
	}
	if len(doc.Statement) != len(want) {
		t.Errorf("%d statements, want %d", len(doc.Statement), len(want))
	}
	for _, s := range doc.Statement {
		service, _ := s.Principal["Service"].(string)
		if s.Condition["ArnLike"]["aws:SourceArn"] != want[service] || s.Condition["StringEquals"]["aws:SourceAccount"] != "123456789012" ||
			!slices.Equal(s.Action, []string{"sns:Publish"}) {
			t.Errorf("%v may %q under %v", s.Principal, s.Action, s.Condition)
		}
	}
}

func TestSubscribers(t *testing.T) {
	args := everything()
	args.Emails = []string{"ops@example.com"}
	args.Subscriptions = map[string]observability.Subscription{
		"pager": {Protocol: "https", Endpoint: pulumi.ToSecret(pulumi.String("https://events.example.com/key")).(pulumi.StringOutput)},
		"queue": {Protocol: "sqs", Endpoint: pulumi.String("arn:aws:sqs:" + inAccount + "alarms")},
	}
	g := run(t, args)
	for name, protocol := range map[string]string{"main-ops@example.com": "email", "main-pager": "https", "main-queue": "sqs"} {
		s := g.Named("TopicSubscription", name)
		if s.Text("protocol") != protocol || s.Text("topic") != g.Only("Topic").State("arn") {
			t.Errorf("%s is %v", name, s.Inputs)
		}
	}
	if !g.Named("TopicSubscription", "main-pager").IsSecret("endpoint") {
		t.Error("a secret address is no secret any more")
	}
}

func TestGivenTopicsStandInForAnOwnOne(t *testing.T) {
	args := everything()
	first, second := "arn:aws:sns:"+inAccount+"ops", "arn:aws:sns:"+inAccount+"audit"
	args.TopicARNs = []pulumi.StringInput{pulumi.String(first), pulumi.String(second)}
	g := graph.Run(t, program(args, func(ctx *pulumi.Context, m *observability.Monitor) error {
		m.TopicARN.ApplyT(func(arn string) error {
			if arn != first {
				t.Errorf("the topic is %s", arn)
			}
			return nil
		})
		return nil
	}))
	for _, typ := range []string{"Topic", "TopicPolicy", "Key", "TopicSubscription"} {
		g.None(typ)
	}
	if actions := g.Named("MetricAlarm", "main-ecs-api-cpu").Strings("alarmActions"); !slices.Equal(actions, []string{first, second}) {
		t.Errorf("alarms notify %q", actions)
	}
	if topic := g.Only("EventSubscription").Text("snsTopic"); topic != first {
		t.Errorf("RDS tells %q", topic)
	}
}

// RDS.20.
func TestRDSTellsOfItsInstances(t *testing.T) {
	g := run(t, everything())
	events := g.Only("EventSubscription")
	if events.Text("sourceType") != "db-instance" || !slices.Equal(events.Strings("sourceIds"), []string{"main-1234567"}) ||
		!slices.Equal(events.Strings("eventCategories"), []string{"configuration change", "failure", "maintenance"}) {
		t.Errorf("the subscription is %v", events.Inputs)
	}
	if !events.WaitsFor(g.Only("TopicPolicy")) {
		t.Error("RDS tries the topic before it may publish there")
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
			t.Errorf("%s is of region %q", w.Properties.Title, w.Properties.Region)
		}
		shown += fmt.Sprintln(w.Properties.Metrics, len(w.Properties.Alarms))
	}
	for _, want := range []string{
		"AWS/ECS CPUUtilization ClusterName main ServiceName main-api", "TargetGroup targetgroup/green/9b11", "AWS/ApiGateway 5xx ApiId a1b2c3",
		"AWS/RDS DatabaseConnections DBInstanceIdentifier main-1234567", "[] 6",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("the dashboard lacks %q:\n%s", want, shown)
		}
	}
	if name := dashboard.Text("dashboardName"); !strings.HasPrefix(name, "project-stack-main-") {
		t.Errorf("the dashboard is called %q", name)
	}
}

func TestTagsAndTransformReachTheChildren(t *testing.T) {
	args := everything()
	args.Tags = map[string]string{"team": "search"}
	args.Transform.Alarm = func(name string, args *cloudwatch.MetricAlarmArgs, opts *[]pulumi.ResourceOption) {
		if name == "main-target-api-5xx" {
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
	alarm := g.Named("MetricAlarm", "main-target-api-5xx")
	if alarm.Get("evaluationPeriods") != 3.0 || !slices.Equal(alarm.Ignores(), []string{"tags"}) || alarm.Text("tags.team") != "search" {
		t.Error("the edit or the tags did not reach the alarm")
	}
}

func TestBadArgumentsAreRefusedBeforeAnythingIsRegistered(t *testing.T) {
	graph.Fail(t, func(ctx *pulumi.Context) error {
		_, err := observability.New(ctx, "main", nil)
		return err
	})
}

func TestARNOfTheWrongKindIsRefusedOnceItIsKnown(t *testing.T) {
	args := everything()
	target := args.Targets["api"]
	target.GreenARN = target.LoadBalancerARN.ToStringOutput()
	args.Targets["api"] = target
	err := graph.FailLate(t, program(args, func(*pulumi.Context, *observability.Monitor) error { return nil }))
	checktest.Contains(t, err, `observability "main": Targets["api"].GreenARN`, "must be the ARN of a target group")
}

// consume makes something that depends on each value.
func consume(ctx *pulumi.Context, values map[string]pulumi.StringOutput) error {
	type owner struct{ pulumi.ResourceState }
	parent := &owner{}
	if err := ctx.RegisterComponentResource("test:index:Consumer", "consumer", parent); err != nil {
		return err
	}
	for name, value := range values {
		if _, err := sns.NewTopic(ctx, name, &sns.TopicArgs{DisplayName: value}, pulumi.Parent(parent)); err != nil {
			return err
		}
	}
	return nil
}
