"""CloudWatch: moto lacks composite alarms, lists them although nobody asked for them, and ignores the state with names."""

import re

from moto.cloudwatch.models import CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import EmptyResult

from gaps.closing import after, call_of

STATE = re.compile(r"""(ALARM|OK|INSUFFICIENT_DATA)\(["']?([^"')]+)["']?\)""")
WORDS = {"AND": "and", "OR": "or", "NOT": "not", "TRUE": "True", "FALSE": "False"}


@call_of(CloudWatchResponse)
def put_composite_alarm(self):
    names = ("AlarmName", "AlarmDescription", "AlarmActions", "OKActions", "InsufficientDataActions", "ActionsEnabled")
    name, description, actions, ok, insufficient, enabled = map(self._get_param, names)
    alarm = self.cloudwatch_backend.put_metric_alarm(
        name, None, None, None, None, None, None, None, description, [], actions or [],
        ok_actions=ok, insufficient_data_actions=insufficient, actions_enabled=enabled,
        rule=self._get_param("AlarmRule"), tags=self._get_param("Tags"),
    )  # fmt: skip
    alarm.alarm_rule = alarm.rule
    refresh(self.cloudwatch_backend)
    return EmptyResult()


@after(CloudWatchBackend)
def set_alarm_state(self, *arguments, result):
    refresh(self)
    return result


def refresh(backend):
    """Brings composite alarms into the state that their rules give them."""
    for alarm in [alarm for alarm in list(backend.alarms.values()) if alarm.rule]:
        state = "ALARM" if holds(alarm.rule, backend.alarms) else "OK"
        if alarm.state_value != state:
            alarm.update_state(f"The rule {alarm.rule} gives {state}", "{}", state)


def holds(rule, alarms):
    """Returns whether a rule is true. Nothing is left of it to evaluate but words and parentheses."""
    stated = STATE.sub(lambda match: str(match[2] in alarms and alarms[match[2]].state_value == match[1]), rule)
    expression = re.sub(r"\b[A-Z]+\b", lambda match: WORDS[match[0]], stated)
    if not re.fullmatch(r"(?:and|or|not|True|False|[()\s])+", expression):
        raise NotImplementedError(f"the rule {rule} of a composite alarm")
    return bool(eval(expression))  # noqa: S307


@after(CloudWatchResponse)
def describe_alarms(self, result):
    """Lists composite alarms only if the call asks for them, and by name and state if it asks for both."""
    types, state = self._get_param("AlarmTypes") or ["MetricAlarm"], self._get_param("StateValue")
    for kind in "MetricAlarm", "CompositeAlarm":
        listed = result.result[f"{kind}s"] if kind in types else []
        result.result[f"{kind}s"] = [alarm for alarm in listed if state in (None, alarm.state_value)]
    return result
