"""What CodeDeploy's role allows: the policies are evaluated for each call that CodeDeploy makes."""

import json
from fnmatch import fnmatchcase

from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends

from gaps.closing import complain
from rollouts.deployment import Ended

# ECS's documentation disagrees about whether CreateTaskSet has a resource; a policy must be right either way.
NO_RESOURCE = "*"


def require(role_arn, action, resources=(NO_RESOURCE,), context=None):
    """Ends the deployment if the role does not allow an action on one of the resources."""
    statements = statements_of(role_arn)
    for resource in resources:
        if not allowed(statements, action, resource, context or {}):
            message = f"The service role {role_arn} does not have permission to perform {action} on {resource}."
            complain(f"AWS would refuse: {message}")
            raise Ended("Failed", "IAM_ROLE_PERMISSIONS", message)


def statements_of(role_arn):
    backend = iam_backends[DEFAULT_ACCOUNT_ID]["aws"]
    role = next((role for role in list(backend.roles.values()) if role.arn == role_arn), None)
    if not role:
        raise Ended("Failed", "IAM_ROLE_MISSING", f"The service role {role_arn} does not exist.")
    versions = [version for policy in role.managed_policies.values() for version in policy.versions]
    documents = [*role.policies.values(), *(version.document for version in versions if version.is_default)]
    return [statement for document in documents for statement in listed(parsed(document)["Statement"])]


def parsed(document):
    return json.loads(document) if isinstance(document, str) else document


def listed(value):
    return value if isinstance(value, list) else [value]


def allowed(statements, action, resource, context):
    """Returns whether the statements allow an action: one that denies it wins."""
    effects = {s["Effect"] for s in statements if applies(s, action, resource, context)}
    return effects == {"Allow"}


def applies(statement, action, resource, context):
    return (
        any(fnmatchcase(action.lower(), pattern.lower()) for pattern in listed(statement.get("Action", [])))
        and any(fnmatchcase(resource, pattern) for pattern in listed(statement.get("Resource", [])))
        and all(
            meets(operator, wanted, context.get(key.lower()))
            for operator, conditions in statement.get("Condition", {}).items()
            for key, wanted in conditions.items()
        )
    )


def meets(operator, wanted, value):
    """Returns whether a value of the call meets a condition. A value that the call lacks meets none."""
    like = operator in ("ArnEquals", "ArnLike", "StringLike")
    if not like and operator != "StringEquals":
        raise NotImplementedError(f"the condition operator {operator} of an IAM policy")
    return value is not None and any(fnmatchcase(value, w) if like else value == w for w in listed(wanted))
