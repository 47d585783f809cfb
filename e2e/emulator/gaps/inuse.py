"""What AWS rejects because something else is missing or still in use.

moto accepts much of it, so a wrong order of creation or deletion would not show. Each rejection is
recorded, including moto's own rejections of deletes, and fails the run: the provider may have
succeeded by retrying, but an edge is missing in the graph.
"""

from moto.acm.models import acm_backends
from moto.apigatewayv2.exceptions import APIGatewayV2Error, BadRequestException
from moto.apigatewayv2.models import Api, ApiGatewayV2Backend
from moto.codedeploy.exceptions import CodeDeployException
from moto.codedeploy.responses import CodeDeployResponse
from moto.ec2.exceptions import DependencyViolationError, EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ecs.exceptions import ECSException, InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend, ecs_backends
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.elbv2.exceptions import ELBClientError, ResourceInUseError
from moto.elbv2.models import elbv2_backends
from moto.elbv2.responses import ELBV2Response
from moto.iam.exceptions import DeleteConflictException
from moto.rds.exceptions import RDSClientError
from moto.rds.models import RDSBackend

from gaps.closing import after, before, recorded
from gaps.codedeploy import configurations
from gaps.interfaces import network_interfaces, public_addresses


def record_all(error):
    """Records every error of a class that moto only uses for things in use."""

    @after(error)
    def __init__(self, *args, result, **kwargs):
        recorded(self)


for error in (DependencyViolationError, ResourceInUseError, DeleteConflictException):
    record_all(error)


@before(EC2Backend)
def delete_subnet(self, subnet_id):
    if any(subnet_id in subnets for subnets, _ in network_interfaces(self)):
        raise DependencyViolationError(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")


@before(EC2Backend)
def _delete_security_group(self, vpc_id, group_id):
    others = [group for groups in list(self.groups.values()) for group in list(groups.values()) if group.id != group_id]
    rules = [rule for group in others for rule in group.ingress_rules + group.egress_rules]
    named = any((rule.source_group or {}).get("GroupId") == group_id for rule in rules)
    if named or any(group_id in groups for _, groups in network_interfaces(self)):
        raise DependencyViolationError(f"resource {group_id} has a dependent object")


@before(EC2Backend)
def detach_internet_gateway(self, internet_gateway_id, vpc_id):
    if any(public_addresses(self, vpc_id)):
        problem = f"Network {vpc_id} has some mapped public address(es)."
        raise DependencyViolationError(f"{problem} Please unmap those before detaching the gateway.")


@before(EC2Backend)
def delete_vpc(self, vpc_id):
    gateways = list(self.internet_gateways.values())
    attached = any(gateway.vpc and gateway.vpc.id == vpc_id for gateway in gateways)
    if attached or any(group.name != "default" for group in list(self.groups[vpc_id].values())):
        raise DependencyViolationError(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")


def has_internet_gateway(ec2, subnet_id):
    attached = [gateway for gateway in list(ec2.internet_gateways.values()) if gateway.vpc]
    return any(gateway.vpc.id == ec2.get_subnet(subnet_id).vpc_id for gateway in attached)


@before(EC2Backend)
def create_nat_gateway(self, subnet_id, *args, **kwargs):
    if not has_internet_gateway(self, subnet_id):
        problem = f"The network of {subnet_id} has no Internet gateway attached"
        raise recorded(EC2ClientError("Gateway.NotAttached", problem))


@before(ELBV2Response)
def create_load_balancer(self):
    ec2, public = self.elbv2_backend.ec2_backend, self._get_param("Scheme") != "internal"
    if public and not has_internet_gateway(ec2, self._get_params()["Subnets"][0]):
        raise recorded(ELBClientError("InvalidSubnet", "The VPC has no internet gateway"))


def refuse_certificates(self):
    """AWS rejects a listener's certificate that does not exist or is not issued yet."""
    certificates = acm_backends[self.current_account][self.region]._certificates
    for arn in [certificate["CertificateArn"] for certificate in self._get_param("Certificates") or []]:
        if arn not in certificates:
            raise recorded(ELBClientError("CertificateNotFound", f"Certificate '{arn}' not found"))
        if (status := certificates[arn].status) != "ISSUED":
            raise recorded(ELBClientError("UnsupportedCertificate", f"Certificate '{arn}' is {status}"))


@before(ELBV2Response)
def create_listener(self):
    refuse_certificates(self)


@before(ELBV2Response)
def modify_listener(self):
    refuse_certificates(self)


@before(EC2ContainerServiceResponse)
def create_service(self):
    cluster = self.ecs_backend._get_cluster(self._get_param("cluster", "default"))
    for provider in providers_in(self._get_param("capacityProviderStrategy")) - set(cluster.capacity_providers or []):
        problem = f"The capacity provider {provider} is not associated with the cluster {cluster.name}."
        raise recorded(InvalidParameterException(problem))
    balancing = elbv2_backends[self.current_account][self.region]
    for target in self._get_param("loadBalancers") or []:
        arn = target["targetGroupArn"]
        if not balancing._any_listener_using(arn):
            problem = f"The target group with targetGroupArn {arn} does not have an associated load balancer."
            raise recorded(InvalidParameterException(problem))


def providers_in(strategy):
    return {part["capacityProvider"] for part in strategy or []}


@before(EC2ContainerServiceBackend)
def put_cluster_capacity_providers(self, cluster_name, capacity_providers, *args):
    cluster = self._get_cluster(cluster_name)
    for service in list(self.services.values()):
        active = service.cluster_arn == cluster.arn and service.status == "ACTIVE"
        if active and providers_in(getattr(service, "capacity_provider_strategy", None)) - set(capacity_providers):
            problem = f"The service {service.name} uses a capacity provider that would be removed."
            raise recorded(ECSException("ResourceInUseException", problem))


@before(CodeDeployResponse)
def create_deployment_group(self):
    refuse_deployment_group(self)


@before(CodeDeployResponse)
def update_deployment_group(self):
    refuse_deployment_group(self)


def refuse_deployment_group(self):
    """CodeDeploy rejects a deployment group that names something that does not exist, except for alarms."""
    account, region = self.current_account, self.region
    config = self._get_param("deploymentConfigName")
    if config and config not in configurations(self.codedeploy_backend):
        problem = f"There is no deployment configuration {config}."
        raise recorded(CodeDeployException("DeploymentConfigDoesNotExistException", problem))
    there = {
        (service.cluster_name, service.name)
        for service in list(ecs_backends[account][region].services.values())
        if service.status == "ACTIVE" and service.deployment_controller["type"] == "CODE_DEPLOY"
    }
    for service in self._get_param("ecsServices") or []:
        if (service["clusterName"], service["serviceName"]) not in there:
            problem = f"There is no service for CodeDeploy to deploy: {service}"
            raise recorded(CodeDeployException("InvalidECSServiceException", problem))
    groups = {group.name for group in list(elbv2_backends[account][region].target_groups.values())}
    for pair in (self._get_param("loadBalancerInfo") or {}).get("targetGroupPairInfoList", []):
        if not groups.issuperset(target["name"] for target in pair["targetGroups"]):
            problem = f"A target group does not exist: {pair['targetGroups']}"
            raise recorded(CodeDeployException("InvalidTargetGroupPairException", problem))


@before(CodeDeployResponse)
def delete_deployment_config(self):
    config = self._get_param("deploymentConfigName")
    for groups in list(self.codedeploy_backend.deployment_groups.values()):
        if any(group.deployment_config_name == config for group in list(groups.values())):
            problem = f"A deployment group still uses {config}."
            raise recorded(CodeDeployException("DeploymentConfigInUseException", problem))


@before(EC2ContainerServiceBackend)
def delete_cluster(self, cluster_str):
    cluster = self._get_cluster(cluster_str)
    active = [service for service in list(self.services.values()) if service.status == "ACTIVE"]
    if any(service.cluster_arn == cluster.arn for service in active):
        problem = "The Cluster cannot be deleted while Services are active."
        raise recorded(ECSException("ClusterContainsServicesException", problem))


@before(RDSBackend)
def delete_subnet_group(self, subnet_name):
    if any(instance.db_subnet_group.name == subnet_name for instance in list(self.databases.values())):
        problem = f"A database instance is still using the subnet group '{subnet_name}'."
        raise recorded(RDSClientError("InvalidDBSubnetGroupStateFault", problem))


@before(RDSBackend)
def delete_db_parameter_group(self, db_parameter_group_name):
    if any(instance.db_parameter_group_name == db_parameter_group_name for instance in list(self.databases.values())):
        problem = f"A database instance is still a member of {db_parameter_group_name}."
        raise recorded(RDSClientError("InvalidDBParameterGroupState", problem))


@before(RDSBackend)
def create_event_subscription(self, kwargs):
    if kwargs.get("source_type") != "db-instance":
        return
    for source in kwargs.get("source_ids") or []:
        if source not in self.databases:
            raise recorded(RDSClientError("SourceNotFound", f"Could not find source: {source}"))


@before(ApiGatewayV2Backend)
def delete_vpc_link(self, vpc_link_id):
    for api in list(self.apis.values()):
        if any(integration.connection_id == vpc_link_id for integration in list(api.integrations.values())):
            problem = f"Cannot delete vpc link. Vpc link '{vpc_link_id}' is referenced in API {api.api_id}."
            raise recorded(BadRequestException(problem))


@before(Api)
def delete_integration(self, integration_id):
    if any(route.target == f"integrations/{integration_id}" for route in list(self.routes.values())):
        problem = "Cannot delete Integration because it is referenced by Routes."
        raise recorded(APIGatewayV2Error("ConflictException", problem))
