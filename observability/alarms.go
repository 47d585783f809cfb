package observability

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// alarm is a metric out of bounds for some minutes in a row.
type alarm struct {
	name        string                // logical
	physical    pulumi.StringPtrInput // by default Pulumi's
	description string
	of          source
	metric      string
	statistic   string
	comparison  string
	threshold   int
	minutes     int
	missing     string // what minutes without a value count as
}

const (
	above = "GreaterThanThreshold"
	below = "LessThanThreshold"

	// A load that is not reported is not known: the alarm then says so, as insufficient data, and notifies nobody.
	unknown = "missing"
	// Errors are only reported when there are any.
	fine = "notBreaching"
)

func (b *builder) createAlarms() error {
	b.alarms = map[string]*cloudwatch.MetricAlarm{}
	actions := pulumi.Array{}
	for _, topic := range b.topics {
		actions = append(actions, topic)
	}
	for _, a := range b.wanted() {
		created, err := child.New(b.Parent, cloudwatch.NewMetricAlarm, a.name, &cloudwatch.MetricAlarmArgs{
			Name:               a.physical,
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
			Tags:               child.Tags(b.tags, a.name),
		}, b.edit.Alarm)
		if err != nil {
			return err
		}
		b.alarms[a.name] = created
	}
	return nil
}

// wanted is every alarm of the monitor.
func (b *builder) wanted() []alarm {
	all := []alarm{}
	for _, s := range b.services {
		of := b.sources.services[s.key]
		all = append(all,
			b.load("ecs", s.key, "cpu", fmt.Sprintf("CPU use of service %s above %d percent for five minutes", s.key, s.value.CPUPercent),
				of, "CPUUtilization", s.value.CPUPercent),
			b.load("ecs", s.key, "memory", fmt.Sprintf("Memory use of service %s above %d percent for five minutes", s.key, s.value.MemoryPercent),
				of, "MemoryUtilization", s.value.MemoryPercent))
	}
	for _, t := range b.targets {
		for _, group := range b.sources.groups[t.key] {
			all = append(all, alarm{
				name:        errorsAlarm(b.name, group.key),
				physical:    errorsAlarmName(group.key, group.value.arn),
				description: fmt.Sprintf("More than %d answers of target %s within a minute have a status of 500 to 599", *t.value.ErrorsPerMinute, group.key),
				of:          group.value, metric: "HTTPCode_Target_5XX_Count", statistic: "Sum",
				comparison: above, threshold: *t.value.ErrorsPerMinute, minutes: 1, missing: fine,
			})
		}
	}
	for _, d := range b.databases {
		of := b.sources.databases[d.key]
		storage := b.load("rds", d.key, "storage", fmt.Sprintf("Less than %d GB of free storage in database %s for five minutes", d.value.FreeStorageGB, d.key),
			of, "FreeStorageSpace", d.value.FreeStorageGB<<30)
		storage.comparison = below
		all = append(all, storage, b.load("rds", d.key, "cpu",
			fmt.Sprintf("CPU use of database %s above %d percent for five minutes", d.key, d.value.CPUPercent), of, "CPUUtilization", d.value.CPUPercent))
	}
	return all
}

// load is an alarm on something that has used too much for too long.
func (b *builder) load(kind, key, what, description string, of source, metric string, threshold int) alarm {
	return alarm{
		name: loadAlarm(b.name, kind, key, what), description: description, of: of, metric: metric, statistic: "Average",
		comparison: above, threshold: threshold, minutes: 5, missing: unknown,
	}
}

func (b *builder) alarmARNs() pulumi.StringArrayOutput {
	arns := pulumi.StringArray{}
	for _, name := range slices.Sorted(maps.Keys(b.alarms)) {
		arns = append(arns, b.alarms[name].Arn)
	}
	return arns.ToStringArrayOutput()
}
