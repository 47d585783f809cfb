"""Read replicas, RDS Proxy and Enhanced Monitoring."""

from cloud import name
from situations import situation
from things import Network, iam, new_proxy, primary, rds, replica


@situation
def replica_of_a_primary_without_backups():
    source = primary(BackupRetentionPeriod=0)
    yield "InvalidDBInstanceState", lambda: replica(source)
    rds.modify_db_instance(DBInstanceIdentifier=source, BackupRetentionPeriod=1)


@situation
def replica_of_a_primary_whose_password_rds_manages():
    source = primary(MasterUserPassword=None, ManageMasterUserPassword=True)
    yield "InvalidParameterCombination", lambda: replica(source)
    rds.modify_db_instance(
        DBInstanceIdentifier=source, ManageMasterUserPassword=False, MasterUserPassword="hush-hush"
    )


@situation
def final_snapshot_of_a_replica():
    copy = replica(primary())
    snapshot = name("final")
    yield "InvalidParameterCombination", lambda: rds.delete_db_instance(
        DBInstanceIdentifier=copy, FinalDBSnapshotIdentifier=snapshot
    )
    rds.promote_read_replica(DBInstanceIdentifier=copy)


@situation
def promotion_of_a_primary():
    source = primary()
    other = primary()
    yield "InvalidDBInstanceState", lambda: rds.promote_read_replica(DBInstanceIdentifier=other)
    rds.delete_db_instance(DBInstanceIdentifier=other, SkipFinalSnapshot=True)
    rds.create_db_instance_read_replica(DBInstanceIdentifier=other, SourceDBInstanceIdentifier=source)


def register(proxy, target):
    return lambda: rds.register_db_proxy_targets(DBProxyName=proxy, DBInstanceIdentifiers=[target])


@situation
def proxy_of_a_replica():
    net = Network()
    copy, proxy = replica(primary(net)), new_proxy(net)
    yield "InvalidParameterValue", register(proxy, copy)
    rds.promote_read_replica(DBInstanceIdentifier=copy)


@situation
def proxy_with_a_target():
    net = Network()
    first, second, proxy = primary(net), primary(net), new_proxy(net)
    register(proxy, first)()
    yield "DBProxyTargetAlreadyRegisteredFault", register(proxy, second)
    rds.deregister_db_proxy_targets(DBProxyName=proxy, DBInstanceIdentifiers=[first])


@situation
def proxy_in_another_network():
    net, identifier = Network(), name("moved")
    primary(DBInstanceIdentifier=identifier)
    proxy = new_proxy(net)
    yield "InvalidParameterValue", register(proxy, identifier)
    rds.delete_db_instance(DBInstanceIdentifier=identifier, SkipFinalSnapshot=True)
    primary(net, DBInstanceIdentifier=identifier)


@situation
def proxy_in_one_zone():
    net = Network()
    both, net.subnets = net.subnets, net.subnets[:1]
    yield "InvalidSubnet", lambda: new_proxy(net)
    net.subnets = both


@situation
def monitoring_with_a_role_without_permissions():
    called, source = name("monitoring"), primary()
    trust = '{"Version":"2012-10-17","Statement":[{"Principal":{"Service":"monitoring.rds.amazonaws.com"}}]}'
    arn = iam.create_role(RoleName=called, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    yield "InvalidParameterValue", lambda: rds.modify_db_instance(
        DBInstanceIdentifier=source, MonitoringInterval=60, MonitoringRoleArn=arn
    )
    policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"}]}'
    iam.put_role_policy(RoleName=called, PolicyName="logs", PolicyDocument=policy)


@situation
def key_in_the_region_of_the_primary():
    source, settings = primary(), {"KmsKeyId": "arn:aws:kms:eu-west-1:123456789012:key/1"}
    yield "InvalidParameterCombination", lambda: rds.create_db_instance_read_replica(
        DBInstanceIdentifier=name("replica"), SourceDBInstanceIdentifier=source, **settings
    )
    settings.clear()
