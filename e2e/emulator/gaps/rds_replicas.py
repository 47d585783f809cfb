"""RDS: moto's read replica is a copy of its primary in the primary's region, and keeps a primary after its promotion.

On RDS a replica has a resource id and settings of its own, and no backups. It calls a primary in its
region by the identifier, and one in another region by the ARN.
"""

import secrets

from moto.core.utils import utcnow
from moto.rds.exceptions import InvalidParameterCombination, RDSClientError
from moto.rds.models import DBInstance, RDSBackend, rds_backends

from gaps.closing import after, before, recorded

# What RDS does not take from the primary if the call lacks it.
OF_THE_REPLICA = {
    "backup_retention_period": 0,
    "deletion_protection": False,
    "enabled_cloudwatch_logs_exports": [],
    "enable_performance_insights": False,
    "database_insights_mode": "standard",
    "monitoring_interval": 0,
    "monitoring_role_arn": None,
    "multi_az": False,
    "tags": [],
}


def region_of(arn):
    """Returns the region of an ARN, or None for the identifier of an instance."""
    return arn.split(":")[3] if ":" in arn else None


def refuse(code, problem):
    raise recorded(RDSClientError(code, problem))


@before(RDSBackend)
def create_db_instance_read_replica(self, db_kwargs):
    source = db_kwargs["source_db_instance_identifier"]
    primary = self.find_db_from_id(source)
    abroad, key = primary.region != self.region_name, db_kwargs.get("kms_key_id")
    if db_kwargs["db_instance_identifier"] in self.databases:
        refuse("DBInstanceAlreadyExists", "DB Instance already exists")
    if not primary.backup_retention_period:
        refuse("InvalidDBInstanceState", f"Automated backups are not enabled for {source}.")
    if primary.manage_master_user_password:
        refuse("InvalidParameterCombination", f"RDS manages the password of {source}, which cannot have replicas.")
    if abroad and primary.storage_encrypted and not key:
        refuse("InvalidParameterCombination", "An encrypted replica in another region needs a KmsKeyId.")
    if key and not abroad:
        refuse("InvalidParameterCombination", "A replica in the region of its source has the key of the source.")
    if key and region_of(key) != self.region_name:
        refuse("KMSKeyNotAccessibleFault", f"The key {key} does not exist in {self.region_name}.")
    given = dict(db_kwargs)
    db_kwargs.clear()
    db_kwargs["backend"] = self  # first, because moto looks up the groups that follow in its region
    db_kwargs.update(given)


@after(RDSBackend)
def create_db_instance_read_replica(self, db_kwargs, result):  # noqa: F811
    for name, default in OF_THE_REPLICA.items():
        setattr(result, name, db_kwargs.get(name, default))
    result.enabled_cloudwatch_logs_exports = list(db_kwargs.get("enable_cloudwatch_logs_exports") or [])
    result.dbi_resource_id = f"db-{secrets.token_hex(13).upper()}"
    result.created = result.instance_create_time = utcnow()
    result.availability_zone = db_kwargs.get("availability_zone") or f"{self.region_name}a"
    source = result.source_db_instance_identifier
    if region_of(source) == self.region_name:
        result.source_db_instance_identifier = source.split(":")[-1]
    return result


def remove_replica(self, replica):
    """Forgets a replica, which is known by its identifier or, in another region, by its ARN."""
    names = (replica.db_instance_identifier, replica.db_instance_arn)
    self.replicas = [known for known in self.replicas if known not in names]


DBInstance.remove_replica = remove_replica


def primary_of(replica):
    """Returns the primary, or None if it is gone."""
    source = replica.source_db_instance_identifier
    backend = rds_backends[replica.account_id][region_of(source) or replica.region]
    return backend.databases.get(source.split(":")[-1])


def separate(replica):
    """Makes a replica an instance of its own."""
    if primary := primary_of(replica):
        primary.remove_replica(replica)
    replica.is_replica, replica.source_db_instance_identifier = False, None


@before(RDSBackend)
def promote_read_replica(self, db_kwargs):
    [replica] = self.describe_db_instances(db_kwargs["db_instance_identifier"])
    if not replica.is_replica:
        refuse("InvalidDBInstanceState", f"{replica.db_instance_identifier} is not a read replica.")
    replica.backup_retention_period = 1  # unless the call has another
    separate(replica)
    replica.is_replica = True  # moto applies the call's settings to replicas only


@before(RDSBackend)
def delete_db_instance(self, db_instance_identifier, final_db_snapshot_identifier=None, **others):
    replica = self.databases.get(db_instance_identifier)
    if not replica or not replica.is_replica:
        return
    if final_db_snapshot_identifier:
        problem = "FinalDBSnapshotIdentifier can not be specified when deleting a replica instance"
        raise recorded(InvalidParameterCombination(problem))
    if not primary_of(replica) and not replica.deletion_protection:
        separate(replica)


@after(RDSBackend)
def delete_db_instance(self, db_instance_identifier, *args, result, **others):  # noqa: F811
    """Promotes the replicas in the region of a primary that is deleted. Those in other regions stay replicas."""
    for replica in list(self.databases.values()):
        if replica.is_replica and replica.source_db_instance_identifier == db_instance_identifier:
            separate(replica)
    return result
