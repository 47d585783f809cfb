"""A small account with one of everything on the path of a request, created by plain API calls."""

import functools

import boto3

ANYWHERE = "0.0.0.0/0"
CLIENTS = "203.0.113.0/24"  # not the whole internet: a rule for that would admit the link too

client = functools.cache(boto3.client)  # creating one takes longer than all of its calls


class Small:
    def __init__(self):
        self.ec2, self.elb, self.api, self.ecs, self.acm = map(client, ("ec2", "elbv2", "apigatewayv2", "ecs", "acm"))
        self.make_network()
        self.make_groups()
        self.make_balancer()
        self.make_apis()
        self.make_services()

    def make_network(self):
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.public = [self.subnet(0, "a"), self.subnet(1, "b")]
        self.private = [self.subnet(2, "a"), self.subnet(3, "b")]
        self.gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=self.gateway, VpcId=self.vpc)
        self.public_table, self.private_table = self.table(self.public), self.table(self.private)
        self.ec2.create_route(RouteTableId=self.public_table, DestinationCidrBlock=ANYWHERE, GatewayId=self.gateway)
        address = self.ec2.allocate_address()["AllocationId"]
        nat = self.ec2.create_nat_gateway(SubnetId=self.public[0], AllocationId=address)
        self.nat = nat["NatGateway"]["NatGatewayId"]
        self.ec2.create_route(RouteTableId=self.private_table, DestinationCidrBlock=ANYWHERE, NatGatewayId=self.nat)

    def subnet(self, number, zone):
        block, zone = f"10.0.{number}.0/24", f"eu-west-1{zone}"
        made = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock=block, AvailabilityZone=zone)["Subnet"]["SubnetId"]
        self.call(made, f"subnet-{number}")
        return made

    def call(self, thing, name):
        self.ec2.create_tags(Resources=[thing], Tags=tag(name))

    def table(self, subnets):
        made = self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]
        for subnet in subnets:
            self.ec2.associate_route_table(RouteTableId=made, SubnetId=subnet)
        return made

    def make_groups(self):
        self.link_group, self.balancer_group = self.group("link"), self.group("balancer")
        self.task_group, self.endpoint_group = self.group("tasks"), self.group("endpoints")
        self.rules = {}
        self.connect(self.link_group, self.balancer_group, 80)
        self.connect(self.link_group, self.balancer_group, 443)
        self.connect(self.balancer_group, self.task_group, 8000)
        self.connect(self.task_group, self.endpoint_group, 443)
        for port in 80, 443:
            self.rule("ingress", self.balancer_group, port, {"IpRanges": [{"CidrIp": CLIENTS}]}, "network")
        self.rule("egress", self.task_group, 443, {"IpRanges": [{"CidrIp": ANYWHERE}]}, "network")

    def group(self, name):
        made = self.ec2.create_security_group(GroupName=name, Description=name, VpcId=self.vpc)["GroupId"]
        self.call(made, name)
        everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": ANYWHERE}]}
        self.ec2.revoke_security_group_egress(GroupId=made, IpPermissions=[everything])
        return made

    def connect(self, source, target, port):
        self.rule("egress", source, port, {"UserIdGroupPairs": [{"GroupId": target}]})
        self.rule("ingress", target, port, {"UserIdGroupPairs": [{"GroupId": source}]})

    def rule(self, direction, group, port, other, kind="group"):
        authorize = getattr(self.ec2, f"authorize_security_group_{direction}")
        permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **other}
        made = authorize(GroupId=group, IpPermissions=[permission])["SecurityGroupRules"][0]
        self.rules[direction, group, port, kind] = made["SecurityGroupRuleId"]

    def drop_rule(self, direction, group, port, kind="group"):
        revoke = getattr(self.ec2, f"revoke_security_group_{direction}")
        revoke(GroupId=group, SecurityGroupRuleIds=[self.rules[direction, group, port, kind]])

    def make_balancer(self):
        self.balancer = self.elb.create_load_balancer(
            Name="balancer",
            Subnets=self.public,
            SecurityGroups=[self.balancer_group],
            Scheme="internet-facing",
            Tags=tag("balancer"),
        )["LoadBalancers"][0]["LoadBalancerArn"]
        self.blue, self.green, self.admin = map(self.target_group, ("blue", "green", "admin"))
        self.certificate = self.certify("api.example.com")
        self.http = self.listener(80)
        self.https = self.listener(443, Certificates=[{"CertificateArn": self.certificate}])
        self.admin_rule = self.elb.create_rule(
            ListenerArn=self.http,
            Priority=10,
            Actions=[to(self.admin)],
            Conditions=[{"Field": "path-pattern", "Values": ["/admin/*"]}],
        )["Rules"][0]["RuleArn"]

    def certify(self, name):
        """Requests a certificate from a private authority, which issues it at once."""
        authority = "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/1"
        return self.acm.request_certificate(DomainName=name, CertificateAuthorityArn=authority)["CertificateArn"]

    def target_group(self, name):
        made = self.elb.create_target_group(
            Name=name, Protocol="HTTP", Port=80, VpcId=self.vpc, TargetType="ip", Tags=tag(name)
        )
        return made["TargetGroups"][0]["TargetGroupArn"]

    def listener(self, port, **more):
        protocol = "HTTPS" if port == 443 else "HTTP"
        made = self.elb.create_listener(
            LoadBalancerArn=self.balancer,
            Port=port,
            Protocol=protocol,
            DefaultActions=[to(self.blue, self.green)],
            **more,
        )
        return made["Listeners"][0]["ListenerArn"]

    def make_apis(self):
        link = self.api.create_vpc_link(Name="link", SubnetIds=self.private, SecurityGroupIds=[self.link_group])
        self.link = link["VpcLinkId"]
        self.plain = self.make_api("plain", self.http)
        self.secure = self.make_api("secure", self.https, TlsConfig={"ServerNameToVerify": "api.example.com"})

    def make_api(self, name, listener, **more):
        api = self.api.create_api(Name=name, ProtocolType="HTTP", Tags={"Name": name})["ApiId"]
        integration = self.api.create_integration(
            ApiId=api,
            IntegrationType="HTTP_PROXY",
            IntegrationMethod="ANY",
            IntegrationUri=listener,
            PayloadFormatVersion="1.0",
            ConnectionType="VPC_LINK",
            ConnectionId=self.link,
            **more,
        )["IntegrationId"]
        route = self.api.create_route(ApiId=api, RouteKey="$default", Target=f"integrations/{integration}")["RouteId"]
        self.api.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
        return {"ApiId": api, "IntegrationId": integration, "RouteId": route}

    def make_services(self):
        self.ecs.create_cluster(clusterName="main")
        for family in "api", "api", "admin":  # two revisions of the first
            containers = [{"name": "api", "image": "image", "memory": 128}]
            self.ecs.register_task_definition(family=family, containerDefinitions=containers)
        self.service("api", self.blue)
        self.service("admin", self.admin)

    def service(self, name, group, **more):
        return self.ecs.create_service(
            cluster="main",
            serviceName=name,
            taskDefinition=f"{name}:1",
            desiredCount=2,
            tags=[{"key": "Name", "value": name}],
            networkConfiguration=self.network(self.private),
            loadBalancers=[{"targetGroupArn": group, "containerName": "api", "containerPort": 8000}],
            **more,
        )["service"]["serviceArn"]

    def network(self, subnets, public_ip="DISABLED"):
        groups = [self.task_group]
        return {"awsvpcConfiguration": {"subnets": subnets, "securityGroups": groups, "assignPublicIp": public_ip}}

    def open(self):
        """Gives the tasks public addresses instead of NAT."""
        network = self.network(self.public, "ENABLED")
        self.ecs.update_service(cluster="main", service="api", networkConfiguration=network)

    def seal(self):
        """Gives the tasks endpoints instead of internet access."""
        interface = {
            "VpcEndpointType": "Interface",
            "PrivateDnsEnabled": True,
            "SubnetIds": self.private,
            "SecurityGroupIds": [self.endpoint_group],
        }
        services = ("ecr.api", "ecr.dkr", "logs", "secretsmanager")
        self.endpoints = {service: self.endpoint(service, **interface) for service in services}
        self.endpoints["s3"] = self.endpoint("s3", VpcEndpointType="Gateway", RouteTableIds=[self.private_table])
        of_s3 = {"Name": "prefix-list-name", "Values": ["com.amazonaws.eu-west-1.s3"]}
        prefixes = self.ec2.describe_managed_prefix_lists(Filters=[of_s3])["PrefixLists"][0]["PrefixListId"]
        self.rule("egress", self.task_group, 443, {"PrefixListIds": [{"PrefixListId": prefixes}]}, kind="s3")
        self.ec2.delete_route(RouteTableId=self.private_table, DestinationCidrBlock=ANYWHERE)
        self.drop_rule("egress", self.task_group, 443, "network")

    def endpoint(self, service, **more):
        name = f"com.amazonaws.eu-west-1.{service}"
        return self.ec2.create_vpc_endpoint(VpcId=self.vpc, ServiceName=name, **more)["VpcEndpoint"]["VpcEndpointId"]


def to(*groups):
    """Returns an action that forwards to all the target groups, but with all the weight on the first."""
    return weighted({group: 0 if number else 100 for number, group in enumerate(groups)})


def weighted(weights):
    """Returns an action that forwards to target groups by their weights."""
    groups = [{"TargetGroupArn": group, "Weight": weight} for group, weight in weights.items()]
    return {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}


def tag(name):
    return [{"Key": "Name", "Value": name}]


def redirect(port):
    return {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": str(port), "StatusCode": "HTTP_301"}}
