"""ECS's calls about service deployments, which moto lacks. The provider sees from them whether a service is stable."""

import hashlib

from moto.core.responses import ActionResult
from moto.ecs.exceptions import ECSException
from moto.ecs.responses import EC2ContainerServiceResponse

from gaps.closing import call_of
from rollouts import monitors
from rollouts.rolling import history


def every(self):
    return [made for service in list(self.ecs_backend.services.values()) for made in history(service)]


def arn(kind, made):
    return f"{made.service.arn.replace(':service/', f':{kind}/')}/{made.number}"


@call_of(EC2ContainerServiceResponse)
def list_service_deployments(self):
    """Lists the newest deployment first."""
    services, _ = self.ecs_backend.describe_services(self._get_param("cluster"), [self._get_param("service")])
    wanted = self._get_param("status")
    found = [made for service in services for made in reversed(history(service))]
    return ActionResult({"serviceDeployments": [brief(made) for made in found if not wanted or made.status in wanted]})


@call_of(EC2ContainerServiceResponse)
def describe_service_deployments(self):
    wanted = self._get_param("serviceDeploymentArns")
    found = [full(made) for made in every(self) if arn("service-deployment", made) in wanted]
    return ActionResult({"serviceDeployments": found})


@call_of(EC2ContainerServiceResponse)
def stop_service_deployment(self):
    wanted = self._get_param("serviceDeploymentArn")
    made = next((made for made in every(self) if arn("service-deployment", made) == wanted), None)
    if not made:
        raise ECSException("ServiceDeploymentNotFoundException", f"There is no service deployment {wanted}.")
    if made.finished:
        raise ECSException("ConflictException", f"The service deployment {wanted} is {made.status}.")
    back = (self._get_param("stopType") or "ROLLBACK") == "ROLLBACK"
    made.pending = monitors.Ended("STOPPED", "Stopped by StopServiceDeployment.", back)
    made.status = "ROLLBACK_REQUESTED" if back else "STOP_REQUESTED"
    return ActionResult({"serviceDeploymentArn": wanted})


@call_of(EC2ContainerServiceResponse)
def describe_service_revisions(self):
    wanted = self._get_param("serviceRevisionArns")
    found = [revision(made, self.ecs_backend) for made in every(self) if arn("service-revision", made) in wanted]
    return ActionResult({"serviceRevisions": found, "failures": []})


def brief(made):
    told = {
        "serviceDeploymentArn": arn("service-deployment", made),
        "serviceArn": made.service.arn,
        "clusterArn": made.service.cluster_arn,
        "targetServiceRevisionArn": arn("service-revision", made),
        "status": made.status,
        "statusReason": made.reason,
        "createdAt": made.created,
        "startedAt": made.created,
        "finishedAt": made.finished,
    }
    return {name: value for name, value in told.items() if value is not None}


def full(made):
    told = brief(made)
    target = {"arn": told.pop("targetServiceRevisionArn"), "requestedTaskCount": made.service.desired_count}
    told |= {"targetServiceRevision": target, "updatedAt": made.finished or made.created, **monitors.answers(made)}
    if configured := getattr(made.service, "deployment_configuration", None):
        told["deploymentConfiguration"] = configured
    if made.back_to:
        source = arn("service-revision", made.back_to)
        told["sourceServiceRevisions"] = [{"arn": source}]
        told["rollback"] = {"reason": made.end.reason, "serviceRevisionArn": source}
    return told


def revision(made, backend):
    containers = backend.describe_task_definition(made.revision["task_definition"]).container_definitions
    return {
        "serviceRevisionArn": arn("service-revision", made),
        "serviceArn": made.service.arn,
        "clusterArn": made.service.cluster_arn,
        "taskDefinition": made.revision["task_definition"],
        "networkConfiguration": made.revision["network_configuration"],
        "loadBalancers": made.revision["load_balancers"],
        "containerImages": [
            {"containerName": container["name"], "image": container["image"], "imageDigest": digest(container["image"])}
            for container in containers
        ],
        "createdAt": made.created,
    }


def digest(image):
    """Returns the digest of an image: the one in its reference, or one that only depends on it."""
    return image.partition("@")[2] or f"sha256:{hashlib.sha256(image.encode()).hexdigest()}"
