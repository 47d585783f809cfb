package ecsjob_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsjob"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestDroppedRunsAreKeptInAnEncryptedQueue(t *testing.T) {
	g := graphtest.Run(t, nightly())
	queue := g.Only("sqs/queue:Queue")
	if queue.Get("sqsManagedSseEnabled") != true || queue.Get("messageRetentionSeconds") != 1209600.0 {
		t.Errorf("the queue is %v", queue.Inputs)
	}
	expectQueue(t, g, queue.Output("arn"))
}

func TestGivenQueueIsUsed(t *testing.T) {
	g := graphtest.Run(t, nightly(func(a *ecsjob.Args) { a.DeadLetters.ARN = queueARN }))
	g.None("sqs/queue:Queue")
	expectQueue(t, g, string(queueARN))
	for _, s := range statements(t, g.Only("RolePolicy"), "policy") {
		if slices.Contains(s.Action, "kms:Decrypt") {
			t.Error("without a key the role may use one")
		}
	}
}

func expectQueue(t *testing.T, g *graphtest.Graph, arn any) {
	t.Helper()
	if got := g.Only("scheduler/schedule:Schedule").Get("target.deadLetterConfig.arn"); got != arn {
		t.Errorf("dropped runs go to %v, want %v", got, arn)
	}
	if send := allowed(t, g, "sqs:SendMessage"); !slices.Equal(send.Resource, []string{arn.(string)}) {
		t.Errorf("the role may send to %q, want %v", send.Resource, arn)
	}
}

func TestRoleMayUseTheKeyOfAGivenQueue(t *testing.T) {
	const key = "arn:aws:kms:us-east-1:123456789012:key/1234"
	g := graphtest.Run(t, nightly(func(a *ecsjob.Args) {
		a.DeadLetters = ecsjob.Queue{ARN: queueARN, KMSKeyARN: pulumi.String(key)}
	}))
	use := allowed(t, g, "kms:GenerateDataKey")
	if !slices.Equal(use.Resource, []string{key}) || !slices.Contains(use.Action, "kms:Decrypt") {
		t.Errorf("the role may %q on %q", use.Action, use.Resource)
	}
}

func TestAlarmsSeeRunsThatDidNotStart(t *testing.T) {
	g := graphtest.Run(t, nightly(func(a *ecsjob.Args) { a.TopicARNs = []pulumi.StringInput{topicARN} }))
	for name, metric := range map[string]string{
		"cleanup--errors": "TargetErrorCount", "cleanup--dropped": "InvocationDroppedCount",
	} {
		alarm := g.Named("MetricAlarm", name)
		for path, want := range map[string]any{
			"namespace": "AWS/Scheduler", "metricName": metric, "statistic": "Sum", "threshold": 0.0,
			"comparisonOperator": "GreaterThanThreshold", "treatMissingData": "notBreaching",
			"dimensions.ScheduleGroup": g.Only("ScheduleGroup").Output("name"), "alarmActions[0]": string(topicARN),
		} {
			if got := alarm.Get(path); got != want {
				t.Errorf("%s: %s is %v, want %v", name, path, got, want)
			}
		}
		if alarm.Get("okActions") != nil {
			t.Errorf("%s says that a run that was dropped is fine again", name)
		}
	}
}
