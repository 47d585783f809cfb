package observability

// Alarm is one of the alarms on a watched resource. Its value is the last part of the alarm's logical
// name. A list in a field called Without leaves alarms out.
type Alarm string

// Alarms on an ECS service.
const (
	// CPU is on CPUUtilization. It reports saturation: tasks run out of CPU.
	CPU Alarm = "cpu"
	// Memory is on MemoryUtilization. It reports saturation: ECS is about to stop tasks.
	Memory Alarm = "memory"
	// Tasks is on RunningTaskCount below DesiredTaskCount, metrics of Container Insights. It is also in
	// ALARM without data, because Container Insights reports nothing if no task runs. Leave it out in a
	// cluster without Container Insights, and for a service that scales to zero tasks.
	Tasks Alarm = "tasks"
)

// Alarms on a target group. Errors, ErrorRate, Latency and UnhealthyHosts exist for each of the two
// groups of a blue/green target.
const (
	// Errors is on HTTPCode_Target_5XX_Count: responses of tasks with a status of 500 to 599. On an HTTP
	// API, it is on 5xx.
	Errors Alarm = "5xx"
	// ErrorRate is on the share of such responses. Minutes with fewer than 20 requests do not count.
	ErrorRate Alarm = "rate"
	// BalancerErrors is on HTTPCode_ELB_5XX_Count: responses of the load balancer itself, as when no
	// task answers, or a task ends during a request. It counts those of all its targets, so deployments
	// only roll back on it with Target.OwnLoadBalancer. On a shared load balancer, leave it out of all
	// targets but one.
	BalancerErrors Alarm = "balancer"
	// Latency is on the 95th percentile of TargetResponseTime; on an HTTP API, on that of Latency.
	Latency Alarm = "latency"
	// UnhealthyHosts is on UnHealthyHostCount: tasks that fail health checks.
	UnhealthyHosts Alarm = "unhealthy"
	// NoHealthyHost is on HealthyHostCount of both groups together. It is also in ALARM without data,
	// because the load balancer reports nothing if no task is registered. Leave it out for a service
	// that scales to zero tasks. It is created after Args.Services, so that the first deployment of a
	// stack does not fire it, except in blue/green, where it fires until the first task is healthy.
	NoHealthyHost Alarm = "nohost"
	// RejectedConnections is on RejectedConnectionCount: the load balancer has reached its limit of
	// connections. It counts those of all its targets. On a shared load balancer, leave it out of all
	// targets but one.
	RejectedConnections Alarm = "rejected"
)

// IntegrationLatency is an alarm on an HTTP API, beside [Errors] and [Latency]. It is on the 95th
// percentile of IntegrationLatency: the time that the API waits for its backend.
const IntegrationLatency Alarm = "integration"

// Alarms on an RDS instance, beside [CPU].
const (
	// FreeStorage is on FreeStorageSpace.
	FreeStorage Alarm = "storage"
	// FreeMemory is on FreeableMemory.
	FreeMemory Alarm = "freeable"
	// Connections is on DatabaseConnections.
	Connections Alarm = "connections"
	// DiskLatency is on the larger of ReadLatency and WriteLatency.
	DiskLatency Alarm = "disk"
	// ReplicaLag is on ReplicaLag.
	ReplicaLag Alarm = "lag"
)

// LoggedErrors is the alarm on a log group: the lines that match its pattern.
const LoggedErrors Alarm = "errors"
