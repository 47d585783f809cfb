package e2e

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/acm"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	scalingtypes "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/knwl-platform/infra/e2e/emulator"
)

// checkMarket checks through the AWS SDK what the market and the stall mean.
func (a account) checkMarket(outputs map[string]any, things emulator.Inventory) {
	text := func(name string) string { return fmt.Sprint(outputs[name]) }
	a.checkMarketServices(text("clusterName"))
	a.checkMarketScaling(text("clusterName"))
	a.checkMarketListener(text("listenerArn"))
	a.checkMarketLogs(text("loadBalancerArn"), text("logBucketName"))
	a.checkMarketAPI(text("apiId"), text("apiUrl"))
	for _, thing := range []string{
		"route53 RecordSet " + marketName, "route53 RecordSet " + marketAPIName,
		"scheduler ScheduleGroup ", "scheduler Schedule ", "servicediscovery ", "sqs Queue ", "s3 FakeBucket ",
		"wafv2 FakeWebACL ",
	} {
		if !slices.ContainsFunc(things, func(t string) bool { return strings.HasPrefix(t, thing) }) {
			a.Errorf("there is no %s", thing)
		}
	}
	alarms := answer(cloudwatch.NewFromConfig(a.Config).DescribeAlarms(a.Context(),
		&cloudwatch.DescribeAlarmsInput{AlarmNamePrefix: aws.String("cleanup--")}))(a)
	if len(alarms.MetricAlarms) != 2 {
		a.Errorf("%d alarms watch the job, want two", len(alarms.MetricAlarms))
	}
}

func (a account) checkMarketServices(cluster string) {
	found := answer(ecs.NewFromConfig(a.Config).DescribeClusters(a.Context(), &ecs.DescribeClustersInput{
		Clusters: []string{cluster}, Include: []ecstypes.ClusterField{ecstypes.ClusterFieldConfigurations},
	}))(a)
	made := only(a, "clusters", found.Clusters)
	if made.ServiceConnectDefaults == nil || made.Configuration == nil ||
		made.Configuration.ExecuteCommandConfiguration == nil {
		a.Errorf("the cluster has no namespace, or no log group for Exec: %+v", made)
	}
	web, orders := a.serviceLike(cluster, "web"), a.serviceLike(cluster, "orders")
	strategy := map[string][2]int32{}
	for _, part := range web.CapacityProviderStrategy {
		strategy[aws.ToString(part.CapacityProvider)] = [2]int32{part.Weight, part.Base}
	}
	if strategy["FARGATE"] != [2]int32{50, 1} || strategy["FARGATE_SPOT"] != [2]int32{50, 0} {
		a.Errorf("the capacity providers have the weights and bases %v", strategy)
	}
	if !web.EnableExecuteCommand || orders.EnableExecuteCommand || len(web.LoadBalancers) != 2 {
		a.Errorf("Exec: %t and %t; load balancers: %d",
			web.EnableExecuteCommand, orders.EnableExecuteCommand, len(web.LoadBalancers))
	}
	served := only(a, "deployments", orders.Deployments).ServiceConnectConfiguration
	if served == nil || len(served.Services) != 1 || aws.ToString(served.Services[0].PortName) != "orders" {
		a.Errorf("orders serve %+v", served)
	}
	definition := a.taskDefinition(aws.ToString(web.TaskDefinition))
	var names []string
	for _, container := range definition.ContainerDefinitions {
		names = append(names, aws.ToString(container.Name))
	}
	if slices.Sort(names); !slices.Equal(names, []string{"collector", "migrate", "router", "web"}) {
		a.Errorf("the containers are %q", names)
	}
	if len(definition.Volumes) != 2 || !slices.ContainsFunc(definition.Volumes, func(v ecstypes.Volume) bool {
		files := v.EfsVolumeConfiguration
		return files != nil && files.TransitEncryption == ecstypes.EFSTransitEncryptionEnabled
	}) {
		a.Errorf("the volumes are %+v", definition.Volumes)
	}
	role := aws.ToString(definition.TaskRoleArn)
	got := answer(iam.NewFromConfig(a.Config).GetRole(a.Context(),
		&iam.GetRoleInput{RoleName: aws.String(role[strings.LastIndex(role, "/")+1:])}))(a).Role
	if aws.ToString(got.Path) != "/market/" || got.PermissionsBoundary == nil {
		a.Errorf("the task role has the path %s and the boundary %+v", aws.ToString(got.Path), got.PermissionsBoundary)
	}
}

// serviceLike returns the service of a cluster whose name begins with a component's name.
func (a account) serviceLike(cluster, name string) ecstypes.Service {
	a.Helper()
	listed := answer(ecs.NewFromConfig(a.Config).ListServices(a.Context(), &ecs.ListServicesInput{Cluster: &cluster}))(a)
	for _, arn := range listed.ServiceArns {
		if called := arn[strings.LastIndex(arn, "/")+1:]; strings.HasPrefix(called, name+"-") {
			return a.service(cluster, called)
		}
	}
	a.Fatalf("there is no service %s among %q", name, listed.ServiceArns)
	return ecstypes.Service{}
}

func (a account) checkMarketScaling(cluster string) {
	client := applicationautoscaling.NewFromConfig(a.Config)
	resource := a.scalableTarget(cluster, "web").ResourceId
	policies := answer(client.DescribeScalingPolicies(a.Context(), &applicationautoscaling.DescribeScalingPoliciesInput{
		ServiceNamespace: scalingtypes.ServiceNamespaceEcs, ResourceId: resource,
	}))(a)
	tracked := only(a, "policies", policies.ScalingPolicies).TargetTrackingScalingPolicyConfiguration
	label := aws.ToString(tracked.PredefinedMetricSpecification.ResourceLabel)
	if aws.ToFloat64(tracked.TargetValue) != 600 || !strings.HasPrefix(label, "app/market-") ||
		!strings.Contains(label, "/targetgroup/market-tg-web-") {
		a.Errorf("the policy is %+v", tracked)
	}
	scheduled := answer(client.DescribeScheduledActions(a.Context(), &applicationautoscaling.DescribeScheduledActionsInput{
		ServiceNamespace: scalingtypes.ServiceNamespaceEcs, ResourceId: resource,
	}))(a)
	if len(scheduled.ScheduledActions) != 2 {
		a.Errorf("%d scheduled actions, want two", len(scheduled.ScheduledActions))
	}
}

// checkMarketListener checks that two rules lead to the web, and that of the other stack to the stall.
func (a account) checkMarketListener(listenerARN string) {
	client := elasticloadbalancingv2.NewFromConfig(a.Config)
	rules := answer(client.DescribeRules(a.Context(),
		&elasticloadbalancingv2.DescribeRulesInput{ListenerArn: &listenerARN}))(a)
	behind := map[string]string{} // the name of the target group by priority
	for _, rule := range rules.Rules {
		for group := range forwards(only(a, "actions", rule.Actions)) {
			if parts := strings.Split(group, "/"); len(parts) > 1 {
				behind[aws.ToString(rule.Priority)] = parts[1]
			}
		}
	}
	for priority, group := range map[string]string{"100": "market-tg-web-", "101": "market-tg-web-", "1000": "stall-"} {
		if !strings.HasPrefix(behind[priority], group) {
			a.Errorf("the rule with priority %s leads to %q, want %s", priority, behind[priority], group)
		}
	}
	names := answer(acm.NewFromConfig(a.Config).DescribeCertificate(a.Context(), &acm.DescribeCertificateInput{
		CertificateArn: only(a, "certificates", a.listener(listenerARN).Certificates).CertificateArn,
	}))(a).Certificate.SubjectAlternativeNames
	if slices.Sort(names); !slices.Equal(names, []string{marketAPIName, marketName}) {
		a.Errorf("the certificate is for %q", names)
	}
}

func (a account) checkMarketLogs(balancerARN, bucket string) {
	set := map[string]string{}
	client := elasticloadbalancingv2.NewFromConfig(a.Config)
	for _, attribute := range answer(client.DescribeLoadBalancerAttributes(a.Context(),
		&elasticloadbalancingv2.DescribeLoadBalancerAttributesInput{LoadBalancerArn: &balancerARN}))(a).Attributes {
		set[aws.ToString(attribute.Key)] = aws.ToString(attribute.Value)
	}
	if set["access_logs.s3.enabled"] != "true" || set["access_logs.s3.prefix"] != "market" ||
		set["access_logs.s3.bucket"] != bucket {
		a.Errorf("the load balancer has the attributes %v", set)
	}
}

func (a account) checkMarketAPI(id, url string) {
	client := apigatewayv2.NewFromConfig(a.Config)
	api := answer(client.GetApi(a.Context(), &apigatewayv2.GetApiInput{ApiId: &id}))(a)
	if url != "https://"+marketAPIName || !aws.ToBool(api.DisableExecuteApiEndpoint) {
		a.Errorf("the API is at %s; its own address is off: %t", url, aws.ToBool(api.DisableExecuteApiEndpoint))
	}
	pages := []string{"https://" + marketName}
	if cors := api.CorsConfiguration; cors == nil || !slices.Equal(cors.AllowOrigins, pages) {
		a.Errorf("pages may call the API by %+v", cors)
	}
	authorized := map[string]string{}
	for _, route := range answer(client.GetRoutes(a.Context(), &apigatewayv2.GetRoutesInput{ApiId: &id}))(a).Items {
		authorized[aws.ToString(route.RouteKey)] = string(route.AuthorizationType)
	}
	if authorized["$default"] != "JWT" || authorized["ANY /healthz"] != "NONE" {
		a.Errorf("the routes are authorized by %v", authorized)
	}
	mapped := answer(client.GetApiMappings(a.Context(),
		&apigatewayv2.GetApiMappingsInput{DomainName: aws.String(marketAPIName)}))(a)
	if got := aws.ToString(only(a, "mappings", mapped.Items).ApiId); got != id {
		a.Errorf("the domain name leads to the API %s", got)
	}
}
