package cost

import "strings"

// natGateway does not include the address, which is an Eip of its own.
func natGateway(b *bill, _ *Resource) {
	b.fixed("nat/hour", 1)
	b.use("nat/gb")
}

// endpoint prices an interface endpoint by its zones. Gateway endpoints are free, and are the default.
func endpoint(b *bill, r *Resource) {
	switch kind, known := r.text("vpcEndpointType"); {
	case !known:
		b.cannot("the type of the endpoint is not known yet")
	case kind == "Interface":
		b.fixed("endpoint/hour", b.zones(r, "subnetIds"))
		b.use("endpoint/gb")
	case kind != "" && kind != "Gateway":
		b.cannot("endpoints of type " + kind + " have no price here")
	}
}

// loadBalancer prices a load balancer and its public addresses, one in each zone.
func loadBalancer(b *bill, r *Resource) {
	code := "alb"
	switch kind := b.text(r, "application", "loadBalancerType"); kind {
	case "", "application":
	case "network":
		code = "nlb"
	default:
		b.cannot("load balancers of type " + kind + " have no price here")
		return
	}
	b.fixed(code+"/hour", 1)
	b.use(code + "/lcu")
	if internal, known := r.yes("internal"); !known {
		b.assume("whether it is internal is not known yet; assumed public")
	} else if internal {
		return
	}
	b.use("transfer/out")
	addresses := b.text(r, "ipv4", "ipAddressType")
	mappings, known := r.list("subnetMappings")
	switch {
	case addresses == "dualstack-without-public-ipv4":
	case len(mappings) > 0 || !known:
		b.fixed("ipv4", b.zones(r, "subnetMappings")-ownAddresses(mappings))
	default:
		b.fixed("ipv4", b.zones(r, "subnets"))
	}
}

// ownAddresses counts the zones of a network load balancer that have an address from elsewhere, which
// is an Eip of its own.
func ownAddresses(mappings []any) (n float64) {
	for _, m := range mappings {
		if mapping, _ := m.(map[string]any); mapping["allocationId"] != nil {
			n++
		}
	}
	return n
}

// zones returns how many zones a list of subnets has. While the list is not known, the subnets that it
// comes from count, or else two are assumed.
func (b *bill) zones(r *Resource, property string) (n float64) {
	if list, known := r.list(property); known && len(list) > 0 {
		return float64(len(list))
	}
	for _, urn := range r.PropertyDependencies[property] {
		if typeOf(urn) == "aws:ec2/subnet:Subnet" {
			n++
		}
	}
	if n == 0 {
		b.assume("%s is not known yet; assumed two zones", property)
		return 2
	}
	return n
}

func api(b *bill, r *Resource) {
	if b.text(r, "HTTP", "protocolType") == "WEBSOCKET" {
		b.use("api/websocket", "api/websocket-minutes", "transfer/out")
		return
	}
	b.use("api/http", "transfer/out")
}

// zone has queries, of which those of aliases to AWS resources are free.
func zone(b *bill, _ *Resource) {
	b.fixed("route53/zone", 1)
	b.use("route53/queries")
}

// webACL prices the rules that it has, a group of rules being one.
func webACL(b *bill, r *Resource) {
	b.fixed("waf/acl", 1)
	rules, known := r.list("rules")
	if !known {
		b.cannot("its rules are not known yet; none is in the sum")
	}
	b.fixed("waf/rule", float64(len(rules)))
	b.use("waf/requests")
	for _, rule := range rules {
		object, _ := rule.(map[string]any)
		if name, _ := object["name"].(string); strings.Contains(strings.ToLower(name), "botcontrol") {
			b.cannot("the fee of AWS's Bot Control is not here")
		}
	}
}
