package components

import (
	"reflect"
	"testing"

	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/ecsjob"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/observability"
)

// A zero reaches AWS if it is valid there and a user may mean it.
func TestZeroMeansZero(t *testing.T) {
	for name, c := range map[string]struct {
		kind   string
		change func(any)
		typ    string
		path   string
	}{
		"no task": {"ecsservice", func(a any) {
			s := a.(*ecsservice.Args)
			s.DesiredCount, s.Scaling = new(0), nil
		}, "ecs/service:Service", "desiredCount"},
		"no task to start": {"ecsservice", func(a any) {
			s := a.(*ecsservice.Args)
			s.DesiredCount, s.Scaling.Min = new(0), new(0)
		}, "ecs/service:Service", "desiredCount"},
		"scaled to nothing": {"ecsservice", func(a any) {
			a.(*ecsservice.Args).Scaling.Min = new(0)
		}, "appautoscaling/target:Target", "minCapacity"},
		"nothing at night": {"ecsservice", func(a any) {
			s := a.(*ecsservice.Args).Scaling
			s.Schedules["night"] = ecsservice.Schedule{Cron: "0 20 * * ? *", Min: new(0), Max: new(0)}
		}, "ScheduledAction", "scalableTargetAction.maxCapacity"},
		"no time to start": {"ecsservice", func(a any) {
			a.(*ecsservice.Args).HealthCheckGraceSeconds = new(0)
		}, "ecs/service:Service", "healthCheckGracePeriodSeconds"},
		"no draining": {"ingress", func(a any) {
			web := a.(*ingress.Args).Targets["web"]
			web.DeregistrationDelaySeconds = new(0)
			a.(*ingress.Args).Targets["web"] = web
		}, "TargetGroup", "deregistrationDelay"},
		"no time to roll back": {
			"bluegreen", func(a any) { a.(*bluegreen.Args).TerminationWaitMinutes = new(0) },
			"codedeploy/deploymentGroup:DeploymentGroup",
			"blueGreenDeploymentConfig.terminateBlueInstancesOnDeploymentSuccess.terminationWaitTimeInMinutes",
		},
		"no retry": {"ecsjob", func(a any) {
			a.(*ecsjob.Args).Retries = new(0)
		}, "Schedule", "target.retryPolicy.maximumRetryAttempts"},
		"no error is fine": {"observability", func(a any) {
			web := a.(*observability.Args).Targets["web"]
			web.ErrorsPerMinute = new(0)
			a.(*observability.Args).Targets["web"] = web
		}, "MetricAlarm", "threshold"},
	} {
		t.Run(name, func(t *testing.T) {
			change := func(args reflect.Value) { c.change(args.Addr().Interface()) }
			g := graphtest.Run(t, components[c.kind].program(change))
			found := false
			for _, node := range g.All(c.typ) {
				found = found || node.Get(c.path) == 0.0
			}
			if !found {
				t.Errorf("no %s has a %s of 0", c.typ, c.path)
			}
		})
	}
}

// A service that may scale to zero still starts with one task.
func TestServiceThatMayScaleToZeroStartsOneTask(t *testing.T) {
	g := graphtest.Run(t, components["ecsservice"].program(func(args reflect.Value) {
		args.Addr().Interface().(*ecsservice.Args).Scaling.Min = new(0)
	}))
	if got := g.Only("ecs/service:Service").Get("desiredCount"); got != 1.0 {
		t.Errorf("it starts %v tasks", got)
	}
}

// zeros lists the numbers for which 0 means that the field is not set, and why nobody means 0.
var zeros = map[string]string{
	"network.Args.ZoneCount":               "a network has at least two zones",
	"network.FlowLog.RetentionDays":        retention,
	"ecsservice.Args.LogRetentionDays":     retention,
	"ecsservice.Args.CPU":                  "no task runs without a CPU",
	"ecsservice.Args.MemoryMiB":            "no task runs without memory",
	"ecsservice.Container.Port":            "there is no port 0, so it means no port",
	"ecsservice.Container.CPU":             "it reserves no CPU for the container, as in AWS",
	"ecsservice.Container.MemoryMiB":       "no container runs without memory",
	"ecsservice.Container.StopSeconds":     "AWS waits for at least two seconds",
	"ecsservice.Container.OpenFiles":       "no container runs without files, so it means Fargate's limit",
	"ecsservice.Container.StartSeconds":    "no container starts in no time, so it means no limit",
	"ecsservice.Health.IntervalSeconds":    "checks are at least five seconds apart",
	"ecsservice.Health.TimeoutSeconds":     "an answer takes time",
	"ecsservice.Health.Retries":            "a check must have happened",
	"ecsservice.Health.StartPeriodSeconds": "it means that each failed check counts, which is the default",
	"ecsservice.Scaling.CPUPercent":        "no load is no useful target, so it means no target",
	"ecsservice.Scaling.MemoryPercent":     "no load is no useful target, so it means no target",
	"ingress.Target.HealthPort":            "there is no port 0",
	"infra.LoadBalancer.HealthPort":        "there is no port 0",
	"ingress.Target.HealthIntervalSeconds": "checks are at least five seconds apart",
	"ingress.Target.HealthTimeoutSeconds":  "an answer takes time",
	"ingress.Target.HealthyThreshold":      "a check must have happened",
	"ingress.Target.UnhealthyThreshold":    "a check must have happened",
	"ingress.Target.Priority":              "priorities start at 1, so it means no priority",
	"ingress.TestListener.Port":            "there is no port 0",
	"logbucket.Args.RetentionDays":         "no log is kept for no day",
	"ingress.API.LogRetentionDays":         retention,
	"domain.Args.ValidationMinutes":        "a certificate is never issued at once",
	"ecsjob.Args.MaxAgeMinutes":            "a retry takes time; nobody retries with Retries 0",
	"ecsjob.When.EveryMinutes":             "it means no rate, for a schedule by Cron",
	"database.Args.StorageGB":              "no database is without storage",
	"database.Args.LogRetentionDays":       retention,
	"database.Args.Port":                   "there is no port 0",
	"database.Args.IOPS":                   "it means what the storage has without a charge",
	"database.Args.ThroughputMBps":         "it means what the storage has without a charge",
	"database.Args.MonitoringSeconds":      "it means never, which is the default",

	"database.ReplicaArgs.LogRetentionDays":  retention,
	"database.ReplicaArgs.Port":              "there is no port 0",
	"database.ReplicaArgs.MonitoringSeconds": "it means never, which is the default",
	"database.ProxyArgs.ConnectionPercent":   "a proxy without connections is of no use",
	"database.ProxyArgs.IdleClientMinutes":   "a client is idle between any two statements",

	"observability.Service.CPUPercent":     "such an alarm would never end",
	"observability.Service.MemoryPercent":  "such an alarm would never end",
	"observability.Service.StartMinutes":   "no task starts in no time",
	"observability.Database.CPUPercent":    "such an alarm would never end",
	"observability.Database.FreeStorageGB": "such an alarm would never start, because free storage is never below 0",
	"observability.Database.FreeMemoryMiB": "such an alarm would never start, because free memory is never below 0",
	"bluegreen.Args.ApprovalWaitMinutes":   "it means no wait, which is the default",

	"observability.Target.ErrorPercent":                "such an alarm would repeat the one on the number of errors",
	"observability.Target.LatencyMilliseconds":         "such an alarm would never end",
	"observability.Target.UnhealthyMinutes":            "an alarm takes a minute",
	"observability.API.LatencyMilliseconds":            "such an alarm would never end",
	"observability.API.IntegrationLatencyMilliseconds": "such an alarm would never end",
	"observability.Database.MaxConnections":            "it means unknown, and no alarm",
	"observability.Database.ConnectionsPercent":        "such an alarm would never end",
	"observability.Database.DiskLatencyMilliseconds":   "such an alarm would never end",
	"observability.Database.ReplicaLagSeconds":         "it means no replica, and no alarm",

	"ecsservice.ClusterArgs.LogRetentionDays": retention,
	"ecsservice.Args.OnDemandBase":            "it means no such task, which is the default",
	"infra.BlueGreenService.OnDemandBase":     "it means no such task, which is the default",
	"ecsservice.Endpoint.Port":                "there is no port 0",
	"ecsservice.Endpoint.ClientPort":          "there is no port 0",
	"ecsservice.Scaling.RequestsPerTarget":    "no load is no useful target, so it means no target",
}

const retention = "CloudWatch Logs keeps nothing for 0 days"

// A user who writes 0 must get 0 or an error, never a default, so a number with a default must be a
// pointer. The test finds a new one that is not.
func TestNumberWithADefaultIsAPointer(t *testing.T) {
	found := map[string]bool{}
	each(t, func(_ *testing.T, c component) { plainNumbers(reflect.TypeOf(c.args()), found) })
	for name := range found {
		if zeros[name] == "" {
			t.Errorf("%s: 0 would silently be its default; make it a pointer with omitnil, "+
				"or say in zeros why nobody means 0", name)
		}
	}
	for name := range zeros {
		if !found[name] {
			t.Errorf("%s is not an optional number", name)
		}
	}
}

// plainNumbers adds the optional numbers below a type that are not pointers, as
// "package.Struct.Field".
func plainNumbers(t reflect.Type, found map[string]bool) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		plainNumbers(t.Elem(), found)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			required := check.FieldOf(t, f).Required()
			if (f.Type.Kind() == reflect.Int || f.Type.Kind() == reflect.Float64) && !required {
				found[t.String()+"."+f.Name] = true
			}
			plainNumbers(f.Type, found)
		}
	}
}
