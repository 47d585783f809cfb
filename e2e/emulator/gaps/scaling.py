"""Application Auto Scaling: moto lacks tags, and leaves the alarms of a policy behind when the policy changes.

The provider reads tags after each write, and retries a failing call for minutes, which looks like a hang.
"""

from moto.applicationautoscaling.models import ApplicationAutoscalingBackend, FakeApplicationAutoscalingPolicy
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.core.responses import ActionResult

from gaps.closing import after, before, call_of


@before(ApplicationAutoscalingBackend)
def put_scaling_policy(self, policy_name, service_namespace, resource_id, scalable_dimension, *args, **kwargs):
    key = FakeApplicationAutoscalingPolicy.formulate_key(
        service_namespace, resource_id, scalable_dimension, policy_name
    )
    if key in self.policies:
        self.policies[key].delete_alarms(self.account_id, self.region_name)


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
    return ActionResult({})


@call_of(ApplicationAutoScalingResponse)
def untag_resource(self):
    for key in self._get_param("TagKeys"):
        tags_of(self, self._get_param("ResourceARN")).pop(key, None)
    return ActionResult({})
