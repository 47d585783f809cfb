"""The smallest situations in which AWS rejects a call.

Each is a generator. It creates an obstacle, yields AWS's error code with the call, and then removes the obstacle.
"""

ALL = []


def situation(generator):
    ALL.append(generator)
    return generator
