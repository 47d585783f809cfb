package platform

import (
	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/network"
)

// Preset names a set of defaults.
type Preset string

// The presets.
const (
	// Dev is cheap: tasks with public addresses and without NAT gateways, a small database in one
	// zone, and no protection from deletion.
	Dev Preset = "dev"
	// Prod survives the failure of a zone and a mistaken destroy: private tasks, a NAT gateway per
	// zone, a standby database, a load balancer that only the HTTP API reaches, blue/green
	// deployments, and protection from deletion.
	Prod Preset = "prod"
)

var presets = map[string]Config{
	"dev": {
		Preset:  Dev,
		Name:    "knwl",
		Network: Network{CIDR: "10.0.0.0/16", Egress: network.EgressNone},
		Service: Service{
			Port: 8000, CPU: 256, MemoryMiB: 512, Connections: 4, DesiredCount: 1,
			Scaling:  Scaling{Min: new(1), Max: 3, CPUPercent: 60, MemoryPercent: 70},
			LogLevel: "INFO", LogRetentionDays: 14,
		},
		Ingress: Ingress{Public: true},
		Database: Database{
			Name: "knwl", Username: "knwl", InstanceClass: "db.t4g.micro", StorageGB: 20, MaxStorageGB: 100,
		},
		BlueGreen: BlueGreen{Shift: bluegreen.AllAtOnce},
	},
	"prod": {
		Preset:  Prod,
		Name:    "knwl",
		Network: Network{CIDR: "10.0.0.0/16", Egress: network.EgressNATPerZone},
		Service: Service{
			Port: 8000, CPU: 512, MemoryMiB: 1024, Connections: 4, DesiredCount: 2, Private: true,
			Scaling:  Scaling{Min: new(2), Max: 6, CPUPercent: 60, MemoryPercent: 70},
			LogLevel: "INFO", LogRetentionDays: 90,
		},
		Ingress: Ingress{DeletionProtection: true},
		Database: Database{
			Name: "knwl", Username: "knwl", InstanceClass: "db.t4g.small", StorageGB: 20, MaxStorageGB: 100,
			MultiAZ: true, Protected: true, MonitoringSeconds: 60, KeepDeleted: true,
		},
		BlueGreen: BlueGreen{Enabled: true, Shift: bluegreen.Canary10Percent5Minutes},
	},
}
