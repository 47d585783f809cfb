"""CodeDeploy: nothing can be deleted, and a deployment group does not tell its alarms."""

from moto.codedeploy.responses import CodeDeployResponse
from moto.core.responses import ActionResult, EmptyResult

from gaps.closing import after, call_of


@call_of(CodeDeployResponse)
def delete_application(self):
    backend, name = self.codedeploy_backend, self._get_param("applicationName")
    backend.applications.pop(name, None)  # AWS does not mind a name that is unknown
    backend.deployment_groups.pop(name, None)
    return EmptyResult()


@call_of(CodeDeployResponse)
def delete_deployment_group(self):
    groups = self.codedeploy_backend.deployment_groups.get(self._get_param("applicationName"), {})
    groups.pop(self._get_param("deploymentGroupName"), None)
    return ActionResult({"hooksNotCleanedUp": []})


@after(CodeDeployResponse)
def get_deployment_group(self, result):
    """Answers with the alarms too, which moto keeps and leaves out."""
    info = result.result["deploymentGroupInfo"]
    group = self.codedeploy_backend.get_deployment_group(info["applicationName"], info["deploymentGroupName"])
    info["alarmConfiguration"] = group.alarm_configuration or {}
    return result
