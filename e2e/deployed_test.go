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

// checkAPI follows a request from the API's URL to the target group that the service registers with.
func (a account) checkAPI(want preset, apiURL, blueARN string) {
	api := apigatewayv2.NewFromConfig(a.Config)
	id, _, _ := strings.Cut(strings.TrimPrefix(apiURL, "https://"), ".")

	routes := answer[apigatewayv2.GetRoutesOutput](a)(api.GetRoutes(a.Context(), &apigatewayv2.GetRoutesInput{ApiId: &id}))
	route := only(a, "routes", routes.Items)
	if aws.ToString(route.RouteKey) != "$default" {
		a.Errorf("the API's route is %s", aws.ToString(route.RouteKey))
	}
	integrationID := strings.TrimPrefix(aws.ToString(route.Target), "integrations/")
	integration := answer[apigatewayv2.GetIntegrationOutput](a)(api.GetIntegration(a.Context(), &apigatewayv2.GetIntegrationInput{ApiId: &id, IntegrationId: &integrationID}))
	link := answer[apigatewayv2.GetVpcLinkOutput](a)(api.GetVpcLink(a.Context(), &apigatewayv2.GetVpcLinkInput{VpcLinkId: integration.ConnectionId}))
	if names := a.subnetNames(link.SubnetIds); !slices.Equal(names, subnets("private")) {
		a.Errorf("the VPC Link stands in %q", names)
	}

	balancers := elasticloadbalancingv2.NewFromConfig(a.Config)
	listeners := answer[elasticloadbalancingv2.DescribeListenersOutput](a)(balancers.DescribeListeners(a.Context(),
		&elasticloadbalancingv2.DescribeListenersInput{ListenerArns: []string{aws.ToString(integration.IntegrationUri)}}))
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
	found := answer[elasticloadbalancingv2.DescribeLoadBalancersOutput](a)(balancers.DescribeLoadBalancers(a.Context(),
		&elasticloadbalancingv2.DescribeLoadBalancersInput{LoadBalancerArns: []string{aws.ToString(listener.LoadBalancerArn)}}))
	if got := only(a, "load balancers", found.LoadBalancers).Scheme; got != want.scheme {
		a.Errorf("the load balancer is %s, want %s", got, want.scheme)
	}
}

func (a account) deleteLoadBalancers() {
	a.Helper()
	balancers := elasticloadbalancingv2.NewFromConfig(a.Config)
	for _, found := range answer[elasticloadbalancingv2.DescribeLoadBalancersOutput](a)(balancers.DescribeLoadBalancers(a.Context(), nil)).LoadBalancers {
		answer[elasticloadbalancingv2.DeleteLoadBalancerOutput](a)(balancers.DeleteLoadBalancer(a.Context(),
			&elasticloadbalancingv2.DeleteLoadBalancerInput{LoadBalancerArn: found.LoadBalancerArn}))
	}
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
	found := answer[ecs.DescribeServicesOutput](a)(ecs.NewFromConfig(a.Config).DescribeServices(a.Context(),
		&ecs.DescribeServicesInput{Cluster: &cluster, Services: []string{name}}))
	return only(a, "services", found.Services)
}

func (a account) checkService(want preset, service ecstypes.Service) {
	if got := service.DeploymentController.Type; got != want.controller {
		a.Errorf("the service is deployed by %s, want %s", got, want.controller)
	}
	network := service.NetworkConfiguration.AwsvpcConfiguration
	if names := a.subnetNames(network.Subnets); !slices.Equal(names, subnets(want.taskTier)) {
		a.Errorf("tasks are started in %q", names)
	}
	if public := network.AssignPublicIp == ecstypes.AssignPublicIpEnabled; public != (want.taskTier == "public") {
		a.Errorf("tasks have public addresses: %t", public)
	}
	if groups := a.groupNames(network.SecurityGroups); !slices.Equal(groups, []string{"Tasks of knwl-api"}) {
		a.Errorf("tasks are in the security groups %q", groups)
	}
}

// taskDefinition is the definition that the service runs.
func (a account) taskDefinition(arn string) *ecstypes.TaskDefinition {
	a.Helper()
	return answer[ecs.DescribeTaskDefinitionOutput](a)(ecs.NewFromConfig(a.Config).DescribeTaskDefinition(a.Context(),
		&ecs.DescribeTaskDefinitionInput{TaskDefinition: &arn})).TaskDefinition
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
