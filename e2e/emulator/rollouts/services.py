"""What follows from a call that creates, changes or deletes a service."""

from moto.ecs.exceptions import InvalidParameterException
from moto.ecs.responses import EC2ContainerServiceResponse

from gaps import tasks
from gaps.closing import after, before, recorded
from rollouts import rolling, tasksets

# What only CodeDeploy may change, with the word for it in AWS's error.
BY_CODEDEPLOY = {
    "taskDefinition": "task definition",
    "networkConfiguration": "network parameters",
    "loadBalancers": "load balancers",
    "platformVersion": "platform version",
}


def is_codedeploys(service):
    return service.deployment_controller["type"] == "CODE_DEPLOY"


@after(EC2ContainerServiceResponse)
def create_service(self, result):
    service = result.result["service"]
    tasks.running.pop(service.arn, None)  # of a deleted service with the same name
    if is_codedeploys(service):
        tasksets.create(service, service, "PRIMARY")
        tasksets.scale(service)
        tasksets.tally(service)
    else:
        rolling.first(service)
    return result


@before(EC2ContainerServiceResponse)
def update_service(self):
    service = self.ecs_backend._get_service(self._get_param("cluster", "default"), self._get_param("service"))
    if not is_codedeploys(service):
        service.before = rolling.configuration(service)
        return
    for parameter, word in BY_CODEDEPLOY.items():
        if self._get_param(parameter) is not None:
            problem = f"Unable to update {word} on services with a CODE_DEPLOY deployment controller."
            raise recorded(InvalidParameterException(f"{problem} Use AWS CodeDeploy to trigger a new deployment."))
    if self._get_param("forceNewDeployment"):
        problem = "Cannot force a new deployment on services with a CODE_DEPLOY deployment controller."
        raise recorded(InvalidParameterException(f"{problem} Use AWS CodeDeploy to trigger a new deployment."))


def update(self, result):
    service = result.result["service"]
    if is_codedeploys(service):
        tasksets.scale(service)
        tasksets.tally(service)
    else:
        rolling.update(service, service.before, bool(self._get_param("forceNewDeployment")))
    return result


update.__name__ = "update_service"  # the call that it follows
after(EC2ContainerServiceResponse)(update)


@after(EC2ContainerServiceResponse)
def delete_service(self, result):
    service = result.result["service"]
    tasks.stop_tasks(service, tasks.running.get(service.arn, []))
    service.task_sets = []
    return result
