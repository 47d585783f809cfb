"""Building blocks of the situations."""

from cloud import Cloud, name

cloud = Cloud()
acm, api, codedeploy, dns, ec2, ecs, efs, elb, iam, rds = map(
    cloud.client,
    ("acm", "apigatewayv2", "codedeploy", "route53", "ec2", "ecs", "efs", "elbv2", "iam", "rds"),
)


class Network:
    """A VPC with two subnets and a security group, and with an internet gateway if it is public."""

    def __init__(self, public=False):
        self.vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        zones = {"eu-west-1a": "10.0.0.0/24", "eu-west-1b": "10.0.1.0/24"}
        self.subnets = [
            ec2.create_subnet(VpcId=self.vpc, CidrBlock=block, AvailabilityZone=zone)["Subnet"]["SubnetId"]
            for zone, block in zones.items()
        ]
        self.group = self.new_group()
        self.gateway = self.attach_gateway() if public else None

    def new_group(self):
        return ec2.create_security_group(VpcId=self.vpc, GroupName=name("group"), Description="group")["GroupId"]

    def attach_gateway(self):
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=self.vpc)
        return gateway

    def configuration(self, public_ip):
        groups = [self.group]
        return {"awsvpcConfiguration": {"subnets": self.subnets, "securityGroups": groups, "assignPublicIp": public_ip}}


# Things with network interfaces. Each function creates one in a network and returns the call that
# deletes it.


def load_balancer(net, scheme="internal"):
    made = elb.create_load_balancer(Name=name("lb"), Subnets=net.subnets, SecurityGroups=[net.group], Scheme=scheme)
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    return lambda: elb.delete_load_balancer(LoadBalancerArn=arn)


def public_load_balancer(net):
    return load_balancer(net, "internet-facing")


def database(net, subnet_group=None, parameter_group="default.postgres16", identifier=None):
    subnet_group, identifier = subnet_group or db_subnet_group(net), identifier or name("db")
    rds.create_db_instance(
        DBInstanceIdentifier=identifier,
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        EngineVersion="16.3",
        AllocatedStorage=20,
        DBSubnetGroupName=subnet_group,
        DBParameterGroupName=parameter_group,
        VpcSecurityGroupIds=[net.group],
        MasterUsername="knwl",
        ManageMasterUserPassword=True,
    )
    return lambda: rds.delete_db_instance(DBInstanceIdentifier=identifier, SkipFinalSnapshot=True)


def db_subnet_group(net):
    group = name("subnets")
    rds.create_db_subnet_group(DBSubnetGroupName=group, DBSubnetGroupDescription="group", SubnetIds=net.subnets)
    return group


def primary(net=None, **settings):
    """Creates a database with backups and a password of its own, and returns its identifier."""
    net, identifier = net or Network(), name("primary")
    rds.create_db_instance(
        **{
            "DBInstanceIdentifier": identifier,
            "DBInstanceClass": "db.t4g.micro",
            "Engine": "postgres",
            "EngineVersion": "16.3",
            "AllocatedStorage": 20,
            "DBSubnetGroupName": db_subnet_group(net),
            "VpcSecurityGroupIds": [net.group],
            "MasterUsername": "knwl",
            "MasterUserPassword": "hush-hush",
            "BackupRetentionPeriod": 7,
        }
        | settings
    )
    return identifier


def replica(source):
    identifier = name("replica")
    rds.create_db_instance_read_replica(DBInstanceIdentifier=identifier, SourceDBInstanceIdentifier=source)
    return identifier


def new_proxy(net):
    called, secret = name("proxy"), "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app-AbCdEf"
    rds.create_db_proxy(
        DBProxyName=called,
        EngineFamily="POSTGRESQL",
        Auth=[{"AuthScheme": "SECRETS", "SecretArn": secret, "IAMAuth": "REQUIRED"}],
        RoleArn="arn:aws:iam::123456789012:role/proxy",
        VpcSubnetIds=net.subnets,
        VpcSecurityGroupIds=[net.group],
    )
    return called


def proxy(net):
    called = new_proxy(net)
    return lambda: rds.delete_db_proxy(DBProxyName=called)


def vpc_link(net):
    link = api.create_vpc_link(Name="link", SubnetIds=net.subnets, SecurityGroupIds=[net.group])["VpcLinkId"]
    return lambda: api.delete_vpc_link(VpcLinkId=link)


def endpoint(net):
    made = ec2.create_vpc_endpoint(
        VpcId=net.vpc,
        ServiceName="com.amazonaws.eu-west-1.logs",
        VpcEndpointType="Interface",
        SubnetIds=net.subnets,
        SecurityGroupIds=[net.group],
    )["VpcEndpoint"]["VpcEndpointId"]
    return lambda: ec2.delete_vpc_endpoints(VpcEndpointIds=[made])


def mount_target(net):
    files = efs.create_file_system(CreationToken=name("files"))["FileSystemId"]
    made = efs.create_mount_target(FileSystemId=files, SubnetId=net.subnets[0], SecurityGroups=[net.group])
    return lambda: efs.delete_mount_target(MountTargetId=made["MountTargetId"])


def nat_gateway(net):
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    made = ec2.create_nat_gateway(SubnetId=net.subnets[0], AllocationId=address)["NatGateway"]["NatGatewayId"]
    return lambda: ec2.delete_nat_gateway(NatGatewayId=made)


def service(net, cluster=None, public_ip="DISABLED", controller="ECS", **more):
    cluster, called = cluster or new_cluster(), more.pop("serviceName", None) or name("service")
    ecs.create_service(
        cluster=cluster,
        serviceName=called,
        taskDefinition=task_definition(),
        desiredCount=1,
        networkConfiguration=net.configuration(public_ip),
        deploymentController={"type": controller},
        **more,
    )
    return lambda: ecs.delete_service(cluster=cluster, service=called, force=True)


def public_service(net):
    return service(net, public_ip="ENABLED")


def new_cluster(**more):
    return ecs.create_cluster(clusterName=name("cluster"), **more)["cluster"]["clusterName"]


def task_definition():
    containers = [{"name": "api", "image": "image", "memory": 512, "portMappings": [{"containerPort": 8000}]}]
    made = ecs.register_task_definition(family="family", networkMode="awsvpc", containerDefinitions=containers)
    return made["taskDefinition"]["taskDefinitionArn"]


def target_group(net):
    made = elb.create_target_group(Name=name("targets"), Protocol="HTTP", Port=80, VpcId=net.vpc, TargetType="ip")
    group = made["TargetGroups"][0]
    return group["TargetGroupName"], group["TargetGroupArn"]


def forward(arn):
    return [{"Type": "forward", "TargetGroupArn": arn}]


class Balancer:
    """A load balancer with a target group, and no listener."""

    def __init__(self):
        self.net = Network()
        made = elb.create_load_balancer(Name=name("lb"), Subnets=self.net.subnets, Scheme="internal")
        self.arn = made["LoadBalancers"][0]["LoadBalancerArn"]
        _, self.target = target_group(self.net)

    def listen(self):
        made = elb.create_listener(
            LoadBalancerArn=self.arn, Port=80, Protocol="HTTP", DefaultActions=forward(self.target)
        )
        return made["Listeners"][0]["ListenerArn"]

    def listen_https(self, certificate):
        made = elb.create_listener(
            LoadBalancerArn=self.arn,
            Port=443,
            Protocol="HTTPS",
            DefaultActions=forward(self.target),
            Certificates=[{"CertificateArn": certificate}],
        )
        return made["Listeners"][0]["ListenerArn"]
