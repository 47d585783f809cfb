"""EC2: rules forget their description where they name a group, and a deleted VPC leaves its network ACL behind."""

from moto.ec2.models import EC2Backend
from moto.ec2.models.security_groups import SecurityGroupRule

from gaps.closing import after

SecurityGroupRule.description = property(lambda self: (self.ip_range or self.source_group).get("Description"))


@after(EC2Backend)
def delete_vpc(self, vpc_id, result):
    for acl in [acl for acl in self.network_acls.values() if acl.vpc_id == vpc_id]:
        del self.network_acls[acl.id]
    return result
