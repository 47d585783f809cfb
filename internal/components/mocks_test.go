package components

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
	"github.com/knwl-platform/infra/observability"
)

// readmeMocks are the mocks that README.md describes for a user's unit tests, and nothing more.
type readmeMocks struct{}

func (readmeMocks) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	state := args.Inputs.Copy()
	state["arn"] = resource.NewProperty(arnOf(args.TypeToken, args.Name))
	if !state.HasValue("name") {
		state["name"] = resource.NewProperty(args.Name)
	}
	switch args.TypeToken {
	case "aws:rds/instance:Instance":
		secret := resource.PropertyMap{"secretArn": resource.NewProperty(string(secretARN))}
		state["masterUserSecrets"] = resource.NewProperty([]resource.PropertyValue{resource.NewProperty(secret)})
	case "aws:ec2/vpcEndpoint:VpcEndpoint":
		state["prefixListId"] = resource.NewProperty("pl-1")
	case "aws:acm/certificate:Certificate":
		state["domainValidationOptions"] = validationOptions(args.Inputs["subjectAlternativeNames"].ArrayValue())
	}
	return args.Name + "_id", state, nil
}

// validationOptions returns a DNS record for each name, as ACM asks for it.
func validationOptions(names []resource.PropertyValue) resource.PropertyValue {
	options := []resource.PropertyValue{}
	for _, name := range names {
		options = append(options, resource.NewProperty(resource.PropertyMap{
			"domainName": name, "resourceRecordName": resource.NewProperty("_1." + name.StringValue()),
			"resourceRecordType": resource.NewProperty("CNAME"), "resourceRecordValue": resource.NewProperty("_2.example.net"),
		}))
	}
	return resource.NewProperty(options)
}

func (readmeMocks) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return args.Args, nil
}

// arnOf returns an ARN for a resource type. It has the right form for each type whose ARN a
// component checks.
func arnOf(typ, name string) string {
	switch typ {
	case "aws:acm/certificate:Certificate":
		return "arn:aws:acm:" + inAccount + "certificate/" + name
	case "aws:cloudwatch/logGroup:LogGroup":
		return "arn:aws:logs:" + inAccount + "log-group:" + name
	case "aws:ecs/cluster:Cluster":
		return ecsARN + "cluster/" + name
	case "aws:ecs/taskDefinition:TaskDefinition":
		return ecsARN + "task-definition/" + name + ":1"
	case "aws:iam/role:Role":
		return iamARN + "role/" + name
	case "aws:lb/listener:Listener":
		return elbARN + "listener/app/" + name + "/1/2"
	case "aws:lb/loadBalancer:LoadBalancer":
		return elbARN + "loadbalancer/app/" + name + "/1"
	case "aws:lb/targetGroup:TargetGroup":
		return elbARN + "targetgroup/" + name + "/1"
	case "aws:rds/instance:Instance":
		return "arn:aws:rds:" + inAccount + "db:" + name
	case "aws:servicediscovery/httpNamespace:HttpNamespace":
		return "arn:aws:servicediscovery:" + inAccount + "namespace/" + name
	case "aws:sns/topic:Topic":
		return "arn:aws:sns:" + inAccount + name
	}
	service, _, _ := strings.Cut(strings.TrimPrefix(typ, "aws:"), "/")
	return "arn:aws:" + service + ":" + inAccount + name
}

func withReadmeMocks(t *testing.T, program pulumi.RunFunc) {
	t.Helper()
	if err := pulumi.RunErr(program, pulumi.WithMocks("shop", "test", readmeMocks{})); err != nil {
		t.Error(err)
	}
}

func TestMocksInREADMEServeEachComponent(t *testing.T) {
	each(t, func(t *testing.T, c component) { withReadmeMocks(t, c.program(unchanged)) })
}

// Each component checks the values that the mocks return for the one before.
func TestMocksInREADMEServeAllComponentsTogether(t *testing.T) {
	withReadmeMocks(t, func(ctx *pulumi.Context) error {
		zones := []string{"us-east-1a", "us-east-1b"}
		net, err := network.New(ctx, "shop", &network.Args{Zones: zones, Egress: network.EgressEndpoints})
		if err != nil {
			return err
		}
		cert, err := domain.New(ctx, "shop", &domain.Args{Name: "shop.example.com", ZoneID: pulumi.String("Z0123456789")})
		if err != nil {
			return err
		}
		front, err := ingress.New(ctx, "shop", &ingress.Args{
			Network: net.Public(), Public: true, CertificateARN: cert.CertificateARN,
			API:     &ingress.API{SubnetIDs: net.PrivateSubnetIDs, ServerName: "shop.example.com"},
			Targets: map[string]ingress.Target{"web": {HealthPath: "/healthz", BlueGreen: true}},
		})
		if err != nil {
			return err
		}
		db, err := database.New(ctx, "shop", &database.Args{Network: net.Isolated(), DatabaseName: "shop"})
		if err != nil {
			return err
		}
		web := front.Targets["web"]
		service, err := ecsservice.New(ctx, "web", &ecsservice.Args{
			Network: net.Private(), Deployment: ecsservice.BlueGreen,
			Container: ecsservice.Container{
				Image: pulumi.String("example/shop:1"), Port: 8080,
				Secrets: map[string]ecsservice.Secret{"DB": {ARN: db.SecretARN}},
			},
			LoadBalancer: web.ForService(), Connections: map[string]infra.Connection{"database": db.Connection()},
		})
		if err != nil {
			return err
		}
		watched := observability.Target{LoadBalancerARN: front.LoadBalancerARN, ARN: web.ARN, GreenARN: web.GreenARN}
		running := observability.Service{ClusterARN: service.ClusterARN, ServiceName: service.ServiceName}
		monitor, err := observability.New(ctx, "shop", &observability.Args{
			Services:  map[string]observability.Service{"web": running},
			Targets:   map[string]observability.Target{"web": watched},
			Databases: map[string]observability.Database{"main": {ARN: db.ARN}},
			APIs:      map[string]observability.API{"main": {ID: front.API.ID}},
			LogGroups: map[string]observability.LogGroup{"web": {Name: service.LogGroupName}},
		})
		if err != nil {
			return err
		}
		_, err = bluegreen.New(ctx, "web", &bluegreen.Args{
			Service: service.ForBlueGreen(), Target: web.ForBlueGreen(), RollbackAlarms: monitor.RollbackAlarms["web"],
		})
		return err
	})
}
