"""Deployments that take their time: CodeDeploy's blue/green, ECS's rolling ones, and tasks that run once.

moto has the calls that start them and nothing of what follows. Importing the package is enough.
"""

from rollouts import (  # noqa: F401
    calls,
    control,
    ecs_tasks,
    one_offs,
    scheduler,
    service_deployments,
    services,
    tasksets,
    traffic,
)
