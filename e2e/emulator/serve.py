"""Serves moto on a free port of this machine until its standard input ends, so that it cannot outlive the test that started it.

The first line of output is the endpoint. GET /inventory lists what exists, GET /complaints what must not have happened; between
GET /watch/start and GET /watch/stop, which answers with a report, the ways in and out are watched.
"""

import json
import os
import sys
import threading

os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"  # moto looks when it is imported

from flask import got_request_exception  # noqa: E402
from moto.backends import get_backend  # noqa: E402
from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

import continuity  # noqa: E402
import inventory  # noqa: E402
import model  # noqa: E402
import retries  # noqa: E402
from gaps import closing  # noqa: E402


class Handler(MotoRequestHandler):
    def log_request(self, *args):
        """Logs nothing: thousands of calls would hide the one traceback that matters."""


def crashed(application, exception):
    """Complains of an error of the emulator itself.

    The provider retries until the cause of the error is gone, so nothing else would show.
    """
    closing.complain(f"the emulator crashed in {application.service}: {exception!r}")


def application_of(service):
    """Is moto's application for one service. It refuses a call that moto lacks at once: the provider would retry a server error for minutes."""
    application = create_backend_app(service)
    application.debug = False  # in debug mode, Flask hands errors on instead of to the handler below

    @application.errorhandler(NotImplementedError)
    def refuse(missing):
        closing.complain(f"moto lacks something of {service}: {missing}")
        return json.dumps({"__type": "NotImplemented", "message": str(missing)}), 400

    got_request_exception.connect(crashed, application)
    return application


LISTS = {
    "/inventory": inventory.take,
    "/complaints": lambda: sorted(closing.complaints),
    "/watch/start": continuity.start,
    "/watch/stop": continuity.stop,
}


def with_lists(moto):
    def application(environ, start_response):
        if environ["PATH_INFO"] not in LISTS:
            return moto(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(LISTS[environ["PATH_INFO"]]()).encode()]

    return application


def open_account():
    """Makes what an account has from the start (a default VPC, managed policies, AWS's own key for secrets), lest the first inventory lack it."""
    for region in {os.environ["AWS_REGION"], "us-east-1"}:  # moto resolves its URLs in the latter
        get_backend("ec2")[DEFAULT_ACCOUNT_ID][region]
    get_backend("iam")[DEFAULT_ACCOUNT_ID]["aws"]
    get_backend("kms")[DEFAULT_ACCOUNT_ID][os.environ["AWS_REGION"]].describe_key("alias/aws/secretsmanager")


if __name__ == "__main__":
    open_account()
    server = make_server("127.0.0.1", 0, with_lists(retries.once(model.checked(DomainDispatcherApplication(application_of)))), threaded=True, request_handler=Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.port}", flush=True)
    sys.stdin.read()
