"""Deployments of services that ECS itself deploys.

An update takes effect at once, unless a test has made the new tasks fail.
"""

import itertools

from moto.core.utils import utcnow

from gaps import tasks

numbers = itertools.count(1)


class ServiceDeployment:
    """One deployment of a service, which brings it to a revision with the same number."""

    def __init__(self, service, number):
        self.number, self.status, self.reason = number, "SUCCESSFUL", None
        self.created, self.finished = utcnow(), None
        self.definition, self.images = service.task_definition, None


def history(service):
    return vars(service).setdefault("rollouts", [])


def configuration(service):
    return tasks.recipe(service)


def first(service):
    number = service.deployments[0]["id"].rpartition("/")[2]
    history(service).append(ServiceDeployment(service, number))
    settle(service)


def update(service, before, forced):
    if forced or configuration(service) != before:
        number = next(numbers)
        for deployment in service.deployments:
            deployment.update(id=f"ecs-svc/{number}", createdAt=utcnow(), taskDefinition=service.task_definition)
        history(service).append(ServiceDeployment(service, number))
    settle(service)


def settle(service):
    """Makes all tasks of the service run. On AWS they would within a minute."""
    tasks.roll(service)
    service.running_count, service.pending_count = service.desired_count, 0
    for deployment in service.deployments:
        count = service.desired_count
        deployment.update(rolloutState="COMPLETED", runningCount=count, desiredCount=count, pendingCount=0)
