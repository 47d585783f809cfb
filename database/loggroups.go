package database

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// exports are the logs of PostgreSQL on RDS.
var exports = []string{"postgresql", "upgrade"}

// createLogGroups creates the log groups before RDS would. They then have a retention period and are
// deleted with the stack. By default, the provider deletes a log group with a given name before it creates
// the replacement, and the engine would delete the instance before that.
func (b *builder) createLogGroups() error {
	for _, log := range exports {
		name := b.Role(log)
		args := &cloudwatch.LogGroupArgs{
			Name:            pulumi.Sprintf("/aws/rds/instance/%s/%s", b.subnets.Name, log),
			RetentionInDays: pulumi.Int(b.LogRetentionDays),
			Tags:            child.Tags(b.Tags, name),
		}
		if b.LogKMSKeyARN != nil {
			args.KmsKeyId = b.LogKMSKeyARN.ToStringOutput()
		}
		group, err := child.New(b.Parent, cloudwatch.NewLogGroup, name, args, b.Transform.LogGroup,
			pulumi.DeleteBeforeReplace(false))
		if err != nil {
			return err
		}
		b.logs = append(b.logs, group)
	}
	return nil
}
