"""Rejects calls, or loses their answers, as a test says."""

import json
import socket
from io import BytesIO
from urllib.parse import parse_qs

from rollouts import injections

QUERY = (
    "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code>"
    "<Message>Rate exceeded</Message></Error><RequestId>0</RequestId></ErrorResponse>"
)


def faulty(application):
    def call(environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ = environ | {"wsgi.input": BytesIO(body)}
        name = name_of(environ, body)
        if injections.throttled.get(name, 0) > 0:
            injections.throttled[name] -= 1
            return throttle(environ, start_response)
        answer = application(environ, start_response)
        if name in injections.lost:
            injections.lost.remove(name)
            b"".join(answer)  # the call has an effect, but the client never knows
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError(f"the answer of {name} gets lost")
        return answer

    return call


def name_of(environ, body):
    """Returns the name of a call, such as CreateDeployment, or an empty one if it has only a path."""
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return target.rpartition(".")[2]
    if "x-www-form-urlencoded" in environ.get("CONTENT_TYPE", ""):
        return parse_qs(body.decode(errors="replace")).get("Action", [""])[0]
    return ""


def throttle(environ, start_response):
    """Answers with the throttling error of the call's protocol."""
    if environ.get("HTTP_X_AMZ_TARGET"):
        start_response("400 Bad Request", [("Content-Type", "application/x-amz-json-1.1")])
        return [json.dumps({"__type": "ThrottlingException", "message": "Rate exceeded"}).encode()]
    start_response("400 Bad Request", [("Content-Type", "text/xml")])
    return [QUERY.encode()]
