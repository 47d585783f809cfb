package e2e

import (
	"slices"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/network"
)

// rollingUpdates returns the updates of a running shape in the order in which they are applied.
// Each update lists the outages that AWS cannot avoid; the doc comment of the field says so too.
func rollingUpdates() []harmless {
	return slices.Concat(
		versions(),
		[]harmless{
			targetAdded,
			{name: "a route added", change: func(s *shape) { s.adminRoute = true }},
			{name: "a route removed", change: func(s *shape) { s.adminRoute = false }, ends: []string{"/more/x"}},
			{
				name: "HTTP to HTTPS, certificate pending", change: func(s *shape) { s.certificate = "pending" },
				refused: "UnsupportedCertificate", byAWS: true,
			},
			toHTTPS, anotherCertificate,
			{
				name: "HTTPS to HTTP", change: func(s *shape) { s.certificate = "" }, ends: []string{"port 443"},
				may: map[string]string{
					"port 80 of web from 203.0.113.0/24 /admin/x": "port 80 stops redirecting before it has the rules " +
						"of targets with Paths or Hosts (ingress.Args.CertificateARN)",
				},
			},
			targetRemoved,
		},
		kinds(), zones(), ways(), amounts(), renames(),
	)
}

// blueGreenUpdates switch to HTTPS while blue is live. They cannot switch back.
func blueGreenUpdates() []harmless {
	return slices.Concat(
		versions(),
		[]harmless{
			targetAdded,
			toHTTPS,
			anotherCertificate,
			{
				name:    "HTTPS to HTTP",
				change:  func(s *shape) { s.certificate = "" },
				refused: "CertificateARN (not set): cannot be removed while the default target is blue/green",
			},
			targetRemoved,
			{name: "a blue/green target added", change: func(s *shape) { s.admin, s.adminBlueGreen = true, true }},
			blueGreenTargetRemoved,
		},
		zones(), ways(), amounts(), renames(),
	)
}

// greenUpdates switch to HTTPS while green is live.
func greenUpdates() []harmless {
	moved := toHTTPS
	why := "a new listener starts with blue, because the library cannot know which is live (ingress.Args.CertificateARN)"
	moved.may = map[string]string{"HTTP API": why, "port 80": why}
	return []harmless{
		newImage("2"), anotherHealthPath,
		{name: "a rename with aliases", change: func(s *shape) { s.renamed = true }}, // deploys to blue again
		newImage("3"), moved,
	}
}

var (
	targetAdded   = harmless{name: "a target added", change: func(s *shape) { s.admin = true }}
	targetRemoved = harmless{
		name: "a target removed", change: func(s *shape) { s.admin = false },
		ends: []string{"/admin/x", "way out of admin"},
	}
	blueGreenTargetRemoved = harmless{
		name: "a blue/green target removed", change: func(s *shape) { s.admin, s.adminBlueGreen = false, false },
		ends: targetRemoved.ends,
	}
	toHTTPS            = harmless{name: "HTTP to HTTPS", change: func(s *shape) { s.certificate = "first" }}
	anotherHealthPath  = harmless{name: "another health path", change: func(s *shape) { s.healthPath = "/ready" }}
	anotherCertificate = harmless{name: "another certificate", change: func(s *shape) { s.certificate = "second" }}
)

func versions() []harmless {
	return []harmless{newImage("2"), {name: "another port", change: func(s *shape) { s.port = 9000 }}, anotherHealthPath}
}

func newImage(tag string) harmless {
	return harmless{name: "image " + tag, change: func(s *shape) { s.image = "example/api:" + tag }}
}

// zones moves the tasks out of a zone before the zone is removed, as network.Args.Zones requires
// for blue/green.
func zones() []harmless {
	return []harmless{
		{name: "a third zone", change: func(s *shape) {
			s.zones = append(slices.Clone(s.zones), "eu-west-1c")
			s.taskZones = s.zones
		}},
		{name: "tasks leave the first zone", change: func(s *shape) { s.taskZones = s.zones[1:] }},
		{name: "the first zone removed", change: func(s *shape) { s.zones = s.zones[1:] }},
		{
			name:   "a zone added in front of the others",
			change: func(s *shape) { s.zones = append([]string{"eu-west-1a"}, s.zones...) },
		},
	}
}

// ways changes the egress from each kind to each other kind.
func ways() []harmless {
	egress := func(name network.Egress) harmless {
		return harmless{name: "egress " + string(name), change: func(s *shape) { s.egress = name }}
	}
	to := func(name network.Egress) harmless {
		closed := egress(name)
		closed.ends = []string{"way out of"}
		return closed
	}
	from := func(name network.Egress) harmless {
		opened := egress(name)
		opened.name += " after none"
		opened.opens = []string{"way out of"}
		return opened
	}
	return []harmless{
		egress(network.EgressNATPerZone), egress(network.EgressEndpoints), egress(network.EgressSingleNAT),
		egress(network.EgressEndpoints), egress(network.EgressNATPerZone), egress(network.EgressSingleNAT),
		to(network.EgressNone), from(network.EgressEndpoints), to(network.EgressNone), from(network.EgressNATPerZone),
		to(network.EgressNone), from(network.EgressSingleNAT),
	}
}

// kinds change what kind of tasks a service has.
func kinds() []harmless {
	return []harmless{
		{name: "half on Spot", change: func(s *shape) { s.spot = new(50) }},
		{name: "more on Spot", change: func(s *shape) { s.spot = new(80) }},
		{name: "none on Spot", change: func(s *shape) { s.spot = new(0) }},
		{name: "Exec", change: func(s *shape) { s.exec = true }},
		{name: "no Exec", change: func(s *shape) { s.exec = false }},
	}
}

func amounts() []harmless {
	return []harmless{
		{name: "more tasks", change: func(s *shape) { s.tasks = 4 }},
		{name: "fewer tasks", change: func(s *shape) { s.tasks = 1 }},
		{name: "scaling", change: func(s *shape) { s.scaling = &ecsservice.Scaling{Min: new(1), Max: 4, CPUPercent: 60} }},
	}
}

// renames fails half way first. The next update must still find the resources under their old
// names, although some have their new name by then.
func renames() []harmless {
	return []harmless{
		{
			name: "a rename with aliases that fails", change: func(s *shape) { s.renamed, s.certificate = true, "pending" },
			refused: "UnsupportedCertificate", byAWS: true,
		},
		{name: "a rename with aliases", change: func(s *shape) { s.renamed = true }},
	}
}
