package observability

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// Service is an ECS service.
type Service struct {
	// ClusterARN is the service's cluster. Required.
	ClusterARN pulumi.StringInput
	// ServiceName is the name of the service. Required.
	ServiceName pulumi.StringInput
	// CPUPercent is the threshold of [CPU], 1 to 99. Default: 80. The alarm fires when the one-minute
	// average is above it for five minutes.
	CPUPercent int
	// MemoryPercent is the threshold of [Memory], 1 to 99. Default: 80. The alarm fires when the
	// one-minute average is above it for five minutes.
	MemoryPercent int
	// StartMinutes is how long fewer tasks than desired may run before [Tasks] fires, 1 to 60. Default:
	// 5. Choose more than a task needs to start, or scaling out fires the alarm. A deployment does not:
	// the old tasks run until the new ones do.
	StartMinutes int
	// Without lists alarms to leave out: [CPU], [Memory] or [Tasks]. Default: none.
	Without []Alarm
}

// Target is a target group of an Application Load Balancer, or the pair of a blue/green service.
type Target struct {
	// LoadBalancerARN is the load balancer that forwards to the target group. Required.
	LoadBalancerARN pulumi.StringInput
	// ARN is the target group; in blue/green, the blue one. Required. Only one monitor may watch a
	// target group under the same key: two of them would give their alarms the same name, and the
	// second alarm would overwrite the first.
	ARN pulumi.StringInput
	// GreenARN is the green target group, another than ARN. Default: none, for a service that is not blue/green.
	GreenARN pulumi.StringInput
	// OwnLoadBalancer says that no other target uses the load balancer, in this stack or another.
	// Default: false. With it, deployments also roll back on [BalancerErrors]. On a shared load balancer,
	// the errors of another service would roll back this one's deployment.
	OwnLoadBalancer bool
	// ErrorsPerMinute is the threshold of [Errors] for each target group. Default: 5. The alarm fires
	// when the sum of one minute is above it. With 0, a single response is enough.
	ErrorsPerMinute *int
	// ErrorPercent is the threshold of [ErrorRate], 1 to 99. Default: 5. The alarm fires when the share
	// is above it in three of five minutes.
	ErrorPercent int
	// BalancerErrorsPerMinute is the threshold of [BalancerErrors]. Default: 5. The alarm fires when the
	// sum of one minute is above it.
	BalancerErrorsPerMinute *int
	// LatencyMilliseconds is the threshold of [Latency]. Default: 1000. The alarm fires when the 95th
	// percentile is above it in three of five minutes.
	LatencyMilliseconds int
	// UnhealthyMinutes is how long a task may fail health checks before [UnhealthyHosts] fires, 1 to
	// 60. Default: 5. Choose more than a task needs to become healthy, or deployments fire the alarm.
	UnhealthyMinutes int
	// Without lists alarms to leave out: [Errors], [ErrorRate], [BalancerErrors], [Latency],
	// [UnhealthyHosts], [NoHealthyHost] or [RejectedConnections]. Default: none.
	Without []Alarm
}

// API is an HTTP API of API Gateway.
type API struct {
	// ID is the API's id. Required.
	ID pulumi.StringInput
	// ErrorsPerMinute is the threshold of [Errors]: responses of the API with a status of 500 to 599.
	// Default: 5. The alarm fires when the sum of one minute is above it. With 0, a single response is
	// enough.
	ErrorsPerMinute *int
	// LatencyMilliseconds is the threshold of [Latency]. Default: 2000. The alarm fires when the 95th
	// percentile is above it in three of five minutes.
	LatencyMilliseconds int
	// IntegrationLatencyMilliseconds is the threshold of [IntegrationLatency]. Default: 1000. The alarm
	// fires when the 95th percentile is above it in three of five minutes.
	IntegrationLatencyMilliseconds int
	// Without lists alarms to leave out: [Errors], [Latency] or [IntegrationLatency]. Default: none.
	Without []Alarm
}

// Database is an RDS instance.
type Database struct {
	// ARN is the instance. Required.
	ARN pulumi.StringInput
	// CPUPercent is the threshold of [CPU], 1 to 99. Default: 80. The alarm fires when the one-minute
	// average is above it for five minutes.
	CPUPercent int
	// FreeStorageGB is the threshold of [FreeStorage], 1 to 65536. Default: 1, a twentieth of the
	// smallest instance's storage. The alarm fires when the one-minute average is below it for five
	// minutes. RDS grows the storage when no more than a tenth of it has been free for five minutes.
	// Choose less than a tenth, so that the alarm means that RDS did not grow the storage, or not fast
	// enough: 5 for 100 GB.
	FreeStorageGB int
	// FreeMemoryMiB is the threshold of [FreeMemory], 1 to 4194304. Default: 64, for an instance with 1 GiB. The alarm
	// fires when the one-minute average is below it for five minutes. Choose a twentieth of the memory.
	FreeMemoryMiB int
	// MaxConnections is the number of connections that the instance accepts, at most 262143. Default: 0,
	// for unknown, which leaves out [Connections].
	MaxConnections int
	// ConnectionsPercent is the threshold of [Connections] in percent of MaxConnections, 1 to 99.
	// Default: 80. The alarm fires when the one-minute maximum is above it for five minutes.
	ConnectionsPercent int
	// DiskLatencyMilliseconds is the threshold of [DiskLatency]. Default: 20. The alarm fires when the
	// one-minute average is above it for five minutes.
	DiskLatencyMilliseconds int
	// ReplicaLagSeconds is the threshold of [ReplicaLag], for a read replica. Default: 0, which leaves
	// the alarm out: other instances do not have the metric. The alarm fires when the one-minute average
	// is above it for five minutes.
	ReplicaLagSeconds int
	// Without lists alarms to leave out: [CPU], [FreeStorage], [FreeMemory], [Connections],
	// [DiskLatency] or [ReplicaLag]. Default: none.
	Without []Alarm
}

// LogGroup is a log group whose lines are JSON objects.
type LogGroup struct {
	// Name is the log group. Required. With the key it must have at most 253 characters, because the
	// metric is called name--key, in the namespace LogErrors. Only one monitor may watch a log group
	// under the same key: two of them would count in the same metric.
	Name pulumi.StringInput
	// Pattern is a filter pattern of CloudWatch Logs for the lines to count. Default: lines whose level
	// is ERROR.
	Pattern string
	// ErrorsPerMinute is the threshold of [LoggedErrors]. Default: 5. The alarm fires when more lines of
	// one minute match. With 0, a single line is enough. Cost: $0.30 a month for the metric, in months
	// with a matching line.
	ErrorsPerMinute *int
	// Queries are saved queries of CloudWatch Logs Insights on the log group, keyed by a name you choose.
	// Default: none. Each is saved as project/stack/monitor/log group/name; the last two are the keys.
	// Saved queries cost nothing; running one costs $0.005 per GB of logs.
	Queries map[string]string
	// Without lists alarms to leave out, which can only be [LoggedErrors]. Default: none.
	Without []Alarm
}
