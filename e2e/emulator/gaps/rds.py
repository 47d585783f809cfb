"""RDS: moto forgets settings, gives all instances one resource id and password, and loses modified subnet groups."""

import json
import secrets

from moto.rds.models import DBInstance, MasterUserSecret, RDSBackend
from moto.rds.responses import RDSResponse

from gaps.closing import after, remember

FORGOTTEN = (
    "EnablePerformanceInsights",
    "PerformanceInsightsRetentionPeriod",
    "PerformanceInsightsKMSKeyId",
    "EngineLifecycleSupport",
    "DatabaseInsightsMode",
)


def performance_insights_enabled(self):
    """Returns the setting under its name in answers."""
    return getattr(self, "enable_performance_insights", False)


def generate_secret_string(self):
    return json.dumps({"username": self.resource.master_username, "password": secrets.token_urlsafe()})


DBInstance.performance_insights_enabled = property(performance_insights_enabled)
MasterUserSecret._generate_secret_string = generate_secret_string


@after(RDSResponse)
def create_db_instance(self, result):
    remember(result.result["DBInstance"], self, *FORGOTTEN)
    return result


@after(DBInstance)
def __init__(self, *args, result, **kwargs):
    self.dbi_resource_id = f"db-{secrets.token_hex(13).upper()}"


@after(RDSResponse)
def describe_db_parameters(self, result):
    """Marks all parameters as set by the user: the provider only reads those."""
    for parameter in result.result["Parameters"]:
        parameter["Source"] = "user"
    return result


@after(RDSBackend)
def modify_db_subnet_group(self, subnet_name, description, subnets, result):
    self.subnet_groups[subnet_name] = result
    return result
