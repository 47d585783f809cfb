package components

import (
	"maps"
	"regexp"
	"slices"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/infratest"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
	"github.com/knwl-platform/infra/observability"
)

// withMocks runs the program as a user's unit test does.
func withMocks(t *testing.T, program pulumi.RunFunc) *infratest.Recorder {
	t.Helper()
	m := infratest.Mocks()
	ids := []any{"subnet-1", "subnet-2"}
	m.StackOutputs("organization/platform/prod",
		map[string]any{"vpcId": "vpc-1", "publicSubnetIds": ids, "privateSubnetIds": ids})
	if err := pulumi.RunErr(program, pulumi.WithMocks("shop", "test", m)); err != nil {
		t.Error(err)
	}
	return m
}

func TestMocksServeEachComponent(t *testing.T) {
	each(t, func(t *testing.T, c component) { withMocks(t, c.program(unchanged)) })
}

func TestMocksServeAllComponentsTogether(t *testing.T) { withMocks(t, together) }

// forgetful are mocks that do not return one output, such as "aws:sns/topic:Topic arn".
type forgetful struct {
	infratest.Recorder
	forgotten string

	mu      sync.Mutex
	outputs map[string]bool // that it knows
}

func (m *forgetful) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	id, state, err := m.Recorder.NewResource(args)
	if !args.Custom || err != nil {
		return id, state, err
	}
	known := state.Copy()
	for key := range state {
		output := args.TypeToken + " " + string(key)
		if args.Inputs.HasValue(key) {
			continue
		}
		m.mu.Lock()
		m.outputs[output] = true
		m.mu.Unlock()
		if output == m.forgotten {
			delete(known, key)
		}
	}
	return id, known, nil
}

// namesField matches an error that names a component, and the field to which a value was given or the
// child that has no ARN.
var namesField = regexp.MustCompile(`: [a-z]+( [a-z]+)? "[a-z-]+": ([A-Z][A-Za-z]+|arn of the [A-Za-z]+)`)

func TestErrorsOfMissingOutputsNameComponentAndField(t *testing.T) {
	programs := map[string]pulumi.RunFunc{
		"together": together, "attended": attended, "connected": connected, "scheduled": scheduled,
	}
	for name, c := range components {
		programs[name] = c.program(unchanged)
	}
	without := func(output string, program pulumi.RunFunc) (outputs map[string]bool, err error) {
		m := &forgetful{forgotten: output, outputs: map[string]bool{}}
		err = pulumi.RunErr(program, pulumi.WithMocks("shop", "test", m))
		return m.outputs, err
	}
	reported := map[string]bool{}
	for name, program := range programs {
		outputs, err := without("", program)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for output := range outputs {
			if _, err := without(output, program); err != nil {
				reported[output] = true
				if !namesField.MatchString(err.Error()) {
					t.Errorf("%s without %s: %v", name, output, err)
				}
			}
		}
	}
	if len(reported) < 15 {
		t.Errorf("only these are missed: %q", slices.Sorted(maps.Keys(reported)))
	}
}

// together wires all components. Each one checks what the mocks return for the one before.
func together(ctx *pulumi.Context) error {
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
}
