package e2e

import (
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/network"
)

// updatesOf are the updates of a running shape, in the order they are made. What AWS cannot do without an outage is in their lists of what they may break.
func updatesOf(blueGreen bool, certificate, another string) []harmless {
	egress := func(name network.Egress) harmless {
		return harmless{name: "egress " + string(name), change: func(s *shape) { s.egress = name }}
	}
	toNone, fromNone := egress(network.EgressNone), egress(network.EgressSingleNAT)
	toNone.ends, fromNone.opens = []string{"way out of"}, []string{"way out of"}
	fromNone.name += " from none"
	return []harmless{
		{name: "a new image", change: func(s *shape) { s.image = "example/api:2" }},
		{name: "another port", change: func(s *shape) { s.port = 9000 }},
		{name: "HTTP to HTTPS", change: func(s *shape) { s.certificate = certificate }},
		{name: "another certificate", change: func(s *shape) { s.certificate = another }},
		{name: "HTTPS to HTTP", change: func(s *shape) { s.certificate = "" }, ends: []string{"port 443"}},
		{name: "another health path", change: func(s *shape) { s.healthPath = "/ready" }},
		{name: "a target added", change: func(s *shape) { s.admin = true }},
		{
			name: "a target removed", change: func(s *shape) { s.admin = false },
			ends: []string{"HTTP API web-http-api /admin/x", "port 80 of web from 0.0.0.0/0 /admin/x", "way out of admin"},
		},
		{name: "a third zone", change: func(s *shape) {
			s.zones = append(s.zones, "eu-west-1c")
			s.taskZones = s.zones
		}},
		{name: "tasks leave the first zone", change: func(s *shape) { s.taskZones = s.zones[1:] }},
		{name: "the first zone removed", change: func(s *shape) { s.zones = s.zones[1:] }},
		egress(network.EgressNATPerZone),
		egress(network.EgressEndpoints),
		egress(network.EgressSingleNAT),
		egress(network.EgressEndpoints),
		egress(network.EgressNATPerZone),
		egress(network.EgressSingleNAT),
		toNone,
		fromNone,
		{name: "more tasks", change: func(s *shape) { s.tasks = 4 }},
		{name: "fewer tasks", change: func(s *shape) { s.tasks = 1 }},
		{name: "scaling", change: func(s *shape) { s.scaling = &ecsservice.Scaling{Min: 1, Max: 4, CPUPercent: 60} }},
		{name: "a rename with aliases", change: func(s *shape) { s.renamed = true }},
	}
}
