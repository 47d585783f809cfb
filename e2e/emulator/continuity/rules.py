"""Security groups: whether rules allow a connection."""

from dataclasses import dataclass
from ipaddress import ip_network

from continuity import account


class Broken(Exception):
    """Says where a way ends, and why."""


class Answered(Broken):
    """Is raised for a request that the load balancer answers itself, as configured."""


def broken(where, why, error=Broken):
    raise error(f"{' -> '.join(where)}: {why}")


@dataclass(frozen=True)
class End:
    """Is one end of a connection. An end without groups is outside the VPC, and its rules are not checked."""

    name: str
    groups: tuple
    networks: tuple


def end(where, name, groups, subnet_ids):
    """Returns the end of a connection that may be in any of the subnets. All of them must exist."""
    subnets = [
        account.subnet(subnet_id) or broken(where, f"{name} is in subnet {subnet_id}, which does not exist")
        for subnet_id in subnet_ids
    ]
    subnets or broken(where, f"{name} is in no subnet")
    return End(name, tuple(groups), tuple(subnet.cidr_block for subnet in subnets))


def connect(where, source, target, port):
    """Checks that a rule lets the connection out of the source and that a rule lets it in to the target."""
    if source.groups and not admits(where, source.groups, "egress_rules", target, port):
        broken(where, f"no rule lets {source.name} out to {target.name} on port {port}")
    if target.groups and not admits(where, target.groups, "ingress_rules", source, port):
        broken(where, f"no rule lets {source.name} in to {target.name} on port {port}")


def admits(where, group_ids, direction, other, port):
    groups = [
        account.security_group(group_id) or broken(where, f"security group {group_id} does not exist")
        for group_id in group_ids
    ]
    return any(covers(rule, other, port) for group in groups for rule in list(getattr(group, direction)))


def covers(rule, other, port):
    if rule.ip_protocol != "-1" and not (rule.ip_protocol == "tcp" and rule.from_port <= port <= rule.to_port):
        return False
    return (
        rule.source_group.get("GroupId") in other.groups
        or rule.prefix_list_id in other.groups
        or inside(rule.cidr_ipv4, other.networks)
    )


def inside(cidr, networks):
    return bool(cidr and networks) and all(ip_network(network).subnet_of(ip_network(cidr)) for network in networks)
