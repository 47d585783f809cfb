"""A blue/green service with its deployment group, and a clock that only moves when a test says so."""

import json
from contextlib import contextmanager

from moto import mock_aws

from gaps.tasks import ended
from rollouts import clock, injections
from rollouts.ecs_tasks import one_offs
from small import Small, client

ARN = "arn:aws:{}:eu-west-1:123456789012:{}"
TRUST = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "codedeploy.amazonaws.com"}}]}
ROLLBACK = {"enabled": True, "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]}


@contextmanager
def small_account(**group):
    """Yields an account in which no time passes by itself."""
    for remembered in (clock.lives, clock.held, ended, one_offs):
        remembered.clear()
    injections.clear()
    clock.clock.speed = 0
    with mock_aws():
        yield BlueGreen(**group)
    clock.lives.clear()


def let(seconds):
    """Lets time pass."""
    clock.clock.speed, clock.clock.looked = 1, clock.clock.looked - seconds
    clock.catch_up()
    clock.clock.speed = 0


class BlueGreen(Small):
    def __init__(self, **group):
        self.deploy, self.iam, self.cloudwatch, self.logs = map(client, ("codedeploy", "iam", "cloudwatch", "logs"))
        super().__init__()
        self.test = self.listener(8080)
        self.cloudwatch.put_metric_alarm(
            AlarmName="errors", MetricName="m", Namespace="n", Period=60, EvaluationPeriods=1, Threshold=1,
            ComparisonOperator="GreaterThanThreshold", Statistic="Sum",
        )  # fmt: skip
        self.make_role()
        self.make_group(**group)

    def make_services(self):
        self.logs.create_log_group(logGroupName="shop")
        self.ecs.create_cluster(clusterName="main")
        self.first, self.second = self.revision("1"), self.revision("2")
        by = {"type": "CODE_DEPLOY"}
        self.shop = self.service("shop", self.blue, deploymentController=by, propagateTags="SERVICE")

    def revision(self, tag):
        options = {"awslogs-group": "shop", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "shop"}
        container = {
            "name": "api", "image": f"shop:{tag}", "memory": 128, "portMappings": [{"containerPort": 8000}],
            "logConfiguration": {"logDriver": "awslogs", "options": options},
        }  # fmt: skip
        return self.ecs.register_task_definition(
            family="shop", networkMode="awsvpc", containerDefinitions=[container],
            executionRoleArn="arn:aws:iam::123456789012:role/execution",
        )["taskDefinition"]["taskDefinitionArn"]  # fmt: skip

    def service(self, name, group, **more):
        more = {"taskDefinition": self.first} | more
        return self.ecs.create_service(
            cluster="main", serviceName=name, desiredCount=2, networkConfiguration=self.network(self.private),
            loadBalancers=[{"targetGroupArn": group, "containerName": "api", "containerPort": 8000}], **more,
        )["service"]["serviceArn"]  # fmt: skip

    def statements(self):
        """Returns what CodeDeploy needs, by a name of our own."""
        service = ARN.format("ecs", "service/main/shop")
        sets = service.replace(":service/", ":task-set/") + "/*"
        here = {"ArnEquals": {"ecs:cluster": ARN.format("ecs", "cluster/main"), "ecs:service": service}}
        tasks = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
        rules = [arn.replace(":listener/", ":listener-rule/") + "/*" for arn in (self.http, self.test)]
        elb = [f"elasticloadbalancing:Describe{what}" for what in ("Listeners", "Rules", "TargetGroups")]
        return {
            "service": allow(["ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"], service),
            "create": allow("ecs:CreateTaskSet", "*", here),
            "task sets": allow(["ecs:DeleteTaskSet", "ecs:TagResource"], sets),
            "reads": allow([*elb, "cloudwatch:DescribeAlarms"], "*"),
            "listeners": allow("elasticloadbalancing:ModifyListener", [self.http, self.test]),
            "rules": allow("elasticloadbalancing:ModifyRule", rules),
            "pass": allow("iam:PassRole", "arn:aws:iam::123456789012:role/execution", tasks),
        }

    def make_role(self):
        self.role = self.iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
        self.allow(self.statements())

    def allow(self, statements):
        policy = {"Version": "2012-10-17", "Statement": list(statements.values())}
        self.iam.put_role_policy(RoleName="deploy", PolicyName="deploy", PolicyDocument=json.dumps(policy))

    def make_group(self, config="CodeDeployDefault.ECSCanary10Percent5Minutes", ready=None, wait=15, **more):
        pair = {
            "targetGroups": [{"name": "blue"}, {"name": "green"}],
            "prodTrafficRoute": {"listenerArns": [self.http]},
            "testTrafficRoute": {"listenerArns": [self.test]},
        }
        self.deploy.create_application(applicationName="shop", computePlatform="ECS")
        self.deploy.create_deployment_group(**{
            "applicationName": "shop",
            "deploymentGroupName": "shop",
            "serviceRoleArn": self.role,
            "deploymentConfigName": config,
            "ecsServices": [{"clusterName": "main", "serviceName": "shop"}],
            "loadBalancerInfo": {"targetGroupPairInfoList": [pair]},
            "alarmConfiguration": {"enabled": True, "alarms": [{"name": "errors"}]},
            "autoRollbackConfiguration": ROLLBACK,
            "blueGreenDeploymentConfiguration": {
                "deploymentReadyOption": ready or {"actionOnTimeout": "CONTINUE_DEPLOYMENT"},
                "terminateBlueInstancesOnDeploymentSuccess": {
                    "action": "TERMINATE", "terminationWaitTimeInMinutes": wait,
                },
            },
        } | more)  # fmt: skip

    def app_spec(self, definition):
        network = self.network(self.private)["awsvpcConfiguration"].items()
        properties = {
            "TaskDefinition": definition,
            "LoadBalancerInfo": {"ContainerName": "api", "ContainerPort": 8000},
            "PlatformVersion": "LATEST",
            "NetworkConfiguration": {"AwsvpcConfiguration": {name[0].upper() + name[1:]: v for name, v in network}},
        }
        resource = {"TargetService": {"Type": "AWS::ECS::Service", "Properties": properties}}
        return json.dumps({"version": 0.0, "Resources": [resource]})

    def start(self, definition=None):
        content = {"content": self.app_spec(definition or self.second)}
        revision = {"revisionType": "AppSpecContent", "appSpecContent": content}
        return self.deploy.create_deployment(
            applicationName="shop", deploymentGroupName="shop", revision=revision, description="test"
        )["deploymentId"]

    def info(self, deployment):
        return self.deploy.get_deployment(deploymentId=deployment)["deploymentInfo"]

    def target(self, deployment):
        found = self.deploy.batch_get_deployment_targets(deploymentId=deployment, targetIds=["main:shop"])
        return found["deploymentTargets"][0]["ecsTarget"]

    def task_sets(self):
        """Returns the task sets by status."""
        service = self.ecs.describe_services(cluster="main", services=["shop"])["services"][0]
        return {task_set["status"]: task_set for task_set in service["taskSets"]}

    def described(self, name="shop"):
        return self.ecs.describe_services(cluster="main", services=[name])["services"][0]

    def weights(self, listener):
        """Returns the weights of blue and green."""
        [action] = self.elb.describe_listeners(ListenerArns=[listener])["Listeners"][0]["DefaultActions"]
        weights = {g["TargetGroupArn"]: g["Weight"] for g in action["ForwardConfig"]["TargetGroups"]}
        return weights.get(self.blue), weights.get(self.green)

    def health(self, group):
        found = self.elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return [description["TargetHealth"] for description in found]

    def stopped(self, **filters):
        """Returns the stopped tasks."""
        arns = self.ecs.list_tasks(cluster="main", desiredStatus="STOPPED", **filters)["taskArns"]
        return self.ecs.describe_tasks(cluster="main", tasks=arns)["tasks"] if arns else []


def allow(actions, resources, condition=None):
    statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
    return statement | ({"Condition": condition} if condition else {})
