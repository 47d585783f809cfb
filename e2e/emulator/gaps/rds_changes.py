"""RDS: moto gives an instance a name that is taken and a subnet group that it cannot have, and knows no log groups."""

from moto.logs.models import logs_backends
from moto.rds.exceptions import DBInstanceAlreadyExists, RDSClientError
from moto.rds.models import RDSBackend

from gaps.closing import after, before, recorded


@before(RDSBackend)
def modify_db_instance(self, db_instance_identifier, db_kwargs):
    if db_kwargs.get("new_db_instance_identifier", "") in self.databases:
        raise recorded(DBInstanceAlreadyExists())
    database, group = self.describe_db_instances(db_instance_identifier)[0], db_kwargs.get("db_subnet_group_name")
    if group and group != database.db_subnet_group.name:
        if self.describe_db_subnet_groups(group)[0].vpc_id == database.db_subnet_group.vpc_id:
            problem = f"You cannot move DB instance {db_instance_identifier} to subnet group {group} of the same VPC."
            raise recorded(RDSClientError("InvalidVPCNetworkStateFault", problem))


@after(RDSBackend)
def create_db_instance(self, db_kwargs, result):
    return exporting_logs(result)


@after(RDSBackend)
def modify_db_instance(self, db_instance_identifier, db_kwargs, result):  # noqa: F811
    """An instance that was renamed has log groups of its new name."""
    return exporting_logs(result)


def exporting_logs(instance):
    for log in instance.enabled_cloudwatch_logs_exports:
        name = f"/aws/rds/instance/{instance.db_instance_identifier}/{log}"
        logs_backends[instance.account_id][instance.region].ensure_log_group(name)
    return instance
