"""Requests that violate AWS's model are reported, for each kind of rule, and valid requests are not."""

import sys
import unittest
from unittest import mock

from botocore.exceptions import ClientError
from werkzeug.test import create_environ

from cloud import EMULATOR, Cloud, name

sys.path.insert(0, str(EMULATOR))

import model  # noqa: E402

cloud = Cloud()
acm, api, ec2, ecs, elb, iam, logs, scaling, secrets = map(
    cloud.client,
    ("acm", "apigatewayv2", "ec2", "ecs", "elbv2", "iam", "logs", "application-autoscaling", "secretsmanager"),
)

TRUST = '{"Version":"2012-10-17","Statement":[]}'


def role(**changes):
    return lambda: iam.create_role(**{"RoleName": name("role"), "AssumeRolePolicyDocument": TRUST} | changes)


def role_tag(value):
    return role(Tags=[{"Key": "team", "Value": "platform"}, {"Key": "owner", "Value": value}])


def listener(**changes):
    arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/lb/1"
    actions = [{"Type": "forward", "TargetGroupArn": arn.replace("loadbalancer/app", "targetgroup")}]
    return lambda: elb.create_listener(
        **{"LoadBalancerArn": arn, "Protocol": "HTTP", "Port": 80, "DefaultActions": actions} | changes
    )


def definition(**container):
    containers = [{"name": "api", "image": "image", "memory": 512} | container]
    return lambda: ecs.register_task_definition(family="api", containerDefinitions=containers)


def secret(**changes):
    return lambda: secrets.create_secret(**{"Name": name("secret"), "SecretString": "hush"} | changes)


def log_group(tags):
    return lambda: logs.create_log_group(logGroupName=name("logs"), tags=tags)


def target(resource="service/cluster/api", tags=None):
    return lambda: scaling.register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=resource,
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=1,
        MaxCapacity=2,
        Tags=tags or {},
    )


def integration(milliseconds):
    return lambda: api.create_integration(ApiId="api", IntegrationType="HTTP_PROXY", TimeoutInMillis=milliseconds)


def certificate(body):
    return lambda: acm.import_certificate(Certificate=body, PrivateKey=b"key")


BROKEN = {
    "a member that is missing": (
        lambda: iam.create_role(RoleName="role"),
        "iam CreateRole.AssumeRolePolicyDocument is missing",
    ),
    "a nested one": (
        definition(secrets=[{"name": "KEY"}]),
        "ecs RegisterTaskDefinition.containerDefinitions[].secrets[].valueFrom is missing",
    ),
    "an enum, in the query protocol": (
        listener(Protocol="SMTP"),
        "elbv2 CreateListener.Protocol cannot be 'SMTP', "
        "only one of HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, GENEVE, QUIC, TCP_QUIC",
    ),
    "an enum, in EC2's": (
        lambda: ec2.create_vpc(CidrBlock="10.0.0.0/16", InstanceTenancy="none"),
        "ec2 CreateVpc.InstanceTenancy cannot be 'none', only one of default, dedicated, host",
    ),
    "a pattern": (
        role_tag("one, two"),
        r"iam CreateRole.Tags[].Value cannot be 'one, two', only what matches [\p{L}\p{Z}\p{N}_.:/=+\-@]*",
    ),
    "a pattern that allows no letters but ASCII's": (
        role(RoleName="rôle"),
        r"iam CreateRole.RoleName cannot be 'rôle', only what matches [\w+=,.@-]+",
    ),
    "a pattern that matches a part": (
        role(RoleName="a role"),
        r"iam CreateRole.RoleName cannot be 'a role', only what matches [\w+=,.@-]+",
    ),
    "a text that is too long": (
        role(RoleName="r" * 65),
        f"iam CreateRole.RoleName has a length of '{'r' * 65}', of 65, the most is 64",
    ),
    "a text that is too short": (
        secret(Name=""),
        "secretsmanager CreateSecret.Name has a length of '', of 0, the least is 1",
    ),
    "a secret, which is not shown": (
        secret(SecretString="s" * 65537),
        "secretsmanager CreateSecret.SecretString has a length of its value, of 65537, the most is 65536",
    ),
    "a list that is too long": (
        role(Tags=[{"Key": f"key-{n}", "Value": ""} for n in range(51)]),
        "iam CreateRole.Tags has a number of elements of 51, the most is 50",
    ),
    "a list that is too short": (
        lambda: elb.add_tags(ResourceArns=["arn"], Tags=[]),
        "elbv2 AddTags.Tags has a number of elements of 0, the least is 1",
    ),
    "a number that is too small": (listener(Port=0), "elbv2 CreateListener.Port has a value of 0, the least is 1"),
    "a number that is too large": (
        integration(30001),
        "apigatewayv2 CreateIntegration.TimeoutInMillis has a value of 30001, the most is 30000",
    ),
    "a map that is too small": (log_group({}), "logs CreateLogGroup.tags has a number of entries of 0, the least is 1"),
    "a key of a map": (
        log_group({"a&b": ""}),
        r"logs CreateLogGroup.tags{key} cannot be 'a&b', only what matches ^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$",
    ),
    "an entry of a map": (
        log_group({"owner": "a&b"}),
        r"logs CreateLogGroup.tags{} cannot be 'a&b', only what matches ^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$",
    ),
    "bytes": (certificate(b""), "acm ImportCertificate.Certificate has a length of 0, the least is 1"),
    "a number for a text": (
        definition(image=7),
        "ecs RegisterTaskDefinition.containerDefinitions[].image is not a string",
    ),
    "a text for a boolean": (
        definition(essential="yes"),
        "ecs RegisterTaskDefinition.containerDefinitions[].essential is not a boolean",
    ),
}

VALID = {
    "letters of any language in a tag": role_tag("Zoë Müller-日本: a+b=c/d@e"),
    "characters beyond the first 65,536": target("service/cluster/api-\U0001f600"),
    "the longest name": role(RoleName="r" * 64),
    "the most tags": role(Tags=[{"Key": f"key-{n}", "Value": ""} for n in range(50)]),
    "the last port": listener(Port=65535),
    "what is left out": definition(),
    "the longest secret": secret(SecretString="s" * 65536),
}


def signed_for(service):
    credential = f"test/20261125/eu-west-1/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=none"}


FORM = "application/x-www-form-urlencoded"

# Requests that cannot be parsed with the model, as the arguments of create_environ.
RIDDLES = {
    "not signed": {"method": "POST", "content_type": FORM, "data": {"Action": "ListRoles"}},
    "of an unknown service": {
        "method": "POST",
        "content_type": FORM,
        "data": {"Action": "ListRoles"},
        "headers": signed_for("roles"),
    },
    "of an unknown operation": {
        "method": "POST",
        "content_type": FORM,
        "data": {"Action": "ListRolls"},
        "headers": signed_for("iam"),
    },
    "of an unknown target": {
        "method": "POST",
        "headers": signed_for("ecs") | {"X-Amz-Target": "ECS.ListRoles"},
        "json": {},
    },
    "of an unknown path": {"path": "/v2/rolls", "headers": signed_for("apigateway")},
    "with a text for a number": {
        "method": "POST",
        "content_type": FORM,
        "data": {"Action": "ListRoles", "MaxItems": "many"},
        "headers": signed_for("iam"),
    },
    "with a number for a list": {
        "method": "POST",
        "headers": signed_for("ecs") | {"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.DescribeClusters"},
        "content_type": "application/x-amz-json-1.1",
        "data": '{"clusters":7}',
    },
}

LONG_NAME = {
    "method": "POST",
    "content_type": FORM,
    "headers": signed_for("iam"),
    "data": {"Action": "GetRole", "RoleName": "r" * 65},
}


def complaints_of(call):
    """Makes a call, which may fail for other reasons, and returns the complaints about it."""
    before = cloud.complaints()
    try:
        call()
    except ClientError:
        pass
    return cloud.complaints() - before


class Model(unittest.TestCase):
    maxDiff = None

    def test_broken(self):
        for what, (call, complaint) in BROKEN.items():
            with self.subTest(what):
                self.assertEqual(complaints_of(call), {f"AWS's model is broken: {complaint}"})

    def test_valid(self):
        for what, call in VALID.items():
            with self.subTest(what):
                self.assertEqual(complaints_of(call), set())

    def test_a_request_that_is_not_understood(self):
        for what, request in RIDDLES.items():
            with self.subTest(what):
                found = model.faults(create_environ(**request))
                self.assertEqual(len(found), 1, found)
                self.assertIn("AWS's model does not explain the request", found[0])

    def test_what_aws_does_not_enforce(self):
        self.assertEqual(len(model.faults(create_environ(**LONG_NAME))), 1)
        with mock.patch.dict(model.NOT_ENFORCED, {"iam GetRole.RoleName": "for this test"}):
            self.assertEqual(model.faults(create_environ(**LONG_NAME)), [])
