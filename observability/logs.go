package observability

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// createMetricFilters counts the lines of log groups that match their patterns.
func (b *builder) createMetricFilters() error {
	for _, key := range slices.Sorted(maps.Keys(b.LogGroups)) {
		l := b.LogGroups[key]
		if slices.Contains(l.Without, LoggedErrors) {
			continue
		}
		name := b.Role(l.source(key).role())
		_, err := child.New(b.Parent, cloudwatch.NewLogMetricFilter, name, &cloudwatch.LogMetricFilterArgs{
			LogGroupName: l.Name.ToStringOutput(),
			Pattern:      pulumi.String(l.Pattern),
			MetricTransformation: cloudwatch.LogMetricFilterMetricTransformationArgs{
				Namespace: pulumi.String(logErrors), Name: b.checkMetric(key, l), Value: pulumi.String("1"),
			},
		}, b.Transform.MetricFilter)
		if err != nil {
			return err
		}
	}
	return nil
}

// checkMetric returns the name of a log group's metric as an output that fails if the name is too long.
func (b *builder) checkMetric(key string, l LogGroup) pulumi.StringOutput {
	return l.metricName(key).ApplyT(func(name string) (string, error) {
		if len(name) > longestName {
			return "", b.Errorf("%s.Name (not shown): "+tooLong, check.At("LogGroups", key), "name--"+key, longestName,
				len(name)-longestName)
		}
		return name, nil
	}).(pulumi.StringOutput)
}

// createQueries saves queries. Two hyphens separate the keys, which contain none, so that two queries
// never share a name.
func (b *builder) createQueries() error {
	for _, key := range slices.Sorted(maps.Keys(b.LogGroups)) {
		l := b.LogGroups[key]
		for _, query := range slices.Sorted(maps.Keys(l.Queries)) {
			name := b.Role(l.source(key).role() + "--" + query)
			_, err := child.New(b.Parent, cloudwatch.NewQueryDefinition, name, &cloudwatch.QueryDefinitionArgs{
				Name:          pulumi.Sprintf("%s/%s/%s/%s/%s", b.Project(), b.Stack(), b.Name, key, query),
				LogGroupNames: pulumi.StringArray{l.Name},
				QueryString:   pulumi.String(l.Queries[query]),
			}, b.Transform.Query)
			if err != nil {
				return err
			}
		}
	}
	return nil
}
