package infra

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// Network is subnets of a VPC, and how they reach AWS. network.VPC returns one for each tier of
// subnets.
type Network struct {
	// VPCID is the id of the VPC. Required.
	VPCID pulumi.StringInput
	// SubnetIDs are the ids of the subnets. Required. Load balancers and databases require subnets in
	// at least two availability zones.
	SubnetIDs pulumi.StringArrayInput
	// Endpoints are the VPC endpoints through which the subnets reach AWS. Default: nil, for subnets
	// with a route to the internet. Only tasks use them.
	Endpoints *Endpoints
	// NoEgress says that the subnets have no route to the internet, and no VPC endpoints either.
	// Default: false. ecsservice rejects it without Endpoints, because tasks could not reach their
	// images, logs and secrets. Other components ignore it.
	NoEgress bool
}

// Endpoints are the VPC endpoints of subnets without a route to the internet.
type Endpoints struct {
	// SecurityGroupID is the security group of the interface endpoints for ECR, CloudWatch Logs and
	// Secrets Manager. It must admit the VPC on port 443. Required.
	SecurityGroupID pulumi.StringInput
	// S3PrefixListID is the prefix list of the gateway endpoint for S3, which serves image layers.
	// Required.
	S3PrefixListID pulumi.StringInput
}

// LoadBalancer is a target group for a service's tasks, and the security group of its load
// balancer. ingress.TargetGroup returns one from ForService.
type LoadBalancer struct {
	// TargetGroupARN is the target group, of type ip; in blue/green, the one that gets the traffic
	// first. Required. The output must wait for the target group's listener or rule, or ECS rejects
	// the service.
	TargetGroupARN pulumi.StringInput
	// SecurityGroupID is the load balancer's security group. Required.
	SecurityGroupID pulumi.StringInput
	// RequestLabel names load balancer and target group for scaling by requests, such as
	// "app/web/50dc6c49/targetgroup/web/73e2d6bc". Default: nil. It must wait as TargetGroupARN does.
	RequestLabel pulumi.StringInput
	// HealthPort is the port of the target group's health checks, if it is not that of the container.
	// Default: 0, for the container's port. The load balancer may then connect to both ports.
	HealthPort int
}

// Connection is a server that a service may connect to, and its TCP port. database.Postgres,
// ingress.Ingress and ecsservice.Service return one from Connection. Exactly one of SecurityGroupID,
// CIDR, PrefixListID and Self is required.
type Connection struct {
	// SecurityGroupID is the security group of the server, which then admits the service.
	SecurityGroupID pulumi.StringInput
	// CIDR is the IPv4 block of servers without a security group here, such as "10.20.0.0/16" of a
	// peered VPC, or "0.0.0.0/0" for any. They must admit the service themselves.
	CIDR string
	// PrefixListID is a prefix list of such servers.
	PrefixListID pulumi.StringInput
	// Self lets the tasks of the service connect to one another. Default: false.
	Self bool
	// Port is the TCP port, 1 to 65535. Required.
	Port int
}

// BlueGreenService is an ECS service that CodeDeploy deploys. ecsservice.Service returns one from
// ForBlueGreen.
//
// A deployment changes the task definition, the subnets, the security groups, PublicIP and the
// capacity providers of the service to the values given here.
type BlueGreenService struct {
	// BlueGreen says that the service has the CODE_DEPLOY deployment controller. Required: CodeDeploy
	// deploys no other service.
	BlueGreen bool
	// Name is the name of the service. CodeDeploy accepts one deployment group per service. Required.
	Name pulumi.StringInput
	// ClusterName is the name of the service's cluster. Required.
	ClusterName pulumi.StringInput
	// TaskDefinitionARN is the task definition revision to deploy. Required.
	TaskDefinitionARN pulumi.StringInput
	// ContainerName is the container behind the load balancer. Required.
	ContainerName string
	// ContainerPort is the port that the container listens on. Required.
	ContainerPort int
	// SubnetIDs are the subnets of the new tasks. Required.
	SubnetIDs pulumi.StringArrayInput
	// SecurityGroupIDs are the security groups of the new tasks. Required.
	SecurityGroupIDs pulumi.StringArrayInput
	// CapacityProviders maps the capacity providers that run the new tasks to their weights, 0 to
	// 1000. Default: none, for a service that runs by launch type.
	CapacityProviders map[string]int
	// OnDemandBase is the number of tasks that run on the capacity provider FARGATE before the weights
	// count. Default: 0. Not allowed without FARGATE in CapacityProviders.
	OnDemandBase int
	// PublicIP gives each new task a public IPv4 address. Default: false. In a public subnet a task
	// without one cannot reach its image, logs and secrets. Security: setting it violates Security Hub
	// control ECS.16.
	PublicIP bool
	// ExecutionRoleARN is the task definition's execution role. CodeDeploy may pass this role and the
	// task role, and no other. Required.
	ExecutionRoleARN pulumi.StringInput
	// TaskRoleARN is the task definition's task role. Required.
	TaskRoleARN pulumi.StringInput
	// LogGroupName is the log group of the containers. Default: nil. With it, a failed rollout shows
	// the last lines of tasks that stopped.
	LogGroupName pulumi.StringInput
}

// BlueGreenTarget is a pair of target groups and the listeners in front of them. ingress.TargetGroup
// returns one from ForBlueGreen.
type BlueGreenTarget struct {
	// BlueGreen says that there are two target groups, and that Pulumi leaves it to CodeDeploy which
	// of them the listeners forward to. Required.
	BlueGreen bool
	// ListenerARN is the production listener. CodeDeploy changes its default action, or those of its
	// rules that forward to the pair. Required.
	ListenerARN pulumi.StringInput
	// TestListenerARN is the listener that shows the new version before production traffic shifts.
	// Default: nil, for none.
	TestListenerARN pulumi.StringInput
	// BlueName is the name of the target group that gets the traffic first. Each deployment swaps
	// the two. Required.
	BlueName pulumi.StringInput
	// GreenName is the name of the other target group. Required.
	GreenName pulumi.StringInput
}

// Optional returns a string as an optional input: nil if it is empty. Components reject an empty
// string in an input, except as the value of an environment variable: it usually means that a value
// was not set.
func Optional(value string) pulumi.StringInput {
	if value == "" {
		return nil
	}
	return pulumi.String(value)
}
