package ecsservice

import (
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
	// ClusterARN is the cluster to run in, such as that of [NewCluster]. Default: a new cluster, with the
	// Fargate capacity providers and Container Insights. Another cluster must have the capacity provider
	// FARGATE, or AWS rejects the service: add it with "aws ecs put-cluster-capacity-providers", or set a
	// launch type in Transform.Service. Changing ClusterARN replaces the service. Cost: CloudWatch bills
	// Container Insights as custom metrics, a few dollars a month per service.
	ClusterARN pulumi.StringInput
	// CPU is the size of a task in CPU units; 1024 units are one vCPU. Default: 256. [CheckCPU] and
	// [CheckMemory] report whether Fargate offers a size.
	CPU int
	// MemoryMiB is the memory of a task. Default: the smallest that Fargate offers with CPU. Cost:
	// about $9 a month for each task of the smallest size, 256 CPU units with 512 MiB.
	MemoryMiB int
	// Architecture is what the images are built for. Default: [X86_64].
	Architecture Architecture
	// SpotPercent is the share of the tasks that run on Fargate Spot, 0 to 100. Default: nil, for none.
	// AWS stops such a task with two minutes' notice when it needs the capacity, and starts another one
	// when there is capacity: SIGTERM comes first, so set Container.StopSeconds to what the program needs
	// to finish, and OnDemandBase to the tasks that must always run. Changing it starts a rolling
	// deployment, as does every other change of the service while it is set. In blue/green, it takes
	// effect with the next deployment. To end it, set 0: going back to nil replaces the service. Cost: up
	// to 70% less for these tasks. A given cluster must have the capacity provider FARGATE_SPOT.
	SpotPercent *int
	// OnDemandBase is the number of tasks that run on demand before SpotPercent divides the others.
	// Default: 0. Not allowed without SpotPercent.
	OnDemandBase int
	// Container is the main container. Its name is the component's name.
	Container Container
	// Sidecars are further containers of each task, keyed by container name. Default: none. If one of
	// them stops, the task stops, unless it is Optional.
	Sidecars map[string]Container
	// Volumes are directories of EFS file systems that containers mount by WritablePaths, keyed by volume
	// name. Default: none, for volumes that last as long as their task. A connection to port 2049 of the
	// mount targets is required.
	Volumes map[string]EFSVolume
	// ReadSecrets are secrets and parameters that the program reads through the AWS API while it
	// runs. Default: none. Set only ARN and KMSKeyARN of each. Container.Secrets need no entry here.
	ReadSecrets []Secret
	// Permissions are further AWS actions that the program may call. Default: none.
	Permissions []Permission
	// ManagedPolicyARNs are IAM policies to attach to the task role, keyed by a name you choose.
	// Default: none. AWS attaches a policy to a role once: list each policy once, and rename an entry
	// in two updates.
	ManagedPolicyARNs map[string]pulumi.StringInput
	// Exec allows ECS Exec, a shell in running containers: "aws ecs execute-command". Default: false. It
	// requires WritableRoot of the main container; in a sidecar without WritableRoot no shell starts. The
	// image needs a shell, and in subnets without a route to the internet the VPC needs the interface
	// endpoint ssmmessages. Setting it gives the task role the permissions of the agent, and each container
	// an init process, which starts a deployment. In blue/green, set it when you create the service: ECS
	// documents no change of it afterwards. Security: whoever has ecs:ExecuteCommand on the service is
	// root in its containers, whatever User is, with the task role's permissions; WritableRoot violates
	// Security Hub control ECS.5. What is typed and printed goes to ExecLogGroupARN.
	Exec bool
	// ExecLogGroupARN is the log group that the cluster records ECS Exec in, such as the ExecLogGroupARN
	// of [NewCluster]. Default: that of the containers, which clusters without a setting use. The task
	// role may write to it. Not allowed without Exec.
	ExecLogGroupARN pulumi.StringInput
	// PermissionsBoundaryARN is an IAM policy that limits the two roles of the service, whatever their
	// other policies allow. Default: nil, for none. It must allow what the execution role needs to start
	// tasks: logs, private images and secrets. Changing it updates the roles in place.
	PermissionsBoundaryARN pulumi.StringInput
	// RolePath is the IAM path of the two roles, such as "/platform/". Default: "/". Changing it replaces
	// the roles, which registers a new revision of the task definition.
	RolePath string
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
	// Each entry adds one egress rule here and, for a security group or Self, one ingress rule on the
	// other side. Tasks start after all rules exist. AWS rejects duplicate rules: list each destination
	// and port once, and rename an entry in two updates. Security: a CIDR of 0.0.0.0/0 lets a task that
	// is taken over send data anywhere on that port.
	Connections map[string]infra.Connection
	// ServiceConnect lets services of a namespace reach one another by name. Default: nil.
	ServiceConnect *ServiceConnect
	// PublicIP gives each task a public IPv4 address. Default: false. In a public subnet a task
	// without one cannot reach its image, logs and secrets. The security group still admits no
	// connections from the internet. Cost: $3.65 a month per task. Security: setting it violates
	// Security Hub control ECS.2.
	PublicIP bool
	// DesiredCount is the number of tasks. Default: 1, or Scaling.Min if that is larger. 0 runs no
	// task. With Scaling, it is only the number to start with.
	DesiredCount *int
	// IgnoreDesiredCount leaves the number of tasks to operators and other tools: DesiredCount is only the
	// number to start with, and changes of it have no effect. Default: false. Not allowed with Scaling,
	// which does the same.
	IgnoreDesiredCount bool
	// Scaling changes the number of tasks with their load. Default: nil, for a fixed number.
	Scaling *Scaling
	// Deployment is how the service moves to a new version. Default: [Rolling]. Changing it replaces
	// the service. The new service has another name and is created before the old one is deleted.
	Deployment Deployment
	// IgnoreTaskDefinition leaves the revision that the service runs to somebody else, such as a CI job
	// that deploys a new image. Default: false. Pulumi still registers a revision for each change of the
	// size, a container or a secret, and a preview shows it, but only the next deployment of the CI job
	// brings it to the tasks: the job copies the revision in TaskDefinitionARN, sets its image, registers
	// the copy and updates the service. All other changes of the service take effect as before. A program
	// that reads the image from where CI keeps it, such as an SSM parameter, does without this field.
	// Not allowed in blue/green, where it is so already.
	IgnoreTaskDefinition bool
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
