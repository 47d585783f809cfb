"""RDS: settings that are forgotten, instances that all have one resource id, and a subnet group that is gone once it has been modified."""

import uuid

from moto.rds.models import DBInstance, RDSBackend
from moto.rds.responses import RDSResponse

from gaps.closing import after, remember

DBInstance.performance_insights_enabled = property(lambda self: getattr(self, "enable_performance_insights", False))  # the name in answers


@after(RDSResponse)
def create_db_instance(self, result):
    instance = result.result["DBInstance"]
    remember(instance, self, "EnablePerformanceInsights", "PerformanceInsightsRetentionPeriod")
    instance.dbi_resource_id = f"db-{uuid.uuid4().hex[:26].upper()}"
    return result


@after(RDSResponse)
def describe_db_parameters(self, result):
    for parameter in result.result["Parameters"]:
        parameter["Source"] = "user"
    return result


@after(RDSBackend)
def modify_db_subnet_group(self, subnet_name, description, subnets, result):
    self.subnet_groups[subnet_name] = result
    return result
