// Command platform is a Pulumi program: the VPC, the cluster and the load balancer that services of other
// stacks share.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
)

func main() { pulumi.Run(program) }

func program(ctx *pulumi.Context) error {
	net, err := network.New(ctx, "platform", &network.Args{Egress: network.EgressSingleNAT})
	if err != nil {
		return err
	}
	front, err := ingress.New(ctx, "platform", &ingress.Args{ // its targets are in other stacks
		Network: net.Public(), Public: true,
		AllowDeletion: true, // in production: false, the default
	})
	if err != nil {
		return err
	}
	cluster, err := ecsservice.NewCluster(ctx, "platform", nil)
	if err != nil {
		return err
	}
	for name, value := range map[string]pulumi.Input{
		"url":               pulumi.Sprintf("http://%s", front.DNSName),
		"vpcId":             net.VPCID,
		"privateSubnetIds":  net.PrivateSubnetIDs,
		"clusterArn":        cluster.ClusterARN,
		"listenerArn":       front.ListenerARN,
		"loadBalancerGroup": front.SecurityGroupID,
	} {
		ctx.Export(name, value)
	}
	return nil
}
