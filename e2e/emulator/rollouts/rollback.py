"""Rolling back is a deployment of its own: it shifts all traffic back and deletes the green tasks."""

import json

from moto.codedeploy.models import codedeploy_backends
from moto.core.utils import utcnow

from rollouts import clock, injections, phases, tasksets
from rollouts.actions import Actions
from rollouts.deployment import Deployment, Ended

EVENTS = {"Failed": "DEPLOYMENT_FAILURE", "Stopped": "DEPLOYMENT_STOP_ON_REQUEST"}


def is_due(d, end):
    """Returns whether a deployment that ended early is rolled back. A rollback never is."""
    if d.rollback_of:
        return False
    if getattr(end, "rolls_back", None) is not None:  # the caller of StopDeployment decides
        return end.rolls_back
    configured = d.group.auto_rollback_configuration or {}
    event = "DEPLOYMENT_STOP_ON_ALARM" if end.code == "ALARM_ACTIVE" else EVENTS[end.status]
    return bool(configured.get("enabled")) and event in configured.get("events", [])


def begin(d):
    """Starts the rollback of a deployment, to what was deployed before it."""
    backend = codedeploy_backends[d.account][d.region]
    every = [other for other in backend.deployments.values() if other.group is d.group]
    earlier = [other for other in every if other.status == "Succeeded"]
    content = earlier[-1].content if earlier else app_spec(d)
    made = Deployment(d.application_name, d.group, content, d.config_name, f"Rollback of {d.id}", rollback_of=d)
    made.account, made.region = d.account, d.region
    made.service, made.pair, made.blue, made.green = d.service, d.pair, d.blue, d.green
    d.rolled_back_by = backend.deployments[made.id] = made
    clock.begin(made, live(made, d), phases.interruption)


def app_spec(d):
    """Returns an AppSpec of the task set that ECS itself created, or none if there was no service."""
    if not d.blue:
        return ""
    container = d.blue.load_balancers[0]
    properties = {
        "TaskDefinition": d.blue.task_definition,
        "LoadBalancerInfo": {
            "ContainerName": container["containerName"],
            "ContainerPort": container["containerPort"],
        },
    }
    resource = {"TargetService": {"Type": "AWS::ECS::Service", "Properties": properties}}
    return json.dumps({"version": 0.0, "Resources": [resource]})


def live(made, failed):
    try:
        yield from forward(made, failed)
    except Ended as end:
        phases.fail(made, end)


def forward(made, failed):
    actions = Actions(made)
    yield phases.enter(made, "CREATED", 2)
    made.status, made.started = "InProgress", utcnow()
    if injections.rollbacks:
        raise Ended("Failed", "ECS_UPDATE_ERROR", "The ECS service could not be updated: injected")
    for name in "BeforeInstall", "Install", "AfterInstall", "AllowTestTraffic", "AfterAllowTestTraffic":
        made.event(name, "Skipped")
    made.event("BeforeAllowTraffic", "Succeeded")
    made.event("AllowTraffic", "InProgress")
    if failed.pair and failed.blue:
        actions.shift(failed.pair.production + failed.pair.test, 0)
        yield phases.enter(made, "SHIFT", 5)
        if tasksets.primary(made.service) is not failed.blue:
            actions.make_primary(failed.blue)
    made.event("AllowTraffic", "Succeeded")
    made.event("AfterAllowTraffic", "Succeeded")
    if failed.green:
        failed.green.status = "DRAINING"
        yield phases.enter(made, "CLEANUP", 5)
        actions.delete(failed.green)
    phases.finish(made, "Succeeded")
