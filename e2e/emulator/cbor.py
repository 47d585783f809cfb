"""Translates AWS's binary protocol, which CloudWatch's clients speak, from and to the JSON that moto speaks.

The protocol is https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html. botocore has both halves of it
for clients: its parser reads any value, and its serializer writes a value by a shape of the model.
"""

import io
import json
import re
from datetime import datetime

from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer
from moto.core.utils import get_service_model

PATH = re.compile(r"/service/(\w+)/operation/(\w+)")
MODELS = {"GraniteServiceVersion20100801": "cloudwatch"}
JSON, CBOR = "application/x-amz-json-1.0", "application/cbor"
HEADERS = [("Content-Type", CBOR), ("Smithy-Protocol", "rpc-v2-cbor")]


def translated(application):
    def call(environ, start_response):
        if environ.get("HTTP_SMITHY_PROTOCOL") != "rpc-v2-cbor":
            return application(environ, start_response)
        service, operation = PATH.fullmatch(environ["PATH_INFO"]).groups()
        length = int(environ.get("CONTENT_LENGTH") or 0)
        parameters = decoded(environ["wsgi.input"].read(length)) if length else {}
        status, body = carry_out(application, environ, f"{service}.{operation}", parameters)
        model = get_service_model(MODELS[service]).operation_model(operation)
        shape = model.output_shape if status.startswith("2") else None
        encoded = answer(json.loads(body or "{}"), shape)
        start_response(status, [*HEADERS, ("Content-Length", str(len(encoded)))])
        return [encoded]

    return call


def carry_out(application, environ, target, parameters):
    """Makes the call in JSON, and returns the status and the body of the answer."""
    body, begun = json.dumps(parameters, default=seconds).encode(), []
    plain = {name: value for name, value in environ.items() if name != "HTTP_SMITHY_PROTOCOL"}
    plain |= {
        "PATH_INFO": "/",
        "RAW_URI": "/",
        "REQUEST_URI": "/",
        "CONTENT_TYPE": JSON,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_AMZ_TARGET": target,
        "wsgi.input": io.BytesIO(body),
    }
    text = b"".join(application(plain, lambda status, headers, exc_info=None: begun.append(status)))
    return begun[-1], text


def seconds(value):
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"JSON has no {type(value).__name__}")


def decoded(body):
    parser = RpcV2CBORParser()
    return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))


def answer(value, shape):
    """Writes a result by its shape, or an error, all of whose members are strings."""
    writer, written = RpcV2CBORSerializer(), bytearray()
    if shape:
        writer._serialize_data_item(written, known(value, shape), shape)
        return bytes(written)
    value = {name.replace("Message", "message"): str(member) for name, member in value.items()}
    written += bytes([writer.MAP_MAJOR_TYPE << 5 | len(value)])
    for text in [text for pair in value.items() for text in pair]:
        writer._serialize_type_string(written, text, None, None)
    return bytes(written)


def known(value, shape):
    """Returns a value without the members that the model lacks: the serializer would fail."""
    match shape.type_name:
        case "structure":
            members = shape.members.keys() & value.keys()
            return {name: known(value[name], shape.members[name]) for name in members if value[name] is not None}
        case "list":
            return [known(element, shape.member) for element in value]
        case "map":
            return {key: known(entry, shape.value) for key, entry in value.items()}
    return value
