"""What ends a rolling deployment early: its circuit breaker, its alarms, or a call."""

import math

from rollouts import phases


class Ended(Exception):
    """Ends a rolling deployment. back says whether the service returns to what it was."""

    def __init__(self, status, reason, back, monitor=None, alarms=()):
        super().__init__(reason)
        self.status, self.reason, self.back, self.monitor, self.alarms = status, reason, back, monitor, alarms


def settings(made, name):
    return (getattr(made.service, "deployment_configuration", None) or {}).get(name) or {}


def threshold(made):
    """Returns how many failed tasks trip the circuit breaker."""
    return min(200, max(3, math.ceil(made.service.desired_count / 2)))


def check_breaker(made):
    breaker = settings(made, "deploymentCircuitBreaker")
    if breaker.get("enable") and made.failures >= threshold(made):
        reason = "ECS deployment circuit breaker: tasks failed to start."
        raise Ended("STOPPED", reason, bool(breaker.get("rollback")), "breaker")


def interruption(made):
    """Returns the stop that somebody asked for, or that an alarm causes."""
    if made.end or not made.phase:
        return None
    if made.pending:
        return made.pending
    if made.service.status != "ACTIVE":
        return Ended("STOPPED", "The service was deleted.", back=False)
    configured = settings(made, "alarms")
    firing = phases.firing(made, configured.get("alarmNames", [])) if configured.get("enable") else []
    if not firing:
        return None
    reason = f"ECS deployment failed: alarm(s) detected: {', '.join(firing)}."
    return Ended("STOPPED", reason, bool(configured.get("rollback")), "alarms", firing)


def answers(made):
    """Returns what DescribeServiceDeployments says about the monitors of a deployment."""
    breaker, alarms = settings(made, "deploymentCircuitBreaker"), settings(made, "alarms")
    triggered = made.end and made.end.monitor
    return {
        "deploymentCircuitBreaker": {
            "status": state(made, breaker.get("enable"), triggered == "breaker"),
            "failureCount": made.failures,
            "threshold": threshold(made),
        },
        "alarms": {
            "status": state(made, alarms.get("enable"), triggered == "alarms"),
            "alarmNames": alarms.get("alarmNames", []),
            "triggeredAlarmNames": list(made.end.alarms) if triggered else [],
        },
    }


def state(made, enabled, triggered):
    if not enabled:
        return "DISABLED"
    if triggered:
        return "TRIGGERED"
    return "MONITORING_COMPLETE" if made.finished else "MONITORING"
