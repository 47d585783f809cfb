package ecsservice

import (
	"path"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// The capacity providers of Fargate.
const (
	onDemand = "FARGATE"
	spot     = "FARGATE_SPOT"
)

// createCluster uses the given cluster, or creates one of the service's own.
func (b *builder) createCluster() (err error) {
	if b.ClusterARN != nil {
		b.clusterARN = b.ClusterARN.ToStringOutput()
		b.clusterName = b.clusterARN.ApplyT(path.Base).(pulumi.StringOutput)
		return nil
	}
	b.clusterARN, b.clusterName, err = clusterPlan{
		name:          b.physicalName(),
		insights:      InsightsOn,
		retentionDays: b.LogRetentionDays,
		tags:          b.Tags,
		transform: ClusterTransform{
			InsightsLogGroup:         b.Transform.InsightsLogGroup,
			Cluster:                  b.Transform.Cluster,
			ClusterCapacityProviders: b.Transform.ClusterCapacityProviders,
		},
	}.create(b.Parent)
	return err
}

// clusterPlan is a cluster to create, a service's own or one of NewCluster.
type clusterPlan struct {
	name          pulumi.StringOutput // in AWS
	insights      ContainerInsights
	retentionDays int
	tags          map[string]string
	configuration ecs.ClusterConfigurationPtrInput
	defaults      ecs.ClusterServiceConnectDefaultsPtrInput
	transform     ClusterTransform
}

// create returns the cluster's ARN, once it has its capacity providers, and its name.
func (c clusterPlan) create(p child.Parent) (arn, name pulumi.StringOutput, err error) {
	logs, err := c.createInsightsLogGroup(p)
	if err != nil {
		return arn, name, err
	}
	cluster, err := child.New(p, ecs.NewCluster, p.Name, &ecs.ClusterArgs{
		Name: child.After(c.name, logs...),
		Settings: ecs.ClusterSettingArray{ecs.ClusterSettingArgs{
			Name:  pulumi.String("containerInsights"),
			Value: pulumi.String(c.insights),
		}},
		Configuration:          c.configuration,
		ServiceConnectDefaults: c.defaults,
		Tags:                   child.Tags(c.tags, p.Name),
	}, c.transform.Cluster, pulumi.IgnoreChanges([]string{"name"}))
	if err != nil {
		return arn, name, err
	}
	providers, err := child.New(p, ecs.NewClusterCapacityProviders, p.Name, &ecs.ClusterCapacityProvidersArgs{
		ClusterName:       cluster.Name,
		CapacityProviders: pulumi.ToStringArray([]string{onDemand, spot}),
		DefaultCapacityProviderStrategies: ecs.ClusterCapacityProvidersDefaultCapacityProviderStrategyArray{
			ecs.ClusterCapacityProvidersDefaultCapacityProviderStrategyArgs{
				CapacityProvider: pulumi.String(onDemand), Weight: pulumi.Int(1),
			},
		},
	}, c.transform.ClusterCapacityProviders)
	if err != nil {
		return arn, name, err
	}
	return child.After(cluster.Arn, providers), cluster.Name, nil
}

// createInsightsLogGroup creates the log group of Container Insights before the cluster, so that it
// has a retention period and is deleted too: AWS would create it otherwise, under a name that contains
// the cluster's.
func (c clusterPlan) createInsightsLogGroup(p child.Parent) ([]pulumi.Resource, error) {
	if c.insights == InsightsOff {
		return nil, nil
	}
	name := p.Role("insights")
	group, err := child.New(p, cloudwatch.NewLogGroup, name, &cloudwatch.LogGroupArgs{
		Name:            pulumi.Sprintf("/aws/ecs/containerinsights/%s/performance", c.name),
		RetentionInDays: pulumi.Int(c.retentionDays),
		Tags:            child.Tags(c.tags, name),
	}, c.transform.InsightsLogGroup, pulumi.IgnoreChanges([]string{"name"}))
	return []pulumi.Resource{group}, err
}
