"""Executes a call once that a client sends again because the answer got lost.

The SDK's retry has the same invocation id as the first call. Answers do get lost on a loaded machine.
If the API has no client token, as for VPC links, the retry would create a second resource that no
state contains.
"""

import sys
from threading import Lock


class Invocation:
    def __init__(self):
        self.lock = Lock()
        self.answer = None  # only of a call that succeeded; a failed call is executed again


def once(application):
    invocations = {}

    def call(environ, start_response):
        if not (invocation_id := environ.get("HTTP_AMZ_SDK_INVOCATION_ID")):
            return application(environ, start_response)
        invocation = invocations.setdefault(invocation_id, Invocation())
        with invocation.lock:
            if invocation.answer:
                again = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
                print(f"emulator: answered once more: {again}", file=sys.stderr, flush=True)
            status, headers, body = invocation.answer or carry_out(application, environ)
            if status.startswith("2"):
                invocation.answer = status, headers, body
        start_response(status, headers)
        return [body]

    return call


def carry_out(application, environ):
    begun = []
    body = b"".join(application(environ, lambda status, headers, exc_info=None: begun.extend((status, headers))))
    return *begun[-2:], body
