"""RDS Proxy: moto cannot change a proxy, and registers whatever it is told to."""

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends
from moto.rds.exceptions import DBProxyNotFoundFault, InvalidParameterValue, RDSClientError
from moto.rds.models import DBProxyTarget, RDSBackend
from moto.rds.responses import RDSResponse

from gaps.closing import after, before, call_of, recorded

# Parameters of ModifyDBProxy, with the attributes that they change.
SETTINGS = {
    "Auth": "auth",
    "RequireTLS": "require_tls",
    "IdleClientTimeout": "idle_client_timeout",
    "DebugLogging": "debug_logging",
    "RoleArn": "role_arn",
    "SecurityGroups": "vpc_security_group_ids",
}


@call_of(RDSResponse)
def modify_db_proxy(self):
    [proxy] = self.backend.describe_db_proxies(self._get_param("DBProxyName"))
    for parameter, attribute in SETTINGS.items():
        if (value := self._get_param(parameter)) is not None:
            setattr(proxy, attribute, value)
    proxy.updated_date = utcnow()
    return ActionResult({"DBProxy": proxy})


@before(RDSBackend)
def create_db_proxy(self, *args, vpc_subnet_ids, **others):
    ec2 = ec2_backends[self.account_id][self.region_name]
    if len({ec2.get_subnet(subnet).availability_zone for subnet in vpc_subnet_ids}) < 2:
        raise recorded(RDSClientError("InvalidSubnet", "A proxy needs subnets in at least two Availability Zones."))


@before(RDSBackend)
def register_db_proxy_targets(self, db_proxy_name, target_group_name, db_cluster_identifiers, db_instance_identifiers):
    [proxy] = self.describe_db_proxies(db_proxy_name)
    targets = proxy.proxy_target_groups[target_group_name or "default"].targets
    for identifier in db_instance_identifiers:
        [instance] = self.describe_db_instances(identifier)
        if targets:
            problem = f"The proxy {db_proxy_name} has the target {targets[0].rds_resource_id} already."
            raise recorded(RDSClientError("DBProxyTargetAlreadyRegisteredFault", problem))
        if instance.is_replica:
            raise recorded(InvalidParameterValue(f"{identifier} is a read replica, which cannot be a target."))
        if instance.db_subnet_group.vpc_id != proxy.vpc_id:
            raise recorded(InvalidParameterValue(f"{identifier} is in another VPC than {db_proxy_name}."))


@after(DBProxyTarget)
def __init__(self, *args, resource_id, result, **others):
    """Sets what RDS says about a target that is an instance."""
    if instance := self.backend.databases.get(resource_id):
        self.endpoint, self.port, self.role = instance.address, instance.port, "READ_WRITE"


class Proxies(dict):
    """RDS has an error of its own for a proxy that is not there, where moto crashes."""

    def __missing__(self, name):
        raise DBProxyNotFoundFault(name)


@after(RDSBackend)
def __init__(self, *args, result, **others):  # noqa: F811
    self.db_proxies = Proxies()


@before(RDSBackend)
def delete_db_proxy(self, proxy_name):
    self.describe_db_proxies(proxy_name)
