package bluegreen

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/codedeploy"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Args says what to deploy and how. Service and Target are required.
type Args struct {
	// Service is what CodeDeploy deploys.
	Service Service
	// Target is the load balancer's side of it.
	Target Target
	// Shift is how production traffic moves to the new version. Default [Canary10Percent5Minutes]. It can be changed at any time.
	Shift Shift
	// ApprovalWaitMinutes is how long the new version waits on the test listener for somebody to continue the deployment, up to 7200, which is 120 hours.
	// A deployment that nobody continues is stopped and rolled back. Default 0: traffic shifts as soon as the new tasks are healthy.
	ApprovalWaitMinutes int `validate:"omitempty,min=1,max=7200" fix:"wait 1 to 7200 minutes, or leave it out to wait for nobody"`
	// TerminationWaitMinutes is how long the old tasks stay once all traffic has moved, 0 to 2880,
	// which is 48 hours. Default 15. For that long a rollback takes seconds and an alarm still
	// starts one; the old tasks cost as before, and no other deployment can start.
	TerminationWaitMinutes *int `validate:"omitnil,min=0,max=2880" fix:"keep the old tasks for 0 to 2880 minutes"`
	// RollbackAlarms are the names of at most 50 CloudWatch alarms that stop a deployment and roll
	// it back. Watch symptoms such as errors and latency: no deployment starts while one of them
	// fires. Default none: only a deployment that fails is rolled back.
	RollbackAlarms pulumi.StringArrayInput
	// Tags are put on every child that takes tags. Default: none. Each child also has a Name, its
	// logical name: Transform can change it, Tags cannot. At most 49, with keys that differ in more
	// than case.
	Tags map[string]string
	// Transform changes children in ways that Args has no field for.
	Transform Transform
}

// Service is an ECS service under the CODE_DEPLOY controller, such as ecsservice makes it in blue/green. What a deployment changes of it goes into
// the AppSpec: the task definition and the network.
type Service struct {
	// BlueGreen says that the service has the CODE_DEPLOY controller. CodeDeploy cannot deploy any other.
	BlueGreen bool
	// Name is the service's name. A deployment group deploys one service, and CodeDeploy takes no second group for the same.
	Name pulumi.StringInput `validate:"required" fix:"give the service's name, such as ecsservice's ServiceName"`
	// ClusterName is the name of its cluster.
	ClusterName pulumi.StringInput `validate:"required" fix:"give the cluster's name, such as ecsservice's ClusterName"`
	// TaskDefinitionARN is the revision to deploy.
	TaskDefinitionARN pulumi.StringInput `wire:"task-definition" validate:"required" fix:"give the task definition's ARN, such as ecsservice's TaskDefinitionARN"`
	// ContainerName is the container behind the load balancer.
	ContainerName string `validate:"required" fix:"give the container's name, such as ecsservice's ContainerName"`
	// ContainerPort is where it listens.
	ContainerPort int `validate:"required,min=1,max=65535" fix:"give the port that the container listens on"`
	// SubnetIDs are the subnets of the new tasks.
	SubnetIDs pulumi.StringArrayInput `wire:"subnet" validate:"required" fix:"give the ids of the tasks' subnets"`
	// SecurityGroupIDs are their security groups.
	SecurityGroupIDs pulumi.StringArrayInput `wire:"security-group" validate:"required" fix:"give the ids of the tasks' security groups"`
	// CapacityProviders are the capacity providers that run the new tasks, with their weights, as
	// in the service. Default: none, for a service that runs by launch type.
	CapacityProviders map[string]int `validate:"dive,min=0,max=1000" fix:"give each capacity provider a weight from 0 to 1000"`
	// PublicIP gives each task a public address (against control ECS.16). In a public subnet that is its only way to its image, logs and secrets.
	PublicIP bool
	// ExecutionRoleARN is the task definition's role that starts tasks. CodeDeploy may pass on this role, the task role, and no other.
	ExecutionRoleARN pulumi.StringInput `wire:"role" validate:"required" fix:"give the role's ARN, such as ecsservice's ExecutionRoleARN"`
	// TaskRoleARN is the task definition's role for the program.
	TaskRoleARN pulumi.StringInput `wire:"role" validate:"required" fix:"give the role's ARN, such as ecsservice's TaskRoleARN"`
}

// Target is a pair of target groups and the listeners in front of them, such as ingress makes it in blue/green.
type Target struct {
	// BlueGreen says that there are two target groups whose listeners ignore the swap.
	BlueGreen bool
	// ListenerARN is the production listener. CodeDeploy turns its default action, or its rules that lead to the pair.
	ListenerARN pulumi.StringInput `wire:"listener" validate:"required" fix:"give the listener's ARN, such as ingress's ListenerARN"`
	// TestListenerARN is where the new version is seen first. Default nil: nowhere.
	TestListenerARN pulumi.StringInput `wire:"listener"`
	// BlueName is the name of the target group that the traffic starts at. Which of the two is live changes with every deployment.
	BlueName pulumi.StringInput `validate:"required" fix:"give the target group's name, such as ingress's Name"`
	// GreenName is the name of the other target group.
	GreenName pulumi.StringInput `validate:"required" fix:"give the other target group's name, such as ingress's GreenName"`
}

// Edit changes the arguments and options of one child, told by its logical name, before it is
// created and after every default has been applied. Children inherit protect, retainOnDelete and
// providers from the component; set other options here, such as ignoreChanges and customTimeouts:
// Pulumi ignores those on a component.
type Edit[A any] func(name string, args *A, opts *[]pulumi.ResourceOption)

// Transform holds an [Edit] for each type of child. Logical names cannot be changed.
type Transform struct {
	// Application edits the CodeDeploy application.
	Application Edit[codedeploy.ApplicationArgs]
	// DeploymentConfig edits the deployment configuration of a shift that CodeDeploy has none for.
	DeploymentConfig Edit[codedeploy.DeploymentConfigArgs]
	// DeploymentGroup edits the deployment group.
	DeploymentGroup Edit[codedeploy.DeploymentGroupArgs]
	// Role edits CodeDeploy's role.
	Role Edit[iam.RoleArgs]
	// RolePolicy edits what that role may do.
	RolePolicy Edit[iam.RolePolicyArgs]
}
