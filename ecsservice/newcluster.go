package ecsservice

import (
	"cmp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/servicediscovery"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// ClusterType is the type token of a [Cluster]. It is part of every child's URN and never changes.
const ClusterType = "knwl:ecsservice:Cluster"

// Cluster is a cluster created by [NewCluster], for several services.
type Cluster struct {
	pulumi.ResourceState

	// ClusterARN is the ARN of the cluster, for ClusterARN in [Args]. It resolves when the cluster has
	// its capacity providers.
	ClusterARN pulumi.StringOutput `pulumi:"clusterArn"`
	// ClusterName is the name of the cluster.
	ClusterName pulumi.StringOutput `pulumi:"clusterName"`
	// ExecLogGroupARN is the log group to which ECS Exec writes what is typed and printed in the
	// containers of all services.
	ExecLogGroupARN pulumi.StringOutput `pulumi:"execLogGroupArn"`
	// NamespaceARN is the Cloud Map namespace. Zero without ServiceConnect.
	NamespaceARN pulumi.StringOutput `pulumi:"namespaceArn"`
}

// NewCluster creates a cluster with the capacity providers FARGATE and FARGATE_SPOT, Container
// Insights and a log group for ECS Exec. A service creates a cluster of its own without ClusterARN in
// [Args]; use NewCluster for services that share one.
//
// name is the logical name of the cluster, its capacity providers and the log group of ECS Exec; other
// children are called name--role. It has at most 236 letters, digits and single hyphens between them,
// and must not start with "sg-".
func NewCluster(
	ctx *pulumi.Context, name string, args *ClusterArgs, opts ...pulumi.ResourceOption,
) (*Cluster, error) {
	cfg, err := resolveCluster(name, *cmp.Or(args, &ClusterArgs{}))
	if err != nil {
		return nil, err
	}
	out := &Cluster{}
	parent, err := child.Component(ctx, ClusterType, name, out, opts...)
	if err != nil {
		return nil, err
	}
	parent.Kind = clusterKind
	b := &clusterBuilder{Parent: parent, ClusterArgs: cfg, out: out}
	if err := parent.Build(b.publish, b.createExecLogGroup, b.createNamespace, b.createCluster); err != nil {
		return nil, err
	}
	return out, nil
}

// clusterKind begins errors about a cluster.
const clusterKind = "ecsservice cluster"

func resolveCluster(name string, a ClusterArgs) (ClusterArgs, error) {
	wrong := check.In(clusterKind, name)
	a = check.Args(wrong, a)
	wrong.ResourceTags("Tags", a.Tags)
	wrong.Name(name, longestECSName-len("--namespace"+check.Suffix), "its namespace")
	a.ContainerInsights = cmp.Or(a.ContainerInsights, InsightsOn)
	a.LogRetentionDays = cmp.Or(a.LogRetentionDays, 14)
	return a, wrong.Err()
}

type clusterBuilder struct {
	child.Parent
	ClusterArgs
	out *Cluster

	logs         *cloudwatch.LogGroup
	namespaceARN pulumi.StringOutput
	arn, name    pulumi.StringOutput
}

func (b *clusterBuilder) publish() {
	b.out.ClusterARN, b.out.ClusterName = b.arn, b.name
	b.out.ExecLogGroupARN, b.out.NamespaceARN = b.logs.Arn, b.namespaceARN
}

// createExecLogGroup creates the log group first: the cluster's name is derived from its unique one.
func (b *clusterBuilder) createExecLogGroup() (err error) {
	b.logs, err = child.New(b.Parent, cloudwatch.NewLogGroup, b.Name, &cloudwatch.LogGroupArgs{
		RetentionInDays: pulumi.Int(b.LogRetentionDays),
		Tags:            child.Tags(b.Tags, b.Name),
	}, b.Transform.ExecLogGroup)
	return err
}

func (b *clusterBuilder) createNamespace() error {
	if !b.ServiceConnect {
		return nil
	}
	name := b.Role("namespace")
	namespace, err := child.New(b.Parent, servicediscovery.NewHttpNamespace, name, &servicediscovery.HttpNamespaceArgs{
		Tags: child.Tags(b.Tags, name),
	}, b.Transform.Namespace)
	if err != nil {
		return err
	}
	b.namespaceARN = namespace.Arn
	return nil
}

// createCluster makes ECS Exec write to the log group of the cluster, instead of to that of each
// container, so that there is one record of who did what.
func (b *clusterBuilder) createCluster() (err error) {
	plan := clusterPlan{
		name:          ecsNameOf(b.logs),
		insights:      b.ContainerInsights,
		retentionDays: b.LogRetentionDays,
		tags:          b.Tags,
		configuration: ecs.ClusterConfigurationArgs{
			ExecuteCommandConfiguration: ecs.ClusterConfigurationExecuteCommandConfigurationArgs{
				Logging: pulumi.String("OVERRIDE"),
				LogConfiguration: ecs.ClusterConfigurationExecuteCommandConfigurationLogConfigurationArgs{
					CloudWatchLogGroupName: b.logs.Name,
				},
			},
		},
		transform: b.Transform,
	}
	if b.ServiceConnect {
		plan.defaults = ecs.ClusterServiceConnectDefaultsArgs{Namespace: b.namespaceARN}
	}
	b.arn, b.name, err = plan.create(b.Parent)
	return err
}
