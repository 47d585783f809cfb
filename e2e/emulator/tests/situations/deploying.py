"""ECS and CodeDeploy: what a service and its deployment group depend on."""

from functools import partial

from cloud import name
from situations import situation
from things import Balancer, Network, codedeploy, ecs, new_cluster, service, target_group


@situation
def service_on_a_target_group_without_a_listener():
    balancer = Balancer()
    targets = [{"targetGroupArn": balancer.target, "containerName": "api", "containerPort": 8000}]
    yield "InvalidParameterException", lambda: service(balancer.net, loadBalancers=targets)
    balancer.listen()


FARGATE = [{"capacityProvider": "FARGATE", "weight": 1}]


@situation
def service_with_a_capacity_provider_that_the_cluster_lacks():
    net, cluster = Network(), new_cluster()
    yield "InvalidParameterException", lambda: service(net, cluster, capacityProviderStrategy=FARGATE)
    ecs.put_cluster_capacity_providers(
        cluster=cluster, capacityProviders=["FARGATE"], defaultCapacityProviderStrategy=[]
    )


@situation
def capacity_provider_of_a_service():
    cluster = new_cluster(capacityProviders=["FARGATE"])
    delete = service(Network(), cluster, capacityProviderStrategy=FARGATE)
    nothing = {"capacityProviders": [], "defaultCapacityProviderStrategy": []}
    yield "ResourceInUseException", lambda: ecs.put_cluster_capacity_providers(cluster=cluster, **nothing)
    delete()


@situation
def cluster_with_a_service():
    cluster = new_cluster()
    delete = service(Network(), cluster)
    yield "ClusterContainsServicesException", lambda: ecs.delete_cluster(cluster=cluster)
    delete()


class Deployment:
    """A CodeDeploy application, and what its deployment group depends on."""

    def __init__(self):
        self.net, self.cluster = Network(), new_cluster()
        self.application, self.service = name("application"), name("service")
        self.targets = [target_group(self.net)[0]]
        codedeploy.create_application(applicationName=self.application, computePlatform="ECS")

    def add_service(self, controller):
        return service(self.net, self.cluster, controller=controller, serviceName=self.service)

    def new_configuration(self, called=None):
        called = called or name("configuration")
        canary = {"canaryPercentage": 20, "canaryInterval": 1}
        codedeploy.create_deployment_config(
            deploymentConfigName=called,
            computePlatform="ECS",
            trafficRoutingConfig={"type": "TimeBasedCanary", "timeBasedCanary": canary},
        )
        return called

    def create_group(self, configuration="CodeDeployDefault.ECSAllAtOnce"):
        groups = [{"name": target} for target in self.targets]
        codedeploy.create_deployment_group(
            applicationName=self.application,
            deploymentGroupName="group",
            serviceRoleArn="arn:aws:iam::123456789012:role/deploy",
            deploymentConfigName=configuration,
            ecsServices=[{"clusterName": self.cluster, "serviceName": self.service}],
            loadBalancerInfo={"targetGroupPairInfoList": [{"targetGroups": groups}]},
        )

    def update_group(self, configuration):
        codedeploy.update_deployment_group(
            applicationName=self.application, currentDeploymentGroupName="group", deploymentConfigName=configuration
        )


@situation
def deployment_group_without_a_service():
    deployment = Deployment()
    yield "InvalidECSServiceException", deployment.create_group
    deployment.add_service("CODE_DEPLOY")


@situation
def deployment_group_of_a_service_that_ecs_deploys():
    deployment = Deployment()
    delete = deployment.add_service("ECS")
    yield "InvalidECSServiceException", deployment.create_group
    delete()
    deployment.add_service("CODE_DEPLOY")


@situation
def deployment_group_without_a_target_group():
    deployment = Deployment()
    deployment.add_service("CODE_DEPLOY")
    deployment.targets.append("missing")
    yield "InvalidTargetGroupPairException", deployment.create_group
    deployment.targets.remove("missing")


@situation
def deployment_group_with_a_configuration_that_does_not_exist():
    deployment, configuration = Deployment(), name("configuration")
    deployment.add_service("CODE_DEPLOY")
    yield "DeploymentConfigDoesNotExistException", lambda: deployment.create_group(configuration)
    deployment.new_configuration(configuration)


@situation
def changed_deployment_group_with_a_configuration_that_does_not_exist():
    deployment, configuration = Deployment(), name("configuration")
    deployment.add_service("CODE_DEPLOY")
    deployment.create_group()
    yield "DeploymentConfigDoesNotExistException", lambda: deployment.update_group(configuration)
    deployment.new_configuration(configuration)


@situation
def configuration_of_a_deployment_group():
    deployment = Deployment()
    deployment.add_service("CODE_DEPLOY")
    configuration = deployment.new_configuration()
    deployment.create_group(configuration)
    delete = partial(codedeploy.delete_deployment_config, deploymentConfigName=configuration)
    yield "DeploymentConfigInUseException", delete
    deployment.update_group("CodeDeployDefault.ECSAllAtOnce")
