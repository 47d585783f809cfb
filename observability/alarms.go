package observability

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// alarm goes into ALARM when a metric crosses its threshold for some minutes in a row.
type alarm struct {
	role        string
	name        pulumi.StringPtrInput // physical; nil for an auto-generated one
	description string
	of          source
	metric      string
	statistic   string
	comparison  string
	threshold   int
	minutes     int
	missing     string // how minutes without data are treated
}

const (
	above = "GreaterThanThreshold"
	below = "LessThanThreshold"

	// Without data about its use, a resource's state is unknown: the alarm goes into INSUFFICIENT_DATA
	// and does not notify.
	insufficientData = "missing"
	// CloudWatch has data about errors only if there are any.
	notBreaching = "notBreaching"
)

func (b *builder) createAlarms() error {
	actions := pulumi.Array{}
	for _, topic := range b.topics {
		actions = append(actions, topic)
	}
	for _, a := range b.wanted() {
		name := b.Role(a.role)
		created, err := child.New(b.Parent, cloudwatch.NewMetricAlarm, name, &cloudwatch.MetricAlarmArgs{
			Name:               a.name,
			AlarmDescription:   pulumi.Sprintf("%s/%s: %s", b.Project(), b.Stack(), a.description),
			Namespace:          pulumi.String(a.of.namespace),
			MetricName:         pulumi.String(a.metric),
			Dimensions:         a.of.byName(),
			Statistic:          pulumi.String(a.statistic),
			ComparisonOperator: pulumi.String(a.comparison),
			Threshold:          pulumi.Float64(a.threshold),
			Period:             pulumi.Int(60),
			EvaluationPeriods:  pulumi.Int(a.minutes),
			TreatMissingData:   pulumi.String(a.missing),
			AlarmActions:       actions,
			OkActions:          actions,
			Tags:               child.Tags(b.Tags, name),
		}, b.Transform.Alarm)
		if err != nil {
			return err
		}
		b.alarms[name] = created
	}
	return nil
}

// wanted returns all alarms of the monitor.
func (b *builder) wanted() []alarm {
	all := []alarm{}
	for _, key := range slices.Sorted(maps.Keys(b.Services)) {
		s := b.Services[key]
		all = append(all, serviceAlarms(s, b.sources.services[key])...)
	}
	for _, key := range slices.Sorted(maps.Keys(b.Targets)) {
		t := b.Targets[key]
		for _, group := range b.sources.groups[key] {
			all = append(all, errorsAlarm(t, group))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(b.Databases)) {
		d := b.Databases[key]
		all = append(all, databaseAlarms(d, b.sources.databases[key])...)
	}
	return all
}

func serviceAlarms(s Service, of source) []alarm {
	cpu := fmt.Sprintf("CPU use of service %s above %d percent for five minutes", of.key, s.CPUPercent)
	memory := fmt.Sprintf("Memory use of service %s above %d percent for five minutes", of.key, s.MemoryPercent)
	return []alarm{
		usageAlarm(usageRole("ecs", of.key, "cpu"), cpu, of, "CPUUtilization", above, s.CPUPercent),
		usageAlarm(usageRole("ecs", of.key, "memory"), memory, of, "MemoryUtilization", above, s.MemoryPercent),
	}
}

func databaseAlarms(d Database, of source) []alarm {
	storage := fmt.Sprintf("Less than %d GB of free storage in database %s for five minutes", d.FreeStorageGB, of.key)
	cpu := fmt.Sprintf("CPU use of database %s above %d percent for five minutes", of.key, d.CPUPercent)
	return []alarm{
		usageAlarm(usageRole("rds", of.key, "storage"), storage, of, "FreeStorageSpace", below, d.FreeStorageGB<<30),
		usageAlarm(usageRole("rds", of.key, "cpu"), cpu, of, "CPUUtilization", above, d.CPUPercent),
	}
}

// usageAlarm returns an alarm on the average use of something over five minutes.
func usageAlarm(role, description string, of source, metric, comparison string, threshold int) alarm {
	return alarm{
		role: role, description: description, of: of, metric: metric, statistic: "Average",
		comparison: comparison, threshold: threshold, minutes: 5, missing: insufficientData,
	}
}

func errorsAlarm(t Target, of source) alarm {
	return alarm{
		role: errorsRole(of.key),
		name: errorsAlarmName(of.key, of.arn),
		description: fmt.Sprintf("More than %d answers of target %s within a minute have a status of 500 to 599",
			*t.ErrorsPerMinute, of.key),
		of: of, metric: "HTTPCode_Target_5XX_Count", statistic: "Sum",
		comparison: above, threshold: *t.ErrorsPerMinute, minutes: 1, missing: notBreaching,
	}
}

// alarmARNs returns the ARNs of all alarms, in the order of their logical names.
func (b *builder) alarmARNs() pulumi.StringArrayOutput {
	arns := pulumi.StringArray{}
	for _, name := range slices.Sorted(maps.Keys(b.alarms)) {
		arns = append(arns, b.alarms[name].Arn)
	}
	return arns.ToStringArrayOutput()
}
