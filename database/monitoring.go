package database

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/iampolicy"
	"github.com/knwl-platform/infra/internal/iamrole"
)

// createMonitoringRole creates the role with which Enhanced Monitoring writes to the
// log group of all instances, which RDS creates. The role has the component's name: another would leave
// less room for it.
func (b *builder) createMonitoringRole() (err error) {
	if b.MonitoringSeconds == 0 {
		return nil
	}
	place := b.PlaceOf("the subnet group", b.subnets.Arn)
	// An edit may give the instance another identifier.
	instances := place.Expand("arn:{partition}:rds:{region}:{account}:db:*")
	group := place.Expand("arn:{partition}:logs:{region}:{account}:log-group:RDSOSMetrics")
	service := pulumi.String("monitoring.rds.amazonaws.com")
	b.monitoringRoleARN, err = iamrole.Settings{
		BoundaryARN: b.PermissionsBoundaryARN, Path: b.RolePath, Tags: b.Tags,
	}.NewWithPolicy(b.Parent, b.Name, iampolicy.AssumeRole(service, iampolicy.Conditions{
		"StringEquals": {"aws:SourceAccount": place.Expand("{account}")},
		"ArnLike":      {"aws:SourceArn": instances},
	}), iampolicy.Document(iampolicy.Statement{
		Actions:   []string{"logs:CreateLogGroup", "logs:PutRetentionPolicy"},
		Resources: []pulumi.StringInput{pulumi.Sprintf("%s*", group)}, // with or without ":*" at its end
	}, iampolicy.Statement{
		Actions:   []string{"logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams", "logs:GetLogEvents"},
		Resources: []pulumi.StringInput{pulumi.Sprintf("%s:log-stream:*", group)},
	}), b.Transform.MonitoringRole, b.Transform.MonitoringPolicy)
	return err
}
