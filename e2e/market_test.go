package e2e

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	scalingtypes "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
	"github.com/knwl-platform/infra/ecsjob"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
)

// The market has the options that no other stack has, and the stall is a stack of its own behind its
// load balancer and in its cluster.
func TestMarket(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	a := accountAt(t, cloud.URL)
	office, partner := a.prefixList("203.0.113.0/24"), a.prefixList("198.51.100.0/24")
	before := cloud.Inventory(t)
	shape := newMarket(office)
	stack := engine.New(t, example, "dev", shape.program, emulator.Environment(cloud.URL))
	up := stack.Up(t)
	report.add("market", "resources created", fmt.Sprint(up.InAWS()))
	report.took("market", "up", up.Took)
	outputs := stack.Outputs(t)
	priority := new(1000)
	other := engine.New(t, example, "dev", stall(outputs, priority), emulator.Environment(cloud.URL))
	other.Up(t)

	t.Run("AWS shows what was meant", func(t *testing.T) {
		accountAt(t, cloud.URL).checkMarket(outputs, cloud.Inventory(t))
	})
	t.Run("nothing is left to change", func(t *testing.T) {
		stack.Preview(t).Expect(t, nil)
		other.Preview(t).Expect(t, nil)
	})
	t.Run("nothing is left to change after a schedule and a refresh", func(t *testing.T) {
		a.scale(outputs["clusterName"].(string), 0, 3)
		stack.Refresh(t)
		other.Refresh(t)
		stack.Preview(t).Expect(t, nil)
		other.Preview(t).Expect(t, nil)
	})
	for _, u := range marketUpdates(partner) {
		t.Run(u.name, func(t *testing.T) {
			u.change(shape)
			changed := stack.Up(t)
			changed.Expect(t, u.changes)
			report.took("market", u.name, changed.Took)
			stack.Preview(t).Expect(t, nil)
		})
	}
	t.Run("no update has changed the range of the schedule", func(t *testing.T) {
		target := accountAt(t, cloud.URL).scalableTarget(outputs["clusterName"].(string), "web")
		if aws.ToInt32(target.MinCapacity) != 0 || aws.ToInt32(target.MaxCapacity) != 3 {
			t.Errorf("the range is %d to %d", aws.ToInt32(target.MinCapacity), aws.ToInt32(target.MaxCapacity))
		}
	})
	t.Run("the stall is served as before, and moves to another priority", func(t *testing.T) {
		other.Preview(t).Expect(t, nil)
		*priority = 1001
		other.Up(t).Expect(t, map[string]string{
			"knwl:ingress:Target$aws:lb/listenerRule:ListenerRule::stall": "update: priority",
		})
	})
	t.Run("destroy leaves nothing", func(t *testing.T) {
		other.Destroy(t)
		report.took("market", "destroy", stack.Destroy(t).Took)
		report.add("market", "left", fmt.Sprint(expectNothingLeft(t, cloud, before, oldRevisions)))
	})
}

// prefixList creates a prefix list of one network and returns its id.
func (a account) prefixList(cidr string) string {
	a.Helper()
	return aws.ToString(answer(ec2.NewFromConfig(a.Config).CreateManagedPrefixList(a.Context(),
		&ec2.CreateManagedPrefixListInput{
			PrefixListName: aws.String("clients"), AddressFamily: aws.String("IPv4"), MaxEntries: aws.Int32(1),
			Entries: []ec2types.AddPrefixListEntry{{Cidr: &cidr}},
		}))(a).PrefixList.PrefixListId)
}

// scale changes the range of the web's tasks, as a schedule does.
func (a account) scale(cluster string, least, most int32) {
	a.Helper()
	target := a.scalableTarget(cluster, "web")
	answer(applicationautoscaling.NewFromConfig(a.Config).RegisterScalableTarget(a.Context(),
		&applicationautoscaling.RegisterScalableTargetInput{
			ServiceNamespace: target.ServiceNamespace, ResourceId: target.ResourceId,
			ScalableDimension: target.ScalableDimension, MinCapacity: &least, MaxCapacity: &most,
		}))(a)
}

// marketUpdate is a change of the market, and everything that it changes, by URN.
type marketUpdate struct {
	name    string
	change  func(*market)
	changes map[string]string
}

// URNs of resources of the market.
const (
	webService    = "knwl:ecsservice:Service$aws:ecs/service:Service::web"
	webDefinition = "knwl:ecsservice:Service$aws:ecs/taskDefinition:TaskDefinition::web"
	webTargets    = "knwl:ingress:Ingress$aws:lb/targetGroup:TargetGroup::market-tg-web"
	marketALB     = "knwl:ingress:Ingress$aws:lb/loadBalancer:LoadBalancer::market"
	marketHTTPS   = "knwl:ingress:Ingress$aws:lb/listener:Listener::market--https"
	cleanup       = "knwl:ecsjob:Schedule$aws:scheduler/schedule:Schedule::cleanup"
	morning       = "aws:appautoscaling/scheduledAction:ScheduledAction::web--schedule-morning"
	tracking      = "update: targetTrackingScalingPolicyConfiguration"
	newRevision   = "replace, create first: containerDefinitions"
	egressRule    = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::"
	ingressRule   = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::"
)

// marketUpdates change each option of the running stack. They replace nothing but what AWS cannot
// change: a task definition, and a certificate.
func marketUpdates(partner string) []marketUpdate {
	const front, service, own = "knwl:ingress:Ingress$", "knwl:ecsservice:Service$", "knwl:domain:Certificate$"
	const certificate = own + "aws:acm/certificate:Certificate::market"
	return []marketUpdate{
		{"more Spot and other scaling, metrics and times", func(m *market) {
			m.spot, m.insights, m.requests, m.peak, m.messages = 80, ecsservice.InsightsEnhanced, 900, 8, 50
			m.job = ecsjob.When{EveryMinutes: 30}
		}, map[string]string{
			webService: "update: capacityProviderStrategies",
			cleanup:    "update: scheduleExpression, scheduleExpressionTimezone, target",
			"knwl:ecsservice:Cluster$aws:ecs/cluster:Cluster::market":   "update: settings",
			service + "aws:appautoscaling/policy:Policy::web--requests": tracking,
			service + "aws:appautoscaling/policy:Policy::orders--queue": tracking,
			service + morning: "update: scalableTargetAction",
		}},
		{"other ways in, clients, logs and tokens", func(m *market) {
			m.routes["old"] = ingress.Route{Paths: []string{"/old/*"}, Priority: 102}
			m.clients["partner"], m.logPrefix = partner, "shop"
			m.audiences, m.openPaths = append(m.audiences, "partner"), append(m.openPaths, "/docs/{proxy+}")
			m.origins = append(m.origins, "https://example.com")
		}, map[string]string{
			front + "aws:lb/listenerRule:ListenerRule::market--web--old":        "create",
			front + ingressRule + "market--http-partner":                        "create",
			front + ingressRule + "market--https-partner":                       "create",
			front + "aws:apigatewayv2/api:Api::market--http-api":                "update: corsConfiguration",
			front + "aws:apigatewayv2/authorizer:Authorizer::market--http-api":  "update: jwtConfiguration",
			front + "aws:apigatewayv2/route:Route::market--open-/docs/{proxy+}": "create",
			marketALB: "update: accessLogs",
		}},
		{"no Exec, another log router, port of health checks, and port by name", func(m *market) {
			m.exec, m.router, m.healthPort = false, "2.34.4", 8082
			m.endpoints["orders"] = ecsservice.Endpoint{Protocol: ecsservice.HTTP, ClientPort: 80}
		}, map[string]string{
			webDefinition: newRevision, webTargets: "update: healthCheck", cleanup: "update: target",
			webService: "update: enableExecuteCommand, taskDefinition",
			service + egressRule + "web--load-balancer-8081-out": "delete",
			service + egressRule + "web--load-balancer-8082-out": "create",
			service + ingressRule + "web--load-balancer-8081-in": "delete",
			service + ingressRule + "web--load-balancer-8082-in": "create",
			service + "aws:ecs/service:Service::orders":          "update: serviceConnectConfiguration",
			service + "aws:iam/rolePolicy:RolePolicy::web--task": "update: policy",
		}},
		{"another name and boundary, and no access logs", func(m *market) {
			m.names, m.boundary, m.logsOff = append(m.names, "www."+marketName), "other-boundary", true
		}, map[string]string{
			marketALB:   "update: accessLogs",
			marketHTTPS: "update: certificateArn",
			certificate: "replace, create first: domainValidationOptions, subjectAlternativeNames",
			own + "aws:acm/certificateValidation:CertificateValidation::market--validation": "replace, create first",
			own + "aws:route53/record:Record::market--validation-www." + marketName:         "create",
			front + "aws:apigatewayv2/domainName:DomainName::market--http-api":              "update: domainNameConfiguration",
			service + "aws:iam/role:Role::web--task":                                        "update: permissionsBoundary",
			service + "aws:iam/role:Role::web--execution":                                   "update: permissionsBoundary",
			"knwl:ecsjob:Schedule$aws:iam/role:Role::cleanup":                               "update: permissionsBoundary",
		}},
	}
}

// scalableTarget returns the range of the tasks of a service.
func (a account) scalableTarget(cluster, service string) scalingtypes.ScalableTarget {
	a.Helper()
	found := answer(applicationautoscaling.NewFromConfig(a.Config).DescribeScalableTargets(a.Context(),
		&applicationautoscaling.DescribeScalableTargetsInput{ServiceNamespace: scalingtypes.ServiceNamespaceEcs}))(a)
	for _, target := range found.ScalableTargets {
		if beginsWithOneOf(aws.ToString(target.ResourceId), []string{"service/" + cluster + "/" + service}) {
			return target
		}
	}
	a.Fatalf("no scalable target of %s", service)
	panic("unreachable")
}
