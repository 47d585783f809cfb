"""ECS: moto runs no tasks of services.

These tasks are what the rest of AWS sees: addresses in subnets and security groups that are
registered with target groups.
"""

import itertools
import json
from dataclasses import dataclass
from ipaddress import ip_network

from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends


@dataclass(frozen=True)
class Task:
    service: str  # the service's ARN
    family: str  # of its task definition
    recipe: str  # the service's configuration when the task started
    address: str
    subnet: str
    groups: tuple
    public: bool
    targets: tuple  # pairs of target group and port


running = {}  # tasks by the ARN of their service
numbers = itertools.count()


def roll(service):
    """Brings a service to its desired number of tasks.

    If its configuration has changed, all tasks are replaced. New tasks start before old ones stop.
    """
    tasks = running.get(service.arn, [])
    fit = [task for task in tasks if task.recipe == recipe(service)][: service.desired_count]
    start_tasks(service, service.load_balancers, service.desired_count - len(fit))
    stop_tasks(service, [task for task in tasks if task not in fit])


def recipe(service):
    return json.dumps([service.task_definition, service.network_configuration, service.load_balancers], sort_keys=True)


def start_tasks(service, load_balancers, count):
    """Starts tasks, which are healthy at once, and registers them with those target groups that still exist."""
    network = service.network_configuration.get("awsvpcConfiguration")
    if not network:
        return
    account, region = service._account_id, service.region_name
    for number in itertools.islice(numbers, count):
        subnet = ec2_backends[account][region].get_subnet(network["subnets"][number % len(network["subnets"])])
        task = Task(
            service=service.arn,
            family=service.task_definition.rpartition("/")[2].partition(":")[0],
            recipe=recipe(service),
            address=str(ip_network(subnet.cidr_block)[10 + number % 200]),
            subnet=subnet.id,
            groups=tuple(network["securityGroups"]),
            public=network.get("assignPublicIp") == "ENABLED",
            targets=tuple((balancer["targetGroupArn"], balancer["containerPort"]) for balancer in load_balancers),
        )
        running[service.arn] = running.get(service.arn, []) + [task]
        for arn, port in task.targets:
            if group := elbv2_backends[account][region].target_groups.get(arn):
                group.register([{"Id": task.address, "Port": port}])


def stop_tasks(service, tasks):
    running[service.arn] = [task for task in running.get(service.arn, []) if task not in tasks]
    groups = elbv2_backends[service._account_id][service.region_name].target_groups
    for task in tasks:
        for arn, _ in task.targets:
            if arn in groups and task.address in groups[arn].targets:
                groups[arn].deregister([{"Id": task.address}])
