"""What becomes of tasks over time: they start, become healthy, fail, and are replaced."""

import os

from moto.elbv2.models import FakeHealthStatus, FakeTargetGroup

from gaps import tasks
from gaps.closing import after
from rollouts import injections, tasksets

LOOK = 5  # emulated seconds between two looks at tasks
STARTED, EXITED, HEALTHY, GIVEN_UP = 15, 30, 45, 120  # the age of a task in emulated seconds

CHECKING = ("initial", "Elb.RegistrationInProgress", "Target registration is in progress")
MISMATCH = ("Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]")


def tend(service, of, own):
    """Lets time pass for tasks, and replaces those that ended. It returns how many have ended."""
    over = [task for task in own if grow(service, task)]
    tasks.start_tasks(service, of, len(over), settled=False)
    return len(over)


def grow(service, task):
    """Makes a task older, and returns whether it has ended."""
    task.age += LOOK
    if task.age >= STARTED and task.status == "PENDING":
        tasks.run(service, task)
    fails = injections.matching(injections.exits, task.definition, service.region_name)
    if fails and task.age >= EXITED:
        fail(service, task, fails)
        return True
    if task.age >= HEALTHY and not (sick := sickness(task)):
        task.healthy = True
    elif task.age >= GIVEN_UP and sick:
        reason = f"Task failed ELB health checks in (target-group {task.targets[0][0]})"
        tasks.stop_tasks(service, [task], reason=reason)
        return True
    return False


def fail(service, task, injected):
    """Lets the first container of a task exit."""
    first = injections.containers(task.definition, service.region_name)[0]["name"]
    task.exit_codes[first] = injected.get("exitCode", 1)
    injections.log(task.definition, task.id, service.region_name, injected.get("lines"), first)
    tasks.stop_tasks(service, [task], "EssentialContainerExited", "Essential container in task exited")


def sickness(task):
    return injections.matching(injections.unhealthy, task.definition, os.environ["AWS_REGION"])


def is_healthy(task):
    return task.healthy and not sickness(task)


def are_healthy(service, task_set):
    own = tasksets.tasks_of(task_set)
    return len(own) >= service.desired_count and all(is_healthy(task) for task in own)


@after(FakeTargetGroup)
def health_for(self, target, ec2_backend, result):
    """Returns the health of the task behind a target."""
    every = [task for own in list(tasks.running.values()) for task in own]
    behind = [task for task in every if task.address == target["Id"] and self.arn in dict(task.targets)]
    if target["Id"] not in self.targets or not behind:
        return result
    if not behind[0].healthy and behind[0].age < HEALTHY:
        return FakeHealthStatus(target["Id"], result.port, self.health_check_port, *CHECKING)
    if sick := sickness(behind[0]):
        reason, description = sick.get("reason") or MISMATCH[0], sick.get("description") or MISMATCH[1]
        return FakeHealthStatus(target["Id"], result.port, self.health_check_port, "unhealthy", reason, description)
    return result
