"""RDS: moto accepts any role for Enhanced Monitoring, also one that RDS cannot use yet."""

import json

from moto.iam.models import iam_backends
from moto.rds.exceptions import InvalidParameterValue
from moto.rds.models import RDSBackend

from gaps.closing import before, recorded

SERVICE = "monitoring.rds.amazonaws.com"


def refuse_role(backend, settings):
    arn = settings.get("monitoring_role_arn")
    roles = list(iam_backends[backend.account_id][backend.partition].roles.values())
    if arn and not any(role.arn == arn and usable(role) for role in roles):
        problem = f"IAM role ARN value {arn} is invalid or does not include the required permissions for: "
        raise recorded(InvalidParameterValue(problem + "ENHANCED_MONITORING"))


def usable(role):
    trust = json.dumps(role.assume_role_policy_document)
    return SERVICE in trust and bool(role.policies or role.managed_policies)


@before(RDSBackend)
def create_db_instance(self, db_kwargs):
    refuse_role(self, db_kwargs)


@before(RDSBackend)
def create_db_instance_read_replica(self, db_kwargs):
    refuse_role(self, db_kwargs)


@before(RDSBackend)
def modify_db_instance(self, db_instance_identifier, db_kwargs):
    refuse_role(self, db_kwargs)
