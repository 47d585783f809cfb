"""What ECS refuses to change of a service that CodeDeploy deploys."""

from moto.ecs.exceptions import InvalidParameterException
from moto.ecs.responses import EC2ContainerServiceResponse

from gaps.closing import before, recorded
from rollouts import rolling

# What only CodeDeploy may change, with the word for it in AWS's error.
BY_CODEDEPLOY = {
    "taskDefinition": "task definition",
    "networkConfiguration": "network parameters",
    "loadBalancers": "load balancers",
    "platformVersion": "platform version",
}


def is_codedeploys(service):
    return service.deployment_controller["type"] == "CODE_DEPLOY"


@before(EC2ContainerServiceResponse)
def update_service(self):
    service = self.ecs_backend._get_service(self._get_param("cluster", "default"), self._get_param("service"))
    service.before = rolling.snapshot(service)
    if not is_codedeploys(service):
        return
    for parameter, word in BY_CODEDEPLOY.items():
        if self._get_param(parameter) is not None:
            problem = f"Unable to update {word} on services with a CODE_DEPLOY deployment controller."
            raise recorded(InvalidParameterException(f"{problem} Use AWS CodeDeploy to trigger a new deployment."))
    if self._get_param("forceNewDeployment"):
        problem = "Cannot force a new deployment on services with a CODE_DEPLOY deployment controller."
        raise recorded(InvalidParameterException(f"{problem} Use AWS CodeDeploy to trigger a new deployment."))
