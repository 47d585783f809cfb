package ecsservice

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/appautoscaling"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Architecture is the processor that the images are built for.
type Architecture string

// The architectures of Fargate. At the same size ARM64 costs about a fifth less.
const (
	X86_64 Architecture = "X86_64" //nolint:revive // AWS and everybody else write it so
	ARM64  Architecture = "ARM64"
)

// Deployment is the way in which a changed task definition comes to run.
type Deployment string

const (
	// Rolling lets ECS start the new tasks, wait until they are healthy and stop the old ones; a deployment that fails is rolled back. It is the default.
	Rolling Deployment = "rolling"
	// BlueGreen leaves that to CodeDeploy, which moves the traffic from one target group to another. Pulumi then creates the service and each new task
	// definition, and a deployment has to be started for the service to run it: see the package bluegreen. Other subnets, groups and PublicIP reach the
	// service with the next deployment too, as nothing else may change them; DesiredCount and GraceSeconds change at once.
	BlueGreen Deployment = "blue-green"
)

// Args says what to run. VPCID, SubnetIDs and Container.Image are required; all else has a default.
type Args struct {
	// VPCID is the VPC of the subnets. Changing it replaces the security group. With a LoadBalancer, which cannot move, make a second service instead.
	VPCID pulumi.StringInput `wire:"vpc" validate:"required" fix:"give the id of the VPC that the subnets are in"`
	// SubnetIDs are where tasks run, in at least two zones for one to be able to fail. Private ones
	// unless PublicIP is set. In blue/green a change reaches the tasks with the next rollout: keep
	// a subnet until then.
	SubnetIDs pulumi.StringArrayInput `wire:"subnet" validate:"required" fix:"give the ids of the subnets that tasks run in"`
	// ClusterARN is the cluster to run in. Default: a cluster of the service's own, with Fargate's
	// capacity providers and with Container Insights. A given cluster must have the capacity
	// provider FARGATE, or AWS refuses the service; add it with aws ecs
	// put-cluster-capacity-providers, or run the service by launch type through Transform.Service.
	// Changing ClusterARN replaces the service. Cost: CloudWatch charges Container Insights as
	// custom metrics, a few dollars a month for a service.
	ClusterARN pulumi.StringInput `wire:"cluster"`
	// CPU is the size of a task in CPU units, of which 1024 are one processor. Default 256. [CheckSize] knows which sizes there are.
	CPU int
	// MemoryMiB is the memory of a task. By default the least that goes with CPU. The smallest task, 256 with 512 MiB, costs about $9 a month when
	// it runs all the time.
	MemoryMiB int
	// Architecture is what the images are built for. Default [X86_64].
	Architecture Architecture `validate:"omitempty,oneof=X86_64 ARM64" fix:"choose what the image is built for"`
	// Container is the main container. It has the component's name.
	Container Container
	// Sidecars are further containers of each task, by their name. When one of them stops, so does the task.
	Sidecars map[string]Container `validate:"dive"`
	// ReadSecrets are what the program itself may read at run time; its containers need not name them. They take ARN and KMSKeyARN only.
	ReadSecrets []Secret `validate:"dive"`
	// Permissions are what else the program may do in AWS. By default nothing.
	Permissions []Permission `validate:"dive"`
	// ManagedPolicyARNs are IAM policies that the program gets besides, keyed by a name you choose.
	// AWS attaches a policy once: list each once, and rename an entry in two updates.
	ManagedPolicyARNs map[string]pulumi.StringInput `wire:"policy"`
	// LoadBalancer sends requests to Container.Port. By default nothing connects to the service.
	LoadBalancer *LoadBalancer
	// Connections lists what the service may connect to, keyed by a name you choose. Each entry
	// adds one egress rule here and one ingress rule on the other security group. AWS rejects
	// duplicate rules: list each group and port once, and rename an entry in two updates.
	Connections map[string]Connection `validate:"dive"`
	// Endpoints are the way to AWS in a network without any other. By default tasks reach port 443 anywhere: images, logs and secrets come that way.
	Endpoints *Endpoints
	// PublicIP gives each task a public address (against control ECS.2), for $3.65 a month, which in a public subnet is its only way out.
	// The security group opens no port to the internet.
	PublicIP bool
	// DesiredCount is how many tasks run. Default: 1, or Scaling.Min if that is more. 0 runs none.
	// With Scaling it only says how many to start with.
	DesiredCount *int `validate:"omitnil,min=0" fix:"give a number of tasks, or leave it out for one"`
	// Scaling changes the number of tasks with their load. By default DesiredCount stays as it is.
	Scaling *Scaling
	// Deployment is how a new version comes to run. Default [Rolling]. Changing it replaces the service by one of another name, which
	// is created before the old one goes.
	Deployment Deployment `validate:"omitempty,oneof=rolling blue-green" fix:"choose how new versions come to run"`
	// RollbackAlarms names up to ten CloudWatch alarms. If one fires during a rolling deployment,
	// ECS rolls back to the previous version. The alarms may be created after the service, such as
	// those of observability.RollbackAlarmNames. Use symptoms such as errors and latency: a load
	// alarm would also block the deployment that fixes the load.
	RollbackAlarms pulumi.StringArrayInput
	// LogRetentionDays is how long logs are kept: one of the numbers of days that CloudWatch Logs offers. Default 14. A GB costs about $0.50 to take in and
	// $0.03 a month to keep.
	LogRetentionDays int `validate:"omitempty,retention" fix:"take the next larger one"`
	// Tags are put on every child that takes tags, and on the tasks. Default: none. Each child also
	// has a Name, its logical name: Transform can change it, Tags cannot. At most 49, with keys
	// that differ in more than case.
	Tags map[string]string
	// Transform changes children in ways that Args has no field for.
	Transform Transform
}

// LoadBalancer is a target group of a load balancer.
type LoadBalancer struct {
	// TargetGroupARN is the target group that tasks register with, of the type "ip"; in blue/green the one that has the traffic at first. Its listener must
	// exist before the service, so take an output that waits for it, such as that of the package ingress.
	TargetGroupARN pulumi.StringInput `wire:"target-group" validate:"required" fix:"give the ARN of the target group that tasks register with"`
	// SecurityGroupID is the load balancer's security group. A pair of rules opens the way from it
	// to the container's port. In blue/green it opens every TCP port, as after a change of the port
	// the old tasks serve until a rollout replaces them.
	SecurityGroupID pulumi.StringInput `wire:"security-group" validate:"required" fix:"give the id of the load balancer's security group"`
	// GraceSeconds is how long a new task may fail the health checks of the load balancer without
	// being stopped. Default 60. 0 gives it no time.
	GraceSeconds *int `validate:"omitnil,min=0,max=3600" fix:"give the seconds that the program takes to start"`
}

// Connection is something that the service connects to, on one TCP port.
type Connection struct {
	// SecurityGroupID is the security group of what is connected to. It gets a rule that admits the service.
	SecurityGroupID pulumi.StringInput `wire:"security-group" validate:"required" fix:"give the id of the security group to connect to"`
	// Port is the port to connect to.
	Port int `validate:"required,min=1,max=65535" fix:"give the TCP port to connect to"`
}

// Endpoints are the VPC endpoints that stand in for the internet.
type Endpoints struct {
	// SecurityGroupID is the group of the interface endpoints (ECR, logs, Secrets Manager), which must admit the VPC on port 443.
	SecurityGroupID pulumi.StringInput `wire:"security-group" validate:"required" fix:"give the id of the interface endpoints' security group"`
	// S3PrefixListID is the prefix list of the gateway endpoint for S3, where image layers come from.
	S3PrefixListID pulumi.StringInput `wire:"prefix-list" validate:"required" fix:"give the prefix list of the gateway endpoint for S3"`
}

// Scaling keeps the average load of the tasks at a target. Each target needs as many tasks as it needs; the larger number wins. Tasks are added at most once
// a minute and taken away at most once in five.
type Scaling struct {
	// Min is the least number of tasks. Default: 1. 0 allows for none, as by a schedule or by hand;
	// CPU and memory of no tasks are not measured, so they alone never bring one back.
	Min *int `validate:"omitnil,min=0" fix:"give a number of tasks, or leave it out for one"`
	// Max is the largest number of tasks, and so the limit of what they cost.
	Max int `validate:"required,min=1" fix:"say how many tasks there may be at most"`
	// CPUPercent is the average use of CPU to aim for. Without it, CPU is not looked at.
	CPUPercent int `validate:"min=0,max=100" fix:"give a percentage such as 60"`
	// MemoryPercent is the average use of memory to aim for. Without it, memory is not looked at.
	MemoryPercent int `validate:"min=0,max=100" fix:"give a percentage such as 70"`
}

// Permission allows the program AWS actions on named resources.
type Permission struct {
	// Actions are IAM actions such as "s3:GetObject". Wildcards may stand for a part of the name,
	// as in "s3:Get*" or "bedrock:Invoke*Stream", not for all of it: "s3:*" is refused.
	Actions []string `validate:"min=1" fix:"name the actions to allow"`
	// Resources are the ARNs of what they are allowed on.
	Resources []pulumi.StringInput `wire:"arn" fix:"give an ARN, or set AnyResource where IAM cannot restrict the actions"`
	// AnyResource allows them on everything, for the actions that IAM cannot restrict, such as "cloudwatch:PutMetricData".
	AnyResource bool
}

// Edit changes the arguments and options of one child, told by its logical name, before it is
// created and after every default has been applied. Children inherit protect, retainOnDelete and
// providers from the component; set other options here, such as ignoreChanges and customTimeouts:
// Pulumi ignores those on a component.
type Edit[A any] func(name string, args *A, opts *[]pulumi.ResourceOption)

// Transform holds an [Edit] for each type of child. Logical names cannot be changed.
type Transform struct {
	// LogGroup edits the log group of the containers. Cluster and task definition are named after it
	// when they are created and keep that name: give no other service the name of a renamed log group.
	LogGroup Edit[cloudwatch.LogGroupArgs]
	// InsightsLogGroup edits the log group of the cluster's Container Insights. Its name is fixed
	// when it is created.
	InsightsLogGroup Edit[cloudwatch.LogGroupArgs]
	// Cluster edits the cluster. Its name is fixed when it is created, and the log group of
	// Container Insights has it too.
	Cluster Edit[ecs.ClusterArgs]
	// ClusterCapacityProviders edits what runs tasks in the cluster.
	ClusterCapacityProviders Edit[ecs.ClusterCapacityProvidersArgs]
	// ExecutionRole edits the role that starts tasks.
	ExecutionRole Edit[iam.RoleArgs]
	// ExecutionPolicy edits what that role may do.
	ExecutionPolicy Edit[iam.RolePolicyArgs]
	// TaskRole edits the role of the program.
	TaskRole Edit[iam.RoleArgs]
	// TaskPolicy edits what that role may do.
	TaskPolicy Edit[iam.RolePolicyArgs]
	// TaskPolicyAttachment edits each attachment of a managed policy.
	TaskPolicyAttachment Edit[iam.RolePolicyAttachmentArgs]
	// SecurityGroup edits the security group of the tasks.
	SecurityGroup Edit[ec2.SecurityGroupArgs]
	// IngressRule edits each rule that lets something in, to the tasks or to what they connect to.
	IngressRule Edit[vpc.SecurityGroupIngressRuleArgs]
	// EgressRule edits each rule that lets something out.
	EgressRule Edit[vpc.SecurityGroupEgressRuleArgs]
	// TaskDefinition edits the task definition. Its family is fixed when it is created.
	TaskDefinition Edit[ecs.TaskDefinitionArgs]
	// Service edits the service. In blue/green an edit of what CodeDeploy changes has no effect once the
	// service exists. Other CapacityProviderStrategies need ForceNewDeployment, or the
	// service is replaced.
	Service Edit[ecs.ServiceArgs]
	// ScalingTarget edits the range that the number of tasks is scaled in.
	ScalingTarget Edit[appautoscaling.TargetArgs]
	// ScalingPolicy edits the policy of each metric.
	ScalingPolicy Edit[appautoscaling.PolicyArgs]
}
