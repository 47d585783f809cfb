"""Things with network interfaces.

AWS deletes no subnet and no security group while a network interface is in it. moto only creates
interfaces for instances and NAT gateways.
"""

from moto.apigatewayv2.models import apigatewayv2_backends
from moto.ecs.models import ecs_backends
from moto.efs.models import efs_backends
from moto.elbv2.models import elbv2_backends
from moto.rds.models import rds_backends


def things(ec2, backends, attribute):
    """Returns a copy of the things of another service in the account and region.

    It is a copy because calls may arrive while the caller walks it.
    """
    return list(getattr(backends[ec2.account_id][ec2.region_name], attribute).values())


def networks(ec2):
    """Returns the network configuration of every active ECS service."""
    services = things(ec2, ecs_backends, "services")
    return [service.network_configuration["awsvpcConfiguration"] for service in services if service.status == "ACTIVE"]


def available(found):
    return [thing for thing in list(found.values()) if thing.state == "available"]


def network_interfaces(ec2):
    """Yields the subnets and the security groups of everything with network interfaces."""
    for balancer in things(ec2, elbv2_backends, "load_balancers"):
        yield [subnet.id for subnet in balancer.subnets], balancer.security_groups
    for instance in things(ec2, rds_backends, "databases"):
        subnets = [subnet["SubnetIdentifier"] for subnet in instance.db_subnet_group.subnets]
        yield subnets, instance.vpc_security_group_ids
    for proxy in things(ec2, rds_backends, "db_proxies"):
        yield proxy.vpc_subnet_ids, proxy.vpc_security_group_ids
    for link in things(ec2, apigatewayv2_backends, "vpc_links"):
        yield link.subnet_ids, link.sg_ids
    for network in networks(ec2):
        yield network["subnets"], network["securityGroups"]
    for target in things(ec2, efs_backends, "mount_targets_by_id"):
        yield [target.subnet_id], target.security_groups or []
    for endpoint in available(ec2.vpc_end_points):
        yield endpoint.subnet_ids or [], endpoint.security_group_ids
    for nat in available(ec2.nat_gateways):
        yield [nat.subnet_id], []


def public_addresses(ec2, vpc_id):
    """Yields true for everything with a public address in a VPC."""
    for balancer in things(ec2, elbv2_backends, "load_balancers"):
        yield balancer.vpc_id == vpc_id and balancer.scheme != "internal"
    for network in networks(ec2):
        yield network["assignPublicIp"] == "ENABLED" and ec2.get_subnet(network["subnets"][0]).vpc_id == vpc_id
    for nat in available(ec2.nat_gateways):
        yield nat.vpc_id == vpc_id
