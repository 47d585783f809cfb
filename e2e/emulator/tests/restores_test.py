"""An instance that is restored or renamed is what AWS makes of it."""

import unittest

from cloud import name
from things import Network, cloud, db_subnet_group, rds

logs = cloud.client("logs")


class Restores(unittest.TestCase):
    def setUp(self):
        self.net, self.id = Network(), name("db")
        self.subnets = db_subnet_group(self.net)
        self.source = rds.create_db_instance(
            DBInstanceIdentifier=self.id,
            DBInstanceClass="db.t4g.micro",
            Engine="postgres",
            EngineVersion="16",
            DBName="shop",
            AllocatedStorage=30,
            StorageType="gp3",
            StorageEncrypted=True,
            BackupRetentionPeriod=14,
            DBSubnetGroupName=self.subnets,
            VpcSecurityGroupIds=[self.net.group],
            MasterUsername="app",
            ManageMasterUserPassword=True,
            MultiAZ=True,
            DeletionProtection=True,
            EnablePerformanceInsights=True,
            EnableCloudwatchLogsExports=["postgresql"],
        )["DBInstance"]

    def restored(self, **more):
        """Restores the latest state, and returns the instance."""
        more = {"TargetDBInstanceIdentifier": name("db"), "DBSubnetGroupName": self.subnets} | more
        return rds.restore_db_instance_to_point_in_time(
            SourceDBInstanceIdentifier=self.id, UseLatestRestorableTime=True, **more
        )["DBInstance"]

    def from_snapshot(self, snapshot, **more):
        more = {"DBInstanceIdentifier": name("db"), "DBSubnetGroupName": self.subnets} | more
        return rds.restore_db_instance_from_db_snapshot(DBSnapshotIdentifier=snapshot, **more)["DBInstance"]

    def snapshot(self):
        made = rds.create_db_snapshot(DBInstanceIdentifier=self.id, DBSnapshotIdentifier=name("snapshot"))
        return made["DBSnapshot"]["DBSnapshotIdentifier"]

    def change(self, **changes):
        rds.modify_db_instance(DBInstanceIdentifier=self.id, ApplyImmediately=True, **changes)

    def test_the_backup_determines_the_data(self):
        for made in self.restored(), self.from_snapshot(self.snapshot()):
            kept = ("Engine", "EngineVersion", "DBName", "MasterUsername", "AllocatedStorage", "StorageType")
            for key in *kept, "StorageEncrypted", "KmsKeyId", "BackupRetentionPeriod":
                self.assertEqual(made[key], self.source[key], key)

    def test_nothing_else_comes_from_the_original(self):
        for made in self.restored(), self.from_snapshot(self.snapshot()):
            self.assertNotEqual(made["DbiResourceId"], self.source["DbiResourceId"])
            self.assertNotIn("MasterUserSecret", made)
            for key in "MultiAZ", "DeletionProtection", "PerformanceInsightsEnabled":
                self.assertIs(made[key], False, key)
            self.assertEqual(made.get("EnabledCloudwatchLogsExports", []), [])
            self.assertNotIn("ReadReplicaSourceDBInstanceIdentifier", made)
            self.assertNotEqual([group["VpcSecurityGroupId"] for group in made["VpcSecurityGroups"]], [self.net.group])

    def test_the_call_determines_the_rest(self):
        made = self.restored(VpcSecurityGroupIds=[self.net.group], MultiAZ=True, DeletionProtection=True, Port=6432)
        self.assertEqual([group["VpcSecurityGroupId"] for group in made["VpcSecurityGroups"]], [self.net.group])
        self.assertTrue(made["MultiAZ"] and made["DeletionProtection"])
        self.assertEqual(made["Endpoint"]["Port"], 6432)

    def test_a_snapshot_keeps_its_version(self):
        snapshot = self.snapshot()
        self.change(EngineVersion="17", AllowMajorVersionUpgrade=True)
        self.assertEqual(self.restored()["EngineVersion"], "17.6")
        self.assertEqual(self.from_snapshot(snapshot)["EngineVersion"], "16.10")

    def test_a_major_version_stays_at_its_minor_one(self):
        self.change(EngineVersion="16.11")
        self.change(EngineVersion="16")
        self.assertEqual(self.described(self.id)["EngineVersion"], "16.11")

    def described(self, identifier):
        return rds.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]

    def test_a_renamed_instance_keeps_its_resource_id_and_gets_log_groups(self):
        self.assertEqual(self.log_groups(self.id), ["postgresql"])
        self.change(NewDBInstanceIdentifier=f"{self.id}-old")
        self.assertEqual(self.described(f"{self.id}-old")["DbiResourceId"], self.source["DbiResourceId"])
        self.assertEqual(self.log_groups(f"{self.id}-old"), ["postgresql"])

    def log_groups(self, identifier):
        prefix = f"/aws/rds/instance/{identifier}/"
        found = logs.describe_log_groups(logGroupNamePrefix=prefix)["logGroups"]
        return [group["logGroupName"].removeprefix(prefix) for group in found]

    def test_a_deleted_instance_leaves_only_its_final_snapshot(self):
        old, final = f"{self.id}-old", name("final")
        self.change(NewDBInstanceIdentifier=old, DeletionProtection=False)
        taken = rds.describe_db_snapshots(SnapshotType="automated")["DBSnapshots"]
        own = {made["DBSnapshotIdentifier"] for made in taken if made["DBInstanceIdentifier"] == self.id}
        self.assertEqual(len(own), 1)
        made = rds.restore_db_instance_to_point_in_time(
            SourceDBInstanceIdentifier=old,
            TargetDBInstanceIdentifier=self.id,
            UseLatestRestorableTime=True,
            DBSubnetGroupName=self.subnets,
        )["DBInstance"]
        rds.delete_db_instance(DBInstanceIdentifier=old, FinalDBSnapshotIdentifier=final)
        left = rds.describe_db_snapshots()["DBSnapshots"]
        of = {snapshot["DBSnapshotIdentifier"]: snapshot["DbiResourceId"] for snapshot in left}
        self.assertFalse(own & of.keys())
        self.assertEqual(of[final], self.source["DbiResourceId"])
        self.assertIn(made["DbiResourceId"], of.values())


if __name__ == "__main__":
    unittest.main()
