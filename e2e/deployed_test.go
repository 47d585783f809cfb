package e2e

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// checkAPI follows a request from the API's URL to the target group that the service registers with, and returns the listener on the way.
func (a account) checkAPI(want preset, apiURL, blueARN string) (listenerARN string) {
	api := apigatewayv2.NewFromConfig(a.Config)
	id, _, _ := strings.Cut(strings.TrimPrefix(apiURL, "https://"), ".")

	routes := answer(api.GetRoutes(a.Context(), &apigatewayv2.GetRoutesInput{ApiId: &id}))(a)
	route := only(a, "routes", routes.Items)
	if aws.ToString(route.RouteKey) != "$default" {
		a.Errorf("the API's route is %s", aws.ToString(route.RouteKey))
	}
	stages := answer(api.GetStages(a.Context(), &apigatewayv2.GetStagesInput{ApiId: &id}))(a)
	if stage := only(a, "stages", stages.Items); aws.ToString(stage.StageName) != "$default" || !aws.ToBool(stage.AutoDeploy) {
		a.Errorf("the API's stage is %s, deployed by itself: %t", aws.ToString(stage.StageName), aws.ToBool(stage.AutoDeploy))
	}
	integrationID := strings.TrimPrefix(aws.ToString(route.Target), "integrations/")
	integration := answer(api.GetIntegration(a.Context(), &apigatewayv2.GetIntegrationInput{ApiId: &id, IntegrationId: &integrationID}))(a)
	link := answer(api.GetVpcLink(a.Context(), &apigatewayv2.GetVpcLinkInput{VpcLinkId: integration.ConnectionId}))(a)
	if names := a.subnetNames(link.SubnetIds); !slices.Equal(names, subnets("private")) {
		a.Errorf("the VPC Link stands in %q", names)
	}
	a.checkGroups("the VPC Link", link.SecurityGroupIds, "VPC Link of knwl")

	balancers := elasticloadbalancingv2.NewFromConfig(a.Config)
	listeners := answer(balancers.DescribeListeners(a.Context(),
		&elasticloadbalancingv2.DescribeListenersInput{ListenerArns: []string{aws.ToString(integration.IntegrationUri)}}))(a)
	listener := only(a, "listeners behind the API", listeners.Listeners)
	if https := listener.Protocol == elbtypes.ProtocolEnumHttps; https != (want.serverName != "") {
		a.Errorf("the listener behind the API speaks %s", listener.Protocol)
	}
	if want.serverName != "" && (integration.TlsConfig == nil || aws.ToString(integration.TlsConfig.ServerNameToVerify) != want.serverName) {
		a.Errorf("the API checks the certificate against %+v", integration.TlsConfig)
	}
	weights := forwards(only(a, "default actions", listener.DefaultActions))
	for group, weight := range weights {
		if (weight > 0) != (group == blueARN) {
			a.Errorf("the listener forwards %d parts to %s", weight, group)
		}
	}
	if len(weights) != want.targetGroups || weights[blueARN] == 0 {
		a.Errorf("the listener leads to %v, want all to %s", weights, blueARN)
	}
	found := answer(balancers.DescribeLoadBalancers(a.Context(),
		&elasticloadbalancingv2.DescribeLoadBalancersInput{LoadBalancerArns: []string{aws.ToString(listener.LoadBalancerArn)}}))(a)
	balancer := only(a, "load balancers", found.LoadBalancers)
	if balancer.Scheme != want.scheme {
		a.Errorf("the load balancer is %s, want %s", balancer.Scheme, want.scheme)
	}
	a.checkGroups("the load balancer", balancer.SecurityGroups, "Load balancer knwl")
	return aws.ToString(listener.ListenerArn)
}

func (a account) deleteLoadBalancer() {
	a.Helper()
	balancers := elasticloadbalancingv2.NewFromConfig(a.Config)
	found := answer(balancers.DescribeLoadBalancers(a.Context(), nil))(a)
	answer(balancers.DeleteLoadBalancer(a.Context(),
		&elasticloadbalancingv2.DeleteLoadBalancerInput{LoadBalancerArn: only(a, "load balancers", found.LoadBalancers).LoadBalancerArn}))(a)
}

// forwards are the target groups that an action leads to, with their weights.
func forwards(action elbtypes.Action) map[string]int32 {
	if action.ForwardConfig == nil {
		return map[string]int32{aws.ToString(action.TargetGroupArn): 1}
	}
	weights := map[string]int32{}
	for _, group := range action.ForwardConfig.TargetGroups {
		weights[aws.ToString(group.TargetGroupArn)] = aws.ToInt32(group.Weight)
	}
	return weights
}

// service is the service as ECS shows it.
func (a account) service(cluster, name string) ecstypes.Service {
	a.Helper()
	found := answer(ecs.NewFromConfig(a.Config).DescribeServices(a.Context(),
		&ecs.DescribeServicesInput{Cluster: &cluster, Services: []string{name}}))(a)
	return only(a, "services", found.Services)
}

func (a account) checkService(want preset, service ecstypes.Service) {
	if got := service.DeploymentController.Type; got != want.controller {
		a.Errorf("the service is deployed by %s, want %s", got, want.controller)
	}
	if service.NetworkConfiguration == nil || service.NetworkConfiguration.AwsvpcConfiguration == nil {
		a.Fatal("the service has no network")
	}
	network := service.NetworkConfiguration.AwsvpcConfiguration
	if names := a.subnetNames(network.Subnets); !slices.Equal(names, subnets(want.taskTier)) {
		a.Errorf("tasks are started in %q", names)
	}
	if public := network.AssignPublicIp == ecstypes.AssignPublicIpEnabled; public != (want.taskTier == "public") {
		a.Errorf("tasks have public addresses: %t", public)
	}
	a.checkGroups("the service", network.SecurityGroups, "Tasks of knwl-api")
}

// cluster is the ARN of a cluster.
func (a account) cluster(name string) string {
	a.Helper()
	found := answer(ecs.NewFromConfig(a.Config).DescribeClusters(a.Context(), &ecs.DescribeClustersInput{Clusters: []string{name}}))(a)
	return aws.ToString(only(a, "clusters", found.Clusters).ClusterArn)
}

// taskDefinition is the definition that the service runs.
func (a account) taskDefinition(arn string) *ecstypes.TaskDefinition {
	a.Helper()
	return answer(ecs.NewFromConfig(a.Config).DescribeTaskDefinition(a.Context(),
		&ecs.DescribeTaskDefinitionInput{TaskDefinition: &arn}))(a).TaskDefinition
}

// checkSecrets looks for the secrets themselves, wherever they may have slipped into the definition.
func (a account) checkSecrets(definition *ecstypes.TaskDefinition, secrets ...string) {
	container := only(a, "containers", definition.ContainerDefinitions)
	secret := only(a, "secrets", container.Secrets)
	if !strings.HasPrefix(aws.ToString(secret.ValueFrom), "arn:aws:secretsmanager:") {
		a.Errorf("%s comes from %s", aws.ToString(secret.Name), aws.ToString(secret.ValueFrom))
	}
	document, err := json.Marshal(definition)
	if err != nil {
		a.Fatal(err)
	}
	for _, plain := range secrets {
		if strings.Contains(string(document), plain) {
			a.Error("a secret stands in the task definition in plain text")
		}
	}
}
