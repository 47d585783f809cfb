package ecsservice

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/appautoscaling"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// tracked is a metric with the value that scaling keeps it near.
type tracked struct {
	role   string
	target int
	config trackingConfig
}

// tracked returns the metrics with a target.
func (b *builder) tracked() []tracked {
	s, list := b.Scaling, []tracked{}
	predefined := func(role, metric string, target int, label pulumi.StringPtrInput) {
		if target > 0 {
			list = append(list, tracked{role: role, target: target, config: trackingConfig{
				PredefinedMetricSpecification: predefinedMetric{
					PredefinedMetricType: pulumi.String(metric), ResourceLabel: label,
				},
			}})
		}
	}
	predefined("cpu", "ECSServiceAverageCPUUtilization", s.CPUPercent, nil)
	predefined("memory", "ECSServiceAverageMemoryUtilization", s.MemoryPercent, nil)
	if s.RequestsPerTarget > 0 {
		label := b.LoadBalancer.RequestLabel.ToStringOutput().ToStringPtrOutput()
		predefined("requests", "ALBRequestCountPerTarget", s.RequestsPerTarget, label)
	}
	if s.Queue != nil {
		list = append(list, tracked{role: "queue", target: s.Queue.MessagesPerTask, config: trackingConfig{
			CustomizedMetricSpecification: customMetric{Metrics: b.backlog(*s.Queue)},
		}})
	}
	return list
}

// backlog is the number of waiting messages for each running task. Without a running task it is above
// the target as soon as one message waits.
func (b *builder) backlog(q Queue) metricQueries {
	name := q.ARN.ToStringOutput().ApplyT(func(arn string) string {
		return arn[strings.LastIndex(arn, ":")+1:]
	}).(pulumi.StringOutput)
	return metricQueries{
		source("waiting", "Sum", "AWS/SQS", "ApproximateNumberOfMessagesVisible", metricDimensions{
			metricDimension{Name: pulumi.String("QueueName"), Value: name},
		}),
		source("running", "Average", "ECS/ContainerInsights", "RunningTaskCount", metricDimensions{
			metricDimension{Name: pulumi.String("ClusterName"), Value: b.clusterName},
			metricDimension{Name: pulumi.String("ServiceName"), Value: b.service.Name},
		}),
		metricQuery{
			Id: pulumi.String("backlog"),
			Expression: pulumi.String(fmt.Sprintf(
				"IF(FILL(running, 0) > 0, waiting / running, waiting * %d)", q.MessagesPerTask+1)),
			ReturnData: pulumi.Bool(true),
		},
	}
}

// source is a metric that an expression uses.
func source(id, statistic, namespace, metric string, dimensions metricDimensions) metricQuery {
	return metricQuery{
		Id: pulumi.String(id),
		MetricStat: metricStat{
			Metric: metricOf{
				Namespace: pulumi.String(namespace), MetricName: pulumi.String(metric), Dimensions: dimensions,
			},
			Stat: pulumi.String(statistic),
		},
		ReturnData: pulumi.Bool(false),
	}
}

//nolint:lll // the SDK's names
type (
	trackingConfig   = appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs
	predefinedMetric = appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs
	customMetric     = appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationArgs
	metricQueries    = appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricArray
	metricQuery      = appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricArgs
	metricStat       = appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatArgs
	metricOf         = appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatMetricArgs
	metricDimensions = appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatMetricDimensionArray
	metricDimension  = appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatMetricDimensionArgs
)
