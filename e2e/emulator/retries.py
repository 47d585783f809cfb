"""Carries out once what a client asks twice because the answer got lost on the way: the SDK's retry has the invocation id of the call it repeats.

On a loaded machine that happens, and where an API knows no client token, as that for VPC links, a second thing would come to be that nobody knows of.
"""

import sys
from threading import Lock


class Invocation:
    def __init__(self):
        self.lock = Lock()
        self.answer = None  # of a call that succeeded; one that failed is carried out again


def once(application):
    invocations = {}

    def call(environ, start_response):
        if not (invocation_id := environ.get("HTTP_AMZ_SDK_INVOCATION_ID")):
            return application(environ, start_response)
        invocation = invocations.setdefault(invocation_id, Invocation())
        with invocation.lock:
            if invocation.answer:
                print(f"emulator: answered once more: {environ['REQUEST_METHOD']} {environ['PATH_INFO']}", file=sys.stderr, flush=True)
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
