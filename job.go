package infra

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// Job is a task that runs to its end on Fargate, such as a cleanup at night: what to run and where.
// ecsservice.Service returns one from ForJob.
type Job struct {
	// ClusterARN is the cluster to run in. Required.
	ClusterARN pulumi.StringInput
	// TaskDefinitionARN is what to run. Required. With a revision, such as ":7" at the end, that revision
	// runs. Without one, the newest revision at the time of the run does.
	TaskDefinitionARN pulumi.StringInput
	// Family is the task definition's family, its name without the revision. Default: that of
	// TaskDefinitionARN. With it, the preview of a new revision shows that permissions stay as they are.
	Family pulumi.StringInput
	// ContainerName is the container whose command may be replaced. Required.
	ContainerName string
	// SubnetIDs are the subnets of the task. Required.
	SubnetIDs pulumi.StringArrayInput
	// SecurityGroupIDs are one to five security groups of the task. Required.
	SecurityGroupIDs pulumi.StringArrayInput
	// CapacityProviders maps the capacity providers that run the task to their weights, 0 to 1000.
	// Default: none, for a task that runs by launch type. Not used with PublicIP: AWS gives only tasks
	// by launch type a public address.
	CapacityProviders map[string]int
	// PublicIP gives the task a public IPv4 address while it runs. Default: false. In a public subnet
	// a task without one cannot reach its image, logs and secrets. Security: setting it violates
	// Security Hub control ECS.16.
	PublicIP bool
	// ExecutionRoleARN is the task definition's execution role. Whoever starts the task may pass this
	// role and the task role to ECS, and no other. Required.
	ExecutionRoleARN pulumi.StringInput
	// TaskRoleARN is the task definition's task role. Required.
	TaskRoleARN pulumi.StringInput
}
