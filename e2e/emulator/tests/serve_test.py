"""Tests of what the server adds to moto."""

import sys
import unittest

from cloud import EMULATOR

sys.path.insert(0, str(EMULATOR))

import serve  # noqa: E402
from gaps import closing  # noqa: E402


class Serve(unittest.TestCase):
    def test_an_error_of_the_emulator_itself_is_a_complaint(self):
        application = serve.application_of("ec2")
        application.view_functions = {name: self.crash for name in application.view_functions}
        answer = application.test_client().get("/")
        self.assertEqual(answer.status_code, 500)
        self.assertIn("the emulator crashed in ec2: ZeroDivisionError('division by zero')", closing.complaints)

    def crash(self, **arguments):
        return 1 / 0
