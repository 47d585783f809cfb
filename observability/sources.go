package observability

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
)

// source is where CloudWatch keeps the metrics of one thing.
type source struct {
	namespace  string
	dimensions []dimension
	arn        pulumi.StringOutput // of a target group
}

type dimension struct {
	name  string
	value pulumi.StringOutput
}

// byName is the form in which alarms want the dimensions.
func (s source) byName() pulumi.StringMap {
	m := pulumi.StringMap{}
	for _, d := range s.dimensions {
		m[d.name] = d.value
	}
	return m
}

// sources are the metrics of all that is watched, by its key.
type sources struct {
	services  map[string]source
	groups    map[string][]keyed[source] // the target groups of each target: its own key, and the green one's
	databases map[string]source
}

// findSources makes the dimensions out of ARNs.
func (b *builder) findSources() {
	b.sources = sources{services: map[string]source{}, groups: map[string][]keyed[source]{}, databases: map[string]source{}}
	var balancers, clusters, instances []pulumi.StringOutput
	for _, t := range b.targets {
		balancer := t.value.LoadBalancerARN.ToStringOutput()
		balancers = append(balancers, balancer)
		groups := []keyed[source]{b.group(t.key, balancer, t.value.ARN)}
		if t.value.GreenARN != nil {
			groups = append(groups, b.group(t.key+"-green", balancer, t.value.GreenARN))
		}
		b.sources.groups[t.key] = groups
	}
	for _, s := range b.services {
		cluster := s.value.ClusterARN.ToStringOutput()
		clusters = append(clusters, cluster)
		b.sources.services[s.key] = source{namespace: "AWS/ECS", dimensions: []dimension{
			{"ClusterName", resourceOf(cluster, "cluster/")}, {"ServiceName", s.value.ServiceName.ToStringOutput()},
		}}
	}
	for _, d := range b.databases {
		instance := d.value.ARN.ToStringOutput()
		instances = append(instances, instance)
		b.sources.databases[d.key] = source{namespace: "AWS/RDS", dimensions: []dimension{{"DBInstanceIdentifier", resourceOf(instance, "db:")}}}
	}
	watched := append(append(balancers, clusters...), instances...)               // what is likely to exist first and change least is first
	b.place = arn.PlaceOf("observability", b.name, "what is watched", watched[0]) // resolve wants one at least
}

func (b *builder) group(key string, balancer pulumi.StringOutput, arn pulumi.StringInput) keyed[source] {
	group := arn.ToStringOutput()
	return keyed[source]{key, source{"AWS/ApplicationELB", []dimension{
		{"LoadBalancer", resourceOf(balancer, "loadbalancer/")}, {"TargetGroup", resourceOf(group, "")},
	}, group}}
}

// resourceOf is the part of an ARN behind the account, less a prefix.
func resourceOf(of pulumi.StringOutput, prefix string) pulumi.StringOutput {
	return of.ApplyT(func(s string) string {
		return strings.TrimPrefix(strings.SplitN(s, ":", 6)[5], prefix)
	}).(pulumi.StringOutput)
}
