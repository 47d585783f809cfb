"""The ways out: from each service's tasks and subnets to the AWS APIs that a Fargate task needs.

All subnets of a service count, because it may start a task in any of them.
"""

from continuity import account
from continuity.rules import End, admits, broken, connect, end
from gaps import tasks

APIS = ("ecr.api", "ecr.dkr", "logs", "secretsmanager", "s3")  # image layers come from S3
ANYWHERE = "0.0.0.0/0"


def ways_out():
    for service in account.services():
        if service.network_configuration:
            yield f"way out of {account.name(service.arn)}", lambda arn=service.arn: way_out(arn)


def way_out(arn):
    service = next((service for service in account.services() if service.arn == arn), None)
    service or broken(("tasks",), "their service is gone")
    network = service.network_configuration["awsvpcConfiguration"]
    places = {(task.subnet, task.groups, task.public) for task in tasks.running.get(arn, [])}
    groups, public = tuple(network["securityGroups"]), network.get("assignPublicIp") == "ENABLED"
    places |= {(subnet, groups, public) for subnet in network["subnets"]}
    for subnet_id, groups, public in sorted(places, key=lambda place: account.name(place[0])):
        where = ("tasks", f"subnet {account.name(subnet_id)}")
        source = end(where, "the tasks", groups, [subnet_id])
        for api in APIS:
            reach(where + (api,), api, account.subnet(subnet_id), source, public)
    return frozenset()


def reach(where, api, subnet, source, public):
    """Follows a request to an API.

    An interface endpoint takes over the API's name in the whole VPC, a gateway endpoint in its route tables only.
    """
    available = [e for e in list(account.ec2().vpc_end_points.values()) if e.state == "available"]
    endpoints = [e for e in available if e.vpc_id == subnet.vpc_id and e.service_name.endswith(f".{api}")]
    interfaces = [e for e in endpoints if e.vpc_endpoint_type.lower() == "interface" and e.private_dns_enabled]
    if interfaces:
        groups, subnets = interfaces[0].security_group_ids, interfaces[0].subnet_ids
        return connect(where, source, end(where, f"the endpoint for {api}", groups, subnets), 443)
    table = table_of(subnet)
    lists = [route.destination_prefix_list_id for route in table.routes if route.gateway in endpoints]
    if lists:
        return leave(where, source, End("S3", tuple(lists), (ANYWHERE,)))
    internet(where, subnet, table, public)
    return leave(where, source, End("the internet", (), (ANYWHERE,)))


def leave(where, source, target):
    if not admits(where, source.groups, "egress_rules", target, 443):
        broken(where, f"no rule lets the tasks out to {target.name} on port 443")


def internet(where, subnet, table, public):
    route = next((route for route in table.routes if route.destination_cidr_block == ANYWHERE), None)
    route or broken(where, "no route leads there")
    if route.gateway:
        public or broken(where, "the route leads to an internet gateway, but the tasks have no public addresses")
        attached = route.gateway.vpc and route.gateway.vpc.id == subnet.vpc_id
        attached or broken(where, "the internet gateway of the route is not attached")
        return
    nat = route.nat_gateway or broken(where, "the default route leads nowhere")
    nat.state == "available" or broken(where, f"the NAT gateway of the route is {nat.state}")
    home = account.subnet(nat.subnet_id) or broken(where, "the NAT gateway's subnet does not exist")
    onward = [route for route in table_of(home).routes if route.destination_cidr_block == ANYWHERE]
    if not any(route.gateway and route.gateway.vpc for route in onward):
        broken(where, "the NAT gateway has no route to an internet gateway")


def table_of(subnet):
    """Returns the route table of a subnet: its own, or else the main one of the VPC."""
    tables = [table for table in list(account.ec2().route_tables.values()) if table.vpc_id == subnet.vpc_id]
    own = [table for table in tables if subnet.id in table._associations.values()]
    return (own or [table for table in tables if table.main_association_id])[0]
