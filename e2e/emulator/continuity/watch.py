"""Watches the ways in and out.

After each call that changes something, all ways are walked. A way that no longer works is recorded with the call.
"""

import time
import traceback
from urllib.parse import unquote_plus

from moto.core.responses import BaseResponse

from continuity import account
from continuity.inward import ways_in
from continuity.outward import ways_out
from continuity.rules import Answered, Broken
from gaps import tasks
from gaps.closing import after, complain
from rollouts import clock
from rollouts.clock import lock  # one change at a time, so that a break is caused by the call before it

READS = ("Describe", "Get", "List", "Batch", "Head")
SERVICES = {
    "elbv2": "ELB",
    "apigatewayv2": "API Gateway",
    "applicationautoscaling": "Auto Scaling",
    "codedeploy": "CodeDeploy",
}

watching = None


class Watch:
    def __init__(self):
        self.began, self.calls, self.call, self.breaks = time.monotonic(), 0, "", []
        self.ways, self.not_working, self.open = {}, [], {}
        for name, walk in [*ways_in(), *ways_out()]:
            try:
                self.ways[name] = walk, walk()
            except Answered:
                pass  # leads to no task, on purpose
            except Broken as reason:
                self.not_working.append(f"{name}: {reason}")

    def look(self, call):
        """Walks all ways after a call."""
        for name, (walk, families) in self.ways.items():
            reason = why_not(walk, families)
            now, known = self.now(call), self.open.get(name)
            if known and known["reason"] != reason:
                known["back"] = now
                del self.open[name]
            if reason and name not in self.open:
                self.open[name] = {"way": name, "reason": reason, "after": now}
                self.breaks.append(self.open[name])

    def now(self, call):
        return {"call": call, "number": self.calls, "seconds": round(time.monotonic() - self.began, 1)}

    def report(self):
        ways, end = sorted(self.ways), self.now("the end")
        return {"calls": self.calls, "ways": ways, "notWorking": self.not_working, "breaks": self.breaks, "end": end}


def why_not(walk, families):
    """Returns None if a way still leads to the same program, and the reason otherwise.

    Another revision is the same program, and so is another service that has taken over.
    """
    try:
        found = walk()
    except Broken as reason:
        return str(reason)
    if found != families:
        return f"it leads to {', '.join(sorted(found))}, at first to {', '.join(sorted(families))}"
    return None


def start():
    """Starts a watch over the ways that work now, and returns a report with those that do not."""
    global watching
    with lock:
        watching = Watch()
        return watching.report()


def stop():
    global watching
    with lock:
        report, watching = watching.report(), None
        return report


def look(call):
    try:
        watching.look(call)
    except Exception:  # neither a break nor a mistake of the caller
        complain(f"the continuity check failed after {call}:\n{traceback.format_exc()}")


call_action = BaseResponse.call_action


def watched(self):
    action = self._get_action() or ""
    if not watching or action.startswith(READS):
        return call_action(self)
    with lock:
        if not watching:
            return call_action(self)
        watching.calls += 1
        watching.call = name_of(self, action)
        try:
            return call_action(self)
        finally:
            look(watching.call)


BaseResponse.call_action = watched


def name_of(response, action):
    """Returns a readable name for a call, with the things it refers to.

    It must run before the call, because a deleted thing no longer has a name.
    """
    about = account.names(unquote_plus(f"{response.uri} {response.querystring} {response.body}"))
    service = SERVICES.get(response.service_name, response.service_name.upper())
    return f"{service} {action}" + (f" ({', '.join(about)})" if about else "")


@after(tasks)
def start_tasks(service, of, count, settled=True, *, result):
    """Checks all ways while old and new tasks run side by side."""
    if watching and count > 0 and settled:
        look(f"{watching.call}, while new tasks run beside the old ones")
    return result


@after(clock)
def happened(what, result):
    """Checks all ways after what no call has done."""
    with lock:
        if watching:
            watching.calls += 1
            watching.call = what
            look(what)
