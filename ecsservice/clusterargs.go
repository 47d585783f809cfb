package ecsservice

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/servicediscovery"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check"
)

// ContainerInsights says which metrics CloudWatch collects of a cluster.
type ContainerInsights string

// The levels of Container Insights.
const (
	// InsightsOn collects metrics of each service. It is the default.
	InsightsOn ContainerInsights = "enabled"
	// InsightsEnhanced also collects metrics of each task and container. Cost: it grows with the
	// number of tasks and containers.
	InsightsEnhanced ContainerInsights = "enhanced"
	// InsightsOff collects none. CPU and memory utilization of services, which scaling uses, do not
	// depend on Container Insights.
	InsightsOff ContainerInsights = "disabled"
)

// ClusterArgs configures a [Cluster]. No field is required.
type ClusterArgs struct {
	// ContainerInsights is the level of metrics. Default: [InsightsOn]. Changing it updates the cluster
	// in place. Cost: CloudWatch bills the metrics as custom metrics, a few dollars a month per service.
	// Security: InsightsOff violates Security Hub control ECS.12.
	ContainerInsights ContainerInsights
	// ServiceConnect creates a Cloud Map namespace in which services of the cluster find one another;
	// see ServiceConnect in [Args]. Default: false. Cost: none for the namespace.
	ServiceConnect bool
	// LogRetentionDays is how long the log groups of Container Insights and of ECS Exec keep logs, one
	// of the retention periods of CloudWatch Logs. Default: 14. Cost: about $0.50 per GB ingested, and
	// $0.03 a month per GB kept.
	LogRetentionDays int
	// Tags are put on every child that supports tags. Default: none. The rules are those of Tags in
	// [Args].
	Tags map[string]string
	// Transform customizes children in ways that ClusterArgs has no field for.
	Transform ClusterTransform
}

// ClusterTransform has an [infra.Edit] for each type of child of a [Cluster].
type ClusterTransform struct {
	// ExecLogGroup edits the log group of ECS Exec. The cluster gets its name from it when it is
	// created, and keeps it: if you rename the log group here, do not give its old name to another one.
	ExecLogGroup infra.Edit[cloudwatch.LogGroupArgs]
	// InsightsLogGroup edits the log group of Container Insights. Changes of its name after creation are
	// ignored.
	InsightsLogGroup infra.Edit[cloudwatch.LogGroupArgs]
	// Cluster edits the cluster. Changes of its name after creation are ignored, because the name of
	// Container Insights' log group contains it.
	Cluster infra.Edit[ecs.ClusterArgs]
	// ClusterCapacityProviders edits the capacity providers of the cluster.
	ClusterCapacityProviders infra.Edit[ecs.ClusterCapacityProvidersArgs]
	// Namespace edits the Cloud Map namespace. Changing its name or description replaces it.
	Namespace infra.Edit[servicediscovery.HttpNamespaceArgs]
}

func init() {
	check.Fields[ClusterArgs](map[string]check.Field{
		"ContainerInsights": {
			Rule: "omitempty,oneof=enabled enhanced disabled", Fix: "choose how much CloudWatch collects",
		},
		"LogRetentionDays": {Rule: "omitempty,retention", Fix: "choose one of these"},
	})
}
