"""ECS: a service forgets some of its settings and never gets to run its tasks, and the deployments by which the provider sees it settle are missing."""

import itertools

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ecs.responses import EC2ContainerServiceResponse

from gaps import tasks
from gaps.closing import after, call_of, remember


FORGOTTEN = (
    "availabilityZoneRebalancing", "capacityProviderStrategy", "deploymentConfiguration", "enableECSManagedTags",
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
            deployment.update(id=f"ecs-svc/{next(deployment_numbers)}", createdAt=utcnow(), taskDefinition=service.task_definition)
    settle(service)
    return result


deployment_numbers = itertools.count(1)


@after(EC2ContainerServiceResponse)
def delete_service(self, result):
    service = result.result["service"]
    tasks.stop_tasks(service, tasks.running.get(service.arn, []))
    return result


def settle(service):
    """Has all tasks of the service running, as they do a minute later on AWS."""
    tasks.roll(service)
    service.running_count, service.pending_count = service.desired_count, 0
    for deployment in service.deployments:
        deployment.update(rolloutState="COMPLETED", runningCount=service.desired_count, desiredCount=service.desired_count, pendingCount=0)


@call_of(EC2ContainerServiceResponse)
def list_service_deployments(self):
    services, _ = self.ecs_backend.describe_services(self._get_param("cluster"), [self._get_param("service")])
    return ActionResult({"serviceDeployments": [service_deployment(service, d["id"]) for service in services for d in service.deployments]})


@call_of(EC2ContainerServiceResponse)
def describe_service_deployments(self):
    wanted = self._get_param("serviceDeploymentArns")
    services = list(self.ecs_backend.services.values())
    every = [service_deployment(service, d["id"]) for service in services for d in service.deployments]
    return ActionResult({"serviceDeployments": [d for d in every if d["serviceDeploymentArn"] in wanted]})


def service_deployment(service, deployment_id):
    number = deployment_id.rpartition("/")[2]  # which deployment and revision have in common
    return {
        "serviceDeploymentArn": f"{service.arn.replace(':service/', ':service-deployment/')}/{number}",
        "targetServiceRevisionArn": f"{service.arn.replace(':service/', ':service-revision/')}/{number}",
        "status": "SUCCESSFUL",
    }
