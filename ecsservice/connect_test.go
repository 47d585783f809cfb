package ecsservice_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

const namespaceARN = pulumi.String("arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1")

func serving(endpoints map[string]ecsservice.Endpoint) func(*ecsservice.Args) {
	return func(a *ecsservice.Args) {
		a.ServiceConnect = &ecsservice.ServiceConnect{NamespaceARN: namespaceARN, Serve: endpoints}
	}
}

type portMapping struct {
	Name, AppProtocol string
	ContainerPort     int
}

func ports(g *graphtest.Graph) (list []portMapping) {
	var containers []struct{ PortMappings []portMapping }
	g.Only("TaskDefinition").JSON("containerDefinitions", &containers)
	for _, c := range containers {
		list = append(list, c.PortMappings...)
	}
	return list
}

func TestServiceConnectOffersPortsByName(t *testing.T) {
	g := run(t, small(serving(map[string]ecsservice.Endpoint{
		"orders": {ClientPort: 80, Protocol: ecsservice.HTTP}, "metrics": {Port: 9090},
	}), func(a *ecsservice.Args) {
		a.Sidecars = map[string]ecsservice.Container{
			"agent": {Image: pulumi.String("agent:1"), Port: 9090}, "other": {Image: pulumi.String("other:1"), Port: 7000},
		}
	}))
	service := g.Only("ecs/service:Service")
	const connect = "serviceConnectConfiguration."
	for path, want := range map[string]any{
		"enabled":                                true,
		"namespace":                              string(namespaceARN),
		"services[0].portName":                   "metrics",
		"services[0].clientAlias[0].dnsName":     "metrics",
		"services[0].clientAlias[0].port":        9090.0,
		"services[1].portName":                   "orders",
		"services[1].clientAlias[0].dnsName":     "orders",
		"services[1].clientAlias[0].port":        80.0,
		"logConfiguration.logDriver":             "awslogs",
		"logConfiguration.options.awslogs-group": g.Named("LogGroup", "api").Output("name"),
	} {
		if got := service.Get(connect + path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	want := map[int]portMapping{8000: {"orders", "http", 8000}, 9090: {"metrics", "", 9090}, 7000: {"", "", 7000}}
	for _, port := range ports(g) {
		if port != want[port.ContainerPort] {
			t.Errorf("the port is %+v, want %+v", port, want[port.ContainerPort])
		}
	}
}

func TestServiceMayOnlyConnectToOthers(t *testing.T) {
	g := run(t, small(serving(nil)))
	connect := g.Only("ecs/service:Service").Get("serviceConnectConfiguration").(map[string]any)
	if connect["enabled"] != true || connect["services"] != nil || ports(g)[0].Name != "" {
		t.Errorf("it offers %v", connect)
	}
	if got := run(t, small()).Only("ecs/service:Service").Get("serviceConnectConfiguration"); got != nil {
		t.Errorf("without ServiceConnect it has %v", got)
	}
}

// A proxy knows only the services that existed when its task started.
func TestCallerStartsAfterTheServiceThatItCalls(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		orders, err := ecsservice.New(ctx, "orders", small(serving(map[string]ecsservice.Endpoint{"orders": {}})))
		if err != nil {
			return err
		}
		_, err = ecsservice.New(ctx, "web", small(serving(nil), func(a *ecsservice.Args) {
			a.Connections = map[string]infra.Connection{"orders": orders.Connection()}
		}))
		return err
	})
	orders, web := g.Named("ecs/service:Service", "orders"), g.Named("ecs/service:Service", "web")
	if !web.WaitsFor(orders) {
		t.Error("the caller may start before the service that it calls")
	}
	in := g.Named("SecurityGroupIngressRule", "web--to-orders-8000-in")
	if in.Text("securityGroupId") != g.Named("SecurityGroup", "orders").ID ||
		in.Text("referencedSecurityGroupId") != g.Named("SecurityGroup", "web").ID {
		t.Errorf("the service admits %v", in.Inputs)
	}
}
