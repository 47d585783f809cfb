"""Elastic Load Balancing: a load balancer that is not told to be internal has no scheme, and deletion protection does not protect."""

from moto.elbv2.exceptions import ELBClientError
from moto.elbv2.responses import ELBV2Response

from gaps.closing import after, before


@after(ELBV2Response)
def create_load_balancer(self, result):
    for balancer in result.result["LoadBalancers"]:
        balancer.scheme = balancer.scheme or "internet-facing"
    return result


@before(ELBV2Response)
def delete_load_balancer(self):
    balancer = self.elbv2_backend.load_balancers.get(self._get_param("LoadBalancerArn"))
    if balancer and balancer.attrs.get("deletion_protection.enabled") == "true":
        raise ELBClientError("OperationNotPermitted", f"Load balancer '{balancer.arn}' cannot be deleted because deletion protection is enabled")
