// Package ecsservice creates a service on ECS Fargate: the service with its task definition, IAM
// roles, log group, security group and scaling, in a new cluster or an existing one. [NewCluster]
// creates a cluster for several services.
//
// [New] creates tasks with least privilege: containers do not run as root and cannot write to their
// root file system. Tasks have no public address, accept connections from the load balancer only,
// and have only the AWS permissions that [Args] names. Cost: the tasks (see Args.MemoryMiB), the
// cluster's Container Insights and the logs.
//
// Pulumi waits until a rolling deployment is stable. It gives up after about 30 minutes with the
// defaults, which is long enough for ECS to detect a bad version and roll back. If the target
// group's deregistration delay is more than five minutes, set customTimeouts in Transform.Service.
// Blue/green services are not awaited: only CodeDeploy knows when a deployment has finished.
//
// Old revisions of the task definition remain when there is a new one or the service is deleted,
// although a preview shows "delete". They cost nothing, and tasks may still run them.
//
// The network, the load balancer and the images are the caller's. See the package's example.
package ecsservice

import (
	"cmp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of every child's URN and never changes.
const Type = "knwl:ecsservice:Service"

// Service is a service created by [New].
type Service struct {
	pulumi.ResourceState

	// ServiceName is the ECS service name. For rolling services it resolves once the service is
	// stable.
	ServiceName pulumi.StringOutput `pulumi:"serviceName"`
	// ClusterName is the name of the cluster, new or existing.
	ClusterName pulumi.StringOutput `pulumi:"clusterName"`
	// ClusterARN is the ARN of the cluster, for further services in it. It resolves when the cluster
	// has its capacity providers.
	ClusterARN pulumi.StringOutput `pulumi:"clusterArn"`
	// TaskDefinitionARN is the newest revision of the task definition that Pulumi registered. In
	// blue/green and with IgnoreTaskDefinition, the service runs it only after a deployment.
	TaskDefinitionARN pulumi.StringOutput `pulumi:"taskDefinitionArn"`
	// SecurityGroupID is the security group of the tasks. It resolves when its rules exist, so a task
	// that is started with it can reach what it needs.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// SubnetIDs are the subnets of the tasks.
	SubnetIDs pulumi.StringArrayOutput `pulumi:"subnetIds"`
	// PublicIP says whether tasks have public addresses.
	PublicIP bool `pulumi:"publicIp"`
	// ExecutionRoleARN is the role with which ECS starts tasks.
	ExecutionRoleARN pulumi.StringOutput `pulumi:"executionRoleArn"`
	// TaskRoleARN is the role of the program.
	TaskRoleARN pulumi.StringOutput `pulumi:"taskRoleArn"`
	// TaskRoleName is the name of that role, for further policies.
	TaskRoleName pulumi.StringOutput `pulumi:"taskRoleName"`
	// LogGroupName is the log group of all containers. Its streams are called ecs/container/task.
	LogGroupName pulumi.StringOutput `pulumi:"logGroupName"`
	// ContainerName is the name of the main container.
	ContainerName string `pulumi:"containerName"`
	// ContainerPort is the port of the main container, or 0 without one.
	ContainerPort int `pulumi:"containerPort"`
	// CapacityProviders maps the capacity providers that run the tasks to their weights: FARGATE and,
	// with SpotPercent, FARGATE_SPOT. None if Transform.Service sets a launch type instead. It does not
	// show another strategy that is set there.
	CapacityProviders map[string]int `pulumi:"capacityProviders"`
	// OnDemandBase is the number of tasks that run on FARGATE before the weights count.
	OnDemandBase int `pulumi:"onDemandBase"`
	// BlueGreen says whether CodeDeploy deploys the service.
	BlueGreen bool `pulumi:"blueGreen"`
	// Rollout is what the command rollout and the package bluegreen/rollout need to follow a rolling
	// deployment, as JSON. Zero in blue/green: use that of bluegreen.DeploymentGroup. Zero with
	// IgnoreTaskDefinition, because the service does not run the newest revision of Pulumi.
	Rollout pulumi.StringOutput `pulumi:"rollout"`
	// RolloutPolicy is the least IAM policy for a role that runs the command rollout, such as that of a
	// CI job. It does not change with the revision. Zero if Rollout is.
	RolloutPolicy pulumi.StringOutput `pulumi:"rolloutPolicy"`

	family         pulumi.StringOutput // of the task definition
	servingGroupID pulumi.StringOutput // SecurityGroupID, once the service exists
}

// ForBlueGreen returns what CodeDeploy needs to deploy the service. If Transform.Service sets
// another capacity provider strategy, set CapacityProviders in the result to the same one.
func (s *Service) ForBlueGreen() infra.BlueGreenService {
	return infra.BlueGreenService{
		BlueGreen:         s.BlueGreen,
		Name:              s.ServiceName,
		ClusterName:       s.ClusterName,
		TaskDefinitionARN: s.TaskDefinitionARN,
		ContainerName:     s.ContainerName,
		ContainerPort:     s.ContainerPort,
		SubnetIDs:         s.SubnetIDs,
		SecurityGroupIDs:  pulumi.StringArray{s.SecurityGroupID},
		CapacityProviders: s.CapacityProviders,
		OnDemandBase:      s.OnDemandBase,
		PublicIP:          s.PublicIP,
		ExecutionRoleARN:  s.ExecutionRoleARN,
		TaskRoleARN:       s.TaskRoleARN,
		LogGroupName:      s.LogGroupName,
	}
}

// New creates a service. name has at most 45 letters, digits and single hyphens between them, and
// must not start with "sg-". It is the name of the main container, and the logical name of the
// service, its cluster, task definition, log group and security group; other children are called
// name--role. Pulumi appends a random suffix to names that must be unique in AWS.
//
// New checks args before it registers anything, and reports all mistakes in one error. Values that
// other resources compute are checked when they are known.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Service, error) {
	cfg, err := resolve(name, *cmp.Or(args, &Args{}))
	if err != nil {
		return nil, err
	}
	out := &Service{}
	parent, err := child.Component(ctx, Type, name, out, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{Parent: parent, config: cfg, out: out}
	if err := parent.Build(b.publish,
		b.createLogGroup,
		b.createCluster,
		b.createExecutionRole,
		b.createTaskRole,
		b.createTaskDefinition,
		b.createSecurityGroup,
		b.allowLoadBalancers,
		b.allowConnections,
		b.allowAWS,
		b.createService,
		b.createScaling,
	); err != nil {
		return nil, err
	}
	return out, nil
}
