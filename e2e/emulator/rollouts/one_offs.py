"""RunTask: tasks that run once. moto's never end, and leave a network interface behind."""

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ecs.exceptions import InvalidParameterException
from moto.ecs.responses import EC2ContainerServiceResponse

from gaps import tasks
from gaps.closing import call_of
from rollouts import clock, injections
from rollouts.ecs_tasks import described, one_offs


@call_of(EC2ContainerServiceResponse)
def run_task(self):
    definition = self.ecs_backend.describe_task_definition(self._get_param("taskDefinition"))
    network = (self._get_param("networkConfiguration") or {}).get("awsvpcConfiguration", {})
    if definition.network_mode == "awsvpc" and not network:
        problem = "Network Configuration must be provided when networkMode 'awsvpc' is specified."
        raise InvalidParameterException(problem)
    started = [new_task(self, definition, network) for _ in range(self._get_int_param("count", 1))]
    for task in started:
        one_offs.append(task)
        clock.begin(task, live(task, self.region))
    return ActionResult({"tasks": [described(task, self.ecs_backend) for task in started], "failures": []})


def new_task(self, definition, network):
    return tasks.Task(
        service="",
        cluster=self.ecs_backend._get_cluster(self._get_param("cluster", "default")).arn,
        definition=definition.arn,
        started_by=self._get_param("startedBy"),
        recipe="",
        address="",
        subnet=network.get("subnets", [""])[0],
        groups=tuple(network.get("securityGroups", ())),
        public=network.get("assignPublicIp") == "ENABLED",
        targets=(),
        overrides=self._get_param("overrides") or {},
    )


def live(task, region):
    """Runs a task: it ends as a test says, or with exit code 0."""
    yield 5
    if task.status == "PENDING":
        task.status, task.started = "RUNNING", utcnow()
        yield 10
    if task.status == "STOPPED":
        return
    ends = injections.matching(injections.one_offs, task.definition, region) or {}
    injections.log(task.definition, task.id, region, ends.get("lines"), name_of(task, region))
    reason = "Essential container in task exited"
    stop(task, "EssentialContainerExited", reason, ends.get("exitCode", 0), name_of(task, region))


@call_of(EC2ContainerServiceResponse)
def stop_task(self):
    """Stops a task that runs once."""
    wanted = self._get_param("task").rpartition("/")[2]
    task = next((task for task in one_offs if task.id == wanted), None)
    if not task:
        raise InvalidParameterException("The referenced task was not found.")
    if task.status != "STOPPED":
        reason = self._get_param("reason") or "Task stopped by user"
        stop(task, "UserInitiated", reason, 137, name_of(task, self.region))
    return ActionResult({"task": described(task, self.ecs_backend)})


def name_of(task, region):
    """Returns the container whose exit ends the task: the one with an override, or the first."""
    overridden = task.overrides.get("containerOverrides") or injections.containers(task.definition, region)
    return overridden[0]["name"]


def stop(task, code, reason, exit_code, container):
    task.status, task.stopped, task.stop_code, task.stopped_reason = "STOPPED", utcnow(), code, reason
    task.exit_codes[container] = exit_code
