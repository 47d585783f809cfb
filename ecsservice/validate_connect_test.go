package ecsservice

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

func TestResolveRefusesConnections(t *testing.T) {
	to := func(c map[string]infra.Connection) func(*Args) { return func(a *Args) { a.Connections = c } }
	connected := func(serve map[string]Endpoint) func(*Args) {
		return func(a *Args) {
			a.ServiceConnect = &ServiceConnect{
				NamespaceARN: pulumi.String("arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1"), Serve: serve,
			}
		}
	}

	checktest.Table[Args]{
		"a connection's port": {
			Args: valid(func(a *Args) {
				a.Connections = map[string]infra.Connection{"db": {SecurityGroupID: pulumi.String("sg-1")}}
			}),
			Want: `Connections["db"].Port 0: is required`,
		},
		"a connection's name": {
			Args: valid(func(a *Args) {
				a.Connections = map[string]infra.Connection{"it's": {SecurityGroupID: pulumi.String("sg-1"), Port: 1}}
			}),
			Want: `Connections["it's"] "it's": must have a key of letters, digits and single hyphens`,
		},
		"a connection to nothing": {
			Args: valid(to(map[string]infra.Connection{"db": {Port: 1}})),
			Want: `Connections["db"].SecurityGroupID (not set): is required unless CIDR, PrefixListID or Self is set`,
		},
		"a connection to two things": {
			Args: valid(to(map[string]infra.Connection{"db": {SecurityGroupID: pulumi.String("sg-1"), Self: true, Port: 1}})),
			Want: `Connections["db"] 2: has several destinations; set one of SecurityGroupID, CIDR`,
		},
		"a connection to a host": {
			Args: valid(to(map[string]infra.Connection{"db": {CIDR: "10.0.0.1", Port: 1}})),
			Want: `Connections["db"].CIDR "10.0.0.1": must be an IPv4 CIDR block without host bits`,
		},
		"a connection twice": {
			Args: valid(to(map[string]infra.Connection{
				"a": {CIDR: "10.0.0.0/16", Port: 1}, "b": {CIDR: "10.0.0.0/16", Port: 1}, "c": {CIDR: "10.0.0.0/16", Port: 2},
			})),
			Want: `Connections["b"].Port 1: is already allowed to this destination by Connections["a"]`,
		},
		"itself twice": {
			Args: valid(to(map[string]infra.Connection{"a": {Self: true, Port: 1}, "b": {Self: true, Port: 1}})),
			Want: `Connections["b"].Port 1: is already allowed to this destination by Connections["a"]`,
		},
		"HTTPS twice": {
			Args: valid(to(map[string]infra.Connection{"web": {CIDR: "0.0.0.0/0", Port: 443}})),
			Want: `Connections["web"].Port 443: is already allowed to this destination by the rule for images`,
		},
		"connected in blue/green": {
			Args: valid(behindLoadBalancer, connected(nil), func(a *Args) { a.Deployment = BlueGreen }),
			Want: `Deployment "blue-green": does not support ServiceConnect in ECS`,
		},
		"connected to no namespace": {
			Args: valid(func(a *Args) { a.ServiceConnect = &ServiceConnect{} }),
			Want: `ServiceConnect.NamespaceARN (not set): is required`,
		},
		"an offer of nothing": {
			Args: valid(connected(map[string]Endpoint{"orders": {}}), func(a *Args) { a.Container.Port = 0 }),
			Want: `ServiceConnect.Serve["orders"].Port 0: is the port of no container`,
		},
		"an offer of no container": {
			Args: valid(connected(map[string]Endpoint{"orders": {Port: 9000}})),
			Want: `ServiceConnect.Serve["orders"].Port 9000: is the port of no container`,
		},
		"an offer under two names": {
			Args: valid(connected(map[string]Endpoint{"a": {}, "b": {Port: 8000}})),
			Want: `ServiceConnect.Serve["b"].Port 8000: is also that of ServiceConnect.Serve["a"]`,
		},
		"an offer that is no host": {
			Args: valid(connected(map[string]Endpoint{"Orders": {}})),
			Want: `ServiceConnect.Serve["Orders"] "Orders": must have a host name as its key`,
		},
		"an unknown protocol": {
			Args: valid(connected(map[string]Endpoint{"orders": {Protocol: "https"}})),
			Want: `ServiceConnect.Serve["orders"].Protocol "https": must be one of tcp, http, http2, grpc`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("api", a); return err })
}
