"""Task sets: moto gives a CODE_DEPLOY service none, and its task sets have no tasks."""

from moto.core.utils import utcnow
from moto.ecs.models import TaskSet
from moto.ecs.responses import EC2ContainerServiceResponse

from gaps import tasks
from gaps.closing import after


def create(service, of, status="ACTIVE", external_id=None):
    """Adds a task set that is configured as a service, or as an AppSpec."""
    made = TaskSet(
        service.name,
        service.cluster_name,
        of.task_definition,
        service._account_id,
        service.region_name,
        external_id=external_id,
        network_configuration=of.network_configuration,
        load_balancers=of.load_balancers,
        launch_type=service.launch_type,
        capacity_provider_strategy=getattr(of, "capacity_provider_strategy", None),
        platform_version=of.platform_version,
    )
    made.external_id = external_id  # moto turns none into an empty string
    made.started_by = "CODE_DEPLOY" if external_id else None
    made.status, made.service_arn, made.cluster_arn = status, service.arn, service.cluster_arn
    service.task_sets.append(made)
    return made


def primary(service):
    return next((task_set for task_set in service.task_sets if task_set.status == "PRIMARY"), None)


def tasks_of(task_set):
    return [task for task in tasks.running.get(task_set.service_arn, []) if task.started_by == task_set.id]


def scale(service):
    """Brings every task set to the service's desired number of tasks."""
    for task_set in service.task_sets:
        own = tasks_of(task_set)
        tasks.start_tasks(service, task_set, service.desired_count - len(own))
        tasks.stop_tasks(service, own[service.desired_count:])


def make_primary(service, task_set):
    """Makes a task set the primary one. The service then has its configuration."""
    for other in service.task_sets:
        other.status = "PRIMARY" if other is task_set else "ACTIVE"
    service.task_definition, service.load_balancers = task_set.task_definition, task_set.load_balancers
    service.network_configuration = task_set.network_configuration
    service.platform_version = task_set.platform_version


def delete(service, task_set):
    tasks.stop_tasks(service, tasks_of(task_set), reason=f"Task set {task_set.id} was deleted")
    service.task_sets.remove(task_set)


def counts(task_set):
    """Returns how many tasks run and how many start."""
    own = tasks_of(task_set)
    run = sum(task.status == "RUNNING" for task in own)
    return run, len(own) - run


def tally(service):
    for task_set in service.task_sets:
        task_set.running_count, task_set.pending_count = counts(task_set)
        task_set.computed_desired_count = 0 if task_set.status == "DRAINING" else service.desired_count
        steady = task_set.running_count == task_set.computed_desired_count
        state = "STEADY_STATE" if steady and not task_set.pending_count else "STABILIZING"
        if state != task_set.stabilityStatus:
            task_set.stabilityStatus, task_set.stabilityStatusAt = state, utcnow()
    service.running_count = sum(task_set.running_count for task_set in service.task_sets)
    service.pending_count = sum(task_set.pending_count for task_set in service.task_sets)


@after(EC2ContainerServiceResponse)
def describe_services(self, result):
    for service in result.result["services"]:
        if service.deployment_controller["type"] == "CODE_DEPLOY":
            tally(service)
    return result


@after(EC2ContainerServiceResponse)
def describe_task_sets(self, result):
    for service in list(self.ecs_backend.services.values()):
        tally(service) if service.task_sets else None
    return result
