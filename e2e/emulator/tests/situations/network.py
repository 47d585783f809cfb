"""EC2: what is in a network, or missing from it."""

from situations import situation
from things import Network, database, ec2, endpoint, load_balancer, mount_target, nat_gateway, proxy, service, vpc_link
from things import public_load_balancer, public_service


def between(thing, public, code, call):
    """Adds a situation in which a thing in a network is an obstacle to a call."""

    def thing_in_the_way():
        net = Network(public)
        delete = thing(net)
        yield code, lambda: call(net)
        delete()

    thing_in_the_way.__name__ = f"{call.__name__} with a {thing.__name__}"
    situation(thing_in_the_way)


def delete_subnet(net):
    ec2.delete_subnet(SubnetId=net.subnets[0])


def delete_security_group(net):
    ec2.delete_security_group(GroupId=net.group)


def detach_internet_gateway(net):
    ec2.detach_internet_gateway(InternetGatewayId=net.gateway, VpcId=net.vpc)


for thing in (load_balancer, database, proxy, vpc_link, service, endpoint, mount_target):
    between(thing, False, "DependencyViolation", delete_subnet)
    between(thing, False, "DependencyViolation", delete_security_group)
between(nat_gateway, True, "DependencyViolation", delete_subnet)
for thing in (public_load_balancer, public_service, nat_gateway):
    between(thing, True, "DependencyViolation", detach_internet_gateway)


@situation
def security_group_named_in_the_rule_of_another():
    net = Network()
    rule = [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": net.group}]}]
    other = net.new_group()
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=rule)
    yield "DependencyViolation", lambda: delete_security_group(net)
    ec2.revoke_security_group_ingress(GroupId=other, IpPermissions=rule)


@situation
def nat_gateway_without_an_internet_gateway():
    net = Network()
    yield "Gateway.NotAttached", lambda: nat_gateway(net)
    net.attach_gateway()


@situation
def public_load_balancer_without_an_internet_gateway():
    net = Network()
    yield "InvalidSubnet", lambda: public_load_balancer(net)
    net.attach_gateway()


def empty(vpc_of):
    for subnet in vpc_of.subnets:
        ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_security_group(GroupId=vpc_of.group)


def delete_vpc(net):
    ec2.delete_vpc(VpcId=net.vpc)


@situation
def vpc_with_a_subnet():
    net = Network()
    ec2.delete_security_group(GroupId=net.group)
    yield "DependencyViolation", lambda: delete_vpc(net)
    for subnet in net.subnets:
        ec2.delete_subnet(SubnetId=subnet)


@situation
def vpc_with_a_security_group():
    net = Network()
    for subnet in net.subnets:
        ec2.delete_subnet(SubnetId=subnet)
    yield "DependencyViolation", lambda: delete_vpc(net)
    ec2.delete_security_group(GroupId=net.group)


@situation
def vpc_with_an_internet_gateway():
    net = Network(public=True)
    empty(net)
    yield "DependencyViolation", lambda: delete_vpc(net)
    detach_internet_gateway(net)


@situation
def vpc_with_a_route_table():
    net = Network()
    empty(net)
    table = ec2.create_route_table(VpcId=net.vpc)["RouteTable"]["RouteTableId"]
    yield "DependencyViolation", lambda: delete_vpc(net)
    ec2.delete_route_table(RouteTableId=table)


@situation
def route_table_of_a_subnet():
    net = Network()
    table = ec2.create_route_table(VpcId=net.vpc)["RouteTable"]["RouteTableId"]
    association = ec2.associate_route_table(RouteTableId=table, SubnetId=net.subnets[0])["AssociationId"]
    yield "DependencyViolation", lambda: ec2.delete_route_table(RouteTableId=table)
    ec2.disassociate_route_table(AssociationId=association)


@situation
def attached_internet_gateway():
    net = Network(public=True)
    yield "DependencyViolation", lambda: ec2.delete_internet_gateway(InternetGatewayId=net.gateway)
    detach_internet_gateway(net)
