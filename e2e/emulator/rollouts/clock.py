"""The emulated clock, and what happens by itself while it runs.

There is no thread. Before every call the clock catches up: whatever should have happened by now
happens then, in order. Two calls therefore never see half a step.
"""

import time
from threading import RLock

from moto.core.responses import BaseResponse

FAST = 3600  # emulated seconds in a second, so that a deployment that nobody controls takes about one

lock = RLock()  # one change at a time; the continuity check holds it too
lives = []  # what happens by itself at present
held = set()  # the phases in which deployments stay


class Clock:
    def __init__(self):
        self.speed, self.looked = FAST, time.monotonic()

    def passed(self):
        """Returns the emulated seconds since the last look."""
        before, self.looked = self.looked, time.monotonic()
        return (self.looked - before) * self.speed


clock = Clock()


class Life:
    """Runs a generator, which yields how many emulated seconds to wait until it continues."""

    def __init__(self, subject, generator, interruption):
        self.subject, self.generator, self.interruption, self.left = subject, generator, interruption, 0

    def is_held(self):
        return getattr(self.subject, "phase", None) in held

    def step(self):
        self.resume(lambda: next(self.generator))

    def interrupt(self):
        """Ends the wait with an error if the subject has a reason to."""
        if error := self.interruption(self.subject):
            self.resume(lambda: self.generator.throw(error))

    def resume(self, run):
        try:
            self.left = run()
        except StopIteration:
            lives.remove(self)


def begin(subject, generator, interruption=lambda subject: None):
    """Starts a life and takes its first step. interruption returns an error that has to end a wait, or None."""
    life = Life(subject, generator, interruption)
    lives.append(life)
    life.step()


def catch_up():
    """Lets happen what should have happened since the last look."""
    with lock:
        remaining = clock.passed()
        while True:
            for life in list(lives):
                life.interrupt()
            moving = [life for life in lives if not life.is_held()]
            due = min(moving, key=lambda life: life.left, default=None)
            wait = min(remaining, due.left) if due else remaining
            for life in moving:
                life.left -= wait
            remaining -= wait
            if not due or due.left > 0:
                return
            due.step()


def set_speed(speed):
    with lock:
        catch_up()
        clock.speed = speed


def hold(phase):
    with lock:
        catch_up()
        held.add(phase)


def release():
    with lock:
        catch_up()
        held.clear()


def happened(what):
    """Is called after each change that no call has made. The continuity check looks here."""


call_action = BaseResponse.call_action


def caught_up(self):
    catch_up()
    return call_action(self)


BaseResponse.call_action = caught_up
