package ecsservice

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

// ServiceConnect lets services of a namespace reach one another by name, through a proxy that ECS adds
// to each task. Each service of the namespace needs it, those that only connect to others too. A proxy
// knows the services that existed when its task started: after adding a service, deploy the ones that
// call it.
//
// The proxy writes to the log group of the containers. It needs about 256 CPU units and 64 MiB of the
// task: leave them out of what the containers reserve. Cost: these, and nothing for the namespace.
// Changing ServiceConnect starts a deployment.
//
// The security groups stay in force: give the caller a connection to this service; see
// [Service.Connection]. ECS does not offer ServiceConnect in blue/green, nor beside Cloud Map service
// registries in Transform.Service.
type ServiceConnect struct {
	// NamespaceARN is the Cloud Map namespace, such as the NamespaceARN of [NewCluster]. Required.
	NamespaceARN pulumi.StringInput
	// Serve lists what this service offers, keyed by host name: with the key "orders" and the port 8080,
	// other services reach it as http://orders:8080. Default: none, for a service that only connects to
	// others. A key is unique in the namespace and starts with a lower-case letter.
	Serve map[string]Endpoint
}

// Endpoint is a port that a service offers to other services.
type Endpoint struct {
	// Port is the port of one of the containers. Default: Container.Port.
	Port int
	// ClientPort is the port that other services connect to. Default: Port.
	ClientPort int
	// Protocol is what the proxy understands. Default: [TCP]. ECS cannot change it: serve under another
	// key instead.
	Protocol Protocol
}

// Protocol is the protocol of an [Endpoint]. With all but TCP, the proxy retries failed requests and
// counts answers in CloudWatch.
type Protocol string

// The protocols of ServiceConnect.
const (
	TCP   Protocol = "tcp"
	HTTP  Protocol = "http"
	HTTP2 Protocol = "http2"
	GRPC  Protocol = "grpc"
)

func init() {
	check.Fields[ServiceConnect](map[string]check.Field{
		"NamespaceARN": {
			Kind: arn.Namespace, Rule: "required", Fix: "give a Cloud Map namespace, such as the NamespaceARN of NewCluster",
		},
		"Serve": {Rule: "dive"},
	})
	check.Fields[Endpoint](map[string]check.Field{
		"Port":       {Rule: "min=0,max=65535", Fix: "give the TCP port of a container"},
		"ClientPort": {Rule: "min=0,max=65535", Fix: "give the TCP port that other services connect to"},
		"Protocol":   {Rule: "omitempty,oneof=tcp http http2 grpc", Fix: "choose what the proxy understands"},
	})
}
