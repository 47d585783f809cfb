package ecsservice

import (
	"cmp"
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check"
)

// Connection returns what another service needs to connect to this one's Container.Port, directly or by
// ServiceConnect: an entry of its Connections. It resolves when this service exists, and for rolling
// services once it is stable, so the other service starts after it.
func (s *Service) Connection() infra.Connection {
	return infra.Connection{SecurityGroupID: s.servingGroupID, Port: s.ContainerPort}
}

// withDefaults returns ServiceConnect, which is a copy as check.Args makes it, with its defaults.
func (s *ServiceConnect) withDefaults(port int) *ServiceConnect {
	for name, endpoint := range s.Serve {
		endpoint.Port = cmp.Or(endpoint.Port, port)
		endpoint.ClientPort = cmp.Or(endpoint.ClientPort, endpoint.Port)
		endpoint.Protocol = cmp.Or(endpoint.Protocol, TCP)
		s.Serve[name] = endpoint
	}
	return s
}

// connect adds the proxy to the service.
func (b *builder) connect(args *ecs.ServiceArgs) {
	if b.ServiceConnect == nil {
		return
	}
	var services ecs.ServiceServiceConnectConfigurationServiceArray
	for _, name := range slices.Sorted(maps.Keys(b.ServiceConnect.Serve)) {
		services = append(services, ecs.ServiceServiceConnectConfigurationServiceArgs{
			PortName: pulumi.String(name), // and so the name in Cloud Map
			ClientAlias: ecs.ServiceServiceConnectConfigurationServiceClientAliasArray{
				ecs.ServiceServiceConnectConfigurationServiceClientAliasArgs{
					DnsName: pulumi.String(name), Port: pulumi.Int(b.ServiceConnect.Serve[name].ClientPort),
				},
			},
		})
	}
	args.ServiceConnectConfiguration = ecs.ServiceServiceConnectConfigurationArgs{
		Enabled:   pulumi.Bool(true),
		Namespace: b.ServiceConnect.NamespaceARN.ToStringOutput(),
		Services:  services,
		LogConfiguration: ecs.ServiceServiceConnectConfigurationLogConfigurationArgs{
			LogDriver: pulumi.String("awslogs"),
			Options: pulumi.StringMap{
				"awslogs-group":         b.logGroup.Name,
				"awslogs-region":        b.place.Expand("{region}"),
				"awslogs-stream-prefix": pulumi.String("service-connect"),
			},
		},
	}
}

// portMappings opens the container's port, under the name by which ServiceConnect refers to it.
func (b *builder) portMappings(c container) pulumi.Array {
	if c.Port == 0 {
		return pulumi.Array{}
	}
	mapping := pulumi.Map{
		"containerPort": pulumi.Int(c.Port), "hostPort": pulumi.Int(c.Port), "protocol": pulumi.String("tcp"),
	}
	if b.ServiceConnect == nil {
		return pulumi.Array{mapping}
	}
	for name, endpoint := range b.ServiceConnect.Serve {
		if endpoint.Port == c.Port {
			mapping["name"] = pulumi.String(name)
			if endpoint.Protocol != TCP {
				mapping["appProtocol"] = pulumi.String(endpoint.Protocol)
			}
		}
	}
	return pulumi.Array{mapping}
}

func (c config) checkConnect(wrong *check.Mistakes) {
	if c.ServiceConnect == nil || wrong.Has("ServiceConnect") {
		return
	}
	if c.blueGreen() {
		wrong.Add("Deployment", c.Deployment,
			"does not support ServiceConnect in ECS; choose rolling or remove ServiceConnect")
	}
	served := map[int]string{}
	for _, name := range slices.Sorted(maps.Keys(c.ServiceConnect.Serve)) {
		field, port := check.At("ServiceConnect.Serve", name), c.ServiceConnect.Serve[name].Port
		wrong.HostLabel("ServiceConnect.Serve", name)
		isPort := func(container container) bool { return container.Port == port }
		if port == 0 || !slices.ContainsFunc(c.containers, isPort) {
			wrong.Add(field+".Port", port, "is the port of no container; set Container.Port, or give the port of a sidecar")
		}
		if other := served[port]; other != "" && port > 0 {
			wrong.Add(field+".Port", port, "is also that of %s, and ECS gives a port one name; remove one of the two", other)
		}
		served[port] = field
	}
}
