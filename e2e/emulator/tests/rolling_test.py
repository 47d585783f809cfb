"""Deployments of a service that ECS itself deploys."""

import account_of_tests  # noqa: F401
import unittest

from blue_green import let, small_account
from rollouts import clock, injections

BREAKER = {
    "deploymentCircuitBreaker": {"enable": True, "rollback": True},
    "alarms": {"enable": True, "rollback": True, "alarmNames": ["errors"]},
}


class Rolling(unittest.TestCase):
    def test_an_update_takes_effect_at_once(self):
        with small_account() as shop:
            self.create(shop)
            self.update(shop)
            [deployment] = shop.described("rolls")["deployments"]
            self.assertEqual((deployment["taskDefinition"], deployment["rolloutState"]), (shop.second, "COMPLETED"))
            self.assertEqual(self.newest(shop)["status"], "SUCCESSFUL")

    def test_the_circuit_breaker(self):
        with small_account() as shop:
            self.create(shop)
            injections.inject({"of": shop.second, "taskExit": {"exitCode": 1}})
            self.update(shop)
            let(30)
            new, old = shop.described("rolls")["deployments"]
            self.assertEqual((new["rolloutState"], old["status"]), ("IN_PROGRESS", "ACTIVE"))
            self.assertEqual(self.newest(shop)["status"], "IN_PROGRESS")
            let(120)
            told = self.check_rolled_back(shop)
            self.assertEqual(told["deploymentCircuitBreaker"]["status"], "TRIGGERED")
            self.assertGreaterEqual(told["deploymentCircuitBreaker"]["failureCount"], 3)
            self.assertEqual(told["deploymentCircuitBreaker"]["threshold"], 3)
            self.assertIn("circuit breaker", told["rollback"]["reason"])
            self.assertEqual(shop.stopped(serviceName="rolls")[0]["stopCode"], "EssentialContainerExited")

    def test_an_alarm(self):
        with small_account() as shop:
            self.create(shop)
            injections.inject({"alarm": {"name": "errors", "phase": "ROLLING"}})
            self.update(shop)
            let(120)
            told = self.check_rolled_back(shop)
            self.assertEqual(told["alarms"]["triggeredAlarmNames"], ["errors"])

    def test_a_stop(self):
        with small_account() as shop:
            self.create(shop)
            clock.hold("ROLLING")
            self.update(shop)
            let(1000)
            self.assertEqual(self.newest(shop)["status"], "IN_PROGRESS")
            arn = self.newest(shop)["serviceDeploymentArn"]
            shop.ecs.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK")
            clock.release()
            let(120)
            self.check_rolled_back(shop)
            with self.assertRaises(shop.ecs.exceptions.ConflictException):
                shop.ecs.stop_service_deployment(serviceDeploymentArn=arn)

    def test_without_a_circuit_breaker_it_goes_on_until_the_next_update(self):
        with small_account() as shop:
            self.create(shop, {})
            injections.inject({"of": shop.second, "taskExit": {"exitCode": 1}})
            self.update(shop)
            let(7200)
            self.assertEqual(self.newest(shop)["status"], "IN_PROGRESS")
            third = shop.revision("3")
            self.update(shop, third)
            self.assertEqual(self.newest(shop)["status"], "SUCCESSFUL")
            [deployment] = shop.described("rolls")["deployments"]
            self.assertEqual(deployment["taskDefinition"], third)
            self.assertEqual(len(shop.ecs.list_tasks(cluster="main", serviceName="rolls")["taskArns"]), 2)

    def create(self, shop, configuration=BREAKER):
        shop.service("rolls", shop.admin, deploymentConfiguration=configuration)

    def update(self, shop, definition=None):
        shop.ecs.update_service(cluster="main", service="rolls", taskDefinition=definition or shop.second)

    def newest(self, shop):
        return shop.ecs.list_service_deployments(cluster="main", service="rolls")["serviceDeployments"][0]

    def check_rolled_back(self, shop):
        arn = self.newest(shop)["serviceDeploymentArn"]
        [told] = shop.ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"]
        self.assertEqual(told["status"], "ROLLBACK_SUCCESSFUL")
        [deployment] = shop.described("rolls")["deployments"]
        self.assertEqual((deployment["taskDefinition"], deployment["rolloutState"]), (shop.first, "COMPLETED"))
        self.assertEqual(shop.described("rolls")["taskDefinition"], shop.first)
        revision = told["targetServiceRevision"]["arn"]
        [wanted] = shop.ecs.describe_service_revisions(serviceRevisionArns=[revision])["serviceRevisions"]
        self.assertEqual(wanted["taskDefinition"], shop.second)
        self.assertRegex(wanted["containerImages"][0]["imageDigest"], "^sha256:")
        return told
