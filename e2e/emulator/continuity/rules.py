"""Security groups: whether rules let a connection through."""

from dataclasses import dataclass
from ipaddress import ip_network

from continuity import account


class Broken(Exception):
    """Says where a way ends, and why."""


class Answered(Broken):
    """Is for a request that the load balancer answers itself, as it was told to."""


def broken(where, why, error=Broken):
    raise error(f"{' -> '.join(where)}: {why}")


@dataclass(frozen=True)
class End:
    """Is one end of a connection. Without groups it is outside of the VPC, and no rule there is ours to look at."""

    name: str
    groups: tuple
    networks: tuple


def end(where, name, groups, subnet_ids):
    """Is the end of a connection that may be anywhere in some subnets, which must all exist."""
    subnets = [account.subnet(subnet_id) or broken(where, f"{name} is in subnet {subnet_id}, which does not exist") for subnet_id in subnet_ids]
    return End(name, tuple(groups), tuple(subnet.cidr_block for subnet in subnets or broken(where, f"{name} is in no subnet")))


def connect(where, source, target, port):
    """Wants a rule out of the source and one in to the target."""
    if source.groups and not admits(where, source.groups, "egress_rules", target, port):
        broken(where, f"no rule lets {source.name} out to {target.name} on port {port}")
    if target.groups and not admits(where, target.groups, "ingress_rules", source, port):
        broken(where, f"no rule lets {source.name} in to {target.name} on port {port}")


def admits(where, group_ids, direction, other, port):
    groups = [account.security_group(group_id) or broken(where, f"security group {group_id} does not exist") for group_id in group_ids]
    return any(covers(rule, other, port) for group in groups for rule in list(getattr(group, direction)))


def covers(rule, other, port):
    if rule.ip_protocol != "-1" and not (rule.ip_protocol == "tcp" and rule.from_port <= port <= rule.to_port):
        return False
    return rule.source_group.get("GroupId") in other.groups or rule.prefix_list_id in other.groups or inside(rule.cidr_ipv4, other.networks)


def inside(cidr, networks):
    return bool(cidr and networks) and all(ip_network(network).subnet_of(ip_network(cidr)) for network in networks)
