"""ECS's calls about service deployments, which moto lacks. The provider sees from them whether a service is stable."""

from moto.core.responses import ActionResult
from moto.ecs.responses import EC2ContainerServiceResponse

from gaps.closing import call_of
from rollouts.rolling import history


@call_of(EC2ContainerServiceResponse)
def list_service_deployments(self):
    services, _ = self.ecs_backend.describe_services(self._get_param("cluster"), [self._get_param("service")])
    wanted = self._get_param("status") or []
    every = [(service, made) for service in services for made in reversed(history(service))]
    return ActionResult({
        "serviceDeployments": [brief(*pair) for pair in every if not wanted or pair[1].status in wanted]
    })


@call_of(EC2ContainerServiceResponse)
def describe_service_deployments(self):
    wanted = self._get_param("serviceDeploymentArns")
    every = [(service, made) for service in list(self.ecs_backend.services.values()) for made in history(service)]
    return ActionResult({
        "serviceDeployments": [full(*pair) for pair in every if arn("service-deployment", *pair) in wanted]
    })


def arn(kind, service, made):
    return f"{service.arn.replace(':service/', f':{kind}/')}/{made.number}"


def brief(service, made):
    return {
        "serviceDeploymentArn": arn("service-deployment", service, made),
        "serviceArn": service.arn,
        "clusterArn": service.cluster_arn,
        "targetServiceRevisionArn": arn("service-revision", service, made),
        "status": made.status,
        "createdAt": made.created,
    }


def full(service, made):
    return brief(service, made)
