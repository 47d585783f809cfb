"""RDS, API Gateway and IAM."""

from cloud import name
from situations import situation
from things import Network, api, database, db_subnet_group, iam, rds


@situation
def subnet_group_of_a_database():
    net = Network()
    group = db_subnet_group(net)
    delete = database(net, subnet_group=group)
    yield "InvalidDBSubnetGroupStateFault", lambda: rds.delete_db_subnet_group(DBSubnetGroupName=group)
    delete()


@situation
def parameter_group_of_a_database():
    group = name("parameters")
    rds.create_db_parameter_group(DBParameterGroupName=group, DBParameterGroupFamily="postgres16", Description="group")
    delete = database(Network(), parameter_group=group)
    yield "InvalidDBParameterGroupState", lambda: rds.delete_db_parameter_group(DBParameterGroupName=group)
    delete()


@situation
def events_of_a_database_that_is_not_there():
    identifier, subscription = name("db"), name("subscription")
    yield "SourceNotFound", lambda: rds.create_event_subscription(
        SubscriptionName=subscription,
        SnsTopicArn="arn:aws:sns:eu-west-1:123456789012:topic",
        SourceType="db-instance",
        SourceIds=[identifier],
    )
    database(Network(), identifier=identifier)


def integration(http_api, link):
    return api.create_integration(
        ApiId=http_api,
        IntegrationType="HTTP_PROXY",
        ConnectionType="VPC_LINK",
        ConnectionId=link,
        IntegrationMethod="ANY",
        IntegrationUri="arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/lb/1/2",
        PayloadFormatVersion="1.0",
    )["IntegrationId"]


@situation
def vpc_link_of_an_integration():
    net, http_api = Network(), api.create_api(Name="api", ProtocolType="HTTP")["ApiId"]
    link = api.create_vpc_link(Name="link", SubnetIds=net.subnets)["VpcLinkId"]
    made = integration(http_api, link)
    yield "BadRequestException", lambda: api.delete_vpc_link(VpcLinkId=link)
    api.delete_integration(ApiId=http_api, IntegrationId=made)


@situation
def integration_of_a_route():
    http_api = api.create_api(Name="api", ProtocolType="HTTP")["ApiId"]
    made = integration(http_api, "link")
    route = api.create_route(ApiId=http_api, RouteKey="$default", Target=f"integrations/{made}")["RouteId"]
    yield "ConflictException", lambda: api.delete_integration(ApiId=http_api, IntegrationId=made)
    api.delete_route(ApiId=http_api, RouteId=route)


def role():
    called = name("role")
    iam.create_role(RoleName=called, AssumeRolePolicyDocument='{"Version":"2012-10-17","Statement":[]}')
    return called


@situation
def role_with_an_inline_policy():
    called = role()
    iam.put_role_policy(
        RoleName=called,
        PolicyName="policy",
        PolicyDocument='{"Version":"2012-10-17","Statement":'
        '[{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*"}]}',
    )
    yield "DeleteConflict", lambda: iam.delete_role(RoleName=called)
    iam.delete_role_policy(RoleName=called, PolicyName="policy")


@situation
def role_with_an_attached_policy():
    called, policy = role(), "arn:aws:iam::aws:policy/ReadOnlyAccess"
    iam.attach_role_policy(RoleName=called, PolicyArn=policy)
    yield "DeleteConflict", lambda: iam.delete_role(RoleName=called)
    iam.detach_role_policy(RoleName=called, PolicyArn=policy)
