package bluegreen

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/codedeploy"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/iampolicy"
)

// triggers publish what may need a person. CodeDeploy reports a rollback in no other way.
func (b *builder) triggers() codedeploy.DeploymentGroupTriggerConfigurationArray {
	var triggers codedeploy.DeploymentGroupTriggerConfigurationArray
	for _, key := range slices.Sorted(maps.Keys(b.Notify)) {
		triggers = append(triggers, codedeploy.DeploymentGroupTriggerConfigurationArgs{
			TriggerName: pulumi.String(key),
			TriggerEvents: pulumi.ToStringArray([]string{
				"DeploymentReady", "DeploymentFailure", "DeploymentStop", "DeploymentRollback",
			}),
			TriggerTargetArn: b.Notify[key].ARN,
		})
	}
	return triggers
}

// publishing allows CodeDeploy to publish the events.
func (b *builder) publishing() (statements []iampolicy.Statement) {
	var topics, keys []pulumi.StringInput
	for _, key := range slices.Sorted(maps.Keys(b.Notify)) {
		topics = append(topics, b.Notify[key].ARN)
		if encryption := b.Notify[key].KMSKeyARN; encryption != nil {
			keys = append(keys, encryption)
		}
	}
	if topics != nil {
		statements = append(statements, iampolicy.Statement{Actions: []string{"sns:Publish"}, Resources: topics})
	}
	if keys != nil {
		statements = append(statements, iampolicy.Statement{
			Actions:    []string{"kms:Decrypt", "kms:GenerateDataKey"},
			Resources:  keys,
			Conditions: iampolicy.Conditions{"StringLike": {"kms:ViaService": b.place.Expand("sns.{region}.amazonaws.com*")}},
		})
	}
	return statements
}
