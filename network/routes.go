package network

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

const anywhere = "0.0.0.0/0"

// createPublicRoutes creates one route table for the tier, because its routes are the same in all zones.
func (b *builder) createPublicRoutes() error {
	if len(b.subnets[Public]) == 0 {
		return nil
	}
	gateway, err := child.New(b.Parent, ec2.NewInternetGateway, b.Name, &ec2.InternetGatewayArgs{
		VpcId: b.vpc.ID(),
		Tags:  child.Tags(b.Tags, b.Name),
	}, b.Transform.InternetGateway)
	if err != nil {
		return err
	}
	name := b.Role("public")
	table, err := b.createTable(Public, name)
	if err != nil {
		return err
	}
	route, err := b.createRoute(name, &ec2.RouteArgs{RouteTableId: table.ID(), GatewayId: gateway.ID()})
	if err != nil {
		return err
	}
	b.ready[Public] = append(b.ready[Public], route)
	return b.associateTier(Public, table)
}

func (b *builder) createNATGateways() error {
	for i, zone := range b.natZones() {
		name := b.Role("nat-" + zone)
		addressID, err := b.addressID(zone, name)
		if err != nil {
			return err
		}
		nat, err := child.New(b.Parent, ec2.NewNatGateway, name, &ec2.NatGatewayArgs{
			AllocationId: addressID,
			SubnetId:     child.After(b.subnets[Public][i].ID(), b.ready[Public]...), // without the route it has no internet
			Tags:         child.Tags(b.Tags, name),
		}, b.Transform.NATGateway)
		if err != nil {
			return err
		}
		b.addresses = append(b.addresses, nat.PublicIp)
		b.nats[zone] = nat
	}
	return nil
}

// addressID returns the caller's address for a zone, or creates one.
func (b *builder) addressID(zone, name string) (pulumi.StringInput, error) {
	if own := b.AddressIDs[zone]; own != nil {
		return own, nil
	}
	address, err := child.New(b.Parent, ec2.NewEip, name, &ec2.EipArgs{
		Domain: pulumi.String("vpc"),
		Tags:   child.Tags(b.Tags, name),
	}, b.Transform.Address)
	if err != nil {
		return nil, err
	}
	return address.ID().ToStringOutput(), nil
}

func (c config) natZones() []string {
	switch c.Egress {
	case EgressSingleNAT:
		return c.Zones[:min(1, len(c.Zones))]
	case EgressNATPerZone:
		return c.Zones
	default:
		return nil
	}
}

// createPrivateRoutes creates a route table per zone even if the routes are the same. Changing Egress
// then changes routes and never moves a subnet to another table.
func (b *builder) createPrivateRoutes() error {
	for i, subnet := range b.subnets[Private] {
		zone := b.Zones[i]
		name := b.Role("private-" + zone)
		table, err := b.createTable(Private, name)
		if err != nil {
			return err
		}
		if err := b.associate(Private, zone, subnet, table); err != nil {
			return err
		}
		nat, ok := b.nats[zone]
		if !ok {
			nat, ok = b.nats[b.Zones[0]]
		}
		if !ok {
			continue
		}
		route, err := b.createRoute(name, &ec2.RouteArgs{RouteTableId: table.ID(), NatGatewayId: nat.ID()})
		if err != nil {
			return err
		}
		b.ready[Private] = append(b.ready[Private], route)
	}
	return nil
}

// createIsolatedRoutes creates a route table without routes. Subnets in the main route table would get
// every route that is added there.
func (b *builder) createIsolatedRoutes() error {
	if len(b.subnets[Isolated]) == 0 {
		return nil
	}
	table, err := b.createTable(Isolated, b.Role("isolated"))
	if err != nil {
		return err
	}
	return b.associateTier(Isolated, table)
}

func (b *builder) createTable(tier Tier, name string) (*ec2.RouteTable, error) {
	table, err := child.New(b.Parent, ec2.NewRouteTable, name, &ec2.RouteTableArgs{
		VpcId: b.vpc.ID(),
		Tags:  child.Tags(b.Tags, name),
	}, b.Transform.RouteTable)
	b.tables[tier] = append(b.tables[tier], table)
	return table, err
}

func (b *builder) createRoute(name string, args *ec2.RouteArgs) (*ec2.Route, error) {
	args.DestinationCidrBlock = pulumi.String(anywhere)
	return child.New(b.Parent, ec2.NewRoute, name, args, b.Transform.Route)
}

func (b *builder) associateTier(tier Tier, table *ec2.RouteTable) error {
	for i, subnet := range b.subnets[tier] {
		if err := b.associate(tier, b.Zones[i], subnet, table); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) associate(tier Tier, zone string, subnet *ec2.Subnet, table *ec2.RouteTable) error {
	name := b.Role(fmt.Sprintf("%s-%s", tier, zone))
	association, err := child.New(b.Parent, ec2.NewRouteTableAssociation, name, &ec2.RouteTableAssociationArgs{
		SubnetId:     subnet.ID(),
		RouteTableId: table.ID(),
	}, b.Transform.RouteTableAssociation)
	if err != nil {
		return err
	}
	b.ready[tier] = append(b.ready[tier], association)
	return nil
}
