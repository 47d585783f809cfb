"""RDS: moto's restored instances have the settings, the secret and the backups of the original."""

from datetime import timedelta

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.rds.exceptions import InvalidParameterValue, RDSClientError
from moto.rds.models import DBInstance, RDSBackend
from moto.rds.responses import RDSResponse

from gaps.closing import after, call_of, recorded, remember

# What comes from the backup if the call does not say it, or cannot. The rest has RDS's defaults.
OF_THE_BACKUP = (
    "db_instance_class",
    "engine",
    "engine_version",
    "license_model",
    "db_name",
    "master_username",
    "port",
    "storage_type",
    "allocated_storage",
    "iops",
    "storage_throughput",
    "storage_encrypted",
    "kms_key_id",
    "backup_retention_period",
    "preferred_backup_window",
    "preferred_maintenance_window",
)


@call_of(RDSResponse)
def restore_db_instance_from_db_snapshot(self):
    snapshot = self.backend.get_db_snapshot(self._get_param("DBSnapshotIdentifier"))
    return restored(self, snapshot.database, self._get_param("DBInstanceIdentifier"))


@call_of(RDSResponse)
def restore_db_instance_to_point_in_time(self):
    source = self.backend.describe_db_instances(self._get_param("SourceDBInstanceIdentifier"))[0]
    if not source.backup_retention_period:
        problem = f"{source.db_instance_identifier} has no backups."
        raise recorded(RDSClientError("PointInTimeRestoreNotEnabled", problem))
    time = self._get_param("RestoreTime")
    if time and not source.created <= time.replace(tzinfo=None) <= source.latest_restorable_time:
        raise recorded(InvalidParameterValue(f"{source.db_instance_identifier} cannot be restored to {time}."))
    return restored(self, source, self._get_param("TargetDBInstanceIdentifier"))


def restored(response, source, identifier):
    """Creates an instance with the master user's password of the backup. RDS does not manage it."""
    settings = {name: getattr(source, name) for name in OF_THE_BACKUP}
    settings["master_user_password"] = vars(source).get("_master_user_password")
    settings |= dict(response.params.items())
    settings["db_instance_identifier"] = identifier
    settings.pop("source_db_instance_identifier", None)  # of a replica, to moto
    if settings["allocated_storage"] < source.allocated_storage:
        raise recorded(InvalidParameterValue("The storage size can't be less than that of the backup."))
    instance = response.backend.create_db_instance(settings)
    instance.database_insights_mode, instance.engine_lifecycle_support = "standard", "open-source-rds-extended-support"
    remember(instance, response, "EngineLifecycleSupport")
    return ActionResult({"DBInstance": instance})


@call_of(DBInstance)
def save_automated_backup(self):
    """Takes the first backup. An instance may get its name in the minute in which another gave it away."""
    time, taken = utcnow(), self.backend.database_snapshots
    while (name := f"rds:{self.db_instance_identifier}-{time:%Y-%m-%d-%H-%M}") in taken:
        time += timedelta(minutes=1)
    self.backend.create_auto_snapshot(self.db_instance_identifier, name)


@after(RDSBackend)
def delete_db_instance(self, *args, result, delete_automated_backups=True, **kwargs):
    """Deletes the backups of an instance that was renamed since."""
    for name, snapshot in list(self.database_snapshots.items()):
        own = snapshot.snapshot_type == "automated" and snapshot.dbi_resource_id == result.dbi_resource_id
        if own and delete_automated_backups:
            self.delete_db_snapshot(name)
    return result
