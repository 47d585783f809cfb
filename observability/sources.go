package observability

import (
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// source is where CloudWatch has the metrics of one resource.
type source struct {
	key        string // its name in alarms and graphs
	namespace  string
	dimensions []dimension
	arn        pulumi.StringOutput // of a target group
}

type dimension struct {
	name  string
	value pulumi.StringOutput
}

// byName returns the dimensions as alarms take them.
func (s source) byName() pulumi.StringMap {
	m := pulumi.StringMap{}
	for _, d := range s.dimensions {
		m[d.name] = d.value
	}
	return m
}

// sources are the metrics of everything that is watched, by its key in Args.
type sources struct {
	services  map[string]source
	groups    map[string][]source // of each target: its target group, and the green one if there is one
	databases map[string]source
	first     pulumi.StringOutput // the ARN of something that is watched
}

// findSources derives dimensions from ARNs.
func findSources(c config) sources {
	found := sources{services: map[string]source{}, groups: map[string][]source{}, databases: map[string]source{}}
	var balancers, clusters, instances []pulumi.StringOutput
	for _, key := range slices.Sorted(maps.Keys(c.Targets)) {
		t := c.Targets[key]
		balancer := t.LoadBalancerARN.ToStringOutput()
		balancers = append(balancers, balancer)
		found.groups[key] = []source{targetGroup(key, balancer, t.ARN)}
		if t.GreenARN != nil {
			found.groups[key] = append(found.groups[key], targetGroup(key+green, balancer, t.GreenARN))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.Services)) {
		s := c.Services[key]
		cluster := s.ClusterARN.ToStringOutput()
		clusters = append(clusters, cluster)
		found.services[key] = source{key: key, namespace: "AWS/ECS", dimensions: []dimension{
			{"ClusterName", resourceOf(cluster, "cluster/")},
			{"ServiceName", s.ServiceName.ToStringOutput()},
		}}
	}
	for _, key := range slices.Sorted(maps.Keys(c.Databases)) {
		d := c.Databases[key]
		instance := d.ARN.ToStringOutput()
		instances = append(instances, instance)
		found.databases[key] = source{key: key, namespace: "AWS/RDS", dimensions: []dimension{
			{"DBInstanceIdentifier", resourceOf(instance, "db:")},
		}}
	}
	// Those that exist earliest and change least come first. resolve requires at least one.
	found.first = slices.Concat(balancers, clusters, instances)[0]
	return found
}

func targetGroup(key string, balancer pulumi.StringOutput, arn pulumi.StringInput) source {
	group := arn.ToStringOutput()
	return source{key: key, namespace: "AWS/ApplicationELB", arn: group, dimensions: []dimension{
		{"LoadBalancer", resourceOf(balancer, "loadbalancer/")},
		{"TargetGroup", resourceOf(group, "")},
	}}
}

// resourceOf returns the part of an ARN after the account, without a prefix.
func resourceOf(of pulumi.StringOutput, prefix string) pulumi.StringOutput {
	return of.ApplyT(func(s string) string {
		return strings.TrimPrefix(strings.SplitN(s, ":", 6)[5], prefix)
	}).(pulumi.StringOutput)
}
