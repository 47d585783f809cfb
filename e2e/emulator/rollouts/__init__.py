"""Deployments that take their time: CodeDeploy's blue/green, ECS's rolling ones, and tasks that run once.

moto has the calls that start them and nothing of what follows. Importing the package is enough.
"""

from rollouts import calls, control, scheduler, service_deployments, services, tasksets, traffic  # noqa: F401
