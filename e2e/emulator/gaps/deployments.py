"""CodeDeploy: moto's deployments to ECS change nothing.

On AWS a deployment starts new tasks behind the other target group, shifts the listeners to it and
stops the old tasks.
"""

import json

from moto.codedeploy.exceptions import CodeDeployException
from moto.codedeploy.responses import CodeDeployResponse
from moto.ecs.models import ecs_backends
from moto.elbv2.models import FakeAction, elbv2_backends

from gaps import tasks
from gaps.closing import after


@after(CodeDeployResponse)
def create_deployment(self, result):
    group = self.codedeploy_backend.get_deployment_group(
        self._get_param("applicationName"), self._get_param("deploymentGroupName")
    )
    app_spec = json.loads(self._get_param("revision")["appSpecContent"]["content"])
    target = app_spec["Resources"][0]["TargetService"]["Properties"]
    name = group.ecs_services[0]["serviceName"]
    services = list(ecs_backends[self.current_account][self.region].services.values())
    service = next(s for s in services if s.name == name and s.status == "ACTIVE")
    pair = group.load_balancer_info["targetGroupPairInfoList"][0]
    deploy(service, target, pair, elbv2_backends[self.current_account][self.region])
    return result


def deploy(service, target, pair, elb):
    """Carries out a whole deployment, without failures and waiting times."""
    arns = {group.name: group.arn for group in list(elb.target_groups.values())}
    live = service.load_balancers[0]["targetGroupArn"]
    other = next(arns[group["name"]] for group in pair["targetGroups"] if arns[group["name"]] != live)
    listeners = [
        elb.describe_listeners(None, [arn])[0]
        for route in ("prodTrafficRoute", "testTrafficRoute")
        for arn in pair.get(route, {}).get("listenerArns", [])
    ]
    if not any(leads(rule, live) for rule in listeners[0].rules.values()):
        raise CodeDeployException(
            "InvalidLoadBalancerInfoException", "Primary taskset target group must be behind listener"
        )
    old = tasks.running.get(service.arn, [])
    service.task_definition = target["TaskDefinition"]
    network = target["NetworkConfiguration"]["AwsvpcConfiguration"]
    service.network_configuration = {"awsvpcConfiguration": lower(network)}
    container = target["LoadBalancerInfo"]
    name, port = container["ContainerName"], container["ContainerPort"]
    service.load_balancers = [{"targetGroupArn": other, "containerName": name, "containerPort": port}]
    tasks.start_tasks(service, service.load_balancers, service.desired_count)
    for listener in listeners:
        shift(listener, live, other)
    tasks.stop_tasks(service, old)


def lower(settings):
    """Converts the network settings of an AppSpec to the spelling of the API."""
    return {name[0].lower() + name[1:]: value for name, value in settings.items()}


def shift(listener, live, other):
    """Moves all requests from one target group to the other, in the default action and in rules."""
    for rule in listener.rules.values():
        if leads(rule, live) or leads(rule, other):
            weights = [{"TargetGroupArn": other, "Weight": 100}, {"TargetGroupArn": live, "Weight": 0}]
            rule.actions = [FakeAction({"Type": "forward", "ForwardConfig": {"TargetGroups": weights}})]
    listener.default_actions = listener._default_rule[0].actions


def leads(rule, arn):
    """Returns whether a rule forwards requests to a target group."""
    for action in rule.actions:
        only = {"TargetGroupArn": action.data.get("TargetGroupArn")}
        groups = action.data.get("ForwardConfig", {}).get("TargetGroups") or [only]
        if any(group["TargetGroupArn"] == arn and int(group.get("Weight", 1)) > 0 for group in groups):
            return True
    return False
