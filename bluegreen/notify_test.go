package bluegreen_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/bluegreen"
)

func TestTopicsHearOfWhatNeedsAPerson(t *testing.T) {
	const alarms, chat = "arn:aws-cn:sns:" + place + ":alarms", "arn:aws-cn:sns:" + place + ":chat"
	const key = "arn:aws-cn:kms:" + place + ":key/1234"
	g := run(t, func(a *bluegreen.Args) {
		a.Notify = map[string]bluegreen.Topic{
			"ops": {ARN: pulumi.String(alarms)}, "dev": {ARN: pulumi.String(chat), KMSKeyARN: pulumi.String(key)},
		}
	})
	events := []any{"DeploymentReady", "DeploymentFailure", "DeploymentStop", "DeploymentRollback"}
	want := []any{
		map[string]any{"triggerName": "dev", "triggerTargetArn": chat, "triggerEvents": events},
		map[string]any{"triggerName": "ops", "triggerTargetArn": alarms, "triggerEvents": events},
	}
	if got := g.Only(groupType).Get("triggerConfigurations"); !reflect.DeepEqual(got, want) {
		t.Errorf("the triggers are %v, want %v", got, want)
	}
	for _, s := range statements(g, "RolePolicy", "policy") {
		if slices.Contains(s.Action, "sns:Publish") && !slices.Equal(s.Resource, []string{chat, alarms}) {
			t.Errorf("CodeDeploy may publish to %q", s.Resource)
		}
		if slices.Contains(s.Action, "kms:GenerateDataKey") && (!slices.Contains(s.Action, "kms:Decrypt") ||
			!slices.Equal(s.Resource, []string{key}) ||
			s.Condition["StringLike"]["kms:ViaService"] != "sns.cn-north-1.amazonaws.com*") {
			t.Errorf("CodeDeploy may use keys by %+v", s)
		}
	}
	allowed := statements(g, "RolePolicy", "policy")
	for _, action := range []string{"sns:Publish", "kms:GenerateDataKey"} {
		if !slices.ContainsFunc(allowed, func(s statement) bool { return slices.Contains(s.Action, action) }) {
			t.Errorf("CodeDeploy must call %s, but may not", action)
		}
	}
}

func TestNoTopicIsNotified(t *testing.T) {
	g := run(t)
	if triggers := g.Only(groupType).Get("triggerConfigurations"); triggers != nil {
		t.Errorf("without topics, the triggers are %v", triggers)
	}
}
