package ecsservice

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/appautoscaling"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"

	"github.com/knwl-platform/infra"
)

// Transform has an [infra.Edit] for each type of child.
type Transform struct {
	// LogGroup edits the log group of the containers. Cluster and task definition get their names
	// from it when they are created, and keep them: if you rename the log group here, do not give its
	// old name to another service.
	LogGroup infra.Edit[cloudwatch.LogGroupArgs]
	// InsightsLogGroup edits the log group of the cluster's Container Insights. Changes of its name
	// after creation are ignored.
	InsightsLogGroup infra.Edit[cloudwatch.LogGroupArgs]
	// Cluster edits the cluster. Changes of its name after creation are ignored, because the name of
	// Container Insights' log group contains it.
	Cluster infra.Edit[ecs.ClusterArgs]
	// ClusterCapacityProviders edits the capacity providers of the cluster.
	ClusterCapacityProviders infra.Edit[ecs.ClusterCapacityProvidersArgs]
	// ExecutionRole edits the IAM role with which ECS starts tasks.
	ExecutionRole infra.Edit[iam.RoleArgs]
	// ExecutionPolicy edits the inline policy of that role.
	ExecutionPolicy infra.Edit[iam.RolePolicyArgs]
	// TaskRole edits the IAM role of the program.
	TaskRole infra.Edit[iam.RoleArgs]
	// TaskPolicy edits the inline policy of that role.
	TaskPolicy infra.Edit[iam.RolePolicyArgs]
	// TaskPolicyAttachment edits the attachment of each managed policy to that role.
	TaskPolicyAttachment infra.Edit[iam.RolePolicyAttachmentArgs]
	// SecurityGroup edits the security group of the tasks.
	SecurityGroup infra.Edit[ec2.SecurityGroupArgs]
	// IngressRule edits each ingress rule, on this security group and on those of Connections.
	IngressRule infra.Edit[vpc.SecurityGroupIngressRuleArgs]
	// EgressRule edits each egress rule, on this security group and on that of the load balancer.
	EgressRule infra.Edit[vpc.SecurityGroupEgressRuleArgs]
	// TaskDefinition edits the task definition. Changes of its family after creation are ignored.
	TaskDefinition infra.Edit[ecs.TaskDefinitionArgs]
	// Service edits the service. In blue/green, edits of what CodeDeploy changes are ignored once the
	// service exists. Changing CapacityProviderStrategies replaces the service unless
	// ForceNewDeployment is set.
	Service infra.Edit[ecs.ServiceArgs]
	// ScalingTarget edits the scalable target, which has the range of the number of tasks.
	ScalingTarget infra.Edit[appautoscaling.TargetArgs]
	// ScalingPolicy edits the scaling policy of each metric.
	ScalingPolicy infra.Edit[appautoscaling.PolicyArgs]
	// ScheduledAction edits the scheduled action of each of Scaling.Schedules.
	ScheduledAction infra.Edit[appautoscaling.ScheduledActionArgs]
}
