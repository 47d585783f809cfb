"""The ways in to the tasks behind a load balancer's listeners.

They start at an HTTP API and go through its VPC Link, or at a network that reaches the load balancer's own address.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial

from continuity import account
from continuity.rules import Answered, End, broken, connect, end
from gaps import tasks


@dataclass(frozen=True)
class Request:
    """Is one request: a general one, or one that matches a listener rule."""

    path: str = "/"
    host: str = "example.com"

    def __str__(self):
        return "" if self == Request() else f" {'' if self.host == Request.host else self.host}{self.path}"


def ways_in():
    """Yields the name of each way in and a function that walks it.

    The function returns the task definition families that answer, or raises Broken.
    """
    for api in list(account.gateway().apis.values()):
        if api.protocol_type == "HTTP":
            for request in requests():
                yield f"HTTP API {account.name(api.arn)}{request}", partial(from_api, api.api_id, request)
    for balancer in list(account.balancing().load_balancers.values()):
        for port, network in open_doors(balancer):
            for request in requests(balancer):
                entry = f"port {port} of {account.name(balancer.arn)} from {network}{request}"
                yield entry, partial(from_network, balancer.arn, port, network, request)


def requests(*balancers):
    """Returns a request for every listener rule, and a general one."""
    found = {Request(): None}
    for balancer in balancers or list(account.balancing().load_balancers.values()):
        for listener in list(balancer.listeners.values()):
            for rule in list(listener._non_default_rules.values()):
                path, host = (values(rule, field)[:1] or [None] for field in ("path-pattern", "host-header"))
                found[Request(sample(path[0]) or Request.path, sample(host[0]) or Request.host)] = None
    return list(found)


def sample(pattern):
    return pattern and pattern.replace("*", "x").replace("?", "x")


def open_doors(balancer):
    """Yields pairs of a listener's port and a network that the load balancer's security groups admit to it."""
    groups = [group for group in map(account.security_group, balancer.security_groups) if group]
    networks = {rule.cidr_ipv4: None for group in groups for rule in group.ingress_rules if rule.cidr_ipv4}
    for listener in list(balancer.listeners.values()):
        for network in networks:
            rules = [rule for group in groups for rule in group.ingress_rules if rule.cidr_ipv4 == network]
            if any(rule.from_port <= int(listener.port) <= rule.to_port for rule in rules):
                yield int(listener.port), network


def from_api(api_id, request):
    where = ("HTTP API",)
    api = account.gateway().apis.get(api_id) or broken(where, "it is gone")
    api.stages.get("$default") or broken(where, "it has no stage $default")
    route = next((r for r in list(api.routes.values()) if r.route_key == "$default"), None)
    route or broken(where, "it has no route $default")
    integration_id = (route.target or "").removeprefix("integrations/")
    integration = api.integrations.get(integration_id) or broken(where, "its route leads to no integration")
    where += ("link",)
    link = account.gateway().vpc_links.get(integration.connection_id) or broken(where, "it is gone")
    listener, balancer = account.listener_and_balancer(integration.integration_uri)
    if not listener:
        broken(where, "the integration leads to a listener that is gone")
    source = end(where, "the link", link.sg_ids, link.subnet_ids)
    verified = (integration.tls_config or {}).get("serverNameToVerify")
    speak(where + (f"listener {listener.port}",), listener, verified)
    return at_listener(where, balancer, listener, source, request)


def speak(where, listener, verified):
    """Checks that an integration uses TLS if the listener does, and verifies a name that the certificate covers."""
    if (listener.protocol == "HTTPS") != bool(verified):
        broken(where, f"it speaks {listener.protocol}, the integration {'HTTPS' if verified else 'HTTP'}")
    certificate = account.certificate(listener.certificate)
    if verified and certificate:
        covered = [certificate.common_name, *certificate.sans]
        if not any(fnmatchcase(verified, name) for name in covered):
            broken(where, f"its certificate does not cover {verified}")


def from_network(balancer_arn, port, network, request):
    where = ("load balancer",)
    balancer = account.balancing().load_balancers.get(balancer_arn) or broken(where, "it is gone")
    return at_port(where, balancer, port, End(network, (), (network,)), request)


def at_port(where, balancer, port, source, request):
    listener = account.listener_on(balancer, port) or broken(where, f"there is no listener on {port}")
    return at_listener(where, balancer, listener, source, request)


def at_listener(where, balancer, listener, source, request):
    target = end(where, "the load balancer", balancer.security_groups, [subnet.id for subnet in balancer.subnets])
    where += (f"listener {listener.port}",)
    connect(where, source, target, int(listener.port))
    if listener.protocol == "HTTPS":
        certificate = account.certificate(listener.certificate) or broken(where, "its certificate does not exist")
        certificate.status == "ISSUED" or broken(where, f"its certificate is {certificate.status}")
    rules = sorted(list(listener._non_default_rules.values()), key=lambda rule: int(rule.priority))
    rule = next((rule for rule in rules if matches(rule, request)), None)
    action = (rule.actions if rule else listener.default_actions)[-1].data
    match action["Type"]:
        case "forward":
            return forward(where, action, target)
        case "redirect":
            return redirect(where, action["RedirectConfig"], balancer, source, request)
        case _:
            return broken(where, "it answers itself", Answered)


def redirect(where, to, balancer, source, request):
    port = to["Port"]
    if source.groups:
        broken(where, f"it redirects to {port}, which a client of the API cannot follow")
    if where[-1] == f"listener {port}":
        broken(where, "it redirects to itself")
    account.listener_on(balancer, port) or broken(where, f"it redirects to {port}, but there is no listener on {port}")
    return at_port(where, balancer, port, source, request)


def matches(rule, request):
    for field, value in ("path-pattern", request.path), ("host-header", request.host):
        patterns = values(rule, field)
        if patterns and not any(fnmatchcase(value, pattern) for pattern in patterns):
            return False
    return True


def values(rule, field):
    """Returns a rule's patterns for one field, from either form that the API accepts."""
    config = {"path-pattern": "PathPatternConfig", "host-header": "HostHeaderConfig"}[field]
    conditions = [c for c in rule.conditions if c["Field"] == field]
    return [value for c in conditions for value in c.get("Values") or c.get(config, {}).get("Values", [])]


def forward(where, action, balancer):
    """Returns what answers behind every target group that gets requests.

    Every registered target must be reachable, because requests go to all of them.
    """
    groups = action.get("ForwardConfig", {}).get("TargetGroups") or [{"TargetGroupArn": action.get("TargetGroupArn")}]
    arns = [group["TargetGroupArn"] for group in groups if int(group.get("Weight", 1)) > 0]
    arns or broken(where, "it forwards to nothing")
    return frozenset(family for arn in arns for family in at_group(where, arn, balancer))


def at_group(where, arn, balancer):
    where += (f"target group {account.name(arn)}",)
    group = account.balancing().target_groups.get(arn) or broken(where, "it is gone")
    for target in list(group.targets.values()) or broken(where, "no task is registered"):
        every = [task for found in list(tasks.running.values()) for task in found]
        behind = (task for task in every if (arn, target["Port"]) in task.targets and task.address == target["Id"])
        task = next(behind, None)
        if not task:
            broken(where, f"no task runs at a registered address, port {target['Port']}")
        account.subnet(task.subnet) or broken(where, f"a task is in subnet {task.subnet}, which does not exist")
        there = End(f"tasks of {account.name(task.service)}", task.groups, (f"{task.address}/32",))
        connect(where, balancer, there, int(target["Port"]))
        yield task.family
