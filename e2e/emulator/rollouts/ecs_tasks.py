"""ECS's calls about tasks: moto knows none of a service."""

from moto.core.responses import ActionResult
from moto.ecs.exceptions import InvalidParameterException
from moto.ecs.responses import EC2ContainerServiceResponse

from gaps import tasks
from gaps.closing import call_of

one_offs = []  # tasks that run once


def tasks_in(cluster):
    """Returns every task of a cluster, whether it runs or not."""
    own = [task for of_service in list(tasks.running.values()) for task in of_service]
    return [task for task in [*own, *tasks.ended, *one_offs] if task.cluster == cluster]


def cluster_of(self):
    return self.ecs_backend._get_cluster(self._get_param("cluster", "default"))


@call_of(EC2ContainerServiceResponse)
def list_tasks(self):
    service, started_by = self._get_param("serviceName"), self._get_param("startedBy")
    family, status = self._get_param("family"), self._get_param("desiredStatus")
    if started_by and (service or family or status):
        raise InvalidParameterException("startedBy must be the only filter.")
    wanted = {
        "service": service and self.ecs_backend._get_service(cluster_of(self).name, service).arn,
        "started_by": started_by,
        "family": family,
    }
    found = [
        task
        for task in tasks_in(cluster_of(self).arn)
        if (task.status == "STOPPED") == (status == "STOPPED")
        and all(value is None or getattr(task, name) == value for name, value in wanted.items())
    ]
    return ActionResult({"taskArns": [arn_of(task) for task in found]})


@call_of(EC2ContainerServiceResponse)
def describe_tasks(self):
    known = {task.id: task for task in tasks_in(cluster_of(self).arn)}
    wanted = {reference: known.get(reference.rpartition("/")[2]) for reference in self._get_param("tasks") or []}
    if not wanted:
        raise InvalidParameterException("Tasks cannot be empty.")
    failures = [{"arn": reference, "reason": "MISSING"} for reference, task in wanted.items() if not task]
    found = [described(task, self.ecs_backend) for task in wanted.values() if task]
    return ActionResult({"tasks": found, "failures": failures})


def arn_of(task):
    return f"{task.cluster.replace(':cluster/', ':task/')}/{task.id}"


def described(task, backend):
    definition = backend.describe_task_definition(task.definition)
    name = task.service.rpartition("/")[2]
    told = {
        "taskArn": arn_of(task),
        "clusterArn": task.cluster,
        "taskDefinitionArn": task.definition,
        "group": f"service:{name}" if name else f"family:{task.family}",
        "startedBy": task.started_by,
        "lastStatus": task.status,
        "desiredStatus": "STOPPED" if task.status == "STOPPED" else "RUNNING",
        "launchType": "FARGATE",
        "healthStatus": "UNKNOWN",
        "createdAt": task.created,
        "startedAt": task.started,
        "stoppedAt": task.stopped,
        "stoppingAt": task.stopped,
        "executionStoppedAt": task.stopped,
        "stopCode": task.stop_code,
        "stoppedReason": task.stopped_reason,
        "overrides": task.overrides,
        "containers": [container(task, of) for of in definition.container_definitions],
        "version": 1,
    }
    return {name: value for name, value in told.items() if value is not None}


def container(task, of):
    told = {
        "containerArn": f"{arn_of(task).replace(':task/', ':container/')}/{of['name']}",
        "taskArn": arn_of(task),
        "name": of["name"],
        "image": of.get("image"),
        "lastStatus": task.status,
    }
    if of["name"] in task.exit_codes:
        told["exitCode"] = task.exit_codes[of["name"]]
    return told
