"""What follows from a call that creates, changes or deletes a service."""

from moto.ecs.responses import EC2ContainerServiceResponse

from gaps import tasks
from gaps.closing import after
from rollouts import rolling, tasksets
from rollouts.refusals import is_codedeploys


@after(EC2ContainerServiceResponse)
def create_service(self, result):
    service = result.result["service"]
    tasks.running.pop(service.arn, None)  # those of a deleted service with the same name
    if is_codedeploys(service):
        tasksets.create(service, service, "PRIMARY")
        tasksets.scale(service)
        tasksets.tally(service)
    else:
        rolling.first(service)
    return result


@after(EC2ContainerServiceResponse)
def update_service(self, result):
    service = result.result["service"]
    if is_codedeploys(service):
        tasksets.scale(service)
        tasksets.tally(service)
    else:
        rolling.update(service, service.before, bool(self._get_param("forceNewDeployment")))
    return result


@after(EC2ContainerServiceResponse)
def delete_service(self, result):
    service = result.result["service"]
    tasks.stop_tasks(service, tasks.running.get(service.arn, []))
    service.task_sets = []
    return result
