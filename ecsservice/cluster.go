package ecsservice

import (
	"path"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// onDemand is the capacity provider that runs the tasks.
const onDemand = "FARGATE"

// createCluster takes the cluster that is given, or makes one with Fargate's capacity providers.
// Container Insights (ECS.12) would make a log group of its own under the cluster's name, without a
// retention, and leave it behind: so that group comes first, and the cluster has a name that is
// known before it.
func (b *builder) createCluster() error {
	if b.ClusterARN != nil {
		b.clusterARN = b.ClusterARN.ToStringOutput()
		b.clusterName = b.clusterARN.ApplyT(path.Base).(pulumi.StringOutput)
		return nil
	}
	insights := child.Name(b.name, "insights")
	group, err := child.New(b.Parent, cloudwatch.NewLogGroup, insights, &cloudwatch.LogGroupArgs{
		Name:            pulumi.Sprintf("/aws/ecs/containerinsights/%s/performance", b.physicalName()),
		RetentionInDays: pulumi.Int(b.LogRetentionDays),
		Tags:            child.Tags(b.Tags, insights),
	}, b.edit.InsightsLogGroup, pulumi.IgnoreChanges([]string{"name"}))
	if err != nil {
		return err
	}
	cluster, err := child.New(b.Parent, ecs.NewCluster, b.name, &ecs.ClusterArgs{
		Name: child.After(b.physicalName(), group),
		Settings: ecs.ClusterSettingArray{ecs.ClusterSettingArgs{
			Name:  pulumi.String("containerInsights"),
			Value: pulumi.String("enabled"),
		}},
		Tags: child.Tags(b.Tags, b.name),
	}, b.edit.Cluster, pulumi.IgnoreChanges([]string{"name"}))
	if err != nil {
		return err
	}
	providers, err := child.New(b.Parent, ecs.NewClusterCapacityProviders, b.name, &ecs.ClusterCapacityProvidersArgs{
		ClusterName:       cluster.Name,
		CapacityProviders: pulumi.ToStringArray([]string{onDemand, "FARGATE_SPOT"}),
		DefaultCapacityProviderStrategies: ecs.ClusterCapacityProvidersDefaultCapacityProviderStrategyArray{
			ecs.ClusterCapacityProvidersDefaultCapacityProviderStrategyArgs{
				CapacityProvider: pulumi.String(onDemand), Weight: pulumi.Int(1),
			},
		},
	}, b.edit.ClusterCapacityProviders)
	if err != nil {
		return err
	}
	b.clusterARN, b.clusterName = child.After(cluster.Arn, providers), cluster.Name
	return nil
}
