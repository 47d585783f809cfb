"""ECS: moto runs no tasks of services.

These tasks are what the rest of AWS sees: addresses in subnets and security groups that are
registered with target groups.
"""

import itertools
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_network

from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends


@dataclass(eq=False)
class Task:
    service: str  # the service's ARN; empty for a task that runs once
    cluster: str  # the cluster's ARN
    definition: str  # the task definition's ARN
    started_by: str  # the id of a task set or of a deployment
    recipe: str  # the configuration with which the task started
    address: str
    subnet: str
    groups: tuple
    public: bool
    targets: tuple  # pairs of target group and port
    status: str = "PENDING"
    healthy: bool = False  # for the load balancer
    age: float = 0  # in emulated seconds
    overrides: dict = field(default_factory=dict)
    exit_codes: dict = field(default_factory=dict)  # by container
    stop_code: str | None = None
    stopped_reason: str | None = None
    started: datetime | None = None
    stopped: datetime | None = None
    created: datetime = field(default_factory=utcnow)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def family(self):
        return self.definition.rpartition("/")[2].partition(":")[0]


running = {}  # tasks by the ARN of their service
ended = []  # tasks of services that have stopped
numbers = itertools.count()


def roll(service):
    """Brings a service to its desired number of tasks.

    If its configuration has changed, all tasks are replaced. New tasks start before old ones stop.
    """
    tasks = running.get(service.arn, [])
    fit = [task for task in tasks if task.recipe == recipe(service)][: service.desired_count]
    start_tasks(service, service, service.desired_count - len(fit))
    stop_tasks(service, [task for task in tasks if task not in fit])


def recipe(of):
    strategy = getattr(of, "capacity_provider_strategy", None)
    return json.dumps([of.task_definition, of.network_configuration, of.load_balancers, strategy], sort_keys=True)


def start_tasks(service, of, count, settled=True):
    """Starts tasks as a service, or one of its task sets, describes them, and returns them.

    Settled tasks run and are healthy at once.
    """
    network = (of.network_configuration or {}).get("awsvpcConfiguration")
    if not network:
        return []
    started = [new_task(service, of, network, number) for number in itertools.islice(numbers, max(count, 0))]
    running[service.arn] = running.get(service.arn, []) + started
    if settled:
        for task in started:
            run(service, task)
            task.healthy = True
    return started


def new_task(service, of, network, number):
    ec2 = ec2_backends[service._account_id][service.region_name]
    subnet = ec2.get_subnet(network["subnets"][number % len(network["subnets"])])
    return Task(
        service=service.arn,
        cluster=service.cluster_arn,
        definition=of.task_definition,
        started_by=of.id if of is not service else next((d["id"] for d in service.deployments), ""),
        recipe=recipe(of),
        address=str(ip_network(subnet.cidr_block)[10 + number % 200]),
        subnet=subnet.id,
        groups=tuple(network["securityGroups"]),
        public=network.get("assignPublicIp") == "ENABLED",
        targets=tuple((balancer["targetGroupArn"], balancer["containerPort"]) for balancer in of.load_balancers),
    )


def run(service, task):
    """Registers a task with those of its target groups that still exist."""
    task.status, task.started = "RUNNING", utcnow()
    groups = elbv2_backends[service._account_id][service.region_name].target_groups
    for arn, port in task.targets:
        if group := groups.get(arn):
            group.register([{"Id": task.address, "Port": port}])


def stop_tasks(service, tasks, code="ServiceSchedulerInitiated", reason="Scaling activity initiated by ECS"):
    running[service.arn] = [task for task in running.get(service.arn, []) if task not in tasks]
    groups = elbv2_backends[service._account_id][service.region_name].target_groups
    for task in tasks:
        task.status, task.healthy, task.stopped = "STOPPED", False, utcnow()
        task.stop_code, task.stopped_reason = code, reason
        ended.append(task)
        for arn, _ in task.targets:
            if arn in groups and task.address in groups[arn].targets:
                groups[arn].deregister([{"Id": task.address}])
