"""Application Auto Scaling: tags. The provider asks for them after each write, and retries a call that fails for minutes: it looks like a hang."""

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.core.responses import ActionResult

from gaps.closing import after, call_of


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
