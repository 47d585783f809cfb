"""Helpers that patch moto's own classes, so that no code of moto is copied."""

import sys

from moto.core.utils import camelcase_to_underscores


complaints = set()


def complain(complaint):
    """Fails the run.

    The complaint is printed at once, because the provider may retry for minutes, and only the first time.
    """
    if complaint not in complaints:
        complaints.add(complaint)
        print(f"emulator: {complaint}", file=sys.stderr, flush=True)


def recorded(error):
    complain(f"AWS would refuse: {error}")
    return error


def call_of(response):
    """Adds a call that moto lacks to a service. The function has the name of the call."""

    def add(function):
        there = getattr(response, function.__name__, None)
        assert there is None or not there.__module__.startswith("gaps"), f"{function.__name__} is added twice"
        setattr(response, function.__name__, function)
        return function

    return add


def before(owner):
    """Runs the function before the call with the same name. It prevents the call by raising one of moto's errors."""

    def wrap(function):
        original = getattr(owner, function.__name__)

        def call(self, *args, **kwargs):
            function(self, *args, **kwargs)
            return original(self, *args, **kwargs)

        setattr(owner, function.__name__, call)
        return function

    return wrap


def after(owner):
    """Runs the function after the call with the same name.

    The function gets the call's arguments and, as the last one, its result. What it returns replaces the result.
    """

    def wrap(function):
        original = getattr(owner, function.__name__)

        def call(self, *args, **kwargs):
            return function(self, *args, **kwargs, result=original(self, *args, **kwargs))

        setattr(owner, function.__name__, call)
        return function

    return wrap


def remember(thing, response, *parameters):
    """Sets parameters of the call on the thing that it created: moto answers later calls from these attributes."""
    for parameter in parameters:
        value = response._get_param(parameter)
        if value is not None:
            setattr(thing, camelcase_to_underscores(parameter), value)
