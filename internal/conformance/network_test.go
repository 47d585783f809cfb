package conformance

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/network"
)

func anyNetwork(a arguments) drawn {
	name := a.name(46)
	args := &network.Args{
		CIDR:   oneOf(a, "", "10.0.0.0/16", "192.168.64.0/23", "172.16.0.0/20"),
		Zones:  list(a, 2, 6, func(i int) string { return a.cloud.Region + string(rune('a'+i)) }),
		Egress: oneOf(a, "", network.EgressNone, network.EgressSingleNAT, network.EgressNATPerZone, network.EgressEndpoints),
		Tiers: oneOf(a, nil, []network.Tier{network.Public, network.Private}, []network.Tier{network.Private},
			[]network.Tier{network.Public, network.Isolated}, []network.Tier{network.Private, network.Isolated}),
		FlowLog: network.FlowLog{Off: a.maybe(), AllTraffic: a.maybe(), RetentionDays: a.retention()},
		Tags:    a.tags(),
	}
	args.PermissionsBoundaryARN = a.optional(a.arn("iam", "policy/boundary"))
	args.RolePath = oneOf(a, "", "/", "/platform/", "/"+a.text("team", 510)+"/")
	args.ExtraEndpoints = map[string]network.ExtraEndpoint{}
	for _, service := range []string{"dynamodb", "kms", "logs", "s3", "ssmmessages", "sts"} {
		if slices.Contains(args.Tiers, network.Private) && a.maybe() {
			args.ExtraEndpoints[service] = network.ExtraEndpoint{}
		}
	}
	if _, ok := args.ExtraEndpoints["kms"]; ok && a.maybe() {
		args.ExtraEndpoints["kms"] = network.ExtraEndpoint{WithoutZones: args.Zones[:1]}
	}
	if args.Egress == network.EgressNATPerZone {
		args.AddressIDs = map[string]pulumi.StringInput{args.Zones[0]: a.id("eipalloc")}
	}
	if len(args.AddressIDs) == 0 && len(args.ExtraEndpoints["kms"].WithoutZones) == 0 && a.maybe() {
		args.Zones, args.ZoneCount = nil, a.number(2, 3)
	}
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := network.New(ctx, name, args); return err }}
}

// network draws a VPC with at least that many subnets.
func (a arguments) network(least int) infra.Network {
	network := infra.Network{VPCID: a.id("vpc"), SubnetIDs: a.ids("subnet", least, 6)}
	if a.maybe() {
		network.Endpoints = &infra.Endpoints{SecurityGroupID: a.id("sg"), S3PrefixListID: a.id("pl")}
		network.NoEgress = a.maybe()
	}
	return network
}
