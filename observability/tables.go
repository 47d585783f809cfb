package observability

import "fmt"

// alarms of an HTTP API. Those of the target behind it have the same symptoms, and deployments roll
// back on them.
func (a API) alarms(key string) []alarm {
	api := a.source(key)
	return without(a.Without, []alarm{{
		what: Errors, metrics: []metric{api.metric("5xx", "Sum")},
		threshold: float64(*a.ErrorsPerMinute), minutes: 1, missing: fine, row: failed,
		text: fmt.Sprintf("API %s answered more than %d requests with a status of 500 to 599", key, *a.ErrorsPerMinute),
	}, {
		what: Latency, metrics: []metric{api.metric("Latency", "p95")},
		threshold: float64(a.LatencyMilliseconds), minutes: 3, within: 5, missing: fine, row: slow,
		text: fmt.Sprintf("Five percent of the responses of API %s take longer than %d ms", key, a.LatencyMilliseconds),
	}, {
		what: IntegrationLatency, metrics: []metric{api.metric("IntegrationLatency", "p95")},
		threshold: float64(a.IntegrationLatencyMilliseconds), minutes: 3, within: 5, missing: fine, row: slow,
		text: fmt.Sprintf("API %s waits longer than %d ms for five percent of the responses of its backend",
			key, a.IntegrationLatencyMilliseconds),
	}})
}

// alarms of an RDS instance. RDS publishes an event if the instance is down, so missing data is not
// reported twice.
func (d Database) alarms(key string) []alarm {
	rds := d.source(key)
	usage := func(what Alarm, of metric, threshold float64, text string, args ...any) alarm {
		return alarm{
			what: what, metrics: []metric{of}, threshold: threshold, minutes: 5, missing: unknown, row: data,
			text: fmt.Sprintf(text, args...),
		}
	}
	storage := usage(FreeStorage, rds.metric("FreeStorageSpace", "Average"), float64(d.FreeStorageGB<<30),
		"Database %s has less than %d GB of free storage", key, d.FreeStorageGB)
	memory := usage(FreeMemory, rds.metric("FreeableMemory", "Average"), float64(d.FreeMemoryMiB<<20),
		"Database %s has less than %d MiB of free memory", key, d.FreeMemoryMiB)
	disk := usage(DiskLatency, rds.metric("ReadLatency", "Average"), float64(d.DiskLatencyMilliseconds)/1000,
		"The disk of database %s needs more than %d ms for a read or write", key, d.DiskLatencyMilliseconds)
	storage.below, memory.below = true, true
	disk.metrics = append(disk.metrics, rds.metric("WriteLatency", "Average"))
	disk.math = "MAX([%[1]s, %[2]s])"
	all := []alarm{
		usage(CPU, rds.metric("CPUUtilization", "Average"), float64(d.CPUPercent),
			"CPU utilization of database %s is above %d percent", key, d.CPUPercent),
		storage, memory, disk,
	}
	if d.MaxConnections > 0 {
		most := d.MaxConnections * d.ConnectionsPercent / 100
		all = append(all, usage(Connections, rds.metric("DatabaseConnections", "Maximum"), float64(most),
			"Database %s has more than %d connections, %d percent of what it accepts", key, most, d.ConnectionsPercent))
	}
	if d.ReplicaLagSeconds > 0 {
		all = append(all, usage(ReplicaLag, rds.metric("ReplicaLag", "Average"), float64(d.ReplicaLagSeconds),
			"Replica %s is more than %d seconds behind", key, d.ReplicaLagSeconds))
	}
	return without(d.Without, all)
}

func (l LogGroup) alarms(key string) []alarm {
	return without(l.Without, []alarm{{
		what: LoggedErrors, metrics: []metric{{l.source(key), l.metricName(key), "Sum"}},
		threshold: float64(*l.ErrorsPerMinute), minutes: 1, missing: fine, row: failed,
		text: fmt.Sprintf("Log group %s has more than %d lines with errors", key, *l.ErrorsPerMinute),
	}})
}
