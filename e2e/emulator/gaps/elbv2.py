"""Elastic Load Balancing: moto lacks the default scheme, ignores deletion protection, and accepts a used port."""

from moto.elbv2.exceptions import DuplicateListenerError, ELBClientError
from moto.elbv2.models import ELBv2Backend
from moto.elbv2.responses import ELBV2Response

from gaps.closing import after, before, recorded


@after(ELBV2Response)
def create_load_balancer(self, result):
    for balancer in result.result["LoadBalancers"]:
        balancer.scheme = balancer.scheme or "internet-facing"
    return result


@before(ELBV2Response)
def delete_load_balancer(self):
    balancer = self.elbv2_backend.load_balancers.get(self._get_param("LoadBalancerArn"))
    if balancer and balancer.attrs.get("deletion_protection.enabled") == "true":
        problem = f"Load balancer '{balancer.arn}' cannot be deleted because deletion protection is enabled"
        raise ELBClientError("OperationNotPermitted", problem)


@before(ELBv2Backend)
def create_listener(self, load_balancer_arn, protocol, port, *args, **kwargs):
    balancer = self.load_balancers.get(load_balancer_arn)
    if balancer and any(str(listener.port) == str(port) for listener in list(balancer.listeners.values())):
        raise recorded(DuplicateListenerError())
