package observability_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/alarmsim"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/observability"
)

func TestEachAlarmHasItsMetricAndDefaultThreshold(t *testing.T) {
	const (
		ecs   = "map[ClusterName:main ServiceName:main--api]"
		alb   = "map[LoadBalancer:app/main/50dc]"
		blue  = "map[LoadBalancer:app/main/50dc TargetGroup:targetgroup/blue/73e2]"
		green = "map[LoadBalancer:app/main/50dc TargetGroup:targetgroup/green/9b11]"
		rds   = "map[DBInstanceIdentifier:main-1234567]"
		api   = "map[ApiId:a1b2c3]"
	)
	g := run(t, everything())
	all := map[string]string{}
	for _, a := range g.All("MetricAlarm") {
		all[a.Name] = describe(a)
		if a.Text("alarmDescription") == "" || a.Get("metricName") != nil && a.Get("period") != 60.0 {
			t.Errorf("%s has a period of %v seconds and the description %q", a.Name, a.Get("period"), a.Text("alarmDescription"))
		}
	}
	want := map[string]string{
		"ecs-api-cpu":    "AWS/ECS CPUUtilization Average " + ecs + " > 80 in 5 of 5, without data missing",
		"ecs-api-memory": "AWS/ECS MemoryUtilization Average " + ecs + " > 80 in 5 of 5, without data missing",
		"ecs-api-tasks": "m2 - m1 of ECS/ContainerInsights RunningTaskCount Average " + ecs +
			", ECS/ContainerInsights DesiredTaskCount Average " + ecs + " > 0 in 5 of 5, without data breaching",
		"target-api-nohost": "MAX([m1, m2]) of AWS/ApplicationELB HealthyHostCount Maximum " + blue +
			", AWS/ApplicationELB HealthyHostCount Maximum " + green + " < 1 in 3 of 3, without data breaching",
		"target-api-balancer": "AWS/ApplicationELB HTTPCode_ELB_5XX_Count Sum " + alb +
			" > 5 in 1 of 1, without data notBreaching",
		"target-api-rejected": "AWS/ApplicationELB RejectedConnectionCount Sum " + alb +
			" > 0 in 1 of 1, without data notBreaching",
		"api-main-5xx":     "AWS/ApiGateway 5xx Sum " + api + " > 5 in 1 of 1, without data notBreaching",
		"api-main-latency": "AWS/ApiGateway Latency p95 " + api + " > 2000 in 3 of 5, without data notBreaching",
		"api-main-integration": "AWS/ApiGateway IntegrationLatency p95 " + api +
			" > 1000 in 3 of 5, without data notBreaching",
		"rds-main-cpu":      "AWS/RDS CPUUtilization Average " + rds + " > 80 in 5 of 5, without data missing",
		"rds-main-storage":  "AWS/RDS FreeStorageSpace Average " + rds + " < 1.073741824e+09 in 5 of 5, without data missing",
		"rds-main-freeable": "AWS/RDS FreeableMemory Average " + rds + " < 6.7108864e+07 in 5 of 5, without data missing",
		"rds-main-disk": "MAX([m1, m2]) of AWS/RDS ReadLatency Average " + rds + ", AWS/RDS WriteLatency Average " + rds +
			" > 0.02 in 5 of 5, without data missing",
		"rds-main-connections": "AWS/RDS DatabaseConnections Maximum " + rds + " > 64 in 5 of 5, without data missing",
		"rds-main-lag":         "AWS/RDS ReplicaLag Average " + rds + " > 300 in 5 of 5, without data missing",
		"log-api-errors":       "LogErrors /ecs/api--api Sum map[] > 5 in 1 of 1, without data notBreaching",
	}
	for key, of := range map[string]string{"api": blue, "api-green": green} {
		group := func(metric string) string { return "AWS/ApplicationELB " + metric + " " + of }
		want["target-"+key+"-5xx"] = group("HTTPCode_Target_5XX_Count Sum") + " > 5 in 1 of 1, without data notBreaching"
		want["target-"+key+"-rate"] = "IF(m2 >= 20, 100 * FILL(m1, 0) / m2, 0) of " + group("HTTPCode_Target_5XX_Count Sum") +
			", " + group("RequestCount Sum") + " > 5 in 3 of 5, without data notBreaching"
		want["target-"+key+"-latency"] = group("TargetResponseTime p95") + " > 1 in 3 of 5, without data notBreaching"
		want["target-"+key+"-unhealthy"] = group("UnHealthyHostCount Maximum") + " > 0 in 5 of 5, without data notBreaching"
	}
	for name := range want {
		if got := all["main--"+name]; got != want[name] {
			t.Errorf("%s is\n%s, want\n%s", name, got, want[name])
		}
	}
	if len(all) != len(want) {
		t.Errorf("%d alarms, want the %d of the table", len(all), len(want))
	}
}

// describe returns what an alarm watches and when it fires.
func describe(a *graphtest.Node) string {
	var watched string
	if queries, ok := a.Get("metricQueries").([]any); !ok {
		watched = fmt.Sprint(a.Text("namespace"), " ", a.Text("metricName"), " ",
			a.Choice("statistic", "extendedStatistic"), " ", dimensions(a.Get("dimensions")))
	} else {
		var metrics []string
		for _, q := range queries[1:] {
			m := q.(map[string]any)["metric"].(map[string]any)
			metrics = append(metrics, fmt.Sprint(m["namespace"], " ", m["metricName"], " ", m["stat"], " ",
				dimensions(m["dimensions"])))
		}
		watched = fmt.Sprint(queries[0].(map[string]any)["expression"], " of ", strings.Join(metrics, ", "))
	}
	comparison := map[string]string{"GreaterThanThreshold": ">", "LessThanThreshold": "<"}[a.Text("comparisonOperator")]
	return fmt.Sprintf("%s %s %v in %v of %v, without data %s", watched, comparison, a.Get("threshold"),
		a.Get("datapointsToAlarm"), a.Get("evaluationPeriods"), a.Text("treatMissingData"))
}

func dimensions(of any) map[string]any { m, _ := of.(map[string]any); return m }

func TestOnlyWhatIsGivenIsWatched(t *testing.T) {
	args := everything()
	args.Services, args.Targets, args.APIs, args.LogGroups = nil, nil, nil, nil
	database := args.Databases["main"]
	database.MaxConnections, database.ReplicaLagSeconds = 0, 0
	args.Databases["main"] = database
	g := run(t, args)
	want := []string{"main--rds-main-cpu", "main--rds-main-disk", "main--rds-main-freeable", "main--rds-main-storage"}
	if names := g.Names("MetricAlarm"); !slices.Equal(names, want) {
		t.Errorf("with only a database, the alarms are %q", names)
	}
	args = everything()
	args.Databases = nil
	g = run(t, args)
	g.None("EventSubscription")
	for _, document := range []string{g.Only("Key").Text("policy"), g.Only("TopicPolicy").Text("policy")} {
		if strings.Contains(document, "rds.") {
			t.Errorf("RDS may publish, but there is no database: %s", document)
		}
	}
}

// Each alarm can be left out, alone, and each of the others stays.
func TestEachAlarmCanBeLeftOut(t *testing.T) {
	all := run(t, everything()).Names("MetricAlarm")
	left := map[string]bool{}
	for what, kinds := range map[observability.Alarm][]string{
		observability.CPU: {"ecs", "rds"}, observability.Memory: {"ecs"}, observability.Tasks: {"ecs"},
		observability.Errors: {"target", "api"}, observability.ErrorRate: {"target"},
		observability.BalancerErrors: {"target"}, observability.Latency: {"target", "api"},
		observability.UnhealthyHosts: {"target"}, observability.NoHealthyHost: {"target"},
		observability.RejectedConnections: {"target"}, observability.IntegrationLatency: {"api"},
		observability.FreeStorage: {"rds"}, observability.FreeMemory: {"rds"}, observability.Connections: {"rds"},
		observability.DiskLatency: {"rds"}, observability.ReplicaLag: {"rds"}, observability.LoggedErrors: {"log"},
	} {
		for _, kind := range kinds {
			want := slices.DeleteFunc(slices.Clone(all), func(name string) bool {
				gone := strings.HasPrefix(name, "main--"+kind+"-") && strings.HasSuffix(name, "-"+string(what))
				left[name] = left[name] || gone
				return gone
			})
			if got := run(t, leaving(kind, what)).Names("MetricAlarm"); !slices.Equal(got, want) {
				t.Errorf("without %s of %s, the alarms are %q", what, kind, got)
			}
		}
	}
	for _, name := range all {
		if !left[name] {
			t.Errorf("%s cannot be left out", name)
		}
	}
}

// leaving returns everything without an alarm of one kind of resource.
func leaving(kind string, what observability.Alarm) observability.Args {
	args, without := everything(), []observability.Alarm{what}
	service, target, api := args.Services["api"], args.Targets["api"], args.APIs["main"]
	database, logs := args.Databases["main"], args.LogGroups["api"]
	*map[string]*[]observability.Alarm{
		"ecs": &service.Without, "target": &target.Without, "api": &api.Without,
		"rds": &database.Without, "log": &logs.Without,
	}[kind] = without
	args.Services["api"], args.Targets["api"], args.APIs["main"] = service, target, api
	args.Databases["main"], args.LogGroups["api"] = database, logs
	return args
}

// Without blue/green, ingress returns a zero output for the green target group. Callers can pass it
// on.
func TestZeroGreenOutputIsNoGreenGroup(t *testing.T) {
	args := everything()
	target := args.Targets["api"]
	target.GreenARN = pulumi.StringOutput{}
	args.Targets["api"] = target
	g := run(t, args)
	if names := g.Names("MetricAlarm"); slices.Contains(names, "main--target-api-green-5xx") {
		t.Errorf("the alarms are %q", names)
	}
	if nobody := g.Named("MetricAlarm", "main--target-api-nohost"); nobody.Text("metricName") != "HealthyHostCount" {
		t.Errorf("the alarm on no healthy host is %v", nobody.Inputs)
	}
}

func TestThresholdsReachTheAlarms(t *testing.T) {
	args := everything()
	service, target, api := args.Services["api"], args.Targets["api"], args.APIs["main"]
	database, logs := args.Databases["main"], args.LogGroups["api"]
	service.CPUPercent, service.MemoryPercent, service.StartMinutes = 70, 90, 8
	target.ErrorsPerMinute, target.ErrorPercent, target.LatencyMilliseconds = new(20), 2, 250
	target.BalancerErrorsPerMinute, target.UnhealthyMinutes = new(0), 9
	api.ErrorsPerMinute, api.LatencyMilliseconds, api.IntegrationLatencyMilliseconds = new(7), 900, 800
	database.CPUPercent, database.FreeStorageGB, database.FreeMemoryMiB = 60, 10, 512
	database.MaxConnections, database.ConnectionsPercent = 200, 50
	database.DiskLatencyMilliseconds, database.ReplicaLagSeconds = 5, 30
	logs.ErrorsPerMinute = new(0)
	args.Services["api"], args.Targets["api"], args.APIs["main"] = service, target, api
	args.Databases["main"], args.LogGroups["api"] = database, logs
	g := run(t, args)
	for name, want := range map[string]float64{
		"ecs-api-cpu": 70, "ecs-api-memory": 90,
		"target-api-5xx": 20, "target-api-green-5xx": 20, "target-api-rate": 2, "target-api-latency": 0.25,
		"target-api-balancer": 0, "api-main-5xx": 7, "api-main-latency": 900, "api-main-integration": 800,
		"rds-main-cpu": 60, "rds-main-storage": 10 << 30, "rds-main-freeable": 512 << 20, "rds-main-connections": 100,
		"rds-main-disk": 0.005, "rds-main-lag": 30, "log-api-errors": 0,
	} {
		a := g.Named("MetricAlarm", "main--"+name)
		if a.Get("threshold") != want {
			t.Errorf("the threshold of %s is %v, want %v", name, a.Get("threshold"), want)
		}
	}
	for name, want := range map[string]float64{"ecs-api-tasks": 8, "target-api-unhealthy": 9} {
		if a := g.Named("MetricAlarm", "main--"+name); a.Get("evaluationPeriods") != want {
			t.Errorf("%s fires after %v minutes, want %v", name, a.Get("evaluationPeriods"), want)
		}
	}
}

// CKV_AWS_319.
func TestEveryAlarmNotifiesOfALARMAndOK(t *testing.T) {
	g := run(t, everything())
	topic, _ := g.Only("Topic").Output("arn").(string)
	for _, a := range g.All("MetricAlarm") {
		for _, actions := range []string{"alarmActions", "okActions"} {
			if got := a.Strings(actions); !slices.Equal(got, []string{topic}) {
				t.Errorf("the %s of %s are %q", actions, a.Name, got)
			}
		}
		if a.Get("actionsEnabled") == false {
			t.Errorf("the actions of %s are disabled", a.Name)
		}
		if !a.WaitsFor(g.Only("TopicPolicy")) {
			t.Errorf("%s could notify before it may publish", a.Name)
		}
	}
}

// The package's comment has these sums.
func TestAlarmsCostWhatTheCommentSays(t *testing.T) {
	for rolling, want := range map[bool]int{true: 22, false: 28} {
		args := everything()
		target, database := args.Targets["api"], args.Databases["main"]
		database.ReplicaLagSeconds = 0
		if rolling {
			target.GreenARN = nil
		}
		args.Targets["api"], args.Databases["main"] = target, database
		metrics := 0
		for _, a := range run(t, args).All("MetricAlarm") {
			metrics += alarmsim.Metrics(a)
		}
		if metrics != want {
			t.Errorf("rolling %t: alarms on %d metrics, want %d", rolling, metrics, want)
		}
	}
}
