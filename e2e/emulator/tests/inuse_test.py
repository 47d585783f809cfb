"""The emulator rejects and reports what AWS rejects, and accepts it once the obstacle is gone."""

import unittest

from botocore.exceptions import ClientError

import situations.replicas  # noqa: F401
import situations
from situations import balancing, deploying, network, others  # noqa: F401
from things import cloud


class InUse(unittest.TestCase):
    def test_refused_until_nothing_is_in_the_way(self):
        for situation in situations.ALL:
            with self.subTest(situation.__name__):
                self.check(situation())
        others = {complaint for complaint in cloud.complaints() if not complaint.startswith("AWS would refuse: ")}
        self.assertEqual(others, set())

    def check(self, situation):
        code, call = next(situation)
        before = cloud.complaints()
        with self.assertRaises(ClientError) as refused:
            call()
        self.assertEqual(refused.exception.response["Error"]["Code"], code)
        after = cloud.complaints()
        self.assertRegex("\n".join(after - before), "^AWS would refuse: .*$")

        self.assertIsNone(next(situation, None))
        call()
        self.assertEqual(cloud.complaints(), after)
