package network

import (
	"net/netip"
	"testing"

	"pgregory.net/rapid"
)

var (
	anyBlock = rapid.Custom(func(t *rapid.T) netip.Prefix {
		bits := rapid.IntRange(16, 23).Draw(t, "bits")
		address := netip.AddrFrom4([4]byte{10, rapid.Byte().Draw(t, "b"), rapid.Byte().Draw(t, "c"), 0})
		return netip.PrefixFrom(address, bits).Masked()
	})
	allTiers = []Tier{Public, Private, Isolated}
	allZones = []string{"eu-west-1a", "eu-west-1b", "eu-west-1c", "eu-west-1d", "eu-west-1e", "eu-west-1f"}
)

func TestSubnetsLieInTheVPCAndNeverOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		block := anyBlock.Draw(t, "block")
		var planned []netip.Prefix
		for _, tier := range allTiers {
			for _, zone := range allZones {
				subnet := subnetCIDR(block, tier, zone)
				if subnet != subnet.Masked() || !block.Contains(subnet.Addr()) || subnet.Bits() > 28 {
					t.Fatalf("%s %s: %s does not fit %s", tier, zone, subnet, block)
				}
				for _, other := range planned {
					if subnet.Overlaps(other) {
						t.Fatalf("%s %s: %s overlaps %s", tier, zone, subnet, other)
					}
				}
				planned = append(planned, subnet)
			}
		}
	})
}

func TestLastQuarterStaysFree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		block := anyBlock.Draw(t, "block")
		free := subnetCIDR(block, Isolated, "eu-west-1f")
		for range 3 { // f is the sixth eighth of the third quarter
			free = netip.PrefixFrom(lastOf(free).Next(), free.Bits())
		}
		quarter := netip.PrefixFrom(free.Addr(), block.Bits()+2)
		if quarter != quarter.Masked() || !block.Contains(quarter.Addr()) {
			t.Fatalf("%s is not the last quarter of %s", quarter, block)
		}
	})
}

func lastOf(p netip.Prefix) netip.Addr {
	a := p.Addr()
	for p.Contains(a.Next()) {
		a = a.Next()
	}
	return a
}

func TestSubnetBlocksNeverChange(t *testing.T) {
	block := netip.MustParsePrefix("10.0.0.0/16")
	for _, want := range []struct {
		tier Tier
		zone string
		cidr string
	}{
		{Public, "eu-west-1a", "10.0.0.0/21"},
		{Public, "eu-west-1b", "10.0.8.0/21"},
		{Private, "eu-west-1a", "10.0.64.0/21"},
		{Isolated, "eu-west-1f", "10.0.168.0/21"},
	} {
		if got := subnetCIDR(block, want.tier, want.zone).String(); got != want.cidr {
			t.Errorf("%s %s is %s, want %s", want.tier, want.zone, got, want.cidr)
		}
	}
}
