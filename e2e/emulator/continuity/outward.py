"""The ways out: from the tasks of each service, and from every subnet where it may start one, to the APIs of AWS that a Fargate task needs."""

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
    service = next((service for service in account.services() if service.arn == arn), None) or broken(("tasks",), "their service is gone")
    network = service.network_configuration["awsvpcConfiguration"]
    places = {(task.subnet, task.groups, task.public) for task in tasks.running.get(arn, [])}
    places |= {(subnet, tuple(network["securityGroups"]), network.get("assignPublicIp") == "ENABLED") for subnet in network["subnets"]}
    for subnet_id, groups, public in sorted(places, key=lambda place: account.name(place[0])):
        where = ("tasks", f"subnet {account.name(subnet_id)}")
        source = end(where, "the tasks", groups, [subnet_id])
        for api in APIS:
            reach(where + (api,), api, account.subnet(subnet_id), source, public)
    return frozenset()


def reach(where, api, subnet, source, public):
    """Goes where the name of an API leads: an interface endpoint takes it over for the whole VPC, a gateway endpoint for the tables that it is in."""
    endpoints = [e for e in list(account.ec2().vpc_end_points.values()) if e.vpc_id == subnet.vpc_id and e.state == "available" and e.service_name.endswith(f".{api}")]
    interface = next((e for e in endpoints if e.vpc_endpoint_type.lower() == "interface" and e.private_dns_enabled), None)
    if interface:
        return connect(where, source, end(where, f"the endpoint for {api}", interface.security_group_ids, interface.subnet_ids), 443)
    table = table_of(subnet)
    lists = [route.destination_prefix_list_id for route in table.routes if route.gateway in endpoints]
    if lists:
        return leave(where, source, End("S3", tuple(lists), (ANYWHERE,)))
    internet(where, subnet, table, public)
    return leave(where, source, End("the internet", (), (ANYWHERE,)))


def leave(where, source, target):
    admits(where, source.groups, "egress_rules", target, 443) or broken(where, f"no rule lets the tasks out to {target.name} on port 443")


def internet(where, subnet, table, public):
    route = next((route for route in table.routes if route.destination_cidr_block == ANYWHERE), None) or broken(where, "no route leads there")
    if route.gateway:
        public or broken(where, "the route leads to an internet gateway, but the tasks have no public addresses")
        route.gateway.vpc and route.gateway.vpc.id == subnet.vpc_id or broken(where, "the internet gateway of the route is not attached")
        return
    nat = route.nat_gateway or broken(where, "the default route leads nowhere")
    nat.state == "available" or broken(where, f"the NAT gateway of the route is {nat.state}")
    home = account.subnet(nat.subnet_id) or broken(where, "the NAT gateway's subnet does not exist")
    onward = [route for route in table_of(home).routes if route.destination_cidr_block == ANYWHERE and route.gateway and route.gateway.vpc]
    onward or broken(where, "the NAT gateway has no route to an internet gateway")


def table_of(subnet):
    """Is the route table of a subnet: its own, else the VPC's main one."""
    tables = [table for table in list(account.ec2().route_tables.values()) if table.vpc_id == subnet.vpc_id]
    own = [table for table in tables if subnet.id in table._associations.values()]
    return (own or [table for table in tables if table.main_association_id])[0]
