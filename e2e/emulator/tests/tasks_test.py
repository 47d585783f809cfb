"""Tasks of services, and tasks that run once."""

import account_of_tests  # noqa: F401
import unittest

from blue_green import let, small_account
from rollouts import injections


class RunTask(unittest.TestCase):
    def test_a_task_that_fails(self):
        with small_account() as shop:
            injections.inject({"of": shop.second, "oneOff": {"exitCode": 2, "lines": ["migrating", "failed"]}})
            task = self.run_once(shop, shop.second)
            self.assertEqual((task["lastStatus"], task["stopCode"]), ("STOPPED", "EssentialContainerExited"))
            self.assertEqual((task["containers"][0]["exitCode"], task["startedBy"]), (2, "migrate"))
            stream = f"shop/api/{task['taskArn'].rpartition('/')[2]}"
            events = shop.logs.get_log_events(logGroupName="shop", logStreamName=stream)["events"]
            self.assertEqual([event["message"] for event in events], ["migrating", "failed"])

    def test_a_task_that_succeeds(self):
        with small_account() as shop:
            injections.inject({"of": shop.second, "oneOff": {"exitCode": 2}})
            task = self.run_once(shop, shop.first)
            self.assertEqual(task["containers"][0]["exitCode"], 0)
            self.assertEqual(task["overrides"]["containerOverrides"][0]["command"], ["migrate"])

    def test_a_task_that_is_stopped(self):
        with small_account() as shop:
            task = self.start(shop, shop.first)
            shop.ecs.stop_task(cluster="main", task=task, reason="enough")
            let(60)
            [task] = shop.ecs.describe_tasks(cluster="main", tasks=[task])["tasks"]
            self.assertEqual((task["stopCode"], task["stoppedReason"]), ("UserInitiated", "enough"))

    def start(self, shop, definition):
        started = shop.ecs.run_task(
            cluster="main", taskDefinition=definition, launchType="FARGATE", startedBy="migrate",
            networkConfiguration=shop.network(shop.private),
            overrides={"containerOverrides": [{"name": "api", "command": ["migrate"]}]},
        )  # fmt: skip
        return started["tasks"][0]["taskArn"]

    def run_once(self, shop, definition):
        arn = self.start(shop, definition)
        [task] = shop.ecs.describe_tasks(cluster="main", tasks=[arn])["tasks"]
        self.assertEqual(task["lastStatus"], "PENDING")
        let(20)
        self.assertEqual(shop.ecs.list_tasks(cluster="main", startedBy="migrate")["taskArns"], [])
        return shop.ecs.describe_tasks(cluster="main", tasks=[arn])["tasks"][0]


class Tasks(unittest.TestCase):
    def test_tasks_of_a_service_are_listed_by_what_started_them(self):
        with small_account() as shop:
            blue = shop.task_sets()["PRIMARY"]["id"]
            arns = shop.ecs.list_tasks(cluster="main", serviceName="shop")["taskArns"]
            self.assertEqual(arns, shop.ecs.list_tasks(cluster="main", startedBy=blue)["taskArns"])
            tasks = shop.ecs.describe_tasks(cluster="main", tasks=arns)["tasks"]
            self.assertEqual({(task["group"], task["startedBy"]) for task in tasks}, {("service:shop", blue)})
            with self.assertRaises(shop.ecs.exceptions.InvalidParameterException):
                shop.ecs.list_tasks(cluster="main", startedBy=blue, serviceName="shop")

    def test_blue_tasks_stop_at_the_end(self):
        with small_account() as shop:
            blue = shop.task_sets()["PRIMARY"]["id"]
            shop.start()
            let(3600)
            self.assertEqual({task["startedBy"] for task in shop.stopped(serviceName="shop")}, {blue})
