package e2e

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// checkAPI follows a request from the API's URL through the VPC Link and returns the ARN of the
// listener that it reaches.
func (a account) checkAPI(want preset, apiURL string) (listenerARN string) {
	api := apigatewayv2.NewFromConfig(a.Config)
	id, _, _ := strings.Cut(strings.TrimPrefix(apiURL, "https://"), ".")

	routes := answer(api.GetRoutes(a.Context(), &apigatewayv2.GetRoutesInput{ApiId: &id}))(a)
	route := only(a, "routes", routes.Items)
	if aws.ToString(route.RouteKey) != "$default" {
		a.Errorf("the API's route is %s", aws.ToString(route.RouteKey))
	}
	stages := answer(api.GetStages(a.Context(), &apigatewayv2.GetStagesInput{ApiId: &id}))(a)
	stage := only(a, "stages", stages.Items)
	if aws.ToString(stage.StageName) != "$default" || !aws.ToBool(stage.AutoDeploy) {
		a.Errorf("the API's stage is %s, auto-deployed: %t", aws.ToString(stage.StageName), aws.ToBool(stage.AutoDeploy))
	}
	integrationID := strings.TrimPrefix(aws.ToString(route.Target), "integrations/")
	integration := answer(api.GetIntegration(a.Context(),
		&apigatewayv2.GetIntegrationInput{ApiId: &id, IntegrationId: &integrationID}))(a)
	link := answer(api.GetVpcLink(a.Context(), &apigatewayv2.GetVpcLinkInput{VpcLinkId: integration.ConnectionId}))(a)
	if names := a.subnetNames(link.SubnetIds); !slices.Equal(names, subnets("private")) {
		a.Errorf("the VPC Link is in the subnets %q", names)
	}
	a.checkGroups("the VPC Link", link.SecurityGroupIds, "VPC Link")
	if want.serverName != "" &&
		(integration.TlsConfig == nil || aws.ToString(integration.TlsConfig.ServerNameToVerify) != want.serverName) {
		a.Errorf("the API checks the certificate against %+v", integration.TlsConfig)
	}
	return aws.ToString(integration.IntegrationUri)
}

// checkListener checks that a listener forwards all requests to the target group that the service
// registers with.
func (a account) checkListener(want preset, arn, blueARN string) {
	listener := a.listener(arn)
	if https := listener.Protocol == elbtypes.ProtocolEnumHttps; https != (want.serverName != "") {
		a.Errorf("the listener behind the API speaks %s", listener.Protocol)
	}
	weights := forwards(only(a, "default actions", listener.DefaultActions))
	for group, weight := range weights {
		if (weight > 0) != (group == blueARN) {
			a.Errorf("the listener forwards %d parts to %s", weight, group)
		}
	}
	if len(weights) != want.targetGroups || weights[blueARN] == 0 {
		a.Errorf("the listener forwards to %v, want all to %s", weights, blueARN)
	}
	balancers := []string{aws.ToString(listener.LoadBalancerArn)}
	found := answer(elasticloadbalancingv2.NewFromConfig(a.Config).DescribeLoadBalancers(a.Context(),
		&elasticloadbalancingv2.DescribeLoadBalancersInput{LoadBalancerArns: balancers}))(a)
	balancer := only(a, "load balancers", found.LoadBalancers)
	if balancer.Scheme != want.scheme {
		a.Errorf("the load balancer is %s, want %s", balancer.Scheme, want.scheme)
	}
	a.checkGroups("the load balancer", balancer.SecurityGroups, "Load balancer")
}

func (a account) listener(arn string) elbtypes.Listener {
	a.Helper()
	found := answer(elasticloadbalancingv2.NewFromConfig(a.Config).DescribeListeners(a.Context(),
		&elasticloadbalancingv2.DescribeListenersInput{ListenerArns: []string{arn}}))(a)
	return only(a, "listeners", found.Listeners)
}

// targetGroup returns the ARN of a target group.
func (a account) targetGroup(name string) string {
	a.Helper()
	found := answer(elasticloadbalancingv2.NewFromConfig(a.Config).DescribeTargetGroups(a.Context(),
		&elasticloadbalancingv2.DescribeTargetGroupsInput{Names: []string{name}}))(a)
	return aws.ToString(only(a, "target groups", found.TargetGroups).TargetGroupArn)
}

func (a account) deleteLoadBalancer() {
	a.Helper()
	balancers := elasticloadbalancingv2.NewFromConfig(a.Config)
	found := answer(balancers.DescribeLoadBalancers(a.Context(), nil))(a)
	arn := only(a, "load balancers", found.LoadBalancers).LoadBalancerArn
	answer(balancers.DeleteLoadBalancer(a.Context(),
		&elasticloadbalancingv2.DeleteLoadBalancerInput{LoadBalancerArn: arn}))(a)
}

// forwards returns the weights of the target groups that an action forwards to, by ARN.
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
