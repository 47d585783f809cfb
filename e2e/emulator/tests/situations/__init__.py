"""The smallest situations in which AWS refuses a call.

Each is a generator. It builds what is in the way, yields AWS's error code with the call, and then takes away what was in the way.
"""

ALL = []


def situation(generator):
    ALL.append(generator)
    return generator
