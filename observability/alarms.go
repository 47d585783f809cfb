package observability

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// allAlarms returns all alarms of the monitor.
func (c config) allAlarms() (all []alarm) {
	for _, key := range slices.Sorted(maps.Keys(c.Services)) {
		all = append(all, c.Services[key].alarms(key)...)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Targets)) {
		all = append(all, c.Targets[key].alarms(key)...)
	}
	for _, key := range slices.Sorted(maps.Keys(c.APIs)) {
		all = append(all, c.APIs[key].alarms(key)...)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Databases)) {
		all = append(all, c.Databases[key].alarms(key)...)
	}
	for _, key := range slices.Sorted(maps.Keys(c.LogGroups)) {
		all = append(all, c.LogGroups[key].alarms(key)...)
	}
	return all
}

func (b *builder) createAlarms() error {
	actions := pulumi.Array{}
	for _, topic := range b.topics {
		actions = append(actions, topic)
	}
	for _, a := range b.allAlarms() {
		name := b.Role(a.role())
		args := a.args()
		description := pulumi.Sprintf("%s/%s: %s", b.Project(), b.Stack(), a.description())
		if a.missing == outage {
			description = b.afterServices(description)
		}
		args.AlarmDescription = description
		args.AlarmActions, args.OkActions = actions, actions
		args.Tags = child.Tags(b.Tags, name)
		created, err := child.New(b.Parent, cloudwatch.NewMetricAlarm, name, args, b.Transform.Alarm)
		if err != nil {
			return err
		}
		b.alarms[name] = created
	}
	return nil
}

// afterServices returns the text when the services run. Otherwise an alarm on the absence of tasks would
// fire in the first deployment of a stack.
func (b *builder) afterServices(text pulumi.StringOutput) pulumi.StringOutput {
	all := []any{text}
	for _, key := range slices.Sorted(maps.Keys(b.Services)) {
		all = append(all, b.Services[key].ServiceName)
	}
	return pulumi.All(all...).ApplyT(func(known []any) string { return known[0].(string) }).(pulumi.StringOutput)
}

// args returns what the alarm watches and when it fires.
func (a alarm) args() *cloudwatch.MetricAlarmArgs {
	args := &cloudwatch.MetricAlarmArgs{
		ComparisonOperator: pulumi.String("GreaterThanThreshold"),
		Threshold:          pulumi.Float64(a.threshold),
		EvaluationPeriods:  pulumi.Int(cmp.Or(a.within, a.minutes)),
		DatapointsToAlarm:  pulumi.Int(a.minutes),
		TreatMissingData:   pulumi.String(a.missing),
	}
	if a.below {
		args.ComparisonOperator = pulumi.String("LessThanThreshold")
	}
	if a.metrics[0].kind == target {
		args.Name = a.targetName()
	}
	if a.math != "" {
		args.MetricQueries = a.queries()
		return args
	}
	of := a.metrics[0]
	args.Namespace, args.MetricName, args.Dimensions = pulumi.String(of.namespace), of.name.ToStringOutput(), of.byName()
	args.Period = pulumi.Int(60)
	if strings.HasPrefix(of.statistic, "p") {
		args.ExtendedStatistic = pulumi.String(of.statistic)
	} else {
		args.Statistic = pulumi.String(of.statistic)
	}
	return args
}

// queries returns the expression and its metrics.
func (a alarm) queries() cloudwatch.MetricAlarmMetricQueryArray {
	ids, expression := a.ids(1)
	all := cloudwatch.MetricAlarmMetricQueryArray{cloudwatch.MetricAlarmMetricQueryArgs{
		Id: pulumi.String("result"), Expression: pulumi.String(expression), Label: pulumi.String(a.text),
		ReturnData: pulumi.Bool(true),
	}}
	for i, m := range a.metrics {
		all = append(all, cloudwatch.MetricAlarmMetricQueryArgs{
			Id: pulumi.String(ids[i]),
			Metric: cloudwatch.MetricAlarmMetricQueryMetricArgs{
				Namespace: pulumi.String(m.namespace), MetricName: m.name, Dimensions: m.byName(),
				Period: pulumi.Int(60), Stat: pulumi.String(m.statistic),
			},
		})
	}
	return all
}

// sortedAlarms returns the ARNs of all alarms, in the order of their logical names.
func (b *builder) sortedAlarms() pulumi.StringArray {
	arns := pulumi.StringArray{}
	for _, name := range slices.Sorted(maps.Keys(b.alarms)) {
		arns = append(arns, b.alarms[name].Arn)
	}
	return arns
}

// rollbackAlarms returns the names of the alarms of each target on which deployments roll back. They
// resolve when the alarms exist.
func (b *builder) rollbackAlarms() map[string]pulumi.StringArrayOutput {
	all := map[string]pulumi.StringArrayOutput{}
	for key, target := range b.Targets {
		names := pulumi.StringArray{}
		for _, a := range target.alarms(key) {
			if a.rollback {
				names = append(names, b.alarms[b.Role(a.role())].Name)
			}
		}
		if len(names) > 0 {
			all[key] = names.ToStringArrayOutput()
		}
	}
	return all
}
