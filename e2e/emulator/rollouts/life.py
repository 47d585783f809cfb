"""The phases of a deployment. Each yield is a wait in emulated seconds."""

import math

from moto.codedeploy.models import codedeploy_backends
from moto.core.utils import utcnow
from moto.elbv2.models import elbv2_backends

from gaps.codedeploy import routing_of
from rollouts import rollback, scheduler, tasksets
from rollouts.actions import Actions
from rollouts.deployment import Ended
from rollouts.phases import enter, fail, finish
from rollouts.traffic import Pair

HOUR = 3600  # how long CodeDeploy waits for new tasks to become healthy


def live(d):
    """Carries a deployment out, from its creation to its end."""
    try:
        yield from forward(d)
    except Ended as end:
        fail(d, end)
        if rollback.is_due(d, end):
            yield 5
            rollback.begin(d)


def forward(d):
    actions = Actions(d)
    yield enter(d, "CREATED", 2)
    d.status = "Queued"
    yield enter(d, "QUEUED", 3)
    d.status, d.started = "InProgress", utcnow()
    actions.find_service()
    d.pair = Pair(d.group.load_balancer_info["targetGroupPairInfoList"][0], elb(d), live_group(d))
    actions.check_listener()
    d.blue = tasksets.primary(d.service)
    yield from install(d, actions)
    yield from test(d, actions)
    yield from approval(d)
    yield from shift(d, actions)
    yield from termination(d, actions)
    finish(d, "Succeeded")


def install(d, actions):
    d.event("BeforeInstall", "Succeeded")
    d.event("Install", "InProgress")
    d.green = actions.create_task_set()
    yield enter(d, "INSTALL", scheduler.LOOK)
    for _ in range(HOUR // scheduler.LOOK):
        scheduler.tend(d.service, d.green, tasksets.tasks_of(d.green))
        if scheduler.are_healthy(d.service, d.green):
            d.event("Install", "Succeeded")
            d.event("AfterInstall", "Succeeded")
            return
        yield scheduler.LOOK
    raise Ended("Failed", "TIMEOUT", (
        "The deployment timed out while waiting for the replacement task set to become healthy. "
        "This time out period is 60 minutes."
    ))  # fmt: skip


def test(d, actions):
    if not d.pair.test:
        d.event("AllowTestTraffic", "Skipped")
        d.event("AfterAllowTestTraffic", "Skipped")
        return
    d.event("AllowTestTraffic", "InProgress")
    actions.shift(d.pair.test, 100)
    yield enter(d, "TEST", 10)
    d.event("AllowTestTraffic", "Succeeded")
    d.event("AfterAllowTestTraffic", "Succeeded")


def approval(d):
    """Waits until somebody continues the deployment, or for as long as the group says."""
    option = settings(d, "deploymentReadyOption")
    minutes = option.get("waitTimeInMinutes", 0)
    if option.get("actionOnTimeout") != "STOP_DEPLOYMENT" or not minutes:
        return
    d.status = "Ready"
    yield enter(d, "READY", 0)
    yield from wait(d, "READY_WAIT", minutes)
    if "READY_WAIT" not in d.continued:
        # The documentation says Stopped; it names no code.
        raise Ended("Stopped", "TIMEOUT", f"Nobody continued the deployment within {minutes} minutes.")
    d.status = "InProgress"


def wait(d, until, minutes):
    """Waits for some minutes, or until somebody continues the deployment."""
    for _ in range(math.ceil(minutes * 60 / scheduler.LOOK)):
        if until in d.continued:
            return
        yield scheduler.LOOK


def shift(d, actions):
    d.event("BeforeAllowTraffic", "Succeeded")
    d.event("AllowTraffic", "InProgress")
    for percent, minutes in steps(routing_of(backend(d), str(d.config_name))):
        actions.shift(d.pair.production, percent)
        yield enter(d, "SHIFT", minutes * 60)
    d.event("AllowTraffic", "Succeeded")
    actions.make_primary(d.green)
    d.event("AfterAllowTraffic", "Succeeded")
    yield enter(d, "SHIFTED", 5)


def steps(routing):
    """Yields how much traffic has shifted, and for how many minutes it stays so."""
    match routing["type"]:
        case "TimeBasedCanary":
            canary = routing["timeBasedCanary"]
            yield canary["canaryPercentage"], canary["canaryInterval"]
        case "TimeBasedLinear":
            linear = routing["timeBasedLinear"]
            for percent in range(linear["linearPercentage"], 100, linear["linearPercentage"]):
                yield percent, linear["linearInterval"]
    yield 100, 0


def termination(d, actions):
    option = settings(d, "terminateBlueInstancesOnDeploymentSuccess")
    if option.get("action", "TERMINATE") == "KEEP_ALIVE":
        return
    d.waits_for_termination = True
    yield enter(d, "TERMINATION_WAIT", 0)
    yield from wait(d, "TERMINATION_WAIT", option.get("terminationWaitTimeInMinutes", 0))
    d.blue.status = "DRAINING"
    yield enter(d, "CLEANUP", 10)
    actions.delete(d.blue)


def settings(d, name):
    return d.group.blue_green_deployment_configuration.get(name, {})


def live_group(d):
    return tasksets.primary(d.service).load_balancers[0]["targetGroupArn"]


def backend(d):
    return codedeploy_backends[d.account][d.region]


def elb(d):
    return elbv2_backends[d.account][d.region]
