"""What has network interfaces. moto makes them for instances and NAT gateways alone; AWS deletes no subnet and no group while an interface is in it."""

from moto.apigatewayv2.models import apigatewayv2_backends
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends
from moto.rds.models import rds_backends


def things(ec2, backends, attribute):
    """Is the things of another service in the account and region. They are copied before they are walked: calls may come in meanwhile."""
    return list(getattr(backends[ec2.account_id][ec2.region_name], attribute).values())


def networks(ec2):
    """Is the network configuration of every service with tasks."""
    return [service.network_configuration["awsvpcConfiguration"] for service in things(ec2, ecs_backends, "services") if service.status == "ACTIVE"]


def available(found):
    return [thing for thing in list(found.values()) if thing.state == "available"]


def network_interfaces(ec2):
    """Is the subnets and the security groups of everything that has network interfaces."""
    for balancer in things(ec2, elbv2_backends, "load_balancers"):
        yield [subnet.id for subnet in balancer.subnets], balancer.security_groups
    for instance in things(ec2, rds_backends, "databases"):
        yield [subnet["SubnetIdentifier"] for subnet in instance.db_subnet_group.subnets], instance.vpc_security_group_ids
    for link in things(ec2, apigatewayv2_backends, "vpc_links"):
        yield link.subnet_ids, link.sg_ids
    for network in networks(ec2):
        yield network["subnets"], network["securityGroups"]
    for endpoint in available(ec2.vpc_end_points):
        yield endpoint.subnet_ids or [], endpoint.security_group_ids
    for nat in available(ec2.nat_gateways):
        yield [nat.subnet_id], []


def public_addresses(ec2, vpc_id):
    """Is a true value for everything in a VPC that has a public address."""
    for balancer in things(ec2, elbv2_backends, "load_balancers"):
        yield balancer.vpc_id == vpc_id and balancer.scheme != "internal"
    for network in networks(ec2):
        yield network["assignPublicIp"] == "ENABLED" and ec2.get_subnet(network["subnets"][0]).vpc_id == vpc_id
    for nat in available(ec2.nat_gateways):
        yield nat.vpc_id == vpc_id
