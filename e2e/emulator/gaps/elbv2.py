"""Elastic Load Balancing: a load balancer that is not told to be internal has no scheme."""

from moto.elbv2.responses import ELBV2Response

from gaps.closing import after


@after(ELBV2Response)
def create_load_balancer(self, result):
    for balancer in result.result["LoadBalancers"]:
        balancer.scheme = balancer.scheme or "internet-facing"
    return result
