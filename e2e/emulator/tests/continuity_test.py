"""Removes each thing that a way needs, one at a time, from a small account that works.

The watch must report it: a check that cannot fail is worse than none.
"""

import os
import sys
import unittest
from pathlib import Path

os.environ.update(
    MOTO_EC2_LOAD_DEFAULT_AMIS="false",
    AWS_REGION="eu-west-1",
    AWS_DEFAULT_REGION="eu-west-1",
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
)
sys.path.insert(0, str(Path(__file__).parent.parent))

from moto import mock_aws  # noqa: E402
from moto.acm.models import acm_backends  # noqa: E402

import gaps  # noqa: E402, F401
import continuity  # noqa: E402
from continuity import account  # noqa: E402
from small import Small, redirect, to, weighted  # noqa: E402

PLAIN, SECURE = "HTTP API plain: HTTP API", "HTTP API secure: HTTP API"
PORT_80 = "port 80 of balancer from 203.0.113.0/24: load balancer"
PORT_443 = "port 443 of balancer from 203.0.113.0/24: load balancer"
ADMIN = "HTTP API plain /admin/x: HTTP API"
OUT = "way out of api: tasks -> subnet subnet-2"

# What is removed, and how a line of the report must begin.
STATIONS = {
    # HTTP API, route and link
    "API": (lambda s: s.api.delete_api(ApiId=s.plain["ApiId"]), f"{PLAIN}: it is gone"),
    "stage": (
        lambda s: s.api.delete_stage(ApiId=s.plain["ApiId"], StageName="$default"),
        f"{PLAIN}: it has no stage $default",
    ),
    "route": (
        lambda s: s.api.delete_route(ApiId=s.plain["ApiId"], RouteId=s.plain["RouteId"]),
        f"{PLAIN}: it has no route $default",
    ),
    "integration": (
        lambda s: s.api.update_route(ApiId=s.plain["ApiId"], RouteId=s.plain["RouteId"], Target="integrations/none"),
        f"{PLAIN}: its route leads to no integration",
    ),
    "link": (lambda s: integrate(s, s.plain, ConnectionId="none"), f"{PLAIN} -> link: it is gone"),
    "link's subnet": (
        lambda s: behind_the_scenes(s, account.gateway().vpc_links[s.link], subnet_ids=["gone"]),
        f"{PLAIN} -> link: the link is in subnet gone, which does not exist",
    ),
    "integration's listener": (
        lambda s: integrate(s, s.plain, IntegrationUri="none"),
        f"{PLAIN} -> link: the integration leads to a listener that is gone",
    ),
    "TLS to a listener with TLS": (
        lambda s: integrate(s, s.plain, IntegrationUri=s.https),
        f"{PLAIN} -> link -> listener 443: it speaks HTTPS, the integration HTTP",
    ),
    "listener with TLS": (
        lambda s: integrate(s, s.secure, IntegrationUri=s.http),
        f"{SECURE} -> link -> listener 80: it speaks HTTP, the integration HTTPS",
    ),
    "name on the certificate": (
        lambda s: integrate(s, s.secure, TlsConfig={"ServerNameToVerify": "www.example.com"}),
        f"{SECURE} -> link -> listener 443: its certificate does not cover www.example.com",
    ),
    # security groups
    "rule out of the link": (
        lambda s: s.drop_rule("egress", s.link_group, 80),
        f"{PLAIN} -> link -> listener 80: no rule lets the link out to the load balancer on port 80",
    ),
    "rule in from the link": (
        lambda s: s.drop_rule("ingress", s.balancer_group, 80),
        f"{PLAIN} -> link -> listener 80: no rule lets the link in to the load balancer on port 80",
    ),
    "rule in from the internet": (
        lambda s: s.drop_rule("ingress", s.balancer_group, 443, "network"),
        f"{PORT_443} -> listener 443: no rule lets 203.0.113.0/24 in to the load balancer on port 443",
    ),
    "rule out of the load balancer": (
        lambda s: s.drop_rule("egress", s.balancer_group, 8000),
        f"{PORT_80} -> listener 80 -> target group blue: "
        "no rule lets the load balancer out to tasks of api on port 8000",
    ),
    "rule in to the tasks": (
        lambda s: s.drop_rule("ingress", s.task_group, 8000),
        f"{PLAIN} -> link -> listener 80 -> target group blue: "
        "no rule lets the load balancer in to tasks of api on port 8000",
    ),
    "load balancer's group": (
        lambda s: s.elb.set_security_groups(LoadBalancerArn=s.balancer, SecurityGroups=[s.endpoint_group]),
        f"{PLAIN} -> link -> listener 80: no rule lets the link out to the load balancer on port 80",
    ),
    # load balancer, listeners and rules
    "load balancer": (lambda s: s.elb.delete_load_balancer(LoadBalancerArn=s.balancer), f"{PORT_80}: it is gone"),
    "listener": (lambda s: s.elb.delete_listener(ListenerArn=s.https), f"{PORT_443}: there is no listener on 443"),
    "certificate": (
        lambda s: lose(s, account.backend(acm_backends)._certificates, s.certificate),
        f"{PORT_443} -> listener 443: its certificate does not exist",
    ),
    "certificate's validity": (
        lambda s: behind_the_scenes(s, account.certificate(s.certificate), status="EXPIRED"),
        f"{PORT_443} -> listener 443: its certificate is EXPIRED",
    ),
    "target of a redirect": (
        lambda s: s.elb.modify_listener(ListenerArn=s.http, DefaultActions=[redirect(8443)]),
        f"{PORT_80} -> listener 80: it redirects to 8443, but there is no listener on 8443",
    ),
    "end of a redirect": (
        lambda s: s.elb.modify_listener(ListenerArn=s.https, DefaultActions=[redirect(443)]),
        f"{PORT_443} -> listener 443: it redirects to itself",
    ),
    "answer that an API can use": (
        lambda s: s.elb.modify_listener(ListenerArn=s.http, DefaultActions=[redirect(443)]),
        f"{PLAIN} -> link -> listener 80: it redirects to 443, which a client of the API cannot follow",
    ),
    "forward": (
        lambda s: s.elb.modify_listener(
            ListenerArn=s.http,
            DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
        ),
        f"{PORT_80} -> listener 80: it answers itself",
    ),
    "rule for a path": (
        lambda s: s.elb.delete_rule(RuleArn=s.admin_rule),
        "HTTP API plain /admin/x: it leads to api, at first to admin",
    ),
    "order of rules": (
        lambda s: s.elb.create_rule(
            ListenerArn=s.http,
            Priority=5,
            Actions=[to(s.blue)],
            Conditions=[{"Field": "path-pattern", "Values": ["/a*"]}],
        ),
        "port 80 of balancer from 203.0.113.0/24 /admin/x: it leads to api, at first to admin",
    ),
    # target groups and tasks
    "weights": (
        lambda s: s.elb.modify_listener(ListenerArn=s.http, DefaultActions=[to(s.green, s.blue)]),
        f"{PORT_80} -> listener 80 -> target group green: no task is registered",
    ),
    "one of two target groups with requests": (
        lambda s: s.elb.modify_listener(
            ListenerArn=s.http,
            DefaultActions=[weighted({s.blue: 90, s.green: 10})],
        ),
        f"{PORT_80} -> listener 80 -> target group green: no task is registered",
    ),
    "target group": (
        lambda s: lose(s, account.balancing().target_groups, s.blue),
        f"{PORT_80} -> listener 80 -> target group blue: it is gone",
    ),
    "subnet of a task": (
        lambda s: lose(s, account.ec2().subnets["eu-west-1a"], s.private[0]),
        f"{PORT_80} -> listener 80 -> target group blue: a task is in subnet subnet-",
    ),
    "any weight": (
        lambda s: s.elb.modify_listener(ListenerArn=s.http, DefaultActions=[weighted({s.blue: 0})]),
        f"{PORT_80} -> listener 80: it forwards to nothing",
    ),
    "tasks": (
        lambda s: s.ecs.update_service(cluster="main", service="admin", desiredCount=0),
        f"{ADMIN} -> link -> listener 80 -> target group admin: no task is registered",
    ),
    "service": (
        lambda s: s.ecs.delete_service(cluster="main", service="admin", force=True),
        f"{ADMIN} -> link -> listener 80 -> target group admin: no task is registered",
    ),
    "task behind an address": (
        lambda s: s.elb.register_targets(TargetGroupArn=s.blue, Targets=[{"Id": "10.0.2.250", "Port": 8000}]),
        f"{PORT_80} -> listener 80 -> target group blue: no task runs at a registered address, port 8000",
    ),
    "port of new tasks": (
        lambda s: s.ecs.update_service(
            cluster="main",
            service="api",
            loadBalancers=[{"targetGroupArn": s.blue, "containerName": "api", "containerPort": 9000}],
        ),
        f"{PORT_80} -> listener 80 -> target group blue: "
        "no rule lets the load balancer out to tasks of api on port 9000",
    ),
    # the way out
    "service of tasks": (
        lambda s: s.ecs.delete_service(cluster="main", service="admin", force=True),
        "way out of admin: tasks: their service is gone",
    ),
    "target of a route": (
        lambda s: behind_the_scenes(s, default_route(s.private_table), nat_gateway=None),
        f"{OUT} -> ecr.api: the default route leads nowhere",
    ),
    "route out": (
        lambda s: s.ec2.delete_route(RouteTableId=s.private_table, DestinationCidrBlock="0.0.0.0/0"),
        f"{OUT} -> ecr.api: no route leads there",
    ),
    "NAT gateway": (
        lambda s: s.ec2.delete_nat_gateway(NatGatewayId=s.nat),
        f"{OUT} -> ecr.api: the NAT gateway of the route is deleted",
    ),
    "NAT gateway's route": (
        lambda s: s.ec2.delete_route(RouteTableId=s.public_table, DestinationCidrBlock="0.0.0.0/0"),
        f"{OUT} -> ecr.api: the NAT gateway has no route to an internet gateway",
    ),
    "public address": (
        lambda s: s.ec2.replace_route(
            RouteTableId=s.private_table, DestinationCidrBlock="0.0.0.0/0", GatewayId=s.gateway
        ),
        f"{OUT} -> ecr.api: the route leads to an internet gateway, but the tasks have no public addresses",
    ),
    "rule out of the tasks": (
        lambda s: s.drop_rule("egress", s.task_group, 443, "network"),
        f"{OUT} -> ecr.api: no rule lets the tasks out to the internet on port 443",
    ),
}


# The same for tasks in a network without internet access.
SEALED_STATIONS = {
    "endpoint": (
        lambda s: s.ec2.delete_vpc_endpoints(VpcEndpointIds=[s.endpoints["logs"]]),
        f"{OUT} -> logs: no route leads there",
    ),
    "rule out to the endpoints": (
        lambda s: s.drop_rule("egress", s.task_group, 443),
        f"{OUT} -> ecr.api: no rule lets the tasks out to the endpoint for ecr.api on port 443",
    ),
    "rule in to the endpoints": (
        lambda s: s.drop_rule("ingress", s.endpoint_group, 443),
        f"{OUT} -> ecr.api: no rule lets the tasks in to the endpoint for ecr.api on port 443",
    ),
    "endpoint's subnets": (
        lambda s: s.ec2.modify_vpc_endpoint(VpcEndpointId=s.endpoints["secretsmanager"], RemoveSubnetIds=s.private),
        f"{OUT} -> secretsmanager: the endpoint for secretsmanager is in no subnet",
    ),
    "endpoint for S3": (
        lambda s: s.ec2.delete_vpc_endpoints(VpcEndpointIds=[s.endpoints["s3"]]),
        f"{OUT} -> s3: no route leads there",
    ),
    "rule out to S3": (
        lambda s: s.drop_rule("egress", s.task_group, 443, "s3"),
        f"{OUT} -> s3: no rule lets the tasks out to S3 on port 443",
    ),
}

# The same for tasks with public addresses.
PUBLIC_STATIONS = {
    "internet gateway": (
        lambda s: behind_the_scenes(s, default_route(s.public_table).gateway, vpc=None),
        "way out of api: tasks -> subnet subnet-0 -> ecr.api: the internet gateway of the route is not attached",
    )
}

# Changes that break nothing.
HARMLESS = {
    "a new image": lambda s: s.ecs.update_service(cluster="main", service="api", taskDefinition="api:2"),
    "more tasks": lambda s: s.ecs.update_service(cluster="main", service="api", desiredCount=5),
    "fewer tasks": lambda s: s.ecs.update_service(cluster="main", service="api", desiredCount=1),
    "other subnets for tasks": lambda s: s.ecs.update_service(
        cluster="main", service="api", networkConfiguration=s.network(s.private[:1])
    ),
    "a redirect to a listener": lambda s: s.elb.create_rule(
        ListenerArn=s.http,
        Priority=20,
        Actions=[redirect(443)],
        Conditions=[{"Field": "path-pattern", "Values": ["/old/*"]}],
    ),
    "another certificate": lambda s: s.elb.modify_listener(
        ListenerArn=s.https,
        Certificates=[{"CertificateArn": s.certify("api.example.com")}],
        DefaultActions=[to(s.blue, s.green)],
    ),
    "a rule that nobody needs": lambda s: s.rule(
        "ingress", s.balancer_group, 81, {"IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    ),
}


def integrate(s, api, **changes):
    s.api.update_integration(ApiId=api["ApiId"], IntegrationId=api["IntegrationId"], **changes)


def behind_the_scenes(s, thing, **changes):
    """Changes what no API call can change, and then makes a harmless call, so that the watch checks."""
    vars(thing).update(changes)
    s.call(s.vpc, "vpc")


def lose(s, things, key):
    """Removes something that no API call can remove, and then makes a harmless call, so that the watch checks."""
    del things[key]
    s.call(s.vpc, "vpc")


def default_route(table):
    routes = account.ec2().route_tables[table].routes
    return next(route for route in routes if route.destination_cidr_block == "0.0.0.0/0")


def seen(change, *preparations):
    """Returns the breaks that a change to a small account causes, as lines, and the whole report."""
    with mock_aws():
        small = Small()
        for prepare in preparations:
            prepare(small)
        begun = continuity.start()
        assert not begun["notWorking"] and len(begun["ways"]) == 10, begun
        change(small)
        report = continuity.stop()
        assert report["calls"] > 0
        return [f"{b['way']}: {b['reason']}" for b in report["breaks"]], report


class Stations(unittest.TestCase):
    def test_each_is_missed(self):
        for stations, preparations in (STATIONS, []), (SEALED_STATIONS, [Small.seal]), (PUBLIC_STATIONS, [Small.open]):
            for name, (take, want) in stations.items():
                with self.subTest(name):
                    lines, _ = seen(take, *preparations)
                    self.assertTrue(any(line.startswith(want) for line in lines), f"want {want!r} in {lines}")

    def test_nothing_else_is_reported(self):
        for name, change in HARMLESS.items():
            with self.subTest(name):
                self.assertEqual(seen(change)[0], [])

    def test_a_redirect_is_followed(self):
        with mock_aws():
            small = Small()
            small.elb.modify_listener(ListenerArn=small.http, DefaultActions=[redirect(443)])
            begun = continuity.start()
            self.assertIn(PORT_80.removesuffix(": load balancer"), begun["ways"])
            small.drop_rule("ingress", small.balancer_group, 443, "network")
            self.assertIn(
                f"{PORT_80} -> listener 80 -> listener 443: "
                "no rule lets 203.0.113.0/24 in to the load balancer on port 443",
                [f"{b['way']}: {b['reason']}" for b in continuity.stop()["breaks"]],
            )

    def test_a_report_says_after_which_call_a_way_broke_and_was_back(self):
        def change(small):
            small.elb.modify_listener(ListenerArn=small.http, DefaultActions=[to(small.green, small.blue)])
            small.call(small.vpc, "vpc")
            small.elb.modify_listener(ListenerArn=small.http, DefaultActions=[to(small.blue, small.green)])

        _, report = seen(change)
        moments = [[(b[end]["call"], b[end]["number"]) for end in ("after", "back")] for b in report["breaks"]]
        after = ("ELB ModifyListener (listener 80, green, blue)", 1)
        back = ("ELB ModifyListener (listener 80, blue, green)", 3)
        self.assertEqual({tuple(ends) for ends in moments}, {(after, back)})

    def test_old_and_new_tasks_are_looked_at_side_by_side(self):
        def change(small):
            small.connect(small.balancer_group, small.task_group, 9000)
            small.drop_rule("egress", small.balancer_group, 8000)
            balancers = [{"targetGroupArn": small.blue, "containerName": "api", "containerPort": 9000}]
            small.ecs.update_service(cluster="main", service="api", loadBalancers=balancers)

        _, report = seen(change)
        [plain] = [b for b in report["breaks"] if b["way"] == "HTTP API plain"]
        reason = plain["reason"].rpartition(": ")[2]
        self.assertEqual(reason, "no rule lets the load balancer out to tasks of api on port 8000")
        self.assertEqual(plain["after"]["call"], "EC2 RevokeSecurityGroupEgress (balancer)")
        self.assertEqual(plain["back"]["call"], "ECS UpdateService (blue)")

    def test_a_way_that_does_not_work_is_not_watched(self):
        with mock_aws():
            small = Small()
            small.drop_rule("egress", small.link_group, 80)
            begun = continuity.start()
            self.assertEqual(
                begun["notWorking"][0],
                f"{PLAIN} -> link -> listener 80: no rule lets the link out to the load balancer on port 80",
            )
            self.assertNotIn("HTTP API plain", begun["ways"])
            continuity.stop()
