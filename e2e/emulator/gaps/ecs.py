"""ECS: moto forgets some settings of a service, never runs its tasks, and lacks service deployments.

The provider uses the service deployments to see whether the service is stable.
"""

import itertools

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ecs.responses import EC2ContainerServiceResponse

from gaps import tasks
from gaps.closing import after, call_of, remember


FORGOTTEN = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "enableECSManagedTags",
    "healthCheckGracePeriodSeconds",
)


@after(EC2ContainerServiceResponse)
def create_service(self, result):
    service = result.result["service"]
    remember(service, self, *FORGOTTEN)
    if self._get_param("capacityProviderStrategy"):
        service.launch_type = None  # moto says EC2
    settle(service)
    return result


@after(EC2ContainerServiceResponse)
def update_service(self, result):
    service = result.result["service"]
    remember(service, self, *FORGOTTEN)
    for deployment in service.deployments:
        if deployment["taskDefinition"] != service.task_definition:
            number = next(deployment_numbers)
            deployment.update(id=f"ecs-svc/{number}", createdAt=utcnow(), taskDefinition=service.task_definition)
    settle(service)
    return result


deployment_numbers = itertools.count(1)


@after(EC2ContainerServiceResponse)
def delete_service(self, result):
    service = result.result["service"]
    tasks.stop_tasks(service, tasks.running.get(service.arn, []))
    return result


def settle(service):
    """Makes all tasks of the service run. On AWS they would within a minute."""
    tasks.roll(service)
    service.running_count, service.pending_count = service.desired_count, 0
    for deployment in service.deployments:
        count = service.desired_count
        deployment.update(rolloutState="COMPLETED", runningCount=count, desiredCount=count, pendingCount=0)


@call_of(EC2ContainerServiceResponse)
def list_service_deployments(self):
    services, _ = self.ecs_backend.describe_services(self._get_param("cluster"), [self._get_param("service")])
    every = [service_deployment(service, d["id"]) for service in services for d in service.deployments]
    return ActionResult({"serviceDeployments": every})


@call_of(EC2ContainerServiceResponse)
def describe_service_deployments(self):
    wanted = self._get_param("serviceDeploymentArns")
    services = list(self.ecs_backend.services.values())
    every = [service_deployment(service, d["id"]) for service in services for d in service.deployments]
    return ActionResult({"serviceDeployments": [d for d in every if d["serviceDeploymentArn"] in wanted]})


def service_deployment(service, deployment_id):
    number = deployment_id.rpartition("/")[2]  # the same for deployment and revision
    return {
        "serviceDeploymentArn": f"{service.arn.replace(':service/', ':service-deployment/')}/{number}",
        "targetServiceRevisionArn": f"{service.arn.replace(':service/', ':service-revision/')}/{number}",
        "status": "SUCCESSFUL",
    }
