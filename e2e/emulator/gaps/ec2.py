"""EC2: moto forgets the descriptions of rules, and does not create and delete everything that AWS does.

It forgets the description of rules with a security group or a prefix list. Resources that AWS
creates or deletes with a VPC, an endpoint or a NAT gateway are missing or stay.
"""

from moto.ec2.models import EC2Backend
from moto.ec2.models.security_groups import SecurityGroupRule

from gaps.closing import after

SecurityGroupRule.description = property(
    lambda self: (self.ip_range or self.source_group or self.prefix_list).get("Description")
)


@after(SecurityGroupRule)
def __init__(
    self, ec2_backend, ip_protocol, group_id, from_port, to_port, ip_range,
    source_group=None, prefix_list_id=None, *, result, **others,
):
    self.prefix_list = prefix_list_id or {}


@after(EC2Backend)
def delete_vpc(self, vpc_id, result):
    """Deletes the VPC's default network ACL too."""
    for acl in [acl for acl in self.network_acls.values() if acl.vpc_id == vpc_id]:
        del self.network_acls[acl.id]
    return result


@after(EC2Backend)
def delete_nat_gateway(self, nat_gateway_id, result):
    """Deletes the gateway's network interface too."""
    for address in result.address_set:
        self.enis.pop(address["networkInterfaceId"], None)
    return result


@after(EC2Backend)
def modify_vpc_endpoint(self, *args, result, vpc_id, add_route_tables, remove_route_tables, **others):
    """Adds the gateway endpoint's route to the added route tables, and deletes it from the removed ones."""
    endpoint = self.vpc_end_points[vpc_id]
    for table in add_route_tables or []:
        self.create_route(
            table, None, destination_prefix_list_id=endpoint.destination_prefix_list_id, gateway_id=vpc_id
        )
    for table in remove_route_tables or []:
        self.delete_route(table, endpoint.destination_prefix_list_id)
