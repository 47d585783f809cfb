"""What a test makes fail."""

from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.utils import unix_time_millis, utcnow
from moto.ecs.models import ecs_backends
from moto.logs.models import logs_backends

exits = []  # tasks of services that exit
unhealthy = []  # tasks that fail their health check
one_offs = []  # how tasks of RunTask end
alarms = []  # alarms that fire in a phase
throttled = {}  # how many more calls of a name are rejected
lost = []  # the calls whose answers get lost, once each
rollbacks = []  # not empty if rollbacks fail

FAILING = (exits, unhealthy)
LISTS = {"taskExit": exits, "unhealthyTargets": unhealthy, "oneOff": one_offs, "alarm": alarms}


def inject(what):
    """Adds what injections.go describes."""
    for name, injected in LISTS.items():
        if name in what:
            injected.append({"of": what.get("of")} | what[name])
    if rejected := what.get("throttle"):
        throttled[rejected["call"]] = rejected["times"]
    if call := what.get("loseAnswer"):
        lost.append(call)
    if what.get("failRollback"):
        rollbacks.append(what)


def clear():
    for injected in (*LISTS.values(), throttled, lost, rollbacks):
        injected.clear()


def matching(injected, definition, region):
    """Returns the injection for the tasks of a task definition: by ARN, or by an image. Without either it fits all."""
    for what in injected:
        if not (of := what["of"]) or of == definition or of in images(definition, region):
            return what
    return None


def containers(definition, region):
    return ecs_backends[DEFAULT_ACCOUNT_ID][region].describe_task_definition(definition).container_definitions


def images(definition, region):
    return [container.get("image") for container in containers(definition, region)]


def log(definition, task_id, region, lines, name):
    """Writes lines where a container of a task logs. Without a log group they are lost."""
    container = next(container for container in containers(definition, region) if container["name"] == name)
    options = (container.get("logConfiguration") or {}).get("options", {})
    logs = logs_backends[DEFAULT_ACCOUNT_ID][region]
    group, prefix = options.get("awslogs-group"), options.get("awslogs-stream-prefix")
    if group not in logs.groups or not lines:
        return
    stream, now = f"{prefix}/{name}/{task_id}", int(unix_time_millis(utcnow()))
    logs.ensure_log_stream(group, stream)
    logs.groups[group].put_log_events(stream, [{"timestamp": now, "message": line} for line in lines])
