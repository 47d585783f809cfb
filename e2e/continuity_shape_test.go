package e2e

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
)

// shape is a small platform without a database. The continuity tests change it between two updates.
type shape struct {
	blueGreen bool

	zones       []string // availability zones of the network
	taskZones   []string // the zones that tasks run in
	egress      network.Egress
	image       string
	port        int
	healthPath  string
	certificate string // first, second or pending; empty for plain HTTP
	tasks       int
	scaling     *ecsservice.Scaling
	spot        *int
	exec        bool
	renamed     bool // gives each component another name, with an alias

	admin          bool // adds a second target, for /admin/*, with a service
	adminBlueGreen bool // makes the second target and its service blue/green
	adminRoute     bool // adds a second way to the second target, /more/*

	certificates map[string]string // ARNs
}

const serverName = "api.example.com"

// plain returns the shape that every list of updates starts from.
func plain(blueGreen bool) *shape {
	zones := []string{"eu-west-1a", "eu-west-1b"}
	return &shape{
		blueGreen: blueGreen, zones: zones, taskZones: zones, egress: network.EgressSingleNAT,
		image: "example/api:1", port: 8000, healthPath: "/healthz", tasks: 2,
	}
}

// program is the Pulumi program of the shape. It reads the shape each time the engine runs it.
func (s *shape) program(ctx *pulumi.Context) error {
	net, err := network.New(ctx, s.name("net"), &network.Args{
		Zones: s.zones, Egress: s.egress, FlowLog: network.FlowLog{Off: true},
	}, s.options("net")...)
	if err != nil {
		return err
	}
	front, err := ingress.New(ctx, s.name("web"), s.ingress(net), s.options("web")...)
	if err != nil {
		return err
	}
	if s.admin {
		if _, err := s.service(ctx, "admin", net, front, s.adminBlueGreen); err != nil {
			return err
		}
	}
	group, err := s.service(ctx, "api", net, front, s.blueGreen)
	if err != nil || group == nil {
		return err
	}
	ctx.Export("rollout", group.Rollout)
	return nil
}

func (s *shape) ingress(net *network.VPC) *ingress.Args {
	args := &ingress.Args{
		Network: net.Public(), Public: true, AllowDeletion: true,
		AllowedCIDRs: []string{"203.0.113.0/24"}, // 0.0.0.0/0 would admit the VPC Link too
		Targets:      map[string]ingress.Target{"api": {HealthPath: s.healthPath, BlueGreen: s.blueGreen}},
		API:          &ingress.API{SubnetIDs: net.PrivateSubnetIDs},
	}
	if s.admin {
		admin := ingress.Target{
			HealthPath: s.healthPath, Paths: []string{"/admin/*"}, Priority: 10, BlueGreen: s.adminBlueGreen,
		}
		if s.adminRoute {
			admin.Routes = map[string]ingress.Route{"more": {Paths: []string{"/more/*"}, Priority: 11}}
		}
		args.Targets["admin"] = admin
	}
	if s.certificate != "" {
		args.CertificateARN = pulumi.String(s.certificates[s.certificate])
		args.API.ServerName = serverName
	}
	return args
}

// service creates the service of a target, and its deployment group if it is blue/green.
func (s *shape) service(
	ctx *pulumi.Context, name string, net *network.VPC, front *ingress.Ingress, blueGreen bool,
) (*bluegreen.DeploymentGroup, error) {
	target := front.Targets[name]
	args := &ecsservice.Args{
		Network:      net.Private(),
		Container:    ecsservice.Container{Image: pulumi.String(s.image), Port: s.port, WritableRoot: s.exec},
		LoadBalancer: target.ForService(), DesiredCount: new(s.tasks), Scaling: s.scaling,
		SpotPercent: s.spot, Exec: s.exec,
	}
	args.Network.SubnetIDs = s.taskSubnets(net)
	args.Network.NoEgress = false // an update to EgressNone must end the way out, not fail
	if blueGreen {
		args.Deployment = ecsservice.BlueGreen
	}
	service, err := ecsservice.New(ctx, s.name(name), args, s.options(name)...)
	if err != nil || !blueGreen {
		return nil, err
	}
	return bluegreen.New(ctx, s.name(name), &bluegreen.Args{
		Service: service.ForBlueGreen(), Target: target.ForBlueGreen(),
	}, s.options(name)...)
}

// taskSubnets returns the private subnets in the zones of the tasks.
func (s *shape) taskSubnets(net *network.VPC) pulumi.StringArrayOutput {
	return net.PrivateSubnetIDs.ApplyT(func(ids []string) (chosen []string) {
		for i, id := range ids {
			if slices.Contains(s.taskZones, net.Zones[i]) {
				chosen = append(chosen, id)
			}
		}
		return chosen
	}).(pulumi.StringArrayOutput)
}

func (s *shape) name(component string) string {
	if s.renamed {
		return "new-" + component
	}
	return component
}

func (s *shape) options(component string) []pulumi.ResourceOption {
	if s.renamed {
		return []pulumi.ResourceOption{pulumi.Aliases([]pulumi.Alias{{Name: pulumi.String(component)}})}
	}
	return nil
}
