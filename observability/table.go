package observability

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// alarm is a row of the tables of alarms, from which the alarms and the graphs of the dashboard are
// made. It fires when enough minutes are beyond the threshold.
type alarm struct {
	what      Alarm
	metrics   []metric
	math      string // an expression of the metrics, the first of which is %[1]s; "" for one metric
	below     bool   // fires below the threshold, not above
	threshold float64
	minutes   int    // that must be beyond the threshold
	within    int    // the last minutes among which they are; 0 for minutes in a row
	missing   string // what a minute without data counts as
	// Deployments roll back on what users notice of a new version. The other alarms only notify: a
	// deployment may be the way out of a high load, or of an outage.
	rollback bool
	row      row    // of the dashboard
	text     string // what is wrong
}

// What minutes without data count as.
const (
	// The state is unknown: another alarm reports that the resource is gone, and this one goes into
	// INSUFFICIENT_DATA, which notifies nobody.
	unknown = "missing"
	// CloudWatch has data only if there are requests or errors.
	fine = "notBreaching"
	// CloudWatch has no data because nothing runs.
	outage = "breaching"
)

func (s Service) alarms(key string) []alarm {
	ecs := s.source(key)
	running := ecs.in(insights).metric("RunningTaskCount", "Average")
	desired := ecs.in(insights).metric("DesiredTaskCount", "Average")
	return without(s.Without, []alarm{{
		what: CPU, metrics: []metric{ecs.metric("CPUUtilization", "Average")},
		threshold: float64(s.CPUPercent), minutes: 5, missing: unknown, row: saturated,
		text: fmt.Sprintf("CPU utilization of service %s is above %d percent", key, s.CPUPercent),
	}, {
		what: Memory, metrics: []metric{ecs.metric("MemoryUtilization", "Average")},
		threshold: float64(s.MemoryPercent), minutes: 5, missing: unknown, row: saturated,
		text: fmt.Sprintf("Memory utilization of service %s is above %d percent", key, s.MemoryPercent),
	}, {
		what: Tasks, metrics: []metric{running, desired}, math: "%[2]s - %[1]s",
		threshold: 0, minutes: s.StartMinutes, missing: outage, row: deployed,
		text: fmt.Sprintf("Fewer tasks of service %s run than desired, or none", key),
	}})
}

// fewRequests is how many requests of a minute say nothing about the share of errors.
const fewRequests = 20

func (t Target) alarms(key string) []alarm {
	groups := t.sources(key)
	balancer, healthy := groups[0].first(key), []metric{}
	var all []alarm
	for _, group := range groups {
		healthy = append(healthy, group.metric("HealthyHostCount", "Maximum"))
		all = append(all, t.groupAlarms(group)...)
	}
	nobody := alarm{
		what: NoHealthyHost, metrics: healthy, below: true,
		threshold: 1, minutes: 3, missing: outage, row: deployed,
		text: fmt.Sprintf("No task of target %s is healthy", key),
	}
	if len(healthy) > 1 {
		nobody.math = "MAX([%[1]s, %[2]s])" // one of the two groups has no tasks, and no data
	}
	return without(t.Without, append(all, nobody, alarm{
		what: BalancerErrors, metrics: []metric{balancer.metric("HTTPCode_ELB_5XX_Count", "Sum")},
		threshold: float64(*t.BalancerErrorsPerMinute), minutes: 1, missing: fine, rollback: t.OwnLoadBalancer, row: failed,
		text: fmt.Sprintf("The load balancer of target %s itself answered more than %d requests with a status of 500 to 599",
			key, *t.BalancerErrorsPerMinute),
	}, alarm{
		what: RejectedConnections, metrics: []metric{balancer.metric("RejectedConnectionCount", "Sum")},
		threshold: 0, minutes: 1, missing: fine, row: saturated,
		text: fmt.Sprintf("The load balancer of target %s rejected connections, because it has too many", key),
	}))
}

// groupAlarms are the alarms of one target group. All are symptoms of the version that it serves.
func (t Target) groupAlarms(group source) []alarm {
	errors := group.metric("HTTPCode_Target_5XX_Count", "Sum")
	return []alarm{{
		what: Errors, metrics: []metric{errors},
		threshold: float64(*t.ErrorsPerMinute), minutes: 1, missing: fine, rollback: true, row: failed,
		text: fmt.Sprintf("Target %s answered more than %d requests with a status of 500 to 599",
			group.key, *t.ErrorsPerMinute),
	}, {
		what: ErrorRate, metrics: []metric{errors, group.metric("RequestCount", "Sum")},
		math:      fmt.Sprintf("IF(%%[2]s >= %d, 100 * FILL(%%[1]s, 0) / %%[2]s, 0)", fewRequests),
		threshold: float64(t.ErrorPercent), minutes: 3, within: 5, missing: fine, rollback: true, row: failed,
		text: fmt.Sprintf("Target %s answered more than %d percent of the requests with a status of 500 to 599",
			group.key, t.ErrorPercent),
	}, {
		what: Latency, metrics: []metric{group.metric("TargetResponseTime", "p95")},
		threshold: float64(t.LatencyMilliseconds) / 1000, minutes: 3, within: 5, missing: fine, rollback: true, row: slow,
		text: fmt.Sprintf("Five percent of the responses of target %s take longer than %d ms",
			group.key, t.LatencyMilliseconds),
	}, {
		what: UnhealthyHosts, metrics: []metric{group.metric("UnHealthyHostCount", "Maximum")},
		threshold: 0, minutes: t.UnhealthyMinutes, missing: fine, rollback: true, row: deployed,
		text: fmt.Sprintf("A task of target %s fails health checks", group.key),
	}}
}

// without returns the alarms except those that are left out.
func without(left []Alarm, all []alarm) []alarm {
	return slices.DeleteFunc(all, func(a alarm) bool { return slices.Contains(left, a.what) })
}

// description is what a recipient reads.
func (a alarm) description() string {
	if a.within > 0 {
		return fmt.Sprintf("%s, in %d of %d minutes", a.text, a.minutes, a.within)
	}
	if a.minutes == 1 {
		return a.text + " within a minute"
	}
	return fmt.Sprintf("%s, for %d minutes", a.text, a.minutes)
}

// ids returns the ids of the metrics, from the nth on, and the expression with these ids.
func (a alarm) ids(n int) (ids []string, expression string) {
	values := make([]any, len(a.metrics))
	for i := range a.metrics {
		ids = append(ids, fmt.Sprintf("m%d", n+i))
		values[i] = ids[i]
	}
	return ids, fmt.Sprintf(a.math, values...)
}

// role returns the alarm's role in the monitor.
func (a alarm) role() string {
	return a.metrics[0].role() + "-" + string(a.what)
}

// targetName returns the physical name of a target's alarm. It is derived from the target group's name,
// which is unique in the account and region, is known before the service, and stays the same if a
// component or the stack is renamed. It contains the key, so that a target with another key gets another
// alarm. If the old and the new alarm had the same name, Pulumi would first overwrite the alarm and then
// delete it. None of the three parts contains two hyphens in a row, so no two alarms share a name.
func (a alarm) targetName() pulumi.StringOutput {
	of := a.metrics[0]
	return of.arn.ApplyT(func(s string) string {
		name, _, _ := strings.Cut(strings.TrimPrefix(s[strings.LastIndex(s, ":")+1:], "targetgroup/"), "/")
		return child.Name(name, child.Name(of.key, string(a.what)))
	}).(pulumi.StringOutput)
}
