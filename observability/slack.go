package observability

import (
	"regexp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/chatbot"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// longestChannel is what AWS Chatbot allows for the name of a configuration.
const longestChannel = 128

var (
	slackTeam    = regexp.MustCompile(`^[0-9A-Z]{1,255}$`)
	slackChannel = regexp.MustCompile(`^[0-9A-Za-z]{1,255}$`)
)

// checkSlack records ids that are not Slack's, and a name that is too long.
func (c config) checkSlack(wrong *check.Mistakes, name string) {
	if c.Slack == nil {
		return
	}
	if !slackTeam.MatchString(c.Slack.TeamID) {
		wrong.Add("Slack.TeamID", c.Slack.TeamID, "must be the id of a Slack workspace, such as T07EA123LEP; "+
			"copy it from the console of AWS Chatbot")
	}
	if !slackChannel.MatchString(c.Slack.ChannelID) {
		wrong.Add("Slack.ChannelID", c.Slack.ChannelID, "must be the id of a Slack channel, such as C07EZ1ABC23; "+
			"copy it from the end of the channel's link")
	}
	checkLength(wrong, "name", name, c.dashboardName, longestChannel)
}

// createSlackChannel shows what the topics receive in a Slack channel. A renamed monitor keeps the
// configuration.
func (b *builder) createSlackChannel() error {
	if b.Slack == nil {
		return nil
	}
	topics := pulumi.StringArray{}
	for _, topic := range b.topics {
		topics = append(topics, topic)
	}
	_, err := child.New(b.Parent, chatbot.NewSlackChannelConfiguration, b.Name, &chatbot.SlackChannelConfigurationArgs{
		ConfigurationName: pulumi.String(b.dashboardName),
		SlackTeamId:       pulumi.String(b.Slack.TeamID),
		SlackChannelId:    pulumi.String(b.Slack.ChannelID),
		IamRoleArn:        b.Slack.RoleARN.ToStringOutput(),
		GuardrailPolicyArns: pulumi.StringArray{
			b.place.Expand("arn:{partition}:iam::aws:policy/CloudWatchReadOnlyAccess"),
		},
		SnsTopicArns: topics,
		Tags:         child.Tags(b.Tags, b.Name),
	}, b.Transform.SlackChannel, pulumi.IgnoreChanges([]string{"configurationName"}))
	return err
}
