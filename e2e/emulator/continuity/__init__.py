"""Checks that requests have a working path to a task at every moment of an update.

During a watch, each call that changes something is followed by a check of every way in to the
account's services and every way out of their tasks.
"""

from continuity.watch import start, stop  # noqa: F401
