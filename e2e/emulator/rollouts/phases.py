"""What every deployment, and every rollback, does in its phases."""

from moto.cloudwatch.models import cloudwatch_backends
from moto.core.utils import utcnow

from rollouts import clock, injections
from rollouts.deployment import Ended


def fail(d, end):
    """Ends a deployment as Failed or Stopped."""
    d.error = end
    for name, event in list(d.events.items()):
        if event["status"] == "InProgress":
            d.event(name, "Failed")
            event["diagnostics"] = {"errorCode": "UnknownError", "message": end.message}
    finish(d, end.status)


def finish(d, status):
    d.status, d.completed = status, utcnow()
    enter(d, status.upper(), 0)


def enter(d, phase, seconds):
    """Begins a phase, and returns how long to wait in it."""
    d.phase = phase
    d.reached.append(phase)
    for alarm in [alarm for alarm in injections.alarms if alarm["phase"] == phase]:
        injections.alarms.remove(alarm)
        cloudwatch(d).set_alarm_state(alarm["name"], "Threshold Crossed: injected", "{}", "ALARM")
    clock.happened(f"{phase} of {d.id}")
    return seconds


def interruption(d):
    """Returns the stop that somebody asked for, or that an alarm or a lost service causes."""
    if d.is_over:
        return None
    if d.pending:
        end, d.pending = d.pending, None
        return end
    if d.service and d.service.status != "ACTIVE":
        return Ended("Failed", "INVALID_ECS_SERVICE", f"The ECS service {d.service.arn} is not active.")
    names = [] if d.rollback_of else firing_alarms(d)
    if not names:
        return None
    return Ended("Stopped", "ALARM_ACTIVE", (
        "One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the "
        f"affected deployments have been stopped. Activated alarms: {' '.join(f'<{name}>' for name in names)}"
    ))  # fmt: skip


def firing_alarms(d):
    configured = d.group.alarm_configuration or {}
    names = [alarm["name"] for alarm in configured.get("alarms", [])]
    return firing(d, names) if configured.get("enabled") else []


def firing(d, names):
    """Returns those of the alarms that are in the state ALARM."""
    alarms = cloudwatch(d).alarms
    return [name for name in names if name in alarms and alarms[name].state_value == "ALARM"]


def cloudwatch(d):
    return cloudwatch_backends[d.account][d.region]
