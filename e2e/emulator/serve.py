"""Serves moto on a free port of this machine until standard input ends, so that it ends with its test.

The first line of output is the endpoint. GET /inventory lists what exists, GET /complaints what must
not have happened. GET /watch/start starts to watch the ways in and out, GET /watch/stop returns the report.
Paths below /rollouts control deployments; what they need is in a JSON body.
"""

import json
import os
import sys
import threading

os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"  # before the import, because moto reads it then

from flask import got_request_exception  # noqa: E402
from moto.backends import get_backend  # noqa: E402
from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.moto_server import werkzeug_app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

import cbor  # noqa: E402
import continuity  # noqa: E402
import faulty  # noqa: E402
import inventory  # noqa: E402
import model  # noqa: E402
import retries  # noqa: E402
from gaps import closing  # noqa: E402
from rollouts import clock, control  # noqa: E402


class Handler(werkzeug_app.MotoRequestHandler):
    def log_request(self, *args):
        """Logs nothing: thousands of calls would hide the one traceback that matters."""


def crashed(application, exception):
    """Records a crash of the emulator itself as a complaint.

    The provider retries until the cause of the error is gone, so nothing else would show it.
    """
    closing.complain(f"the emulator crashed in {application.service}: {exception!r}")


def application_of(service):
    """Returns moto's application for one service.

    A call that moto lacks gets a client error, because the provider would retry a server error for minutes.
    """
    application = werkzeug_app.create_backend_app(service)
    application.debug = False  # in debug mode, Flask raises errors instead of calling the handler below

    @application.errorhandler(NotImplementedError)
    def refuse(missing):
        closing.complain(f"moto lacks something of {service}: {missing}")
        return json.dumps({"__type": "NotImplemented", "message": str(missing)}), 400

    got_request_exception.connect(crashed, application)
    return application


LISTS = {
    "/inventory": lambda body: inventory.take(),
    "/complaints": lambda body: sorted(closing.complaints),
    "/watch/start": lambda body: continuity.start(),
    "/watch/stop": lambda body: continuity.stop(),
    **control.PATHS,
}


def with_lists(moto):
    def application(environ, start_response):
        if environ["PATH_INFO"] not in LISTS:
            return moto(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        answer = LISTS[environ["PATH_INFO"]](json.loads(body or "{}"))
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    return application


def open_account():
    """Creates what every account has: a default VPC and schedule group, managed policies, AWS's own key for secrets.

    moto creates it on first use. Without this, it would look as if the stack had created it.
    """
    for region in {os.environ["AWS_REGION"], "us-east-1"}:  # moto resolves its URLs in us-east-1
        get_backend("ec2")[DEFAULT_ACCOUNT_ID][region]
        get_backend("scheduler")[DEFAULT_ACCOUNT_ID][region]
    get_backend("iam")[DEFAULT_ACCOUNT_ID]["aws"]
    get_backend("kms")[DEFAULT_ACCOUNT_ID][os.environ["AWS_REGION"]].describe_key("alias/aws/secretsmanager")


if __name__ == "__main__":
    open_account()
    moto = werkzeug_app.DomainDispatcherApplication(application_of)
    application = with_lists(cbor.translated(retries.once(faulty.faulty(model.checked(moto)))))
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.port}", flush=True)
    sys.stdin.read()
    clock.lives.clear()
