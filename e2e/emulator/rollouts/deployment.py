"""A deployment of CodeDeploy, in the shapes of AWS's answers."""

import hashlib
import random
import string

import yaml
from moto.core.utils import utcnow

from rollouts import tasksets

EVENTS = (
    "BeforeInstall", "Install", "AfterInstall", "AllowTestTraffic", "AfterAllowTestTraffic",
    "BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic",
)  # fmt: skip
OVER = ("Succeeded", "Failed", "Stopped")


class Ended(Exception):
    """Ends a deployment early, as Failed or Stopped, for a reason that has a code."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class AppSpec:
    """What an AppSpec says about the new task set, with the attributes of a service."""

    def __init__(self, content):
        target = yaml.safe_load(content)["Resources"][0]["TargetService"]["Properties"]
        container = target["LoadBalancerInfo"]
        network = target.get("NetworkConfiguration", {}).get("AwsvpcConfiguration")
        self.task_definition = target["TaskDefinition"]
        self.container = {"containerName": container["ContainerName"], "containerPort": container["ContainerPort"]}
        self.network_configuration = {"awsvpcConfiguration": lower(network)} if network else None
        self.platform_version = target.get("PlatformVersion", "LATEST")
        self.capacity_provider_strategy = [lower(item) for item in target.get("CapacityProviderStrategy", [])]
        self.load_balancers = []


def lower(settings):
    """Converts the settings of an AppSpec to the spelling of the API."""
    return {name[0].lower() + name[1:]: value for name, value in settings.items()}


class Deployment:
    """A deployment. It is a life on the clock (see life.py)."""

    def __init__(self, application, group, content, config_name, description=None, rollback_of=None):
        self.id = "d-" + "".join(random.choices(string.ascii_uppercase + string.digits, k=9))
        self.group, self.content = group, content
        self.application_name, self.deployment_group_name = application, group.deployment_group_name
        self.config_name, self.description, self.rollback_of = config_name, description, rollback_of
        self.phase, self.reached, self.status = "", [], "Created"
        self.created, self.started, self.completed = utcnow(), None, None
        self.service = self.pair = self.blue = self.green = self.error = self.rolled_back_by = None
        self.continued, self.waits_for_termination = set(), False
        self.events, self.messages, self.pending = {}, [], None

    @property
    def is_over(self):
        return self.status in OVER

    @property
    def sha256(self):
        return hashlib.sha256((self.content or "").encode()).hexdigest()

    def event(self, name, status):
        """Notes the status of a lifecycle event, and when it began and ended."""
        event = self.events.setdefault(name, {"startTime": utcnow()})
        event.update(status=status, **({} if status == "InProgress" else {"endTime": utcnow()}))

    def revision(self, content=False):
        spec = {"sha256": self.sha256} | ({"content": self.content} if content else {})
        return {"revisionType": "AppSpecContent", "appSpecContent": spec}

    def last(self):
        """Returns the deployment as a deployment group refers to it."""
        info = {"deploymentId": self.id, "status": self.status, "createTime": self.created, "endTime": self.completed}
        return {name: value for name, value in info.items() if value is not None}

    def info(self):
        group = self.group
        info = {
            "applicationName": self.application_name,
            "deploymentGroupName": self.deployment_group_name,
            "deploymentConfigName": str(self.config_name),
            "deploymentId": self.id,
            "revision": self.revision(),
            "status": self.status,
            "createTime": self.created,
            "startTime": self.started,
            "completeTime": self.completed,
            "deploymentOverview": {self.overview(): 1},
            "description": self.description,
            "creator": "codeDeployRollback" if self.rollback_of else "user",
            "autoRollbackConfiguration": group.auto_rollback_configuration or None,
            "deploymentStyle": group.deployment_style or None,
            "instanceTerminationWaitTimeStarted": self.waits_for_termination,
            "blueGreenDeploymentConfiguration": group.blue_green_deployment_configuration or None,
            "loadBalancerInfo": group.load_balancer_info or None,
            "deploymentStatusMessages": self.messages or None,
            "computePlatform": "ECS",
            "rollbackInfo": self.rollback_info(),
            "errorInformation": self.error and {"code": self.error.code, "message": self.error.message},
        }
        return {name: value for name, value in info.items() if value is not None}

    def overview(self):
        return {"Created": "Pending", "Queued": "Pending", "Stopped": "Failed"}.get(self.status, self.status)

    def rollback_info(self):
        if self.rollback_of:
            return {"rollbackTriggeringDeploymentId": self.rollback_of.id}
        if self.rolled_back_by:
            message = f"Deployment {self.rolled_back_by.id} was created to roll back {self.id}: {self.error.message}"
            return {"rollbackDeploymentId": self.rolled_back_by.id, "rollbackMessage": message}
        return None

    @property
    def target_id(self):
        return f"{self.service.cluster_name}:{self.service.name}"

    def target(self):
        events = [{"lifecycleEventName": name, "status": "Pending"} | self.events.get(name, {}) for name in EVENTS]
        target = {
            "deploymentId": self.id,
            "targetId": self.target_id,
            "targetArn": self.service.arn,
            "lastUpdatedAt": utcnow(),
            "lifecycleEvents": events,
            "status": {"Stopped": "Failed", "Queued": "Pending"}.get(self.status, self.status),
            "taskSetsInfo": [
                self.task_set(task_set, label)
                for task_set, label in ((self.blue, "Blue"), (self.green, "Green"))
                if task_set in self.service.task_sets
            ],
        }
        return {"deploymentTargetType": "ECSTarget", "ecsTarget": target}

    def task_set(self, task_set, label):
        run, pending = tasksets.counts(task_set)
        arn = task_set.load_balancers[0]["targetGroupArn"]
        return {
            "identifer": task_set.id,  # AWS's spelling
            "desiredCount": 0 if task_set.status == "DRAINING" else self.service.desired_count,
            "pendingCount": pending,
            "runningCount": run,
            "status": task_set.status,
            "trafficWeight": float(self.pair.weight(arn)),
            "targetGroup": {"name": self.pair.names[arn]},
            "taskSetLabel": label,
        }
