"""The ways in: from an HTTP API through its VPC Link, and from networks to a load balancer's own address, to the tasks behind its listeners."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from continuity import account
from continuity.rules import Answered, End, broken, connect, end
from gaps import tasks


@dataclass(frozen=True)
class Request:
    """Is one request: any, or one that a rule of a listener is for."""

    path: str = "/"
    host: str = "example.com"

    def __str__(self):
        return "" if self == Request() else f" {'' if self.host == Request.host else self.host}{self.path}"


def ways_in():
    """Is all ways in by their name, each a function that returns what answers, as families of task definitions, or raises."""
    for api in list(account.gateway().apis.values()):
        if api.protocol_type == "HTTP":
            for request in requests():
                yield f"HTTP API {account.name(api.arn)}{request}", lambda api_id=api.api_id, request=request: from_api(api_id, request)
    for balancer in list(account.balancing().load_balancers.values()):
        for port, network in open_doors(balancer):
            for request in requests(balancer):
                entry = f"port {port} of {account.name(balancer.arn)} from {network}{request}"
                yield entry, lambda arn=balancer.arn, port=port, network=network, request=request: from_network(arn, port, network, request)


def requests(*balancers):
    """Is a request for every rule of the listeners, and one for no rule in particular."""
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
    """Is the pairs of a listener's port and a network that the load balancer's rules let in there."""
    groups = [group for group in map(account.security_group, balancer.security_groups) if group]
    networks = {rule.cidr_ipv4: None for group in groups for rule in group.ingress_rules if rule.cidr_ipv4}
    for listener in list(balancer.listeners.values()):
        for network in networks:
            if any(rule.cidr_ipv4 == network and rule.from_port <= int(listener.port) <= rule.to_port for group in groups for rule in group.ingress_rules):
                yield int(listener.port), network


def from_api(api_id, request):
    where = ("HTTP API",)
    api = account.gateway().apis.get(api_id) or broken(where, "it is gone")
    api.stages.get("$default") or broken(where, "it has no stage $default")
    route = next((r for r in list(api.routes.values()) if r.route_key == "$default"), None) or broken(where, "it has no route $default")
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
    """Wants an integration to use TLS if the listener does, and to verify a name that the certificate has."""
    if (listener.protocol == "HTTPS") != bool(verified):
        broken(where, f"it speaks {listener.protocol}, the integration {'HTTPS' if verified else 'HTTP'}")
    certificate = account.certificate(listener.certificate)
    if verified and certificate and not any(fnmatchcase(verified, covered) for covered in [certificate.common_name, *certificate.sans]):
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
    """Is the patterns of a rule for one field, in either form that the API takes."""
    config = {"path-pattern": "PathPatternConfig", "host-header": "HostHeaderConfig"}[field]
    return [value for c in rule.conditions if c["Field"] == field for value in c.get("Values") or c.get(config, {}).get("Values", [])]


def forward(where, action, balancer):
    """Is what answers behind every target group that gets requests. Each registered target must be within reach: requests go to all of them."""
    groups = action.get("ForwardConfig", {}).get("TargetGroups") or [{"TargetGroupArn": action.get("TargetGroupArn")}]
    arns = [group["TargetGroupArn"] for group in groups if int(group.get("Weight", 1)) > 0] or broken(where, "it forwards to nothing")
    return frozenset(family for arn in arns for family in at_group(where, arn, balancer))


def at_group(where, arn, balancer):
    where += (f"target group {account.name(arn)}",)
    group = account.balancing().target_groups.get(arn) or broken(where, "it is gone")
    for target in list(group.targets.values()) or broken(where, "no task is registered"):
        every = [task for found in list(tasks.running.values()) for task in found]
        task = next((task for task in every if (arn, target["Port"]) in task.targets and task.address == target["Id"]), None)
        if not task:
            broken(where, f"no task runs at a registered address, port {target['Port']}")
        account.subnet(task.subnet) or broken(where, f"a task is in subnet {task.subnet}, which does not exist")
        connect(where, balancer, End(f"tasks of {account.name(task.service)}", task.groups, (f"{task.address}/32",)), int(target["Port"]))
        yield task.family
