package components

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
	"github.com/knwl-platform/infra/observability"
)

// shop is two services behind one load balancer and a worker behind none, on one cluster and with one
// database. shop.example.com is the web; api.example.com, and /api/ of any host, is the API. HTTP
// redirects to HTTPS.
func shop(ctx *pulumi.Context) error {
	net, err := network.New(ctx, "shop", &network.Args{
		Zones: []string{"us-east-1a", "us-east-1b"}, Egress: network.EgressSingleNAT,
	})
	if err != nil {
		return err
	}
	front, err := shopFront(ctx, net)
	if err != nil {
		return err
	}
	db, err := database.New(ctx, "shop", &database.Args{
		Network: net.Isolated(), DatabaseName: "shop", AllowDeletion: true,
	})
	if err != nil {
		return err
	}
	cluster, err := ecsservice.NewCluster(ctx, "shop", &ecsservice.ClusterArgs{})
	if err != nil {
		return err
	}
	watched := shopWatched(front, db)
	for name, c := range map[string]struct {
		container    ecsservice.Container
		loadBalancer *infra.LoadBalancer
	}{
		"web":    {ecsservice.Container{Port: 8080}, front.Targets["web"].ForService()},
		"api":    {ecsservice.Container{Port: 8080}, front.Targets["api"].ForService()},
		"worker": {ecsservice.Container{Command: []string{"/shop", "work"}}, nil},
	} {
		c.container.Image = pulumi.String("ghcr.io/example/shop-" + name + ":1")
		c.container.Environment = map[string]pulumi.StringInput{"DB_HOST": db.Host, "DB_NAME": db.DatabaseName}
		c.container.Secrets = map[string]ecsservice.Secret{
			"DB_USER":     {ARN: db.SecretARN, JSONField: "username"},
			"DB_PASSWORD": {ARN: db.SecretARN, JSONField: "password"},
		}
		service, err := ecsservice.New(ctx, name, &ecsservice.Args{
			Network: net.Private(), ClusterARN: cluster.ClusterARN,
			Container: c.container, LoadBalancer: c.loadBalancer,
			Connections: map[string]infra.Connection{"database": db.Connection()},
		})
		if err != nil {
			return err
		}
		watched.Services[name] = observability.Service{
			ClusterARN: service.ClusterARN, ServiceName: service.ServiceName,
		}
		watched.LogGroups[name] = observability.LogGroup{Name: service.LogGroupName, ErrorsPerMinute: new(0)}
	}
	_, err = observability.New(ctx, "shop", watched)
	return err
}

// shopWatched is what is watched before the services are: the database, and the two targets. The alarms
// on their load balancer are those of the web.
func shopWatched(front *ingress.Ingress, db *database.Postgres) *observability.Args {
	of := func(target string, without ...observability.Alarm) observability.Target {
		return observability.Target{
			LoadBalancerARN: front.LoadBalancerARN, ARN: front.Targets[target].ARN, Without: without,
		}
	}
	return &observability.Args{
		Services:  map[string]observability.Service{},
		LogGroups: map[string]observability.LogGroup{},
		Databases: map[string]observability.Database{"shop": {ARN: db.ARN}},
		Targets: map[string]observability.Target{
			"web": of("web"), "api": of("api", observability.BalancerErrors, observability.RejectedConnections),
		},
		Emails: []string{"shop@example.com"},
	}
}

// shopFront is the public load balancer with its certificate and names.
func shopFront(ctx *pulumi.Context, net *network.VPC) (*ingress.Ingress, error) {
	const web, api = "shop.example.com", "api.example.com"
	cert, err := domain.New(ctx, "shop", &domain.Args{
		Name: web, Others: []string{api}, ZoneID: pulumi.String("Z0123456789ABCDEFGHIJ"),
	})
	if err != nil {
		return nil, err
	}
	front, err := ingress.New(ctx, "shop", &ingress.Args{
		Network: net.Public(), Public: true, CertificateARN: cert.CertificateARN,
		Targets: map[string]ingress.Target{
			"web": {HealthPath: "/healthz", Hosts: []string{web}, Priority: 200},
			"api": {HealthPath: "/healthz", Routes: map[string]ingress.Route{
				"host": {Hosts: []string{api}, Priority: 100},
				"path": {Paths: []string{"/api/*"}, Priority: 101},
			}},
		},
		AllowDeletion: true,
	})
	if err != nil {
		return nil, err
	}
	for _, name := range []string{web, api} {
		if err := cert.Alias(name, domain.Target{DNSName: front.DNSName, ZoneID: front.ZoneID}); err != nil {
			return nil, err
		}
	}
	return front, nil
}
