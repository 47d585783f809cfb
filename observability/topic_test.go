package observability_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/observability"
)

type policy struct {
	Statement []struct {
		Principal map[string]any
		Action    []string
		Resource  any
		Condition map[string]map[string]string
	}
}

// AWS-0136, KMS.4, KMS.5. CloudWatch cannot use the AWS managed key of SNS.
func TestTopicIsEncryptedWithAKeyThatItsPublishersCanUse(t *testing.T) {
	g := run(t, everything())
	key := g.Only("Key")
	if got := g.Only("Topic").Text("kmsMasterKeyId"); got != key.Output("arn") {
		t.Errorf("the topic's key is %q", got)
	}
	if key.Get("enableKeyRotation") != true || key.Get("deletionWindowInDays") != 30.0 {
		t.Errorf("the key is %v", key.Inputs)
	}
	var doc policy
	key.JSON("policy", &doc)
	conditions := map[string]string{}
	for _, s := range doc.Statement {
		who := fmt.Sprint(s.Principal)
		conditions[who] = fmt.Sprint(s.Condition)
		if strings.Contains(who, "root") {
			continue // without this statement, nobody could change the key
		}
		if !slices.Equal(s.Action, []string{"kms:Decrypt", "kms:GenerateDataKey*"}) {
			t.Errorf("%s may %q", who, s.Action)
		}
	}
	for who, want := range map[string]string{
		"map[AWS:[arn:aws:iam::123456789012:root]]": "map[]",
		"map[AWS:[*]]": "map[StringEquals:map[kms:CallerAccount:123456789012] " +
			"StringLike:map[kms:ViaService:sns.us-east-1.amazonaws.com*]]",
		"map[Service:cloudwatch.amazonaws.com]": "map[StringEquals:map[aws:SourceAccount:123456789012]]",
		"map[Service:events.rds.amazonaws.com]": "map[]",
	} {
		if got, ok := conditions[who]; !ok || got != want {
			t.Errorf("%s may use the key under %s (%t), want %s", who, got, ok, want)
		}
	}
	if len(conditions) != 4 {
		t.Errorf("the key may be used by %v", conditions)
	}
}

func TestKeyBelongsToTheAccountInItsPartition(t *testing.T) {
	const service = "arn:aws-cn:ecs:cn-north-1:210987654321:cluster/main"
	key := run(t, observability.Args{Services: map[string]observability.Service{"api": {
		ClusterARN: pulumi.String(service), ServiceName: pulumi.String("main--api"),
	}}}).Only("Key").Text("policy")
	for _, want := range []string{"arn:aws-cn:iam::210987654321:root", "sns.cn-north-1.amazonaws.com*"} {
		if !strings.Contains(key, want) {
			t.Errorf("the key's policy lacks %s: %s", want, key)
		}
	}
}

// SNS.4.
func TestOnlyAlarmsAndDatabasesOfThisAccountMayPublish(t *testing.T) {
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
		if s.Condition["ArnLike"]["aws:SourceArn"] != want[service] ||
			s.Condition["StringEquals"]["aws:SourceAccount"] != "123456789012" ||
			!slices.Equal(s.Action, []string{"sns:Publish"}) {
			t.Errorf("%v may %q under %v", s.Principal, s.Action, s.Condition)
		}
	}
}

func TestEachSubscriberIsSubscribed(t *testing.T) {
	args := everything()
	args.Emails = []string{"ops@example.com"}
	url := pulumi.ToSecret(pulumi.String("https://events.example.com/key")).(pulumi.StringOutput)
	args.Subscriptions = map[string]observability.Subscription{
		"pager": {Protocol: "https", Endpoint: url},
		"queue": {Protocol: "sqs", Endpoint: pulumi.String("arn:aws:sqs:" + inAccount + "alarms")},
	}
	g := run(t, args)
	for name, protocol := range map[string]string{
		"main--ops@example.com": "email", "main--pager": "https", "main--queue": "sqs",
	} {
		s := g.Named("TopicSubscription", name)
		if s.Text("protocol") != protocol || s.Text("topic") != g.Only("Topic").Output("arn") {
			t.Errorf("%s is %v", name, s.Inputs)
		}
	}
	if !g.Named("TopicSubscription", "main--pager").IsSecret("endpoint") {
		t.Error("a secret URL is no longer a secret")
	}
}

func TestGivenTopicsReplaceTheMonitorsOwn(t *testing.T) {
	args := everything()
	first, second := "arn:aws:sns:"+inAccount+"ops", "arn:aws:sns:"+inAccount+"audit"
	args.TopicARNs = []pulumi.StringInput{pulumi.String(first), pulumi.String(second)}
	g := graphtest.Run(t, program(args, func(_ *pulumi.Context, m *observability.Monitor) error {
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
	actions := g.Named("MetricAlarm", "main--ecs-api-cpu").Strings("alarmActions")
	if !slices.Equal(actions, []string{first, second}) {
		t.Errorf("alarms notify %q", actions)
	}
	for _, events := range g.All("EventSubscription") {
		if topic := events.Text("snsTopic"); topic != first {
			t.Errorf("RDS publishes events to %q", topic)
		}
	}
}

// RDS.20 and RDS.21.
func TestRDSPublishesEventsOfInstancesAndParameterGroups(t *testing.T) {
	g := run(t, everything())
	instances := g.Named("EventSubscription", "main")
	if instances.Text("sourceType") != "db-instance" ||
		!slices.Equal(instances.Strings("sourceIds"), []string{"main-1234567"}) ||
		!slices.Equal(instances.Strings("eventCategories"), []string{"configuration change", "failure", "maintenance"}) {
		t.Errorf("the subscription is %v", instances.Inputs)
	}
	groups := g.Named("EventSubscription", "main--parameters")
	if groups.Text("sourceType") != "db-parameter-group" || groups.Get("sourceIds") != nil ||
		!slices.Equal(groups.Strings("eventCategories"), []string{"configuration change"}) {
		t.Errorf("the subscription is %v", groups.Inputs)
	}
	for _, events := range g.All("EventSubscription") {
		if !events.WaitsFor(g.Only("TopicPolicy")) {
			t.Error("RDS could publish before the topic allows it")
		}
	}
}
