"""CodeDeploy's calls about deployments."""

from moto.codedeploy.exceptions import CodeDeployException
from moto.codedeploy.responses import CodeDeployResponse
from moto.core.responses import ActionResult

from gaps.closing import after, call_of
from rollouts import clock, life, phases
from rollouts.deployment import Deployment, Ended


def error(name, message):
    return CodeDeployException(name, message)


def deployments_of(backend, group):
    return [d for d in list(backend.deployments.values()) if d.group is group]


@call_of(CodeDeployResponse)
def create_deployment(self):
    backend = self.codedeploy_backend
    application, name = self._get_param("applicationName"), self._get_param("deploymentGroupName")
    group = backend.get_deployment_group(application, name)
    for d in deployments_of(backend, group):
        if not d.is_over:
            problem = f"The Deployment Group '{name}' already has an active Deployment '{d.id}'"
            raise error("DeploymentLimitExceededException", problem)
    content = (self._get_param("revision") or {}).get("appSpecContent", {}).get("content")
    if not content:
        raise error("RevisionRequiredException", "A deployment to ECS needs a revision with an AppSpec.")
    config = self._get_param("deploymentConfigName") or group.deployment_config_name
    made = Deployment(application, group, content, config, self._get_param("description"))
    made.account, made.region = self.current_account, self.region
    backend.deployments[made.id] = made
    clock.begin(made, life.live(made), phases.interruption)
    return ActionResult({"deploymentId": made.id})


@call_of(CodeDeployResponse)
def get_deployment(self):
    d = self.codedeploy_backend.get_deployment(self._get_param("deploymentId"))
    return ActionResult({"deploymentInfo": d.info()})


@call_of(CodeDeployResponse)
def batch_get_deployments(self):
    known = self.codedeploy_backend.deployments
    ids = self._get_param("deploymentIds")
    return ActionResult({"deploymentsInfo": [known[wanted].info() for wanted in ids if wanted in known]})


def started(self):
    d = self.codedeploy_backend.get_deployment(self._get_param("deploymentId"))
    if not (d.pair and d.blue):
        raise error("DeploymentNotStartedException", f"The deployment {d.id} has not started.")
    return d


@call_of(CodeDeployResponse)
def list_deployment_targets(self):
    return ActionResult({"targetIds": [started(self).target_id]})


@call_of(CodeDeployResponse)
def batch_get_deployment_targets(self):
    d = started(self)
    for wanted in self._get_param("targetIds") or []:
        if wanted != d.target_id:
            raise error("DeploymentTargetDoesNotExistException", f"The deployment {d.id} has no target {wanted}.")
    return ActionResult({"deploymentTargets": [d.target()]})


@call_of(CodeDeployResponse)
def continue_deployment(self):
    d = self.codedeploy_backend.get_deployment(self._get_param("deploymentId"))
    waits = self._get_param("deploymentWaitType") or "READY_WAIT"
    if d.is_over:
        raise error("DeploymentAlreadyCompletedException", f"The deployment {d.id} is already {d.status}.")
    if d.phase != {"READY_WAIT": "READY", "TERMINATION_WAIT": "TERMINATION_WAIT"}[waits]:
        raise error("DeploymentIsNotInReadyStateException", f"The deployment {d.id} does not wait for {waits}.")
    d.continued.add(waits)
    return ActionResult({})


@call_of(CodeDeployResponse)
def stop_deployment(self):
    d = self.codedeploy_backend.get_deployment(self._get_param("deploymentId"))
    if d.is_over:
        raise error("DeploymentAlreadyCompletedException", f"The deployment {d.id} is already {d.status}.")
    d.pending = Ended("Stopped", "MANUAL_STOP", "The deployment was stopped by a user.")
    d.pending.rolls_back = self._get_param("autoRollbackEnabled")  # None leaves it to the group
    return ActionResult({"status": "Pending", "statusMessage": "Stopping the deployment."})


@call_of(CodeDeployResponse)
def list_deployments(self):
    """Lists the newest deployment first."""
    application, group = self._get_param("applicationName"), self._get_param("deploymentGroupName")
    statuses, times = self._get_param("includeOnlyStatuses"), self._get_param("createTimeRange") or {}
    found = [
        d.id
        for d in reversed(list(self.codedeploy_backend.deployments.values()))
        if (application, group) in ((None, None), (d.application_name, d.deployment_group_name))
        and (not statuses or d.status in statuses)
        and times.get("start", d.created) <= d.created <= times.get("end", d.created)
    ]
    return ActionResult({"deployments": found})


@call_of(CodeDeployResponse)
def get_application_revision(self):
    application, revision = self._get_param("applicationName"), self._get_param("revision")
    sha256 = revision.get("appSpecContent", {}).get("sha256")
    every = list(self.codedeploy_backend.deployments.values())
    found = [d for d in every if d.application_name == application and d.sha256 == sha256]
    if not found:
        raise error("RevisionDoesNotExistException", f"The application {application} has no revision {sha256}.")
    groups = sorted({d.deployment_group_name for d in found})
    times = {"firstUsedTime": found[0].created, "lastUsedTime": found[-1].created, "registerTime": found[0].created}
    return ActionResult({
        "applicationName": application,
        "revision": found[0].revision(content=True),
        "revisionInfo": {"deploymentGroups": groups, **times},
    })


@after(CodeDeployResponse)
def get_deployment_group(self, result):
    """Adds the last deployments to the answer."""
    info = result.result["deploymentGroupInfo"]
    group = self.codedeploy_backend.get_deployment_group(info["applicationName"], info["deploymentGroupName"])
    every = deployments_of(self.codedeploy_backend, group)
    successful = [d for d in every if d.status == "Succeeded"]
    for name in "targetRevision", "lastAttemptedDeployment", "lastSuccessfulDeployment":
        info.pop(name)
    if every:
        info |= {"targetRevision": every[-1].revision(), "lastAttemptedDeployment": every[-1].last()}
    if successful:
        info["lastSuccessfulDeployment"] = successful[-1].last()
    return result
