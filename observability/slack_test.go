package observability_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/observability"
)

func slack() *observability.Slack {
	return &observability.Slack{
		TeamID: "T07EA123LEP", ChannelID: "C07EZ1ABC23", RoleARN: pulumi.String("arn:aws:iam::123456789012:role/chat"),
	}
}

func TestSlackChannelShowsTheTopics(t *testing.T) {
	args := everything()
	args.Slack = slack()
	g := run(t, args)
	channel := g.Only("SlackChannelConfiguration")
	topic, _ := g.Only("Topic").Output("arn").(string)
	if channel.Text("slackTeamId") != "T07EA123LEP" || channel.Text("slackChannelId") != "C07EZ1ABC23" ||
		channel.Text("iamRoleArn") != "arn:aws:iam::123456789012:role/chat" ||
		!slices.Equal(channel.Strings("snsTopicArns"), []string{topic}) {
		t.Errorf("the channel is %v", channel.Inputs)
	}
	if !slices.Contains(channel.Ignores(), "configurationName") {
		t.Error("a renamed monitor gets another configuration, and AWS accepts a channel only once")
	}
	run(t, everything()).None("SlackChannelConfiguration")
}

// Without guardrails, people in the channel could do what an administrator may.
func TestSlackOnlyReads(t *testing.T) {
	args := everything()
	args.Slack = slack()
	guardrails := run(t, args).Only("SlackChannelConfiguration").Strings("guardrailPolicyArns")
	if !slices.Equal(guardrails, []string{"arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"}) {
		t.Errorf("the guardrails are %q", guardrails)
	}
}

func TestSlackShowsGivenTopics(t *testing.T) {
	args := everything()
	args.TopicARNs = []pulumi.StringInput{
		pulumi.String("arn:aws:sns:" + inAccount + "ops"), pulumi.String("arn:aws:sns:" + inAccount + "audit"),
	}
	args.Slack = slack()
	topics := run(t, args).Only("SlackChannelConfiguration").Strings("snsTopicArns")
	if !slices.Equal(topics, []string{"arn:aws:sns:" + inAccount + "ops", "arn:aws:sns:" + inAccount + "audit"}) {
		t.Errorf("the channel shows %q", topics)
	}
}
