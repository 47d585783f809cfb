package observability

import (
	"cmp"
	"strings"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	percent := check.Field{Rule: "omitempty,min=1,max=99", Fix: "choose 1 to 99, or it would fire always or never"}
	positive := check.Field{Rule: "omitempty,min=1", Fix: "give a positive number, or leave the field out for the default"}
	minutes := check.Field{Rule: "omitempty,min=1,max=60", Fix: "choose 1 to 60 minutes, or leave the field out for 5"}
	perMinute := check.Field{Rule: "omitnil,min=0", Fix: "give a number of at least 0, or leave the field nil for 5"}
	check.Fields[Service](map[string]check.Field{
		"ClusterARN": {
			Kind: arn.ECSCluster, Rule: "required",
			Fix: "give the cluster's ARN, such as the ClusterARN of ecsservice",
		},
		"ServiceName":   {Rule: "required", Fix: "give the service's name, such as the ServiceName of ecsservice"},
		"CPUPercent":    percent,
		"MemoryPercent": percent,
		"StartMinutes":  minutes,
		"Without":       alarmsOf(CPU, Memory, Tasks),
	})
	check.Fields[Target](map[string]check.Field{
		"LoadBalancerARN": {
			Kind: arn.LoadBalancer, Rule: "required",
			Fix: "give the load balancer's ARN, such as the LoadBalancerARN of ingress",
		},
		"ARN": {
			Kind: arn.TargetGroup, Rule: "required",
			Fix: "give the target group's ARN, such as that of one of ingress's Targets",
		},
		"GreenARN":                {Kind: arn.TargetGroup},
		"ErrorsPerMinute":         perMinute,
		"ErrorPercent":            percent,
		"BalancerErrorsPerMinute": perMinute,
		"LatencyMilliseconds":     positive,
		"UnhealthyMinutes":        minutes,
		"Without": alarmsOf(
			Errors, ErrorRate, BalancerErrors, Latency, UnhealthyHosts, NoHealthyHost, RejectedConnections),
	})
	check.Fields[API](map[string]check.Field{
		"ID":                             {Rule: "required", Fix: "give the API's id, such as the API.ID of ingress"},
		"ErrorsPerMinute":                perMinute,
		"LatencyMilliseconds":            positive,
		"IntegrationLatencyMilliseconds": positive,
		"Without":                        alarmsOf(Errors, Latency, IntegrationLatency),
	})
	check.Fields[Database](map[string]check.Field{
		"ARN": {
			Kind: arn.Database, Rule: "required",
			Fix: "give the instance's ARN, such as the ARN of database",
		},
		"CPUPercent": percent,
		"FreeStorageGB": {
			Rule: "omitempty,min=1,max=65536", Fix: "give a number of GB, or leave the field out for 1",
		},
		"FreeMemoryMiB": { // 4 TiB is the memory of the largest instance
			Rule: "omitempty,min=1,max=4194304", Fix: "give a number of MiB, or leave the field out for 64",
		},
		"MaxConnections": { // the limit of PostgreSQL, which is above those of other engines
			Rule: "min=0,max=262143", Fix: "give what the instance accepts, or 0 for no alarm",
		},
		"ConnectionsPercent":      percent,
		"DiskLatencyMilliseconds": positive,
		"ReplicaLagSeconds":       {Rule: "min=0", Fix: "give a number of seconds, or 0 for no alarm"},
		"Without":                 alarmsOf(CPU, FreeStorage, FreeMemory, Connections, DiskLatency, ReplicaLag),
	})
	check.Fields[LogGroup](map[string]check.Field{
		"Name": {
			Kind: arn.LogGroupName, Rule: "required",
			Fix: "give the log group's name, such as the LogGroupName of ecsservice",
		},
		"Pattern":         {Rule: "max=1024", Fix: "choose a shorter pattern"},
		"ErrorsPerMinute": perMinute,
		"Queries": {
			Rule: "dive,min=1,max=10000",
			Fix:  "give a query of CloudWatch Logs Insights with at most 10000 characters",
		},
		"Without": alarmsOf(LoggedErrors),
	})
	check.Fields[Slack](map[string]check.Field{
		"RoleARN": {Kind: arn.IAMRole, Rule: "required", Fix: "give the ARN of a role that AWS Chatbot may assume"},
	})
}

// alarmsOf is the rule of a field Without.
func alarmsOf(all ...Alarm) check.Field {
	var names []string
	for _, a := range all {
		names = append(names, string(a))
	}
	oneOf := strings.Join(names, " ")
	return check.Field{
		Rule: "unique,dive,oneof=" + oneOf,
		Fix:  "list constants of type Alarm that the field's comment names, each once",
	}
}

func (s Service) withDefaults() Service {
	s.CPUPercent, s.MemoryPercent = cmp.Or(s.CPUPercent, 80), cmp.Or(s.MemoryPercent, 80)
	s.StartMinutes = cmp.Or(s.StartMinutes, 5)
	return s
}

func (t Target) withDefaults() Target {
	t.ErrorsPerMinute, t.ErrorPercent = cmp.Or(t.ErrorsPerMinute, new(5)), cmp.Or(t.ErrorPercent, 5)
	t.BalancerErrorsPerMinute = cmp.Or(t.BalancerErrorsPerMinute, new(5))
	t.LatencyMilliseconds = cmp.Or(t.LatencyMilliseconds, 1000)
	t.UnhealthyMinutes = cmp.Or(t.UnhealthyMinutes, 5)
	return t
}

func (a API) withDefaults() API {
	a.ErrorsPerMinute = cmp.Or(a.ErrorsPerMinute, new(5))
	a.LatencyMilliseconds = cmp.Or(a.LatencyMilliseconds, 2000)
	a.IntegrationLatencyMilliseconds = cmp.Or(a.IntegrationLatencyMilliseconds, 1000)
	return a
}

func (d Database) withDefaults() Database {
	d.CPUPercent, d.ConnectionsPercent = cmp.Or(d.CPUPercent, 80), cmp.Or(d.ConnectionsPercent, 80)
	d.FreeStorageGB, d.FreeMemoryMiB = cmp.Or(d.FreeStorageGB, 1), cmp.Or(d.FreeMemoryMiB, 64)
	d.DiskLatencyMilliseconds = cmp.Or(d.DiskLatencyMilliseconds, 20)
	return d
}

func (l LogGroup) withDefaults() LogGroup {
	l.Pattern = cmp.Or(l.Pattern, `{ $.level = "ERROR" }`)
	l.ErrorsPerMinute = cmp.Or(l.ErrorsPerMinute, new(5))
	return l
}
