package ecsservice

import (
	"maps"
	"slices"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check"
)

// loadBalancer is a load balancer of the service. The names of its rules have the role.
type loadBalancer struct {
	role string
	*infra.LoadBalancer
}

// loadBalancers returns LoadBalancer and after it FurtherLoadBalancers, sorted by key.
func (c config) loadBalancers() (all []loadBalancer) {
	if c.LoadBalancer != nil {
		all = append(all, loadBalancer{"load-balancer", c.LoadBalancer})
	}
	for _, key := range slices.Sorted(maps.Keys(c.FurtherLoadBalancers)) {
		all = append(all, loadBalancer{"from-" + key, c.FurtherLoadBalancers[key]})
	}
	return all
}

// absentLoadBalancers records what ingress returns for the key of a target that does not exist.
func absentLoadBalancers(a Args, wrong *check.Mistakes) {
	absent := func(at string, l *infra.LoadBalancer) {
		if l != nil {
			wrong.Absent(at, "ForService of ingress", l.TargetGroupARN, l.SecurityGroupID)
		}
	}
	absent("LoadBalancer", a.LoadBalancer)
	for _, key := range slices.Sorted(maps.Keys(a.FurtherLoadBalancers)) {
		absent(check.At("FurtherLoadBalancers", key), a.FurtherLoadBalancers[key])
	}
}

func (c config) checkLoadBalancers(wrong *check.Mistakes) {
	const further = "FurtherLoadBalancers"
	for _, key := range slices.Sorted(maps.Keys(c.FurtherLoadBalancers)) {
		wrong.Key(further, key)
	}
	switch {
	case len(c.FurtherLoadBalancers) == 0:
	case c.LoadBalancer == nil:
		wrong.Add(further, check.NotShown, "is only used with LoadBalancer; move one of them there")
	case c.blueGreen():
		wrong.Add(further, check.NotShown, "is for rolling deployments, because CodeDeploy shifts the traffic of one "+
			"load balancer; leave it empty, or choose rolling")
	}
}
