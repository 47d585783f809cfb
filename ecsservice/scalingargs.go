package ecsservice

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// Scaling keeps a measure of the load near a target. With several targets, the one that needs the
// most tasks wins. At least one of CPUPercent, MemoryPercent, RequestsPerTarget, Queue and Schedules is
// required. Tasks are added at most once a minute and removed at most once in five minutes.
type Scaling struct {
	// Min is the smallest number of tasks. Default: 1. With 0, a schedule, an operator or Queue can stop
	// all tasks. Only a schedule, an operator or Queue starts them again: without tasks there is no
	// utilization to measure.
	Min *int
	// Max is the largest number of tasks. Required. Cost: it limits what the tasks cost.
	Max int
	// CPUPercent is the average CPU utilization to keep, 1 to 100. Default: 0, which ignores CPU.
	CPUPercent int
	// MemoryPercent is the average memory utilization to keep, 1 to 100. Default: 0, which ignores
	// memory.
	MemoryPercent int
	// RequestsPerTarget is the number of requests a minute to keep for each task. Default: 0, which
	// ignores requests. It requires LoadBalancer with its RequestLabel, which ForService of ingress
	// returns. Requests through FurtherLoadBalancers do not count. Not allowed in blue/green: the count of
	// one target group stops when a deployment swaps the two.
	RequestsPerTarget int
	// Queue scales with the messages that wait in an SQS queue. Default: nil.
	Queue *Queue
	// Schedules changes Min and Max at set times, keyed by a name you choose. Default: none. AWS keeps
	// the new range until the next schedule, so with Schedules an update of this program does not change
	// the range: new values of Min and Max take effect when the next schedule runs.
	Schedules map[string]Schedule
}

// Queue keeps the number of waiting messages for each running task near a target. It requires
// Container Insights on the cluster, which counts the running tasks: without it, the number of tasks
// does not change. If Scaling.Min is 0, an empty queue stops all tasks, and the first message starts
// one. That takes about three minutes, besides the start of the task.
//
// Messages that a task has received do not count as waiting, so a task may be stopped while it works
// on one. SQS gives the message to another task after the queue's visibility timeout.
type Queue struct {
	// ARN is the queue, in the account and region of the service. Required.
	ARN pulumi.StringInput
	// MessagesPerTask is how many messages may wait for each running task: the delay that is acceptable,
	// divided by the time that a task takes for one message. Required.
	MessagesPerTask int
}

// Schedule sets the range of the number of tasks at a time. Exactly one of Cron and At is required.
type Schedule struct {
	// Cron is when the schedule runs, again and again: minutes, hours, day of the month, month, day of
	// the week and year, such as "0 20 ? * MON-FRI *". One of the two days must be "?".
	Cron string
	// At is when the schedule runs once, such as "2026-12-24T18:00:00".
	At string
	// Timezone is the IANA time zone of Cron and At, such as "Europe/Berlin". Default: UTC.
	Timezone string
	// Min is the smallest number of tasks from then on. Default: Scaling.Min. 0 allows no task.
	Min *int
	// Max is the largest number of tasks from then on. Default: Scaling.Max. 0 stops all tasks.
	Max *int
}
