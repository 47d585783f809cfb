package observability

import (
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// source is where CloudWatch has the metrics of one resource.
type source struct {
	kind       string // of resource, in the names of alarms
	key        string // its name in alarms and graphs
	namespace  string
	dimensions []dimension
	arn        pulumi.StringOutput // of a target group
}

// metric is one metric of a source.
type metric struct {
	source
	name      pulumi.StringInput
	statistic string
}

func (s source) metric(name, statistic string) metric {
	return metric{s, pulumi.String(name), statistic}
}

type dimension struct {
	name  string
	value pulumi.StringOutput
}

// role is the first part of the roles of what is made for the resource.
func (s source) role() string { return s.kind + "-" + s.key }

// byName returns the dimensions as alarms take them.
func (s source) byName() pulumi.StringMap {
	m := pulumi.StringMap{}
	for _, d := range s.dimensions {
		m[d.name] = d.value
	}
	return m
}

// in returns the metrics of the same resource in another namespace.
func (s source) in(namespace string) source {
	s.namespace = namespace
	return s
}

// first returns a source whose metrics only have the first dimension.
func (s source) first(key string) source {
	s.key, s.dimensions = key, s.dimensions[:1]
	return s
}

const insights = "ECS/ContainerInsights"

func (s Service) source(key string) source {
	return source{kind: "ecs", key: key, namespace: "AWS/ECS", dimensions: []dimension{
		{"ClusterName", resourceOf(s.ClusterARN.ToStringOutput(), "cluster/")},
		{"ServiceName", s.ServiceName.ToStringOutput()},
	}}
}

// sources returns the target group, and the green one if there is one.
func (t Target) sources(key string) []source {
	groups := []source{t.source(key, t.ARN)}
	if t.GreenARN != nil {
		groups = append(groups, t.source(key+green, t.GreenARN))
	}
	return groups
}

// target is the kind of a target group, of which a target has one or two.
const target = "target"

func (t Target) source(key string, arn pulumi.StringInput) source {
	group := arn.ToStringOutput()
	return source{kind: target, key: key, namespace: "AWS/ApplicationELB", arn: group, dimensions: []dimension{
		{"LoadBalancer", resourceOf(t.LoadBalancerARN.ToStringOutput(), "loadbalancer/")},
		{"TargetGroup", resourceOf(group, "")},
	}}
}

func (a API) source(key string) source {
	return source{kind: "api", key: key, namespace: "AWS/ApiGateway", dimensions: []dimension{
		{"ApiId", a.ID.ToStringOutput()},
	}}
}

func (d Database) source(key string) source {
	return source{kind: "rds", key: key, namespace: "AWS/RDS", dimensions: []dimension{
		{"DBInstanceIdentifier", resourceOf(d.ARN.ToStringOutput(), "db:")},
	}}
}

func (l LogGroup) source(key string) source {
	return source{kind: "log", key: key, namespace: logErrors}
}

// logErrors is the namespace of the metrics that count lines.
const logErrors = "LogErrors"

// metricName returns the name of the metric that counts a log group's lines. The metric has no
// dimensions, so the name contains that of the log group, which is unique in the account and region, and
// the key, so that a log group can have several patterns.
func (l LogGroup) metricName(key string) pulumi.StringOutput {
	return l.Name.ToStringOutput().ApplyT(func(name string) string { return child.Name(name, key) }).(pulumi.StringOutput)
}

// placed returns the ARN of a watched resource, for its region and account. resolve requires at least
// one. Those that exist earliest and change least come first.
func (c config) placed() pulumi.StringInput {
	var arns []pulumi.StringInput
	for _, key := range slices.Sorted(maps.Keys(c.Targets)) {
		arns = append(arns, c.Targets[key].LoadBalancerARN)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Services)) {
		arns = append(arns, c.Services[key].ClusterARN)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Databases)) {
		arns = append(arns, c.Databases[key].ARN)
	}
	return arns[0]
}

// resourceOf returns the part of an ARN after the account, without a prefix.
func resourceOf(of pulumi.StringOutput, prefix string) pulumi.StringOutput {
	return of.ApplyT(func(s string) string {
		return strings.TrimPrefix(strings.SplitN(s, ":", 6)[5], prefix)
	}).(pulumi.StringOutput)
}
