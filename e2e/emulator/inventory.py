"""Lists what exists in the emulator.

moto's own list, /moto-api/data.json, keeps whatever was ever made, deleted or not. This one holds what moto would answer from.
"""

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.common_models import BaseModel

ID_ATTRIBUTES = ("arn", "id", "name")
GONE = ("deleted", "DELETED", "INACTIVE")  # AWS too answers with what has been deleted for a while
GIVEN = ("Ami", "Snapshot", "Volume", "AWSManagedPolicy")  # thousands that every account can see


def take():
    """Is every thing as "service Kind id", sorted."""
    found = set()
    for service in list(BackendDict._instances):
        for _, _, backend in service.iter_backends():
            found.update(f"{service.service_name} {thing}" for thing in things_in(backend))
    return sorted(found)


def things_in(backend):
    seen, todo = {id(backend)}, list(vars(backend).values())
    while todo:
        value = todo.pop()
        if id(value) in seen or isinstance(value, BaseBackend):
            continue
        seen.add(id(value))
        if isinstance(value, dict):
            todo.extend(value.copy().values())
        elif isinstance(value, (list, tuple, set)):
            todo.extend(list(value))
        elif isinstance(value, BaseModel) and exists(value):
            todo.extend(vars(value).copy().values())
            yield f"{type(value).__name__} {identity(value)}"


def exists(thing):
    state = getattr(thing, "state", None) or getattr(thing, "status", None)
    return type(thing).__name__ not in GIVEN and state not in GONE


def identity(thing):
    ids = (getattr(thing, attribute, None) for attribute in ID_ATTRIBUTES)
    return next((found for found in ids if isinstance(found, str)), "?")
