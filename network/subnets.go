package network

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// lookUpZones asks AWS for zones where the caller named none. Local and wavelength zones lack most services, so they do not count.
func (b *builder) lookUpZones() error {
	if len(b.zones) > 0 {
		return nil
	}
	found, err := aws.GetAvailabilityZones(b.Context, &aws.GetAvailabilityZonesArgs{
		State:   pulumi.StringRef("available"),
		Filters: []aws.GetAvailabilityZonesFilter{{Name: "zone-type", Values: []string{"availability-zone"}}},
	}, pulumi.Parent(b.Component))
	if err != nil {
		return fmt.Errorf("network %q: looking up the region's zones: %w; name them in Zones to do without", b.name, err)
	}
	if len(found.Names) < b.zoneCount {
		return fmt.Errorf("network %q: ZoneCount %d: the region has %d zones %q; ask for no more", b.name, b.zoneCount, len(found.Names), found.Names)
	}
	b.zones = slices.Sorted(slices.Values(found.Names))[:b.zoneCount]
	return nil
}

func (b *builder) createSubnets() error {
	for _, tier := range b.tiers {
		for _, zone := range b.zones {
			name := child.Name(b.name, fmt.Sprintf("%s-%s", tier, zone))
			subnet, err := child.New(b.Parent, ec2.NewSubnet, name, &ec2.SubnetArgs{
				VpcId:               b.vpc.ID(),
				AvailabilityZone:    pulumi.String(zone),
				CidrBlock:           pulumi.String(subnetCIDR(b.cidr, tier, zone).String()),
				MapPublicIpOnLaunch: pulumi.Bool(false),
				Tags:                child.Tags(b.tags, name),
			}, b.edit.Subnet)
			if err != nil {
				return err
			}
			b.subnets[tier] = append(b.subnets[tier], subnet)
		}
	}
	return nil
}
