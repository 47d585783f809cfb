"""Deployments that fail, that are stopped, and that AWS refuses."""

import account_of_tests  # noqa: F401
import json
import unittest

from blue_green import ROLLBACK, let, small_account
from rollouts import clock, injections
from small import to

APPROVAL = {"actionOnTimeout": "STOP_DEPLOYMENT", "waitTimeInMinutes": 60}


class Failures(unittest.TestCase):
    def test_tasks_that_exit_fail_after_an_hour(self):
        with small_account() as shop:
            injections.inject({"of": "shop:2", "taskExit": {"exitCode": 3, "lines": ["no database"]}})
            deployment = shop.start()
            let(100)
            stopped = shop.stopped(serviceName="shop")
            self.assertGreaterEqual(len(stopped), 4)  # each task is replaced
            task, green = stopped[0], shop.task_sets()["ACTIVE"]
            self.assertEqual((task["startedBy"], task["stopCode"]), (green["id"], "EssentialContainerExited"))
            self.assertEqual(task["containers"][0]["exitCode"], 3)
            stream = f"shop/api/{task['taskArn'].rpartition('/')[2]}"
            events = shop.logs.get_log_events(logGroupName="shop", logStreamName=stream)["events"]
            self.assertEqual([event["message"] for event in events], ["no database"])
            self.assertEqual(shop.info(deployment)["status"], "InProgress")
            let(3600)
            self.check_rolled_back(shop, deployment, "Failed", "TIMEOUT")

    def test_unhealthy_targets(self):
        with small_account() as shop:
            sick = {"reason": "Target.Timeout", "description": "slow"}
            injections.inject({"of": shop.second, "unhealthyTargets": sick})
            deployment = shop.start()
            let(70)
            want = {"State": "unhealthy", "Reason": "Target.Timeout", "Description": "slow"}
            self.assertEqual(shop.health(shop.green), [want, want])
            self.assertEqual(shop.health(shop.blue), [{"State": "healthy"}] * 2)
            let(100)
            self.assertIn("failed ELB health checks", shop.stopped(serviceName="shop")[0]["stoppedReason"])
            let(3600)
            self.check_rolled_back(shop, deployment, "Failed", "TIMEOUT")

    def test_an_alarm_while_traffic_shifts(self):
        with small_account() as shop:
            injections.inject({"alarm": {"name": "errors", "phase": "SHIFT"}})
            deployment = shop.start()
            let(120)
            self.check_rolled_back(shop, deployment, "Stopped", "ALARM_ACTIVE")
            self.assertIn("Activated alarms: <errors>", shop.info(deployment)["errorInformation"]["message"])

    def test_an_alarm_that_already_fires(self):
        with small_account() as shop:
            shop.cloudwatch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="high")
            deployment = shop.start()
            let(1)
            info = shop.info(deployment)
            self.assertEqual((info["status"], info["errorInformation"]["code"]), ("Stopped", "ALARM_ACTIVE"))

    def test_an_alarm_after_all_traffic_has_shifted(self):
        with small_account() as shop:
            injections.inject({"alarm": {"name": "errors", "phase": "TERMINATION_WAIT"}})
            deployment = shop.start()
            let(600)
            self.check_rolled_back(shop, deployment, "Stopped", "ALARM_ACTIVE")

    def test_a_stop_with_rollback_and_one_without(self):
        for rolls_back in True, False:
            with self.subTest(rolls_back), small_account() as shop:
                deployment = shop.start()
                let(80)
                self.assertEqual(shop.weights(shop.http), (90, 10))
                shop.deploy.stop_deployment(deploymentId=deployment, autoRollbackEnabled=rolls_back)
                let(60)
                if rolls_back:
                    self.check_rolled_back(shop, deployment, "Stopped", "MANUAL_STOP")
                else:
                    self.assertNotIn("rollbackInfo", shop.info(deployment))
                    self.assertEqual(shop.weights(shop.http), (90, 10))
                with self.assertRaises(shop.deploy.exceptions.DeploymentAlreadyCompletedException):
                    shop.deploy.stop_deployment(deploymentId=deployment)

    def test_a_rollback_that_fails(self):
        with small_account() as shop:
            injections.inject({"failRollback": True})
            deployment = shop.start()
            let(80)
            shop.deploy.stop_deployment(deploymentId=deployment, autoRollbackEnabled=True)
            let(60)
            rollback = shop.info(shop.info(deployment)["rollbackInfo"]["rollbackDeploymentId"])
            self.assertEqual(rollback["status"], "Failed")
            self.assertEqual(shop.weights(shop.http), (90, 10))

    def test_a_rollback_deploys_what_was_before(self):
        with small_account() as shop:
            first = shop.start()
            let(3600)
            injections.inject({"of": shop.first, "taskExit": {}})
            failed = shop.start(shop.first)
            let(4000)
            rollback = shop.info(shop.info(failed)["rollbackInfo"]["rollbackDeploymentId"])
            self.assertEqual(rollback["revision"], shop.info(first)["revision"])
            self.assertEqual(shop.described()["taskDefinition"], shop.second)

    def check_rolled_back(self, shop, deployment, status, code):
        info = shop.info(deployment)
        self.assertEqual((info["status"], info["errorInformation"]["code"]), (status, code))
        rollback = shop.info(info["rollbackInfo"]["rollbackDeploymentId"])
        self.assertEqual((rollback["status"], rollback["creator"]), ("Succeeded", "codeDeployRollback"))
        self.assertEqual(rollback["rollbackInfo"]["rollbackTriggeringDeploymentId"], deployment)
        self.assertEqual((shop.weights(shop.http), shop.weights(shop.test)), ((100, 0), (100, 0)))
        self.assertEqual((list(shop.task_sets()), shop.health(shop.green)), (["PRIMARY"], []))
        self.assertEqual(shop.described()["taskDefinition"], shop.first)


class Approval(unittest.TestCase):
    def test_given(self):
        with small_account(ready=APPROVAL) as shop:
            deployment = shop.start()
            let(120)
            self.assertEqual(shop.info(deployment)["status"], "Ready")
            self.assertEqual((shop.weights(shop.http), shop.weights(shop.test)), ((100, 0), (0, 100)))
            shop.deploy.continue_deployment(deploymentId=deployment, deploymentWaitType="READY_WAIT")
            let(5)
            self.assertEqual(shop.weights(shop.http), (90, 10))
            with self.assertRaises(shop.deploy.exceptions.DeploymentIsNotInReadyStateException):
                shop.deploy.continue_deployment(deploymentId=deployment)

    def test_timed_out(self):
        for events in [], ["DEPLOYMENT_STOP_ON_REQUEST"]:
            back = {"enabled": True, "events": ROLLBACK["events"] + events}
            with self.subTest(events), small_account(ready=APPROVAL, autoRollbackConfiguration=back) as shop:
                deployment = shop.start()
                let(3800)
                info = shop.info(deployment)
                self.assertEqual(info["status"], "Stopped")
                self.assertEqual("rollbackInfo" in info, bool(events))

    def test_the_old_tasks_are_stopped_on_request(self):
        with small_account(wait=2880) as shop:
            deployment = shop.start()
            let(600)
            shop.deploy.continue_deployment(deploymentId=deployment, deploymentWaitType="TERMINATION_WAIT")
            let(20)
            self.assertEqual(shop.info(deployment)["status"], "Succeeded")


class Refusals(unittest.TestCase):
    def test_a_second_deployment(self):
        with small_account() as shop:
            deployment = shop.start()
            with self.assertRaises(shop.deploy.exceptions.DeploymentLimitExceededException) as refused:
                shop.start()
            self.assertIn(f"'{deployment}'", str(refused.exception))

    def test_what_only_codedeploy_may_change(self):
        with small_account() as shop:
            for change in (
                {"taskDefinition": shop.second},
                {"networkConfiguration": shop.network(shop.private)},
                {"loadBalancers": []},
                {"platformVersion": "1.4.0"},
                {"forceNewDeployment": True},
            ):
                with self.subTest(change), self.assertRaises(shop.ecs.exceptions.InvalidParameterException):
                    shop.ecs.update_service(cluster="main", service="shop", **change)
            shop.ecs.update_service(cluster="main", service="shop", desiredCount=3)
            self.assertEqual(shop.task_sets()["PRIMARY"]["runningCount"], 3)

    def test_a_primary_group_that_is_not_behind_the_listener(self):
        with small_account() as shop:
            shop.elb.modify_listener(ListenerArn=shop.http, DefaultActions=[{
                "Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": shop.green, "Weight": 1}]}
            }])  # fmt: skip
            deployment = shop.start()
            let(10)
            error = shop.info(deployment)["errorInformation"]
            self.assertEqual(error["code"], "ELASTIC_LOAD_BALANCING_INVALID")
            self.assertIn("Primary taskset target group must be behind listener", error["message"])

    def test_a_role_that_lacks_something(self):
        with small_account() as shop:
            for name in shop.statements():
                lacking = shop.statements()
                del lacking[name]
                with self.subTest(name):
                    shop.allow(lacking)
                    deployment = shop.start()
                    let(3600)
                    info = shop.info(deployment)
                    if name == "rules":  # there is none for the pair
                        self.assertEqual(info["status"], "Succeeded")
                        continue
                    self.assertEqual(info["errorInformation"]["code"], "IAM_ROLE_PERMISSIONS")
                shop.allow(shop.statements())

    def test_a_policy_that_is_attached(self):
        with small_account() as shop:
            lacking = shop.statements()
            policy = json.dumps({"Version": "2012-10-17", "Statement": [lacking.pop("listeners")]})
            arn = shop.iam.create_policy(PolicyName="listeners", PolicyDocument=policy)["Policy"]["Arn"]
            shop.iam.attach_role_policy(RoleName="deploy", PolicyArn=arn)
            shop.allow(lacking)
            deployment = shop.start()
            let(3600)
            self.assertEqual(shop.info(deployment)["status"], "Succeeded")

    def test_the_listeners_other_rules(self):
        """A rule that forwards to the pair shifts too, and needs a permission of its own."""
        with small_account() as shop:
            rule = shop.elb.describe_rules(ListenerArn=shop.http)["Rules"][0]["RuleArn"]
            shop.elb.modify_rule(RuleArn=rule, Actions=[to(shop.blue, shop.green)])
            deployment = shop.start()
            let(3600)
            self.assertEqual(shop.info(deployment)["status"], "Succeeded")
            [action] = shop.elb.describe_rules(RuleArns=[rule])["Rules"][0]["Actions"]
            weights = {g["TargetGroupArn"]: g["Weight"] for g in action["ForwardConfig"]["TargetGroups"]}
            self.assertEqual(weights, {shop.blue: 0, shop.green: 100})
            lacking = shop.statements()
            del lacking["rules"]
            shop.allow(lacking)
            deployment = shop.start(shop.first)
            let(3600)
            self.assertIn("ModifyRule", shop.info(deployment)["errorInformation"]["message"])

    def test_a_condition_on_another_service(self):
        with small_account() as shop:
            statements = shop.statements()
            statements["create"]["Condition"]["ArnEquals"]["ecs:service"] += "-other"
            shop.allow(statements)
            deployment = shop.start()
            let(60)
            self.assertIn("ecs:CreateTaskSet", shop.info(deployment)["errorInformation"]["message"])


class Held(unittest.TestCase):
    def test_a_held_deployment_stays_but_can_be_stopped(self):
        with small_account() as shop:
            clock.hold("SHIFT")
            deployment = shop.start()
            let(7200)
            self.assertEqual(shop.weights(shop.http), (90, 10))
            shop.deploy.stop_deployment(deploymentId=deployment, autoRollbackEnabled=False)
            self.assertEqual(shop.info(deployment)["status"], "Stopped")
            clock.release()
