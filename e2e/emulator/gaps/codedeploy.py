"""CodeDeploy: moto has no deployment configurations, changes and deletes nothing, and does not return alarms."""

import re
import uuid

from moto.codedeploy.exceptions import CodeDeployException
from moto.codedeploy.models import CodeDeployBackend
from moto.codedeploy.responses import CodeDeployResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import camelcase_to_underscores, utcnow

from gaps.closing import after, call_of

# Every account has these:
# https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
PREDEFINED = {
    "": ("OneAtATime", "HalfAtATime", "AllAtOnce"),
    "ECS": (
        "AllAtOnce", "Canary10Percent5Minutes", "Canary10Percent15Minutes",
        "Linear10PercentEvery1Minutes", "Linear10PercentEvery3Minutes",
    ),
}
SHIFT = re.compile(r"(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes$")


class DeploymentConfig:
    __module__ = CodeDeployBackend.__module__  # the inventory lists moto's things

    def __init__(self, parameters):
        self.name = parameters["deploymentConfigName"]
        self.info = parameters | {"deploymentConfigId": str(uuid.uuid4()), "createTime": utcnow()}


def configurations_of(backend):
    """Returns the user's deployment configurations, by name."""
    return vars(backend).setdefault("deployment_configs", {})


def configurations(backend):
    """Returns the names of all deployment configurations."""
    predefined = [f"CodeDeployDefault.{platform}{name}" for platform, names in PREDEFINED.items() for name in names]
    return predefined + list(configurations_of(backend))


@call_of(CodeDeployResponse)
def create_deployment_config(self):
    config = DeploymentConfig(dict(self.params))
    if config.name in configurations(self.codedeploy_backend):
        raise CodeDeployException(
            "DeploymentConfigAlreadyExistsException", f"The deployment configuration {config.name} already exists."
        )
    configurations_of(self.codedeploy_backend)[config.name] = config
    return ActionResult({"deploymentConfigId": config.info["deploymentConfigId"]})


@call_of(CodeDeployResponse)
def get_deployment_config(self):
    name = self._get_param("deploymentConfigName")
    if name not in configurations(self.codedeploy_backend):
        raise CodeDeployException(
            "DeploymentConfigDoesNotExistException", f"There is no deployment configuration {name}."
        )
    config = configurations_of(self.codedeploy_backend).get(name)
    return ActionResult({"deploymentConfigInfo": config.info if config else predefined(name)})


def predefined(name):
    """Returns a deployment configuration that every account has."""
    config = {"deploymentConfigName": name}
    if not name.startswith("CodeDeployDefault.ECS"):
        return config
    config |= {"computePlatform": "ECS", "trafficRoutingConfig": {"type": "AllAtOnce"}}
    if shift := SHIFT.search(name):
        kind, percent, minutes = shift[1].lower(), int(shift[2]), int(shift[3])
        steps = {f"{kind}Percentage": percent, f"{kind}Interval": minutes}
        config["trafficRoutingConfig"] = {"type": f"TimeBased{shift[1]}", f"timeBased{shift[1]}": steps}
    return config


def routing_of(backend, name):
    """Returns how a deployment configuration shifts traffic."""
    config = configurations_of(backend).get(name)
    info = config.info if config else predefined(name)
    return info.get("trafficRoutingConfig", {"type": "AllAtOnce"})


@call_of(CodeDeployResponse)
def delete_deployment_config(self):
    configurations_of(self.codedeploy_backend).pop(self._get_param("deploymentConfigName"), None)
    return EmptyResult()


@call_of(CodeDeployResponse)
def list_deployment_configs(self):
    return ActionResult({"deploymentConfigsList": configurations(self.codedeploy_backend)})


@call_of(CodeDeployResponse)
def update_deployment_group(self):
    """Sets the parameters that the call has, including a new name of the group."""
    application, name = self._get_param("applicationName"), self._get_param("currentDeploymentGroupName")
    group = self.codedeploy_backend.get_deployment_group(application, name)
    for parameter, value in self.params.items():
        if hasattr(group, camelcase_to_underscores(parameter)):
            setattr(group, camelcase_to_underscores(parameter), value)
    if new_name := self._get_param("newDeploymentGroupName"):
        rename(self.codedeploy_backend, application, group, new_name)
    return ActionResult({"hooksNotCleanedUp": []})


def rename(backend, application, group, name):
    groups, old_name = backend.deployment_groups[application], group.deployment_group_name
    groups[name] = groups.pop(old_name)
    group.deployment_group_name = name
    backend.tagger.copy_tags(*(backend._deployment_group_arn(application, called) for called in (old_name, name)))


@call_of(CodeDeployResponse)
def delete_application(self):
    backend, name = self.codedeploy_backend, self._get_param("applicationName")
    backend.applications.pop(name, None)  # AWS accepts an unknown name
    backend.deployment_groups.pop(name, None)
    return EmptyResult()


@call_of(CodeDeployResponse)
def delete_deployment_group(self):
    groups = self.codedeploy_backend.deployment_groups.get(self._get_param("applicationName"), {})
    groups.pop(self._get_param("deploymentGroupName"), None)
    return ActionResult({"hooksNotCleanedUp": []})


@after(CodeDeployResponse)
def get_deployment_group(self, result):
    """Adds the alarms to the answer: moto stores them but leaves them out."""
    info = result.result["deploymentGroupInfo"]
    group = self.codedeploy_backend.get_deployment_group(info["applicationName"], info["deploymentGroupName"])
    info["alarmConfiguration"] = group.alarm_configuration or {}
    return result
