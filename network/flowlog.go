package network

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/iampolicy"
	"github.com/knwl-platform/infra/internal/iamrole"
)

// createFlowLog creates the log group first, so that it has a retention period and is deleted last. The
// role must not recreate it.
func (b *builder) createFlowLog() error {
	if b.FlowLog.Off {
		return nil
	}
	name := b.Role("flow-log")
	group, err := child.New(b.Parent, cloudwatch.NewLogGroup, name, &cloudwatch.LogGroupArgs{
		RetentionInDays: pulumi.Int(b.FlowLog.RetentionDays),
		Tags:            child.Tags(b.Tags, name),
	}, b.Transform.FlowLogGroup)
	if err != nil {
		return err
	}
	place := b.PlaceOf("the flow log's log group", group.Arn)
	service := pulumi.String("vpc-flow-logs.amazonaws.com")
	roleARN, err := iamrole.Settings{
		BoundaryARN: b.PermissionsBoundaryARN, Path: b.RolePath, Tags: b.Tags,
	}.NewWithPolicy(b.Parent, name, iampolicy.AssumeRole(service, iampolicy.Conditions{
		"StringEquals": {"aws:SourceAccount": place.Expand("{account}")},
		"ArnLike":      {"aws:SourceArn": place.Expand("arn:{partition}:ec2:{region}:{account}:vpc-flow-log/*")},
	}), iampolicy.Document(iampolicy.Statement{
		Actions:   []string{"logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"},
		Resources: []pulumi.StringInput{pulumi.Sprintf("%s:*", group.Arn)},
	}, iampolicy.Statement{
		Actions:   []string{"logs:DescribeLogGroups"},
		Resources: []pulumi.StringInput{pulumi.String("*")}, // this action supports no resources
	}), b.Transform.FlowLogRole, b.Transform.FlowLogPolicy)
	if err != nil {
		return err
	}
	traffic := "REJECT"
	if b.FlowLog.AllTraffic {
		traffic = "ALL"
	}
	_, err = child.New(b.Parent, ec2.NewFlowLog, name, &ec2.FlowLogArgs{
		VpcId:          b.vpc.ID(),
		TrafficType:    pulumi.String(traffic),
		LogDestination: group.Arn,
		IamRoleArn:     roleARN,
		Tags:           child.Tags(b.Tags, name),
	}, b.Transform.FlowLog)
	return err
}
