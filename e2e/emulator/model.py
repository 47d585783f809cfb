"""Checks every request against AWS's own model of its APIs, which is part of botocore.

The model has required members, enums, patterns, lengths and ranges, at any depth, while moto accepts
almost any value. A request that violates the model is still answered, but it fails the run.
"""

import functools
import io
import re

import regex
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router

from gaps.closing import complain

# Constraints of the model that AWS does not enforce, as "service Operation.path", with the reason.
NOT_ENFORCED = {}

# Model names of the services whose requests are signed with another name.
MODELS = {"elasticfilesystem": "efs", "elasticloadbalancing": "elbv2", "monitoring": "cloudwatch"}

# Types that the parsers do not check.
TYPES = {"string": str, "boolean": bool}


def checked(application):
    def call(environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        for fault in faults(environ | {"wsgi.input": io.BytesIO(body)}):
            complain(fault)
        return application(environ | {"wsgi.input": io.BytesIO(body)}, start_response)

    return call


def faults(environ):
    """Returns what is wrong with a request.

    A request that cannot be parsed is wrong too: a check that skips what it does not know could skip everything.
    """
    try:
        service, operation, parameters = understand(environ)
        where = f"{service} {operation.name}"
        found = breaches(operation.input_shape, parameters, where) if operation.input_shape else []
        return [f"AWS's model is broken: {path} {problem}" for path, problem in found if path not in NOT_ENFORCED]
    except Exception as error:  # noqa: BLE001
        call = environ.get("HTTP_X_AMZ_TARGET") or f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        return [f"AWS's model does not explain the request {call}: {repr(error)[:200]}"]


def understand(environ):
    """Returns the service, the operation and the parameters of a request."""
    request = Request(environ)
    service = service_of(request)
    operation, in_path = get_service_router(service).match(request)
    parser = PROTOCOL_PARSERS[determine_request_protocol(operation.service_model, request.content_type)](operation)
    parameters = parser.parse({
        "method": request.method,
        "headers": request.headers,
        "body": request.data,
        "values": request.values,
        "url_path": request.path,
        "url_params": in_path,
    })
    return service, operation, parameters


def service_of(request):
    """Returns the model name of the service that a request is signed for.

    The signature contains Credential=<key>/<day>/<region>/<service>/aws4_request.
    """
    signed_for = re.search(r"Credential=(?:[^/,]+/){3}([^/,]+)/aws4_request", request.headers["Authorization"])[1]
    if signed_for == "apigateway" and request.path.startswith("/v2/"):
        return "apigatewayv2"
    return MODELS.get(signed_for, signed_for)


def breaches(shape, value, path, secret=False):
    """Yields what in a value violates its shape, as pairs of a path and a problem. Secret values are not shown."""
    rules, secret = shape.metadata, secret or shape.metadata.get("sensitive", False)
    if not isinstance(value, TYPES.get(shape.type_name, object)):
        yield path, f"is not a {shape.type_name}"
        return
    match shape.type_name:
        case "structure":
            for name in shape.required_members:
                if value.get(name) is None:
                    yield f"{path}.{name}", "is missing"
            for name in shape.members.keys() & value.keys():
                yield from breaches(shape.members[name], value[name], f"{path}.{name}", secret)
        case "list":
            yield from out_of_bounds(rules, path, "number of elements", len(value))
            for element in value:
                yield from breaches(shape.member, element, f"{path}[]", secret)
        case "map":
            yield from out_of_bounds(rules, path, "number of entries", len(value))
            for key, entry in value.items():
                yield from breaches(shape.key, key, f"{path}{{key}}", secret)
                yield from breaches(shape.value, entry, f"{path}{{}}", secret)
        case "integer" | "long" | "float" | "double":
            yield from out_of_bounds(rules, path, "value", value)
        case "blob":
            yield from out_of_bounds(rules, path, "length", len(value))
        case "string":
            shown = "its value" if secret else repr(value)
            yield from out_of_bounds(rules, path, f"length of {shown},", len(value))
            if "enum" in rules and value not in rules["enum"]:
                yield path, f"cannot be {shown}, only one of {', '.join(rules['enum'])}"
            if "pattern" in rules and not compiled(rules["pattern"]).fullmatch(value):
                yield path, f"cannot be {shown}, only what matches {rules['pattern']}"


def out_of_bounds(rules, path, what, size):
    least, most = rules.get("min"), rules.get("max")
    if least is not None and size < least:
        yield path, f"has a {what} of {size}, the least is {least}"
    if most is not None and size > most:
        yield path, f"has a {what} of {size}, the most is {most}"


@functools.cache
def compiled(pattern):
    r"""Compiles a pattern in Java's syntax.

    In Java \w, \d and \s only match ASCII, \p matches Unicode, and a character beyond U+FFFF is written
    as two surrogates.
    """
    pattern = pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
    return regex.compile(pattern, regex.UNICODE if r"\p" in pattern else regex.ASCII)
