"""What AWS refuses because something else is missing or still in use. moto lets it happen, so a wrong order of creation or deletion would not show."""

from moto.apigatewayv2.exceptions import APIGatewayV2Error, BadRequestException
from moto.apigatewayv2.models import Api, ApiGatewayV2Backend, apigatewayv2_backends
from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models import EC2Backend
from moto.ecs.exceptions import ECSException, InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend, ecs_backends
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.elbv2.models import elbv2_backends
from moto.rds.exceptions import RDSClientError
from moto.rds.models import RDSBackend, rds_backends

from gaps.closing import before


@before(EC2Backend)
def delete_subnet(self, subnet_id):
    if any(subnet_id in subnets for subnets, _ in network_interfaces(self)):
        raise DependencyViolationError(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")


@before(EC2Backend)
def _delete_security_group(self, vpc_id, group_id):
    others = [group for groups in self.groups.values() for group in groups.values() if group.id != group_id]
    rules = [rule for group in others for rule in group.ingress_rules + group.egress_rules]
    named = any((rule.source_group or {}).get("GroupId") == group_id for rule in rules)
    if named or any(group_id in groups for _, groups in network_interfaces(self)):
        raise DependencyViolationError(f"resource {group_id} has a dependent object")


@before(EC2Backend)
def detach_internet_gateway(self, internet_gateway_id, vpc_id):
    balancers = elbv2_backends[self.account_id][self.region_name].load_balancers.values()
    public = any(balancer.vpc_id == vpc_id and balancer.scheme != "internal" for balancer in balancers)
    if public or any(nat.vpc_id == vpc_id and nat.state == "available" for nat in self.nat_gateways.values()):
        raise DependencyViolationError(f"Network {vpc_id} has some mapped public address(es). Please unmap those before detaching the gateway.")


def network_interfaces(ec2):
    """Is the subnets and security groups of everything that has network interfaces."""

    def backend(of):
        return of[ec2.account_id][ec2.region_name]

    for balancer in backend(elbv2_backends).load_balancers.values():
        yield [subnet.id for subnet in balancer.subnets], balancer.security_groups
    for instance in backend(rds_backends).databases.values():
        yield [subnet.id for subnet in instance.db_subnet_group.subnets], instance.vpc_security_group_ids
    for link in backend(apigatewayv2_backends).vpc_links.values():
        yield link.subnet_ids, link.sg_ids
    for service in backend(ecs_backends).services.values():
        if service.status == "ACTIVE":
            network = service.network_configuration["awsvpcConfiguration"]
            yield network["subnets"], network["securityGroups"]
    for endpoint in ec2.vpc_end_points.values():
        if endpoint.state == "available":
            yield endpoint.subnet_ids or [], endpoint.security_group_ids
    for nat in ec2.nat_gateways.values():
        if nat.state == "available":
            yield [nat.subnet_id], []


@before(EC2ContainerServiceResponse)
def create_service(self):
    balancing = elbv2_backends[self.current_account][self.region]
    for target in self._get_param("loadBalancers") or []:
        if not balancing._any_listener_using(target["targetGroupArn"]):
            raise InvalidParameterException(f"The target group with targetGroupArn {target['targetGroupArn']} does not have an associated load balancer.")


@before(EC2ContainerServiceBackend)
def delete_cluster(self, cluster_str):
    cluster = self._get_cluster(cluster_str)
    if any(service.cluster_arn == cluster.arn and service.status == "ACTIVE" for service in self.services.values()):
        raise ECSException("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.")


@before(RDSBackend)
def delete_subnet_group(self, subnet_name):
    if any(instance.db_subnet_group.name == subnet_name for instance in self.databases.values()):
        raise RDSClientError("InvalidDBSubnetGroupStateFault", f"Cannot delete the subnet group '{subnet_name}': a database instance is still using it.")


@before(RDSBackend)
def delete_db_parameter_group(self, db_parameter_group_name):
    if any(instance.db_parameter_group_name == db_parameter_group_name for instance in self.databases.values()):
        raise RDSClientError("InvalidDBParameterGroupState", f"A database instance is still a member of the parameter group {db_parameter_group_name}.")


@before(RDSBackend)
def create_event_subscription(self, kwargs):
    for source in kwargs.get("source_ids") or []:
        if source not in self.databases:
            raise RDSClientError("SourceNotFound", f"Could not find source: {source}")


@before(ApiGatewayV2Backend)
def delete_vpc_link(self, vpc_link_id):
    for api in self.apis.values():
        if any(integration.connection_id == vpc_link_id for integration in api.integrations.values()):
            raise BadRequestException(f"Cannot delete vpc link. Vpc link '{vpc_link_id}' is referenced in API {api.api_id}.")


@before(Api)
def delete_integration(self, integration_id):
    if any(route.target == f"integrations/{integration_id}" for route in self.routes.values()):
        raise APIGatewayV2Error("ConflictException", "Cannot delete Integration because it is referenced by Routes.")
