"""Read replicas of RDS, in the region of the primary and in another one."""

import unittest

from botocore.exceptions import ClientError

from things import cloud, name, primary, rds, replica

abroad, network_abroad = cloud.client("rds", "us-east-1"), cloud.client("ec2", "us-east-1")
KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"


def instance(identifier, client=rds):
    [found] = client.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"]
    return found


def replica_abroad(source, key=KEY, **settings):
    identifier = name("abroad")
    abroad.create_db_instance_read_replica(
        DBInstanceIdentifier=identifier,
        SourceDBInstanceIdentifier=instance(source)["DBInstanceArn"],
        **({"KmsKeyId": key} if key else {}) | settings,
    )
    return identifier


def subnet_group_abroad():
    group, vpc = name("subnets"), network_abroad.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    zones = {"us-east-1a": "10.0.0.0/24", "us-east-1b": "10.0.1.0/24"}
    subnets = [
        network_abroad.create_subnet(VpcId=vpc, CidrBlock=block, AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for zone, block in zones.items()
    ]
    abroad.create_db_subnet_group(DBSubnetGroupName=group, DBSubnetGroupDescription="group", SubnetIds=subnets)
    return group


class Replicas(unittest.TestCase):
    def test_a_replica_is_an_instance_of_its_own(self):
        source = primary(
            DeletionProtection=True, MultiAZ=True, EnableCloudwatchLogsExports=["postgresql"],
            Tags=[{"Key": "Name", "Value": "primary"}],
        )  # fmt: skip
        copy = instance(replica(source))
        original = instance(source)
        self.assertNotEqual(copy["DbiResourceId"], original["DbiResourceId"])
        self.assertEqual(
            [copy[key] for key in ("BackupRetentionPeriod", "DeletionProtection", "MultiAZ", "TagList")],
            [0, False, False, []],
        )
        self.assertEqual(copy.get("EnabledCloudwatchLogsExports", []), [])
        self.assertEqual(copy["ReadReplicaSourceDBInstanceIdentifier"], source)
        self.assertEqual(original["ReadReplicaDBInstanceIdentifiers"], [copy["DBInstanceIdentifier"]])

    def test_a_replica_in_another_region_has_its_network_there_and_names_its_primary_by_the_arn(self):
        source, group = primary(StorageEncrypted=True), subnet_group_abroad()
        copy = instance(replica_abroad(source, DBSubnetGroupName=group), abroad)
        self.assertEqual(copy["DBSubnetGroup"]["DBSubnetGroupName"], group)
        self.assertEqual(copy["DBInstanceArn"].split(":")[3], "us-east-1")
        self.assertEqual(copy["AvailabilityZone"], "us-east-1a")
        self.assertEqual(copy["KmsKeyId"], KEY)
        self.assertEqual(copy["ReadReplicaSourceDBInstanceIdentifier"], instance(source)["DBInstanceArn"])
        self.assertEqual(instance(source)["ReadReplicaDBInstanceIdentifiers"], [copy["DBInstanceArn"]])

    def test_a_replica_in_another_region_needs_a_key_of_that_region(self):
        source = primary(StorageEncrypted=True)
        for key, code in {
            None: "InvalidParameterCombination",
            KEY.replace("us-east-1", "eu-west-1"): "KMSKeyNotAccessibleFault",
        }.items():
            with self.subTest(key), self.assertRaises(ClientError) as refused:
                replica_abroad(source, key)
            self.assertEqual(refused.exception.response["Error"]["Code"], code)

    def test_a_promoted_replica_has_backups_and_no_primary(self):
        source = primary()
        near, far = replica(source), replica_abroad(source)
        for identifier, client in {near: rds, far: abroad}.items():
            client.promote_read_replica(DBInstanceIdentifier=identifier, BackupRetentionPeriod=5)
            promoted = instance(identifier, client)
            self.assertEqual(promoted["BackupRetentionPeriod"], 5)
            self.assertNotIn("ReadReplicaSourceDBInstanceIdentifier", promoted)
        self.assertEqual(instance(source)["ReadReplicaDBInstanceIdentifiers"], [])
        rds.promote_read_replica(DBInstanceIdentifier=(other := replica(source)))
        self.assertEqual(instance(other)["BackupRetentionPeriod"], 1)

    def test_a_primary_forgets_a_replica_that_is_deleted(self):
        source = primary()
        rds.delete_db_instance(DBInstanceIdentifier=replica(source), SkipFinalSnapshot=True)
        abroad.delete_db_instance(DBInstanceIdentifier=replica_abroad(source), SkipFinalSnapshot=True)
        self.assertEqual(instance(source)["ReadReplicaDBInstanceIdentifiers"], [])

    def test_what_becomes_of_replicas_when_the_primary_is_deleted(self):
        source = primary()
        near, promoted, orphan = replica(source), replica_abroad(source), replica_abroad(source)
        arn = instance(source)["DBInstanceArn"]
        rds.delete_db_instance(DBInstanceIdentifier=source, SkipFinalSnapshot=True)
        self.assertNotIn("ReadReplicaSourceDBInstanceIdentifier", instance(near))
        self.assertEqual(instance(promoted, abroad)["ReadReplicaSourceDBInstanceIdentifier"], arn)
        abroad.promote_read_replica(DBInstanceIdentifier=promoted)
        self.assertNotIn("ReadReplicaSourceDBInstanceIdentifier", instance(promoted, abroad))
        abroad.delete_db_instance(DBInstanceIdentifier=orphan, SkipFinalSnapshot=True)
