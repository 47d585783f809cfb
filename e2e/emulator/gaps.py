"""Closes the gaps between moto and AWS that this stack falls into: calls that moto lacks, and settings that it takes and then forgets.

Importing this module is all it takes. Nothing here knows the stack: each function makes moto answer as AWS does.
"""

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.codedeploy.responses import CodeDeployResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import camelcase_to_underscores
from moto.ec2.models import EC2Backend
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.rds.responses import RDSResponse


def call_of(response):
    """Adds a call that moto lacks to a service; the function's name is the call's."""

    def add(function):
        setattr(response, function.__name__, function)
        return function

    return add


def after(owner):
    """Runs the function after the call of its name, with the call's own arguments and, last, its result; and answers with what it returns."""

    def wrap(function):
        original = getattr(owner, function.__name__)

        def call(self, *args, **kwargs):
            return function(self, *args, **kwargs, result=original(self, *args, **kwargs))

        setattr(owner, function.__name__, call)
        return function

    return wrap


def remember(thing, response, *parameters):
    """Sets parameters of the call on what it made: moto answers later calls from those attributes."""
    for parameter in parameters:
        value = response._get_param(parameter)
        if value is not None:
            setattr(thing, camelcase_to_underscores(parameter), value)


# CodeDeploy: nothing can be deleted or updated.


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


@call_of(CodeDeployResponse)
def update_deployment_group(self):
    group = self.codedeploy_backend.get_deployment_group(
        application_name=self._get_param("applicationName"), deployment_group_name=self._get_param("currentDeploymentGroupName")
    )
    settings = {camelcase_to_underscores(key): value for key, value in self.params.items() if value is not None}
    for key in settings.keys() & vars(group).keys():
        setattr(group, key, settings[key])
    return ActionResult({"hooksNotCleanedUp": []})


@after(CodeDeployResponse)
def get_deployment_group(self, result):
    """Answers with the alarms too, which moto keeps and leaves out."""
    info = result.result["deploymentGroupInfo"]
    group = self.codedeploy_backend.get_deployment_group(info["applicationName"], info["deploymentGroupName"])
    info["alarmConfiguration"] = group.alarm_configuration or {}
    return result


# Application Auto Scaling: tags. The provider asks for them after each write, and retries a call that fails for minutes: it looks like a hang.


def tags_of(response, arn):
    return vars(response.applicationautoscaling_backend).setdefault("tags_by_arn", {}).setdefault(arn, {})


@after(ApplicationAutoScalingResponse)
def register_scalable_target(self, result):
    target = self.applicationautoscaling_backend.describe_scalable_targets(
        self._get_param("ServiceNamespace"), [self._get_param("ResourceId")], self._get_param("ScalableDimension")
    )[0]
    tags_of(self, target.arn).update(self._get_param("Tags") or {})
    return result


@call_of(ApplicationAutoScalingResponse)
def list_tags_for_resource(self):
    return ActionResult({"Tags": tags_of(self, self._get_param("ResourceARN"))})


@call_of(ApplicationAutoScalingResponse)
def tag_resource(self):
    tags_of(self, self._get_param("ResourceARN")).update(self._get_param("Tags"))
    return EmptyResult()


@call_of(ApplicationAutoScalingResponse)
def untag_resource(self):
    for key in self._get_param("TagKeys"):
        tags_of(self, self._get_param("ResourceARN")).pop(key, None)
    return EmptyResult()


# ECS: what a service is created with and forgets.


@after(EC2ContainerServiceResponse)
def create_service(self, result):
    remember(result.result["service"], self, "healthCheckGracePeriodSeconds")
    return result


# RDS: Performance Insights is forgotten, and parameters are answered without the source by which the provider tells the user's from the engine's.


@after(RDSResponse)
def create_db_instance(self, result):
    remember(result.result["DBInstance"], self, "PerformanceInsightsEnabled")
    return result


@after(RDSResponse)
def describe_db_parameters(self, result):
    for parameter in result.result["Parameters"]:
        parameter["Source"] = "user"
    return result


# EC2: what AWS deletes with a VPC.


@after(EC2Backend)
def delete_vpc(self, vpc_id, result):
    for acl in [acl for acl in self.network_acls.values() if acl.vpc_id == vpc_id]:
        del self.network_acls[acl.id]
    return result
