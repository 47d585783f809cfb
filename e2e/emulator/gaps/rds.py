"""RDS: settings that are forgotten, instances that all have one resource id and one password, and a subnet group that is gone once it has been modified."""

import json
import secrets

from moto.rds.models import DBInstance, MasterUserSecret, RDSBackend
from moto.rds.responses import RDSResponse

from gaps.closing import after, remember

DBInstance.performance_insights_enabled = property(lambda self: getattr(self, "enable_performance_insights", False))  # the name in answers
MasterUserSecret._generate_secret_string = lambda self: json.dumps({"username": self.resource.master_username, "password": secrets.token_urlsafe()})


@after(RDSResponse)
def create_db_instance(self, result):
    instance = result.result["DBInstance"]
    remember(instance, self, "EnablePerformanceInsights", "PerformanceInsightsRetentionPeriod", "PerformanceInsightsKMSKeyId")
    instance.dbi_resource_id = f"db-{secrets.token_hex(13).upper()}"
    return result


@after(RDSResponse)
def describe_db_parameters(self, result):
    """Answers with who set the parameters, all of them the user: the provider reads only those back."""
    for parameter in result.result["Parameters"]:
        parameter["Source"] = "user"
    return result


@after(RDSBackend)
def modify_db_subnet_group(self, subnet_name, description, subnets, result):
    self.subnet_groups[subnet_name] = result
    return result
