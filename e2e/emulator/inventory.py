"""Lists what exists in the emulator.

moto's own list, /moto-api/data.json, keeps everything that was ever created, even what has been
deleted. This list has what moto's answers are made of. It omits what moto stores as plain data
inside another thing, such as the inline policies of a role: that is deleted with the thing.
"""

from collections.abc import Mapping
from enum import Enum

from moto.core.base_backend import BackendDict, BaseBackend

ID_ATTRIBUTES = ("arn", "policy_arn", "id", "deployment_group_id", "route_id", "name")
GONE = ("deleted", "DELETED", "INACTIVE", "PendingDeletion")  # AWS too lists deleted things for a while
PARTS = (  # only exist inside another thing
    "DBProxyTarget",
    "DBProxyTargetGroup",
    "Dimension",
    "FakeRule",
    "MetricDataQuery",
    "NetworkAclAssociation",
)
GIVEN = ("Ami", "Snapshot", "Volume", "AWSManagedPolicy")  # thousands, visible in every account
RECORDS = ("Operation",)  # of past calls to Cloud Map, which AWS keeps for a while
COPIES = ("DBSnapshot",)  # hold a copy of the original, which may have been deleted


def take():
    """Returns every thing as "service Kind id", sorted.

    Collections are copied before the walk, because calls may arrive meanwhile.
    """
    found = set()
    for service in list(BackendDict._instances):
        for account in list(service.values()):
            for backend in list(account.values()):
                found.update(f"{service.service_name} {thing}" for thing in things_in(backend))
    return sorted(found)


def things_in(backend):
    package = type(backend).__module__.rpartition(".")[0]
    seen, todo = {id(backend)}, list(vars(backend).values())
    while todo:
        value = todo.pop()
        if id(value) in seen or isinstance(value, BaseBackend):
            continue
        seen.add(id(value))
        if isinstance(value, Mapping):
            todo.extend(list(value.values()))
        elif isinstance(value, (list, tuple, set)):
            todo.extend(list(value))
        elif type(value).__module__.startswith(package) and exists(value):
            if type(value).__name__ not in COPIES:
                todo.extend(list(vars(value).values()))
            if name := identity(value):
                yield f"{type(value).__name__} {name}"


def exists(thing):
    """Returns whether AWS lists the thing and will keep it: a key or secret scheduled for deletion does not count."""
    if not hasattr(thing, "__dict__") or isinstance(thing, Enum) or type(thing).__name__ in PARTS + GIVEN + RECORDS:
        return False
    if getattr(thing, "deleted_date", None):
        return False
    return not any(getattr(thing, attribute, None) in GONE for attribute in ("state", "status", "key_state"))


def identity(thing):
    """Returns the thing's id, or None if it is only a part of another thing."""
    ids = (getattr(thing, attribute, None) for attribute in ID_ATTRIBUTES)
    return next((found for found in ids if isinstance(found, str)), None)
