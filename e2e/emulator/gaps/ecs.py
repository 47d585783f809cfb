"""ECS: moto forgets some settings of a service, and adds less than ECS does to a container's definition."""

from moto.ecs.responses import EC2ContainerServiceResponse

from gaps.closing import after, remember

FORGOTTEN = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
    "serviceConnectConfiguration",
)


@after(EC2ContainerServiceResponse)
def register_task_definition(self, result):
    for container in result.result["taskDefinition"].container_definitions:
        container.setdefault("systemControls", [])
        for mapping in container["portMappings"]:
            mapping.setdefault("hostPort", mapping["containerPort"])
            mapping.setdefault("protocol", "tcp")
    return result


@after(EC2ContainerServiceResponse)
def create_service(self, result):
    service = result.result["service"]
    remember(service, self, *FORGOTTEN)
    if self._get_param("capacityProviderStrategy"):
        service.launch_type = None  # moto says EC2
    return result


@after(EC2ContainerServiceResponse)
def update_service(self, result):
    service = result.result["service"]
    remember(service, self, *FORGOTTEN)
    if self._get_param("taskDefinition"):  # AWS answers with the ARN, whatever the call has
        service.task_definition = self.ecs_backend.describe_task_definition(service.task_definition).arn
    return result


@after(EC2ContainerServiceResponse)
def describe_services(self, result):
    """Shows Service Connect where AWS does, in the deployments."""
    for service in result.result["services"]:
        if connected := getattr(service, "service_connect_configuration", None):
            for shown in service.deployments:
                shown["serviceConnectConfiguration"] = connected
    return result
