"""CloudWatch Logs: moto has no saved queries."""

import uuid

from moto.core.responses import ActionResult
from moto.core.utils import unix_time_millis
from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.models import LogsBackend
from moto.logs.responses import LogsResponse

from gaps.closing import call_of


class QueryDefinition:
    __module__ = LogsBackend.__module__  # the inventory lists moto's things

    def __init__(self, parameters):
        self.id = parameters.get("queryDefinitionId") or str(uuid.uuid4())
        self.info = {**parameters, "queryDefinitionId": self.id, "lastModified": int(unix_time_millis())}


def definitions_of(backend):
    return vars(backend).setdefault("query_definitions", {})


@call_of(LogsResponse)
def put_query_definition(self):
    known, given = definitions_of(self.logs_backend), self._get_param("queryDefinitionId")
    if given and given not in known:
        raise ResourceNotFoundException()
    names = ("name", "queryString", "logGroupNames", "queryLanguage", "queryDefinitionId")
    parameters = {name: self._get_param(name) for name in names}
    definition = QueryDefinition({name: value for name, value in parameters.items() if value is not None})
    known[definition.id] = definition
    return ActionResult({"queryDefinitionId": definition.id})


@call_of(LogsResponse)
def describe_query_definitions(self):
    prefix = self._get_param("queryDefinitionNamePrefix") or ""
    listed = [d.info for d in definitions_of(self.logs_backend).values() if d.info["name"].startswith(prefix)]
    return ActionResult({"queryDefinitions": sorted(listed, key=lambda info: info["name"])})


@call_of(LogsResponse)
def delete_query_definition(self):
    if not definitions_of(self.logs_backend).pop(self._get_param("queryDefinitionId"), None):
        raise ResourceNotFoundException()
    return ActionResult({"success": True})
