package network

import (
	"encoding/binary"
	"net/netip"
)

// The VPC's block is divided into quarters, one per tier and one free, and each quarter into eighths,
// one per zone.
const (
	tierBits = 2
	zoneBits = 3
)

var tierQuarter = map[Tier]uint32{Public: 0, Private: 1, Isolated: 2}

// subnetCIDR returns the block of a tier's subnet in a zone. The tier determines the quarter and the
// last letter of the zone's name the eighth, so no change of other tiers or zones moves the subnet.
func subnetCIDR(vpc netip.Prefix, tier Tier, zone string) netip.Prefix {
	bits := vpc.Bits() + tierBits + zoneBits
	slot := tierQuarter[tier]<<zoneBits | uint32(zone[len(zone)-1]-'a')
	base := vpc.Addr().As4()
	address := binary.BigEndian.Uint32(base[:]) | slot<<(32-bits)
	return netip.PrefixFrom(netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, address))), bits)
}
