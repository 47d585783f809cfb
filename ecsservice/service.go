// Package ecsservice runs containers on Fargate: one service with its task definition, roles, log group, security group and scaling, in a cluster
// of its own or a given one.
//
// [New] creates tasks that are as closed as they can be: not root, with a root file system they cannot write to, in private subnets, reachable only
// by the load balancer, and with permission for nothing but what [Args] names. What costs money is the tasks themselves (see Args.MemoryMiB), the
// cluster's Container Insights and the logs.
//
// Pulumi waits until a rolling deployment is steady. It gives up after 4 x (5 minutes + the grace period of the load balancer) + 5 minutes of draining + the
// time that a task takes to stop: enough for ECS to give a bad version up after three failed tasks and to bring the last one back. It waits 20 minutes and
// the draining for a deletion. For a target group that drains for longer than five minutes, set customTimeouts in Transform.Service. In blue/green nothing
// is awaited, as such a service is only steady once CodeDeploy says so.
//
// Old revisions of the task definition stay when there is a new one or the service is deleted, although a preview says "delete": they cost nothing, and
// tasks may still run them.
package ecsservice

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of the URN of every child and never changes.
const Type = "knwl:ecsservice:Service"

// Service is a service made by [New].
type Service struct {
	pulumi.ResourceState

	// ServiceName is the name of the service. Rolling, it is known once the service is steady.
	ServiceName pulumi.StringOutput `pulumi:"serviceName"`
	// ClusterName is the name of the cluster, made or given.
	ClusterName pulumi.StringOutput `pulumi:"clusterName"`
	// ClusterARN is the ARN of the cluster, for further services in it.
	ClusterARN pulumi.StringOutput `pulumi:"clusterArn"`
	// TaskDefinitionARN is the newest revision of the task definition. In blue/green the service runs it only after a deployment.
	TaskDefinitionARN pulumi.StringOutput `pulumi:"taskDefinitionArn"`
	// SecurityGroupID is the security group of the tasks. It is known once its rules exist, so that a task that is started with it can reach what it needs.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// SubnetIDs are the subnets of the tasks.
	SubnetIDs pulumi.StringArrayOutput `pulumi:"subnetIds"`
	// PublicIP says whether tasks get public addresses.
	PublicIP bool `pulumi:"publicIp"`
	// ExecutionRoleARN is the role that starts tasks.
	ExecutionRoleARN pulumi.StringOutput `pulumi:"executionRoleArn"`
	// TaskRoleARN is the role of the program.
	TaskRoleARN pulumi.StringOutput `pulumi:"taskRoleArn"`
	// LogGroupName is the log group of all containers. A stream is called ecs/container/task.
	LogGroupName pulumi.StringOutput `pulumi:"logGroupName"`
	// ContainerName is the name of the main container.
	ContainerName string `pulumi:"containerName"`
	// ContainerPort is the port of the main container; 0 without one.
	ContainerPort int `pulumi:"containerPort"`
	// CapacityProviders are the capacity providers that run the tasks, with their weights: FARGATE with
	// weight 1, or none where Transform.Service leaves it to a launch type. They do not follow another
	// strategy that is set there: pass bluegreen your own.
	CapacityProviders map[string]int `pulumi:"capacityProviders"`
	// BlueGreen says whether CodeDeploy deploys the service.
	BlueGreen bool `pulumi:"blueGreen"`
}

// New creates a service. The name is that of the ECS service, its cluster, task definition, log
// group, security group and main container, in AWS with a suffix of Pulumi's where it must be
// unique, with at most 45 letters, digits and hyphens; other children are called name--role.
//
// All mistakes in args are reported in one error before anything is registered.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Service, error) {
	if args == nil {
		args = &Args{}
	}
	cfg, err := resolve(name, *args)
	if err != nil {
		return nil, err
	}
	service := &Service{}
	parent, err := child.Component(ctx, Type, name, service, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{Parent: parent, config: cfg, name: name, edit: cfg.Transform}
	for _, create := range []func() error{
		b.createLogGroup,
		b.createCluster,
		b.createExecutionRole,
		b.createTaskRole,
		b.createTaskDefinition,
		b.createSecurityGroup,
		b.admitLoadBalancer,
		b.openConnections,
		b.openWayOut,
		b.createService,
		b.createScaling,
	} {
		if err := create(); err != nil {
			return nil, err
		}
	}
	b.publish(service)
	return service, ctx.RegisterResourceOutputs(service, child.Outputs(service))
}

// builder is the component while it takes form. What the service needs is in fields that are gated already: a task must not start before its roles have
// their policies and its network the rules, and must not outlive them.
type builder struct {
	child.Parent
	config
	name string
	edit Transform

	logGroup *cloudwatch.LogGroup
	place    arn.Place

	clusterARN  pulumi.StringOutput
	clusterName pulumi.StringOutput

	executionRole, taskRole       *iam.Role
	executionRoleARN, taskRoleARN pulumi.StringOutput // once the policies are there
	taskDefinition                *ecs.TaskDefinition

	group *ec2.SecurityGroup
	rules []pulumi.Resource

	service     *ecs.Service
	hasStrategy bool // rather than a launch type
}

// createLogGroup makes the group before anything writes to it, so that it has a retention and goes last.
func (b *builder) createLogGroup() (err error) {
	b.logGroup, err = child.New(b.Parent, cloudwatch.NewLogGroup, b.name, &cloudwatch.LogGroupArgs{
		RetentionInDays: pulumi.Int(b.LogRetentionDays),
		Tags:            child.Tags(b.Tags, b.name),
	}, b.edit.LogGroup)
	if err != nil {
		return err
	}
	b.place = arn.PlaceOf("ecsservice", b.name, "the log group", b.logGroup.Arn)
	return nil
}

// physicalName is unique in the account and region when the service is created, because the log
// group's name is. Cluster and task definition take it, so that their names are known early, and
// keep it when the log group is renamed in Transform. So no other service may take the old name.
func (b *builder) physicalName() pulumi.StringOutput {
	return b.logGroup.Name.ApplyT(identity).(pulumi.StringOutput)
}

// identity turns the name of a log group into one that ECS takes. A name that is cut or changed for
// it gets a hash, so that two log groups get different names.
func identity(logGroup string) string {
	if identifier.MatchString(logGroup) && len(logGroup) <= longestIdentity {
		return logGroup
	}
	sum := sha256.Sum256([]byte(logGroup))
	plain := strings.Trim(notInIdentity.ReplaceAllString(logGroup, "-"), "-")
	return plain[:min(len(plain), longestIdentity-9)] + "-" + hex.EncodeToString(sum[:4])
}

// The name of a task definition has at most 255 characters, as that of a cluster.
const longestIdentity = 255

var notInIdentity = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// groupID is the security group once its rules are there.
func (b *builder) groupID() pulumi.StringOutput { return child.After(b.group.ID(), b.rules...) }

func (b *builder) publish(out *Service) {
	out.ServiceName = b.service.Name
	out.ClusterName = b.clusterName
	out.ClusterARN = b.clusterARN
	out.TaskDefinitionARN = b.taskDefinition.Arn
	out.SecurityGroupID = b.groupID()
	out.SubnetIDs = b.SubnetIDs.ToStringArrayOutput()
	out.PublicIP = b.PublicIP
	out.ExecutionRoleARN = b.executionRole.Arn
	out.TaskRoleARN = b.taskRole.Arn
	out.LogGroupName = b.logGroup.Name
	out.ContainerName = b.name
	out.ContainerPort = b.Container.Port
	if b.hasStrategy {
		out.CapacityProviders = map[string]int{onDemand: 1}
	}
	out.BlueGreen = b.blueGreen()
}
