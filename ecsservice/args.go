package ecsservice

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/appautoscaling"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
)

// Architecture is the processor architecture that images are built for.
type Architecture string

// The architectures of Fargate. At the same size, ARM64 costs about a fifth less.
const (
	X86_64 Architecture = "X86_64" //nolint:revive // AWS's spelling
	ARM64  Architecture = "ARM64"
)

// Deployment is how a service moves to a new revision of its task definition.
type Deployment string

// The kinds of deployment.
const (
	// Rolling lets ECS start new tasks, wait until they are healthy and stop the old ones. ECS rolls
	// a failed deployment back. It is the default.
	Rolling Deployment = "rolling"
	// BlueGreen lets CodeDeploy start new tasks and shift traffic from one target group to another;
	// see package bluegreen. Pulumi creates the service and each new revision of the task definition,
	// but only a CodeDeploy deployment moves the service to that revision. It requires LoadBalancer.
	// Changes of the subnets, security groups and PublicIP take effect with the next deployment too.
	// DesiredCount and HealthCheckGraceSeconds change at once.
	BlueGreen Deployment = "blue-green"
)

// Args configures a [Service]. Network and Container.Image are required.
//
// Changing the size, a container or a secret registers a new revision of the task definition and
// starts a rolling deployment. In blue/green you start the deployment.
type Args struct {
	// Network is where tasks run. Required. Use subnets in at least two zones, so that one zone may
	// fail, and private subnets unless PublicIP is set.
	//
	// With Network.Endpoints, tasks can connect only to those endpoints and to Connections. Without
	// it, they can also connect to port 443 of any address, to reach images, logs and secrets.
	// Network.NoEgress is rejected without Endpoints.
	//
	// Changing VPCID replaces the security group. A load balancer cannot move to another VPC: with
	// LoadBalancer, create a second service instead. In blue/green, changed subnets take effect with
	// the next deployment: keep the old subnets until then.
	Network infra.Network
	// ClusterARN is the cluster to run in. Default: a new cluster, with the Fargate capacity providers
	// and Container Insights. An existing cluster must have the capacity provider FARGATE, or AWS
	// rejects the service: add it with "aws ecs put-cluster-capacity-providers", or set a launch type
	// in Transform.Service. Changing ClusterARN replaces the service. Cost: CloudWatch bills Container
	// Insights as custom metrics, a few dollars a month per service.
	ClusterARN pulumi.StringInput
	// CPU is the size of a task in CPU units; 1024 units are one vCPU. Default: 256. [CheckCPU] and
	// [CheckMemory] report whether Fargate offers a size.
	CPU int
	// MemoryMiB is the memory of a task. Default: the smallest that Fargate offers with CPU. Cost:
	// about $9 a month for each task of the smallest size, 256 CPU units with 512 MiB.
	MemoryMiB int
	// Architecture is what the images are built for. Default: [X86_64].
	Architecture Architecture
	// Container is the main container. Its name is the component's name.
	Container Container
	// Sidecars are further containers of each task, keyed by container name. Default: none. If one of
	// them stops, the task stops.
	Sidecars map[string]Container
	// ReadSecrets are secrets and parameters that the program reads through the AWS API while it
	// runs. Default: none. Set only ARN and KMSKeyARN of each. Container.Secrets need no entry here.
	ReadSecrets []Secret
	// Permissions are further AWS actions that the program may call. Default: none.
	Permissions []Permission
	// ManagedPolicyARNs are IAM policies to attach to the task role, keyed by a name you choose.
	// Default: none. AWS attaches a policy to a role once: list each policy once, and rename an entry
	// in two updates.
	ManagedPolicyARNs map[string]pulumi.StringInput
	// LoadBalancer registers the tasks with a target group, which sends requests to Container.Port.
	// Default: nil, for a service that accepts no connections.
	//
	// It adds one egress rule on the load balancer's security group and one ingress rule here, for
	// Container.Port, and another pair for LoadBalancer.HealthPort. In blue/green there is one pair
	// for all TCP ports: after a change of Container.Port, the old tasks serve on the old port until
	// the next deployment replaces them.
	LoadBalancer *infra.LoadBalancer
	// FurtherLoadBalancers register the tasks with target groups of other load balancers too, such as
	// an internal one beside a public one, keyed by a name you choose. Default: none. At most four.
	// Not allowed without LoadBalancer, and not in blue/green. A task is healthy once all of them say
	// so. Each must be another load balancer, because AWS rejects duplicate rules: for several ways
	// through one, use the Routes of its target.
	FurtherLoadBalancers map[string]*infra.LoadBalancer
	// HealthCheckGraceSeconds is how long after a task's start ECS ignores failed health checks of
	// the load balancer, 0 to 3600. Default: 60. 0 gives no grace period. Not allowed without
	// LoadBalancer.
	HealthCheckGraceSeconds *int
	// Connections lists what the service may connect to, keyed by a name you choose. Default: none.
	// Each entry adds one egress rule here and one ingress rule on the other security group. AWS
	// rejects duplicate rules: list each group and port once, and rename an entry in two updates.
	Connections map[string]infra.Connection
	// PublicIP gives each task a public IPv4 address. Default: false. In a public subnet a task
	// without one cannot reach its image, logs and secrets. The security group still admits no
	// connections from the internet. Cost: $3.65 a month per task. Security: setting it violates
	// Security Hub control ECS.2.
	PublicIP bool
	// DesiredCount is the number of tasks. Default: 1, or Scaling.Min if that is larger. 0 runs no
	// task. With Scaling, it is only the number to start with.
	DesiredCount *int
	// Scaling changes the number of tasks with their load. Default: nil, for a fixed number.
	Scaling *Scaling
	// Deployment is how the service moves to a new version. Default: [Rolling]. Changing it replaces
	// the service. The new service has another name and is created before the old one is deleted.
	Deployment Deployment
	// RollbackAlarms names up to ten CloudWatch alarms. Default: none. If one fires during a rolling
	// deployment, ECS rolls back to the previous version. The alarms may be created after the service,
	// such as those of observability.RollbackAlarmNames. Use symptoms such as errors and latency; a
	// load alarm would also block the deployment that fixes the load. Not allowed in blue/green: give
	// the alarms to the CodeDeploy deployment group.
	RollbackAlarms pulumi.StringArrayInput
	// LogRetentionDays is how long logs are kept, one of the retention periods of CloudWatch Logs.
	// Default: 14. Cost: about $0.50 per GB ingested, and $0.03 a month per GB kept.
	LogRetentionDays int
	// Tags are put on every child that supports tags, and on the tasks. Default: none. At most 49
	// tags; keys must be unique ignoring case. The key "Name" is reserved: each child's Name tag is
	// its logical name, which Transform can override.
	Tags map[string]string
	// Transform customizes children in ways that Args has no field for.
	Transform Transform
}

// Scaling keeps average utilization near a target. With several targets, the one that needs the
// most tasks wins. CPUPercent, MemoryPercent or both are required. Tasks are added at most once a
// minute and removed at most once in five minutes.
type Scaling struct {
	// Min is the smallest number of tasks. Default: 1. With 0, a schedule or an operator can stop all
	// tasks. Scaling does not start them again, because without tasks there is no utilization to
	// measure.
	Min *int
	// Max is the largest number of tasks. Required. Cost: it limits what the tasks cost.
	Max int
	// CPUPercent is the average CPU utilization to keep, 1 to 100. Default: 0, which ignores CPU.
	CPUPercent int
	// MemoryPercent is the average memory utilization to keep, 1 to 100. Default: 0, which ignores
	// memory.
	MemoryPercent int
}

// Permission allows the program to call AWS actions on resources.
type Permission struct {
	// Actions are IAM actions, such as "s3:GetObject". Required. Wildcards may stand for part of an
	// action's name, as in "s3:Get*" or "bedrock:Invoke*Stream", but not for all of it, as in "s3:*".
	Actions []string
	// Resources are the ARNs of the resources, which may contain wildcards. Required unless
	// AnyResource is set.
	Resources []pulumi.StringInput
	// AnyResource allows the actions on all resources. Default: false. Use it for actions that IAM
	// cannot restrict to a resource, such as "cloudwatch:PutMetricData".
	AnyResource bool
}

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
}
