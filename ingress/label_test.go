package ingress

import "testing"

func TestListenerNamesItsLoadBalancer(t *testing.T) {
	const listener = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/web/50dc6c49/0467ef3c"
	if got := balancerOf(listener); got != "app/web/50dc6c49" {
		t.Errorf("the load balancer is %q", got)
	}
}
