"""What a test controls over HTTP: the clock, what fails, and a look at the deployments."""

from moto.codedeploy.models import codedeploy_backends

from rollouts import clock, injections


def deployments(parameters):
    """Lists every deployment, oldest first, with the phases that it has reached."""
    with clock.lock:
        clock.catch_up()
        backends = [backend for account in codedeploy_backends.values() for backend in account.values()]
        every = [d for backend in backends for d in backend.deployments.values()]
        return [
            {
                "id": d.id,
                "application": d.application_name,
                "group": d.deployment_group_name,
                "status": d.status,
                "creator": "codeDeployRollback" if d.rollback_of else "user",
                "phase": d.phase,
                "reached": d.reached,
            }
            for d in every
        ]


def inject(parameters):
    with clock.lock:
        clock.catch_up()
        injections.inject(parameters)


# What may be posted, or read, below /rollouts.
PATHS = {
    "/rollouts/deployments": deployments,
    "/rollouts/speed": lambda parameters: clock.set_speed(parameters["speed"]),
    "/rollouts/hold": lambda parameters: clock.hold(parameters["phase"]),
    "/rollouts/release": lambda parameters: clock.release(),
    "/rollouts/inject": inject,
    "/rollouts/heal": lambda parameters: injections.clear(),
}
