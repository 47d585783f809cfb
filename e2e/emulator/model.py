"""Holds every request against AWS's own model of its APIs, which botocore has.

The model has required members, enums, patterns, lengths and ranges, at any depth. moto takes almost any value. A request
that breaks the model is answered all the same, and fails the run.
"""

import functools
import io
import re

import regex
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router

from gaps.closing import complain

# What the model says and AWS is known not to enforce, as "service Operation.path": why.
NOT_ENFORCED = {}

# The models' names of services that sign with another one.
MODELS = {"elasticloadbalancing": "elbv2", "monitoring": "cloudwatch"}

# What the parsers pass on as it is, whatever its type.
TYPES = {"string": str, "boolean": bool}


def checked(application):
    def call(environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        for fault in faults(environ | {"wsgi.input": io.BytesIO(body)}):
            complain(fault)
        return application(environ | {"wsgi.input": io.BytesIO(body)}, start_response)

    return call


def faults(environ):
    """Is what is wrong with a request.

    One that cannot be understood is wrong too: a check that skips what it does not know could skip everything.
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
    """Is the service, the operation and the parameters of a request."""
    request = Request(environ)
    service = service_of(request)
    operation, in_path = get_service_router(service).match(request)
    parser = PROTOCOL_PARSERS[determine_request_protocol(operation.service_model, request.content_type)](operation)
    return service, operation, parser.parse({
        "method": request.method,
        "headers": request.headers,
        "body": request.data,
        "values": request.values,
        "url_path": request.path,
        "url_params": in_path,
    })


def service_of(request):
    """Is the model's name of the service that a request is signed for.

    The signature has it in Credential=<key>/<day>/<region>/<service>/aws4_request.
    """
    signed_for = re.search(r"Credential=(?:[^/,]+/){3}([^/,]+)/aws4_request", request.headers["Authorization"])[1]
    if signed_for == "apigateway" and request.path.startswith("/v2/"):
        return "apigatewayv2"
    return MODELS.get(signed_for, signed_for)


def breaches(shape, value, path, secret=False):
    """Finds what in a value breaks its shape, as pairs of a path and a problem. Secrets do not show."""
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
    r"""Compiles a pattern of Java's.

    There, \w, \d and \s are ASCII's, \p is not, and a character beyond the first 65,536 is written as two.
    """
    pattern = pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
    return regex.compile(pattern, regex.UNICODE if r"\p" in pattern else regex.ASCII)
