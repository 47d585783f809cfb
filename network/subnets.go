package network

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// lookUpZones asks AWS for zones if the caller named none. It excludes local and wavelength zones,
// which lack most services.
func (b *builder) lookUpZones() error {
	if len(b.Zones) > 0 {
		return nil
	}
	found, err := aws.GetAvailabilityZones(b.Context, &aws.GetAvailabilityZonesArgs{
		State:   pulumi.StringRef("available"),
		Filters: []aws.GetAvailabilityZonesFilter{{Name: "zone-type", Values: []string{"availability-zone"}}},
	}, pulumi.Parent(b.Resource))
	if err != nil {
		return b.Errorf("looking up the region's zones: %w; set Zones to avoid the lookup", err)
	}
	if len(found.Names) < b.ZoneCount {
		return b.Errorf("ZoneCount %d: the region has only the %d zones %q; use a smaller number",
			b.ZoneCount, len(found.Names), found.Names)
	}
	b.Zones = slices.Sorted(slices.Values(found.Names))[:b.ZoneCount]
	return nil
}

func (b *builder) createSubnets() error {
	for _, tier := range b.Tiers {
		for _, zone := range b.Zones {
			name := b.Role(fmt.Sprintf("%s-%s", tier, zone))
			subnet, err := child.New(b.Parent, ec2.NewSubnet, name, &ec2.SubnetArgs{
				VpcId:               b.vpc.ID(),
				AvailabilityZone:    pulumi.String(zone),
				CidrBlock:           pulumi.String(subnetCIDR(b.block, tier, zone).String()),
				MapPublicIpOnLaunch: pulumi.Bool(false),
				Tags:                child.Tags(b.Tags, name),
			}, b.Transform.Subnet)
			if err != nil {
				return err
			}
			b.subnets[tier] = append(b.subnets[tier], subnet)
		}
	}
	return nil
}
