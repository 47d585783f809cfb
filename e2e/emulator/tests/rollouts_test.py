"""A deployment of CodeDeploy through its whole life."""

import account_of_tests  # noqa: F401
import unittest

from blue_green import let, small_account


class WholeLife(unittest.TestCase):
    def test_each_phase_shows_what_aws_shows(self):
        with small_account() as shop:
            blue = shop.task_sets()["PRIMARY"]
            self.assertEqual((blue["runningCount"], blue["stabilityStatus"]), (2, "STEADY_STATE"))
            self.assertNotIn("externalId", blue)
            deployment = shop.start()

            self.assertRegex(deployment, r"^d-[A-Z0-9]{9}$")
            self.assertEqual(shop.info(deployment)["status"], "Created")
            with self.assertRaises(shop.deploy.exceptions.DeploymentNotStartedException):
                shop.deploy.list_deployment_targets(deploymentId=deployment)
            let(2)
            self.assertEqual(shop.info(deployment)["status"], "Queued")

            let(4)  # INSTALL
            self.assertEqual(shop.info(deployment)["status"], "InProgress")
            green = shop.task_sets()["ACTIVE"]
            self.assertEqual((green["externalId"], green["pendingCount"], green["runningCount"]), (deployment, 2, 0))
            let(10)
            self.assertEqual((shop.task_sets()["ACTIVE"]["pendingCount"], shop.health(shop.green)), (2, []))
            let(5)
            self.assertEqual({health["State"] for health in shop.health(shop.green)}, {"initial"})
            self.assertEqual(events(shop.target(deployment))["Install"], "InProgress")
            let(32)  # TEST
            self.assertEqual({health["State"] for health in shop.health(shop.green)}, {"healthy"})
            self.assertEqual((shop.weights(shop.http), shop.weights(shop.test)), ((100, 0), (0, 100)))
            let(10)  # SHIFT
            self.assertEqual(shop.weights(shop.http), (90, 10))
            self.assertEqual(weights(shop.target(deployment)), {"Blue": 90.0, "Green": 10.0})
            self.assertEqual(shop.described()["taskDefinition"], shop.first)
            let(300)  # SHIFTED
            self.assertEqual(shop.weights(shop.http), (0, 100))
            self.assertEqual(shop.described()["taskDefinition"], shop.second)
            self.assertEqual(shop.described()["loadBalancers"][0]["targetGroupArn"], shop.green)
            self.assertEqual(shop.task_sets()["PRIMARY"]["externalId"], deployment)
            self.assertFalse(shop.info(deployment)["instanceTerminationWaitTimeStarted"])
            let(10)  # TERMINATION_WAIT
            info = shop.info(deployment)
            self.assertEqual((info["status"], info["instanceTerminationWaitTimeStarted"]), ("InProgress", True))
            self.assertEqual(len(shop.health(shop.blue)), 2)
            let(15 * 60)  # CLEANUP
            self.assertEqual(shop.task_sets()["DRAINING"]["id"], blue["id"])
            let(20)
            info = shop.info(deployment)
            self.assertEqual((info["status"], info["deploymentOverview"]["Succeeded"]), ("Succeeded", 1))
            self.assertEqual((list(shop.task_sets()), shop.health(shop.blue)), (["PRIMARY"], []))
            self.assertEqual(set(events(shop.target(deployment)).values()), {"Succeeded"})

    def test_a_second_deployment_goes_back_to_blue(self):
        with small_account() as shop:
            shop.start()
            let(3600)
            shop.start(shop.first)
            let(3600)
            self.assertEqual((shop.weights(shop.http), shop.weights(shop.test)), ((100, 0), (100, 0)))
            self.assertEqual(shop.described()["taskDefinition"], shop.first)

    def test_what_codedeploy_remembers(self):
        with small_account() as shop:
            deployment = shop.start()
            let(3600)
            info = shop.info(deployment)
            sha256 = info["revision"]["appSpecContent"]["sha256"]
            self.assertNotIn("content", info["revision"]["appSpecContent"])
            self.assertEqual((info["creator"], info["description"]), ("user", "test"))
            revision = {"revisionType": "AppSpecContent", "appSpecContent": {"sha256": sha256}}
            found = shop.deploy.get_application_revision(applicationName="shop", revision=revision)
            self.assertEqual(found["revision"]["appSpecContent"]["content"], shop.app_spec(shop.second))
            group = shop.deploy.get_deployment_group(applicationName="shop", deploymentGroupName="shop")
            last = group["deploymentGroupInfo"]["lastSuccessfulDeployment"]
            self.assertEqual((last["deploymentId"], last["status"]), (deployment, "Succeeded"))
            self.assertEqual(group["deploymentGroupInfo"]["targetRevision"]["appSpecContent"]["sha256"], sha256)
            second = shop.start(shop.first)
            self.assertEqual(listed(shop), [second, deployment])
            self.assertEqual(listed(shop, includeOnlyStatuses=["Succeeded"]), [deployment])

    def test_a_linear_shift(self):
        with small_account(config="CodeDeployDefault.ECSLinear10PercentEvery1Minutes") as shop:
            shop.start()
            let(65)
            seen = []
            for _ in range(10):
                seen.append(shop.weights(shop.http)[1])
                let(60)
            self.assertEqual(seen, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100])


def events(target):
    return {event["lifecycleEventName"]: event["status"] for event in target["lifecycleEvents"]}


def weights(target):
    return {task_set["taskSetLabel"]: task_set["trafficWeight"] for task_set in target["taskSetsInfo"]}


def listed(shop, **filters):
    return shop.deploy.list_deployments(applicationName="shop", deploymentGroupName="shop", **filters)["deployments"]
