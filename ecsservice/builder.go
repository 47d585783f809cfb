package ecsservice

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/rollouts"
)

// builder has the arguments, the children created so far and the outputs. Tasks must start after
// the policies of their roles and the rules of their security group exist, and stop before these
// are deleted.
type builder struct {
	child.Parent
	config
	out *Service

	logGroup *cloudwatch.LogGroup
	place    arn.Place

	clusterARN  pulumi.StringOutput // once it has its capacity providers
	clusterName pulumi.StringOutput

	executionRole, taskRole       *iam.Role
	executionRoleARN, taskRoleARN pulumi.StringOutput // once they have their policies
	taskDefinition                *ecs.TaskDefinition

	group *ec2.SecurityGroup
	rules []pulumi.Resource

	service              *ecs.Service
	hasCapacityProviders bool // instead of a launch type
}

// publish sets the outputs.
func (b *builder) publish() {
	b.out.ServiceName = b.service.Name
	b.out.ClusterName = b.clusterName
	b.out.ClusterARN = b.clusterARN
	b.out.TaskDefinitionARN = b.taskDefinition.Arn
	b.out.family = b.taskDefinition.Family
	b.out.SecurityGroupID = b.usableSecurityGroupID()
	b.out.servingGroupID = child.After(b.group.ID(), b.service)
	b.out.SubnetIDs = b.Network.SubnetIDs.ToStringArrayOutput()
	b.out.PublicIP = b.PublicIP
	b.out.ExecutionRoleARN = b.executionRole.Arn
	b.out.TaskRoleARN = b.taskRole.Arn
	b.out.TaskRoleName = b.taskRole.Name
	b.out.LogGroupName = b.logGroup.Name
	b.out.ContainerName = b.Name
	b.out.ContainerPort = b.Container.Port
	if b.hasCapacityProviders {
		b.out.CapacityProviders, b.out.OnDemandBase = b.capacityProviders(), b.OnDemandBase
	}
	b.out.BlueGreen = b.blueGreen()
	b.out.Rollout, b.out.RolloutPolicy = b.rollout()
}

// rollout returns the outputs for rollouts: zero if Pulumi does not deploy the revision itself. The
// target waits for the service.
func (b *builder) rollout() (target, policy pulumi.StringOutput) {
	if b.blueGreen() || b.IgnoreTaskDefinition {
		return target, policy
	}
	rollout := rollouts.Service{
		Place:             b.place,
		ClusterName:       b.clusterName,
		Name:              b.service.Name,
		TaskDefinitionARN: b.taskDefinition.Arn,
		ContainerName:     b.Name,
		LogGroupName:      b.logGroup.Name,
		Roles:             []pulumi.StringInput{b.executionRole.Arn, b.taskRole.Arn},
	}
	return rollout.Target(), rollout.Policy()
}
