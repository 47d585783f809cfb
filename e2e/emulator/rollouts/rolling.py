"""Deployments of services that ECS itself deploys.

An update takes effect at once, unless a test makes its tasks fail, fires an alarm in it, or holds it.
"""

import itertools

from moto.core.utils import utcnow

from gaps import tasks
from rollouts import clock, injections, monitors, phases, scheduler
from rollouts.monitors import Ended

PHASE = "ROLLING"
SETTINGS = ("task_definition", "network_configuration", "load_balancers", "platform_version")
numbers = itertools.count(1)


class ServiceDeployment:
    """One deployment of a service, which brings it to a revision with the same number."""

    def __init__(self, service, number):
        self.service, self.number, self.phase, self.reached = service, number, "", []
        self.account, self.region = service._account_id, service.region_name
        self.status, self.reason, self.pending, self.end = "SUCCESSFUL", None, None, None
        self.created, self.finished = utcnow(), None
        self.failures, self.back_to = 0, None
        self.revision = snapshot(service)

    @property
    def id(self):
        return f"ecs-svc/{self.number}"

    def finish(self, status, reason=None):
        self.status, self.reason, self.finished, self.phase = status, reason, utcnow(), ""


def history(service):
    return vars(service).setdefault("rollouts", [])


def snapshot(service):
    return {name: getattr(service, name) for name in SETTINGS}


def first(service):
    made = ServiceDeployment(service, service.deployments[0]["id"].rpartition("/")[2])
    history(service).append(made)
    settle(service)
    made.finish("SUCCESSFUL")


def update(service, before, forced):
    if not forced and snapshot(service) == before:
        if not history(service)[-1].phase:
            settle(service)
        return
    for running in [made for made in history(service) if made.phase]:
        running.pending = Ended("STOPPED", "Superseded by another deployment.", back=False)
    clock.catch_up()
    made = ServiceDeployment(service, next(numbers))
    history(service).append(made)
    if takes_time(service):
        clock.begin(made, live(made, before), monitors.interruption)
        return
    service.deployments = [deployment(made)]
    settle(service)
    made.finish("SUCCESSFUL")


def takes_time(service):
    fails = [injections.matching(kind, service.task_definition, service.region_name) for kind in injections.FAILING]
    return any(fails) or PHASE in clock.held or any(alarm["phase"] == PHASE for alarm in injections.alarms)


def deployment(made, status="PRIMARY", state="IN_PROGRESS", reason=None):
    """Returns a deployment as DescribeServices shows it."""
    return {
        "id": made.id,
        "status": status,
        "taskDefinition": made.revision["task_definition"],
        "networkConfiguration": made.revision["network_configuration"],
        "createdAt": made.created,
        "updatedAt": utcnow(),
        "launchType": made.service.launch_type,
        "desiredCount": made.service.desired_count,
        "runningCount": 0,
        "pendingCount": 0,
        "failedTasks": made.failures,
        "rolloutState": state,
        "rolloutStateReason": reason or f"ECS deployment {made.id} {state.lower().replace('_', ' ')}.",
    }


def settle(service):
    """Makes all tasks of the service run. On AWS they would within a minute."""
    tasks.roll(service)
    service.running_count, service.pending_count = service.desired_count, 0
    for shown in service.deployments:
        count = service.desired_count
        shown.update(rolloutState="COMPLETED", runningCount=count, desiredCount=count, pendingCount=0)


def live(made, before):
    """Replaces the tasks of a service over time."""
    service, old = made.service, [d | {"status": "ACTIVE"} for d in made.service.deployments]
    made.status = "IN_PROGRESS"
    service.deployments = [deployment(made), *old]
    tasks.start_tasks(service, service, service.desired_count, settled=False)
    try:
        yield phases.enter(made, PHASE, scheduler.LOOK)
        while not (own := tend(made)) or not all(scheduler.is_healthy(task) for task in own):
            monitors.check_breaker(made)
            yield scheduler.LOOK
        service.deployments = [deployment(made)]
        settle(service)
        made.finish("SUCCESSFUL")
    except Ended as end:
        yield from end_early(made, end, before)


def tend(made):
    """Lets time pass for the new tasks, and returns them."""
    own = [task for task in tasks.running.get(made.service.arn, []) if task.started_by == made.id]
    made.failures += scheduler.tend(made.service, made.service, own)
    own = [task for task in tasks.running.get(made.service.arn, []) if task.started_by == made.id]
    run = sum(task.status == "RUNNING" for task in own)
    shown = made.service.deployments[0]
    shown.update(failedTasks=made.failures, runningCount=run, pendingCount=len(own) - run)
    return own


def end_early(made, end, before):
    """Stops a deployment, and brings the service back to what it was if that is wanted."""
    made.end, service = end, made.service
    if not end.back:
        made.finish(end.status, end.reason)
        service.deployments[0].update(rolloutState="FAILED", rolloutStateReason=end.reason)
        return
    made.status, made.back_to = "ROLLBACK_IN_PROGRESS", history(service)[-2]
    for name, value in before.items():
        setattr(service, name, value)
    back = ServiceDeployment(service, next(numbers))  # not in the history: AWS shows it in the one that failed
    failed = service.deployments[0] | {"status": "ACTIVE", "rolloutState": "FAILED", "rolloutStateReason": end.reason}
    reason = f"{end.reason} Rolling back to deploymentId {back.id}."
    service.deployments = [deployment(back, reason=reason), failed]
    yield 10
    service.deployments = [deployment(back, reason=reason)]
    settle(service)
    made.finish("ROLLBACK_SUCCESSFUL", end.reason)
