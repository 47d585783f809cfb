"""Proves that requests have a working path to a task at every moment of an update.

While a watch is on, every way in to the account's services and every way out of their tasks is walked again after each call that changes something.
"""

from continuity.watch import start, stop  # noqa: F401
