"""RDS Proxy."""

import unittest

from botocore.exceptions import ClientError

from things import Network, new_proxy, primary, rds


class Proxies(unittest.TestCase):
    def test_a_proxy_changes(self):
        net = Network()
        proxy, other = new_proxy(net), net.new_group()
        rds.modify_db_proxy(
            DBProxyName=proxy, IdleClientTimeout=600, RequireTLS=True, DebugLogging=True, SecurityGroups=[other],
            RoleArn="arn:aws:iam::123456789012:role/other",
        )  # fmt: skip
        [found] = rds.describe_db_proxies(DBProxyName=proxy)["DBProxies"]
        self.assertEqual((found["IdleClientTimeout"], found["RequireTLS"], found["DebugLogging"]), (600, True, True))
        self.assertEqual(found["VpcSecurityGroupIds"], [other])
        self.assertEqual(found["RoleArn"], "arn:aws:iam::123456789012:role/other")
        self.assertEqual(found["Auth"][0]["IAMAuth"], "REQUIRED")  # as before

    def test_a_target_is_the_instance(self):
        net = Network()
        proxy, target = new_proxy(net), primary(net, Port=6432)
        rds.register_db_proxy_targets(DBProxyName=proxy, DBInstanceIdentifiers=[target])
        [found] = rds.describe_db_proxy_targets(DBProxyName=proxy)["Targets"]
        [instance] = rds.describe_db_instances(DBInstanceIdentifier=target)["DBInstances"]
        self.assertEqual((found["RdsResourceId"], found["Type"], found["Role"]), (target, "RDS_INSTANCE", "READ_WRITE"))
        self.assertEqual((found["Endpoint"], found["Port"]), (instance["Endpoint"]["Address"], 6432))

    def test_a_proxy_that_is_not_there(self):
        for call in (
            rds.delete_db_proxy,
            rds.describe_db_proxies,
            rds.describe_db_proxy_target_groups,
            rds.describe_db_proxy_targets,
            rds.modify_db_proxy,
            rds.register_db_proxy_targets,
        ):
            with self.subTest(call.__name__), self.assertRaises(ClientError) as refused:
                call(DBProxyName="missing")
            self.assertEqual(refused.exception.response["Error"]["Code"], "DBProxyNotFoundFault")
