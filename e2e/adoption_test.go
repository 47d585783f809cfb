package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	databases "github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
)

// A network, a load balancer and a database that somebody made come under the components without a
// replacement, and stay when the components go. docs/adopting.md explains each edit.
func TestWhatExistsIsAdoptedAndGivenBack(t *testing.T) {
	t.Parallel()
	const (
		instance      = "knwl:database:Postgres$aws:rds/instance:Instance::data"
		secret        = "knwl:database:Postgres$aws:secretsmanager/secret:Secret::data--password"
		secretVersion = "knwl:database:Postgres$aws:secretsmanager/secretVersion:SecretVersion::data--password"
	)
	cloud := emulator.Start(t)
	found := accountAt(t, cloud.URL).existing()
	before := cloud.Inventory(t)
	program := adoption{existing: found, importing: true}.program
	stack := engine.New(t, example, dev.stack, program, emulator.Environment(cloud.URL))

	preview := stack.Preview(t)
	expectAdoption(t, preview.Changes)
	stack.Up(t)
	closed := func(thing string) bool { // the default security group loses its rules
		return slices.Contains(found.defaultRules, strings.TrimPrefix(thing, "ec2 SecurityGroupRule "))
	}
	for _, thing := range before.Since(cloud.Inventory(t)) {
		if !closed(thing) {
			t.Errorf("%s is gone", thing)
		}
	}
	stack.Preview(t).Expect(t, nil)
	stack.Program(adoption{existing: found}.program)
	stack.Preview(t).Expect(t, nil)
	stack.Refresh(t)
	stack.Preview(t).Expect(t, nil)

	stack.Program(adoption{existing: found, managed: true}.program)
	managed := map[string]string{instance: "update", secret: "delete", secretVersion: "delete"}
	stack.Preview(t).Expect(t, managed)
	stack.Up(t).Expect(t, managed)

	stack.Program(adoption{existing: found, managed: true, keep: true}.program)
	stack.Up(t).Expect(t, nil)
	adopted := cloud.Inventory(t)
	stack.Program(func(*pulumi.Context) error { return nil })
	if gone := stack.Up(t); gone.InAWS() == 0 {
		t.Error("the state keeps the resources")
	}
	if left := cloud.Inventory(t); !slices.Equal(left, adopted) {
		t.Errorf("in AWS there are %d things instead of %d", len(left), len(adopted))
	}
}

// expectAdoption fails the test if anything that exists is replaced or deleted, or made a second time.
func expectAdoption(t *testing.T, changes engine.Changes) {
	t.Helper()
	imported := 0
	for urn, change := range changes {
		switch what, _, _ := strings.Cut(change.What, ":"); what {
		case "import":
			imported++
		case "create", "update":
		default:
			t.Errorf("%s: %s", urn, change.What)
		}
	}
	if imported != 29 {
		t.Errorf("%d resources are imported, want 29", imported)
	}
}

// adoption is the program that adopts what exists. Without importing it is the same program after the
// ids have been removed.
type adoption struct {
	existing
	importing, managed, keep bool
}

func (a adoption) program(ctx *pulumi.Context) error {
	net, err := network.New(ctx, "main", &network.Args{
		CIDR: "10.1.0.0/16", Zones: []string{"eu-west-1a", "eu-west-1b"}, Egress: network.EgressSingleNAT,
		Transform: network.Transform{
			VPC:                  take(a, one("main", a.vpc), func(*ec2.VpcArgs) {}),
			DefaultSecurityGroup: take(a, one("main--default", a.defaultGroup), func(*ec2.DefaultSecurityGroupArgs) {}),
			InternetGateway:      take(a, one("main", a.internetGateway), func(*ec2.InternetGatewayArgs) {}),
			NATGateway:           take(a, one("main--nat-eu-west-1a", a.natGateway), func(*ec2.NatGatewayArgs) {}),
			Address:              take(a, one("main--nat-eu-west-1a", a.address), func(*ec2.EipArgs) {}),
			RouteTable:           take(a, a.tables, func(*ec2.RouteTableArgs) {}),
			Route:                take(a, a.routes, func(*ec2.RouteArgs) {}),

			RouteTableAssociation: take(a, a.associations, func(*ec2.RouteTableAssociationArgs) {}),
			Subnet: infra.Import(a.ids(a.subnets), func(name string, args *ec2.SubnetArgs, _ *[]pulumi.ResourceOption) {
				args.CidrBlock = pulumi.String(blocks[name])
			}),
			FlowLogGroup: take(a, one("main--flow-log", "/vpc/flow"), func(args *cloudwatch.LogGroupArgs) {
				args.Name = pulumi.String("/vpc/flow")
			}),
		},
	}, pulumi.RetainOnDelete(a.keep))
	if err != nil {
		return err
	}
	if err := a.adoptBalancer(ctx, net); err != nil {
		return err
	}
	return a.adoptDatabase(ctx, net)
}

func (a adoption) adoptBalancer(ctx *pulumi.Context, net *network.VPC) error {
	_, err := ingress.New(ctx, "web", &ingress.Args{
		Network: net.Public(), Public: true, AllowDeletion: true,
		Targets: map[string]ingress.Target{"api": {HealthPath: "/healthz"}},
		Transform: ingress.Transform{
			LoadBalancer: take(a, one("web", a.balancer), func(args *lb.LoadBalancerArgs) {
				args.Name = pulumi.String("legacy")
			}),
			TargetGroup: take(a, one("web-tg-api", a.targetGroup), func(args *lb.TargetGroupArgs) {
				args.Name, args.Port = pulumi.String("legacy-api"), pulumi.Int(8080)
			}),
			Listener: take(a, one("web--http", a.listener), func(*lb.ListenerArgs) {}),
			SecurityGroup: take(a, one("web", a.balancerGroup), func(args *ec2.SecurityGroupArgs) {
				args.Name, args.Description = pulumi.String("legacy-alb"), pulumi.String("made by hand")
			}),
			IngressRule: take(a, one("web--http-0.0.0.0/0", a.balancerRule), func(*vpc.SecurityGroupIngressRuleArgs) {}),
		},
	}, pulumi.RetainOnDelete(a.keep))
	return err
}

func (a adoption) adoptDatabase(ctx *pulumi.Context, net *network.VPC) error {
	var password pulumi.StringInput = pulumi.String(existingPassword) // in a stack of yours: a secret of its configuration
	if a.managed {
		password = nil
	}
	_, err := databases.New(ctx, "data", &databases.Args{
		Network: net.Isolated(), DatabaseName: "shop", Username: "owner", Password: password, EngineVersion: "17",
		SingleZone: true, AllowDeletion: true,
		Transform: databases.Transform{
			Instance: take(a, one("data", "legacy"), func(args *rds.InstanceArgs) {
				args.Identifier = pulumi.String("legacy")
				args.EngineLifecycleSupport = pulumi.String("open-source-rds-extended-support")
			}),
			SubnetGroup: take(a, one("data", "legacy-subnets"), func(args *rds.SubnetGroupArgs) {
				args.Name, args.Description = pulumi.String("legacy-subnets"), pulumi.String("made by hand")
			}),
			SecurityGroup: take(a, one("data", a.databaseGroup), func(args *ec2.SecurityGroupArgs) {
				args.Name, args.Description = pulumi.String("legacy-db"), pulumi.String("made by hand")
			}),
			LogGroup: infra.Import(a.ids(one("data--postgresql", "/aws/rds/instance/legacy/postgresql")),
				func(name string, args *cloudwatch.LogGroupArgs, _ *[]pulumi.ResourceOption) {
					args.Name = pulumi.String("/aws/rds/instance/legacy/" + strings.TrimPrefix(name, "data--"))
				}),
		},
	}, pulumi.RetainOnDelete(a.keep))
	return err
}

// take adopts the resources with these ids, and sets what they cannot change.
func take[A any](a adoption, ids map[string]string, fixed func(*A)) infra.Edit[A] {
	return infra.Import(a.ids(ids), func(_ string, args *A, _ *[]pulumi.ResourceOption) { fixed(args) })
}

func (a adoption) ids(ids map[string]string) map[string]string {
	if !a.importing {
		return nil
	}
	return ids
}

func one(name, id string) map[string]string { return map[string]string{name: id} }
