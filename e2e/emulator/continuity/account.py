"""Finds things in the emulated account, and names them by their Name tag, because ids mean nothing to a reader."""

import os
import re

from moto.acm.models import acm_backends
from moto.apigatewayv2.models import apigatewayv2_backends
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ec2.models import ec2_backends
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends

IDS = re.compile(r"arn:[\w:/.-]+|\b(?:sg|subnet|rtb|nat|vpce|igw|vpc)-[0-9a-f]+")


def backend(backends):
    return backends[DEFAULT_ACCOUNT_ID][os.environ["AWS_REGION"]]


def ec2():
    return backend(ec2_backends)


def balancing():
    return backend(elbv2_backends)


def gateway():
    return backend(apigatewayv2_backends)


def services():
    return [service for service in list(backend(ecs_backends).services.values()) if service.status == "ACTIVE"]


def certificate(arn):
    return backend(acm_backends)._certificates.get(arn)


def listener_and_balancer(arn):
    """Returns a listener and its load balancer, or None and None if there is no such listener."""
    for balancer in list(balancing().load_balancers.values()):
        if arn in balancer.listeners:
            return balancer.listeners[arn], balancer
    return None, None


def listener_on(balancer, port):
    return next((listener for listener in list(balancer.listeners.values()) if str(listener.port) == str(port)), None)


def security_group(group_id):
    return next((groups[group_id] for groups in list(ec2().groups.values()) if group_id in groups), None)


def subnet(subnet_id):
    return next((subnets[subnet_id] for subnets in list(ec2().subnets.values()) if subnet_id in subnets), None)


def name(reference):
    """Returns a readable name for what an ARN or id refers to."""
    if not reference.startswith("arn:"):
        return ec2().tags.get(reference, {}).get("Name") or reference
    tags = {**balancing().tagging_service.get_tag_dict_for_resource(reference), **gateway().get_tags(reference)}
    for service in services():
        if service.arn == reference:
            tags.update({tag["key"]: tag["value"] for tag in service.tags})
    listener, _ = listener_and_balancer(reference)
    return f"listener {listener.port}" if listener else tags.get("Name") or reference.split(":", 5)[5]


def names(text):
    """Returns the names of the first three things that a text refers to, without duplicates."""
    return list(dict.fromkeys(name(reference) for reference in IDS.findall(text)))[:3]
