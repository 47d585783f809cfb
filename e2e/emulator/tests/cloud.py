"""The emulator under test: the real server in a process of its own, and clients for it."""

import atexit
import itertools
import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import boto3
from botocore.config import Config

EMULATOR = Path(__file__).parent.parent
REGION = "eu-west-1"

numbers = itertools.count(1)


def start():
    """Starts serve.py until this process ends, and returns its URL."""
    server = subprocess.Popen(
        [sys.executable, EMULATOR / "serve.py"],
        env=os.environ | {"AWS_REGION": REGION},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(server.wait)
    atexit.register(server.stdin.close)  # runs first, and ends the server
    if not (url := server.stdout.readline().strip()):
        raise RuntimeError("the emulator did not start")  # without a URL, boto3 would call AWS itself
    return url


class Cloud:
    def __init__(self):
        self.url = start()

    def client(self, service, region=REGION):
        """Returns a client that sends every request once, without validating it."""
        config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=config,
        )

    def complaints(self):
        with urllib.request.urlopen(self.url + "/complaints") as answer:
            return set(json.load(answer))


def name(what):
    """Returns a unique name."""
    return f"{what}-{next(numbers)}"
