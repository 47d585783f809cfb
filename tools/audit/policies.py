"""Holds the IAM policies of a golden graph against AWS's service authorization data, by parliament."""

import json
import re

from parliament import analyze_policy_string

# The ARNs of what policies refer to, by the last part of the type token.
PLACE = "eu-west-1:123456789012"
ARNS = {
    "Application": f"arn:aws:codedeploy:{PLACE}:application:NAME",
    "Cluster": f"arn:aws:ecs:{PLACE}:cluster/NAME",
    "Instance": f"arn:aws:rds:{PLACE}:db:NAME",
    "Listener": f"arn:aws:elasticloadbalancing:{PLACE}:listener/app/NAME/0123456789abcdef/0123456789abcdef",
    "LogGroup": f"arn:aws:logs:{PLACE}:log-group:NAME",
    "MetricAlarm": f"arn:aws:cloudwatch:{PLACE}:alarm:NAME",
    "Role": "arn:aws:iam::123456789012:role/NAME",
    "Secret": f"arn:aws:secretsmanager:{PLACE}:secret:NAME-abcdef",
    "Topic": f"arn:aws:sns:{PLACE}:NAME",
}


def with_arns(text):
    """Replaces a reference at the start of a string by an ARN, and one inside of another ARN by a name."""

    def arn(found):
        name = re.sub(r"\W", "-", found[2])
        return ARNS[found[1]].replace("NAME", name) if found.string[found.start() - 1] == '"' else name

    text = re.sub(r"<\w+ (\w+) ([^<> ]+)(?: arn)?>", arn, text)
    # The offline provider gives a listener an ARN that AWS would not give.
    return re.sub(r"listener-rule/[\w*-]+/\*", "listener-rule/app/name/0123456789abcdef/0123456789abcdef/*", text)


def findings(resources):
    """Yields id, address and detail of what is wrong with the policies."""
    for r in resources:
        text = r["properties"].get("policy")
        if not text:
            continue
        document = json.loads(with_arns(text))
        attached = r["token"] == "aws:iam/rolePolicy:RolePolicy"
        for found in analyze_policy_string(json.dumps(document)).findings:
            # In the policy of a resource, such as a key, * is that resource.
            if not attached and found.issue == "RESOURCE_STAR":
                continue
            # parliament wants a resource for each type of load balancer, of which ours is an application's.
            if found.issue == "RESOURCE_MISMATCH" and all("/net/" in d["required_format"] for d in found.detail):
                continue
            yield f"PARL_{found.issue}", r["address"], str(found.detail)
