package network

import (
	"encoding/binary"
	"net/netip"
)

// A VPC's block is cut into quarters, one a tier and the last one free, and a quarter into eighths, one a zone.
const (
	tierBits = 2
	zoneBits = 3
)

var tierQuarter = map[Tier]uint32{Public: 0, Private: 1, Isolated: 2}

// subnetCIDR is the block of the subnet of one tier in one zone. It depends on nothing but these three, so that no change to the other tiers or zones
// can move it: the quarter is the tier's, the eighth the zone's by the letter that its name ends in.
func subnetCIDR(vpc netip.Prefix, tier Tier, zone string) netip.Prefix {
	bits := vpc.Bits() + tierBits + zoneBits
	slot := tierQuarter[tier]<<zoneBits | uint32(zone[len(zone)-1]-'a')
	base := vpc.Addr().As4()
	address := binary.BigEndian.Uint32(base[:]) | slot<<(32-bits)
	return netip.PrefixFrom(netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, address))), bits)
}
