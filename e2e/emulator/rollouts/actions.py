"""The calls that CodeDeploy makes with its role during a deployment."""

from moto.ecs.models import ecs_backends

from gaps import tasks
from rollouts import tasksets
from rollouts.deployment import AppSpec, Ended
from rollouts.permissions import NO_RESOURCE, require


class Actions:
    def __init__(self, d):
        self.d = d

    def may(self, action, *resources, context=None):
        require(self.d.group.service_role_arn, action, resources or (NO_RESOURCE,), context)

    def find_service(self):
        wanted = self.d.group.ecs_services[0]
        services = list(ecs_backends[self.d.account][self.d.region].services.values())
        found = [s for s in services if (s.cluster_name, s.name) == (wanted["clusterName"], wanted["serviceName"])]
        if not found or found[0].status != "ACTIVE":
            raise Ended("Failed", "INVALID_ECS_SERVICE", f"The ECS service {wanted['serviceName']} does not exist.")
        self.d.service = found[0]
        self.may("ecs:DescribeServices", found[0].arn)

    def check_listener(self):
        for action in "DescribeTargetGroups", "DescribeListeners", "DescribeRules":
            self.may(f"elasticloadbalancing:{action}")
        if self.d.group.alarm_configuration and self.d.group.alarm_configuration.get("enabled"):
            self.may("cloudwatch:DescribeAlarms")
        if not self.d.pair.is_behind_production():
            arns = ", ".join(listener.arn for listener in self.d.pair.production)
            raise Ended("Failed", "ELASTIC_LOAD_BALANCING_INVALID", (
                "The ELB could not be updated due to the following error: "
                f"Primary taskset target group must be behind listener {arns}"
            ))  # fmt: skip

    def create_task_set(self):
        """Creates the green task set, with tasks that have yet to start."""
        service, spec = self.d.service, AppSpec(self.d.content)
        backend = ecs_backends[self.d.account][self.d.region]
        definition = backend.describe_task_definition(spec.task_definition)
        spec.task_definition = definition.arn
        spec.load_balancers = [{"targetGroupArn": self.d.pair.other, **spec.container}]
        sets = f"{service.arn.replace(':service/', ':task-set/')}/*"
        context = {"ecs:cluster": service.cluster_arn, "ecs:service": service.arn}
        self.may("ecs:CreateTaskSet", NO_RESOURCE, sets.replace("/*", "/ecs-svc-1"), context=context)
        if service.propagate_tags != "NONE":
            self.may("ecs:TagResource", sets.replace("/*", "/ecs-svc-1"))
        for role in {getattr(definition, f"{kind}_role_arn", None) for kind in ("execution", "task")} - {None, ""}:
            self.may("iam:PassRole", role, context={"iam:passedtoservice": "ecs-tasks.amazonaws.com"})
        made = tasksets.create(service, spec, external_id=self.d.id)
        tasks.start_tasks(service, made, service.desired_count, settled=False)
        return made

    def shift(self, listeners, percent):
        for listener in listeners:
            self.may("elasticloadbalancing:ModifyListener", listener.arn)
        for rule in self.d.pair.rules(listeners):
            if rule.priority != "default":
                self.may("elasticloadbalancing:ModifyRule", rule.arn)
        self.d.pair.shift(listeners, percent)

    def make_primary(self, task_set):
        self.may("ecs:UpdateServicePrimaryTaskSet", self.d.service.arn)
        tasksets.make_primary(self.d.service, task_set)

    def delete(self, task_set):
        self.may("ecs:DeleteTaskSet", task_set.task_set_arn)
        tasksets.delete(self.d.service, task_set)
