"""RDS: what an instance cannot be restored from, become or be called."""

from datetime import UTC, datetime, timedelta
from functools import partial

from cloud import name
from situations import situation
from things import Network, database, db_subnet_group, rds


def parameter_group(family):
    group = name("parameters")
    rds.create_db_parameter_group(DBParameterGroupName=group, DBParameterGroupFamily=family, Description="group")
    return group


def existing(**more):
    """Creates a database, and returns its identifier and a function that modifies it."""
    identifier = name("db")
    database(Network(), identifier=identifier, **more)
    return identifier, partial(rds.modify_db_instance, DBInstanceIdentifier=identifier, ApplyImmediately=True)


@situation
def parameter_group_of_another_version():
    net, group = Network(), parameter_group("postgres17")
    yield "InvalidParameterCombination", lambda: database(net, parameter_group=group)
    rds.delete_db_parameter_group(DBParameterGroupName=group)
    rds.create_db_parameter_group(DBParameterGroupName=group, DBParameterGroupFamily="postgres16", Description="group")


@situation
def upgrade_that_is_not_allowed():
    _, modify = existing()
    change = {"EngineVersion": "17", "DBParameterGroupName": parameter_group("postgres17")}
    yield "InvalidParameterCombination", lambda: modify(**change)
    change["AllowMajorVersionUpgrade"] = True


@situation
def upgrade_with_the_old_parameter_group():
    _, modify = existing(parameter_group=parameter_group("postgres16"))
    change = {"EngineVersion": "17", "AllowMajorVersionUpgrade": True}
    yield "InvalidParameterCombination", lambda: modify(**change)
    change["DBParameterGroupName"] = parameter_group("postgres17")


@situation
def older_version():
    _, modify = existing()
    change = {"EngineVersion": "16.2"}
    yield "InvalidParameterCombination", lambda: modify(**change)
    change["EngineVersion"] = "16.4"


@situation
def identifier_of_another_database():
    other, _ = existing()
    _, modify = existing()
    yield "DBInstanceAlreadyExists", lambda: modify(NewDBInstanceIdentifier=other)
    rds.delete_db_instance(DBInstanceIdentifier=other, SkipFinalSnapshot=True)


@situation
def subnet_group_of_the_same_network():
    net, elsewhere, identifier = Network(), Network(), name("db")
    database(net, identifier=identifier)
    groups = [db_subnet_group(net)]
    yield "InvalidVPCNetworkStateFault", lambda: rds.modify_db_instance(
        DBInstanceIdentifier=identifier, DBSubnetGroupName=groups[-1], ApplyImmediately=True
    )
    groups.append(db_subnet_group(elsewhere))


def restore(source, **more):
    rds.restore_db_instance_to_point_in_time(
        SourceDBInstanceIdentifier=source,
        TargetDBInstanceIdentifier=name("db"),
        DBSubnetGroupName=db_subnet_group(Network()),
        **more,
    )


@situation
def time_that_has_not_come():
    source, _ = existing()
    times = [datetime.now(UTC) + timedelta(days=1)]
    yield "InvalidParameterValue", lambda: restore(source, RestoreTime=times[-1])
    times.append(datetime.now(UTC))


@situation
def time_before_the_database():
    source, _ = existing()
    times = [datetime.now(UTC) - timedelta(days=1)]
    yield "InvalidParameterValue", lambda: restore(source, RestoreTime=times[-1])
    times.append(datetime.now(UTC))


@situation
def database_without_backups():
    source, modify = existing()
    modify(BackupRetentionPeriod=0)
    yield "PointInTimeRestoreNotEnabled", lambda: restore(source, UseLatestRestorableTime=True)
    modify(BackupRetentionPeriod=7)


@situation
def less_storage_than_the_backup():
    source, _ = existing()
    storage = {"AllocatedStorage": 19}
    yield "InvalidParameterValue", lambda: restore(source, UseLatestRestorableTime=True, **storage)
    storage["AllocatedStorage"] = 20
