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

// createCluster uses the given cluster, or creates one with Container Insights (ECS.12). The log
// group of Container Insights is created first, so that it has a retention period and is deleted
// too: AWS would create it otherwise, under a name that contains the cluster's.
func (b *builder) createCluster() error {
	if b.ClusterARN != nil {
		b.clusterARN = b.ClusterARN.ToStringOutput()
		b.clusterName = b.clusterARN.ApplyT(path.Base).(pulumi.StringOutput)
		return nil
	}
	insights := b.Role("insights")
	group, err := child.New(b.Parent, cloudwatch.NewLogGroup, insights, &cloudwatch.LogGroupArgs{
		Name:            pulumi.Sprintf("/aws/ecs/containerinsights/%s/performance", b.physicalName()),
		RetentionInDays: pulumi.Int(b.LogRetentionDays),
		Tags:            child.Tags(b.Tags, insights),
	}, b.Transform.InsightsLogGroup, pulumi.IgnoreChanges([]string{"name"}))
	if err != nil {
		return err
	}
	cluster, err := child.New(b.Parent, ecs.NewCluster, b.Name, &ecs.ClusterArgs{
		Name: child.After(b.physicalName(), group),
		Settings: ecs.ClusterSettingArray{ecs.ClusterSettingArgs{
			Name:  pulumi.String("containerInsights"),
			Value: pulumi.String("enabled"),
		}},
		Tags: child.Tags(b.Tags, b.Name),
	}, b.Transform.Cluster, pulumi.IgnoreChanges([]string{"name"}))
	if err != nil {
		return err
	}
	providers, err := child.New(b.Parent, ecs.NewClusterCapacityProviders, b.Name, &ecs.ClusterCapacityProvidersArgs{
		ClusterName:       cluster.Name,
		CapacityProviders: pulumi.ToStringArray([]string{onDemand, "FARGATE_SPOT"}),
		DefaultCapacityProviderStrategies: ecs.ClusterCapacityProvidersDefaultCapacityProviderStrategyArray{
			ecs.ClusterCapacityProvidersDefaultCapacityProviderStrategyArgs{
				CapacityProvider: pulumi.String(onDemand), Weight: pulumi.Int(1),
			},
		},
	}, b.Transform.ClusterCapacityProviders)
	if err != nil {
		return err
	}
	b.clusterARN, b.clusterName = child.After(cluster.Arn, providers), cluster.Name
	return nil
}
