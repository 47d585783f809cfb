package ecsservice_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/offline"
)

const (
	secretARN    = pulumi.String("arn:aws:secretsmanager:us-east-1:123456789012:secret:keys-AbCdEf")
	tokenARN     = pulumi.String("arn:aws:secretsmanager:us-east-1:123456789012:secret:token-AbCdEf")
	parameterARN = pulumi.String("arn:aws:ssm:us-east-1:123456789012:parameter/keys")
	keyARN       = pulumi.String("arn:aws:kms:us-east-1:123456789012:key/1234")
	targetARN    = pulumi.String("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/73e2d6bc")
	clusterARN   = pulumi.String("arn:aws:ecs:us-east-1:123456789012:cluster/shared")
	queueARN     = pulumi.String("arn:aws:sqs:us-east-1:123456789012:jobs")
	policyARN    = pulumi.String("arn:aws:iam::aws:policy/ReadOnlyAccess")
	image        = pulumi.String("123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api:1.4.2")
)

// small returns valid arguments with the required fields and a port, after changes.
func small(change ...func(*ecsservice.Args)) *ecsservice.Args {
	a := &ecsservice.Args{
		Network: infra.Network{
			VPCID: pulumi.String("vpc-1"), SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
		},
		Container: ecsservice.Container{Image: image, Port: 8000},
	}
	for _, c := range change {
		c(a)
	}
	return a
}

func behindLoadBalancer(a *ecsservice.Args) {
	a.LoadBalancer = &infra.LoadBalancer{TargetGroupARN: targetARN, SecurityGroupID: pulumi.String("sg-balancer")}
}

func blueGreen(a *ecsservice.Args) {
	behindLoadBalancer(a)
	a.Deployment = ecsservice.BlueGreen
}

func scaled(a *ecsservice.Args) {
	a.Scaling = &ecsservice.Scaling{Min: new(2), Max: 6, CPUPercent: 60, MemoryPercent: 70}
}

// full sets every field that adds children.
func full(a *ecsservice.Args) {
	behindLoadBalancer(a)
	scaled(a)
	a.Container.Secrets = map[string]ecsservice.Secret{"API_KEYS_JSON": {ARN: secretARN, KMSKeyARN: keyARN}}
	a.Sidecars = map[string]ecsservice.Container{"agent": {Image: pulumi.String("agent:1")}}
	a.ReadSecrets = []ecsservice.Secret{{ARN: secretARN}}
	a.ManagedPolicyARNs = map[string]pulumi.StringInput{"reader": policyARN}
	a.Connections = map[string]infra.Connection{
		"database": {SecurityGroupID: pulumi.String("sg-database"), Port: 5432},
	}
}

func run(t testing.TB, args *ecsservice.Args) *graphtest.Graph {
	t.Helper()
	return graphtest.Run(t, func(ctx *pulumi.Context) error {
		_, err := ecsservice.New(ctx, "api", args)
		return err
	})
}

// withOther returns a program that creates a service from outputs of a resource of another
// component.
func withOther(change func(*ecsservice.Args, *cloudwatch.LogGroup)) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		other, err := elsewhere(ctx, "source", nil)
		if err != nil {
			return err
		}
		args := small()
		change(args, other)
		_, err = ecsservice.New(ctx, "api", args)
		return err
	}
}

// elsewhere creates a resource of another component.
func elsewhere(ctx *pulumi.Context, name string, value pulumi.StringPtrInput) (*cloudwatch.LogGroup, error) {
	type owner struct{ pulumi.ResourceState }
	parent := &owner{}
	if err := ctx.RegisterComponentResource("test:index:Other", name, parent); err != nil {
		return nil, err
	}
	return cloudwatch.NewLogGroup(ctx, name, &cloudwatch.LogGroupArgs{KmsKeyId: value}, pulumi.Parent(parent))
}

// What tasks need is created before the service and deleted after it.
func TestServiceStartsLastAndGoesFirst(t *testing.T) {
	for mode, change := range map[string]func(*ecsservice.Args){
		"rolling":    full,
		"blue/green": func(a *ecsservice.Args) { full(a); blueGreen(a) },
	} {
		g := run(t, small(change))
		service := g.Only("ecs/service:Service")
		for _, typ := range []string{
			"LogGroup", "Cluster", "Role", "RolePolicy", "RolePolicyAttachment", "TaskDefinition",
			"SecurityGroup", "SecurityGroupIngressRule", "SecurityGroupEgressRule",
		} {
			for _, needed := range g.All(typ) {
				if !service.WaitsFor(needed) {
					t.Errorf("%s: the service does not wait for %s %q", mode, needed.Type, needed.Name)
				}
			}
		}
		for _, policy := range g.All("appautoscaling/policy:Policy") {
			if !policy.WaitsFor(g.Only("appautoscaling/target:Target")) || !policy.WaitsFor(service) {
				t.Errorf("%s: %s outlives what it scales", mode, policy.Name)
			}
		}
	}
}

func TestServiceWaitsForWhatItIsGiven(t *testing.T) {
	for what, change := range map[string]func(*ecsservice.Args, *cloudwatch.LogGroup){
		"a secret's version": func(a *ecsservice.Args, other *cloudwatch.LogGroup) {
			a.Container.Secrets = map[string]ecsservice.Secret{"KEY": {ARN: secretARN, VersionID: other.Name}}
		},
		"a subnet": func(a *ecsservice.Args, other *cloudwatch.LogGroup) {
			a.Network.SubnetIDs = pulumi.StringArray{other.Name}
		},
		"a variable": func(a *ecsservice.Args, other *cloudwatch.LogGroup) {
			a.Container.Environment = map[string]pulumi.StringInput{"HOST": other.Name}
		},
		"an image": func(a *ecsservice.Args, other *cloudwatch.LogGroup) { a.Container.Image = other.Name },
		"a group": func(a *ecsservice.Args, other *cloudwatch.LogGroup) {
			behindLoadBalancer(a)
			a.LoadBalancer.SecurityGroupID = other.Name
		},
		"a container": func(a *ecsservice.Args, other *cloudwatch.LogGroup) {
			a.Sidecars = map[string]ecsservice.Container{"agent": {Image: other.Name}}
		},
	} {
		g := graphtest.Run(t, withOther(change))
		if !g.Only("ecs/service:Service").WaitsFor(g.Named("LogGroup", "source")) {
			t.Errorf("the service does not wait for %s", what)
		}
	}
}

func TestWrongARNsAreRefusedAsSoonAsTheyAreKnown(t *testing.T) {
	for want, change := range map[string]func(*ecsservice.Args, *cloudwatch.LogGroup){
		"LoadBalancer.TargetGroupARN": func(a *ecsservice.Args, other *cloudwatch.LogGroup) {
			behindLoadBalancer(a)
			a.LoadBalancer.TargetGroupARN = other.Arn
		},
		"ClusterARN": func(a *ecsservice.Args, other *cloudwatch.LogGroup) { a.ClusterARN = other.Arn },
		`ManagedPolicyARNs["x"]`: func(a *ecsservice.Args, other *cloudwatch.LogGroup) {
			a.ManagedPolicyARNs = map[string]pulumi.StringInput{"x": other.Arn}
		},
		`Container.Secrets["KEY"].ARN`: func(a *ecsservice.Args, other *cloudwatch.LogGroup) {
			a.Container.Secrets = map[string]ecsservice.Secret{"KEY": {ARN: other.Arn}}
		},
		`ReadSecrets[0].ARN`: func(a *ecsservice.Args, other *cloudwatch.LogGroup) {
			a.ReadSecrets = []ecsservice.Secret{{ARN: other.Arn}}
		},
		`ReadSecrets[0].KMSKeyARN`: func(a *ecsservice.Args, other *cloudwatch.LogGroup) {
			a.ReadSecrets = []ecsservice.Secret{{ARN: secretARN, KMSKeyARN: other.Arn}}
		},
		"is an SSM parameter, which does not support JSONField": func(a *ecsservice.Args, _ *cloudwatch.LogGroup) {
			a.Container.Secrets = map[string]ecsservice.Secret{"KEY": {ARN: parameterARN.ToStringOutput(), JSONField: "a"}}
		},
	} {
		checktest.Contains(t, graphtest.FailLate(t, withOther(change)), `ecsservice "api": `, want)
	}
}

func TestTagsAndTransformReachTheChildren(t *testing.T) {
	g := run(t, small(full, func(a *ecsservice.Args) {
		a.Tags = map[string]string{"team": "search"}
		a.Transform.Service = func(_ string, args *ecs.ServiceArgs, opts *[]pulumi.ResourceOption) {
			args.EnableExecuteCommand = pulumi.Bool(true)
			*opts = append(*opts, pulumi.IgnoreChanges([]string{"tags"}))
		}
	}))
	for _, typ := range []string{
		"LogGroup", "Cluster", "Role", "TaskDefinition", "SecurityGroup", "SecurityGroupIngressRule",
		"SecurityGroupEgressRule", "ecs/service:Service", "appautoscaling/target:Target",
	} {
		for _, n := range g.All(typ) {
			if n.Text("tags.team") != "search" || n.Text("tags.Name") != n.Name {
				t.Errorf("%s %q has the tags %v", n.Type, n.Name, n.Get("tags"))
			}
		}
	}
	service := g.Only("ecs/service:Service")
	if service.Get("enableExecuteCommand") != true || !slices.Contains(service.Ignores(), "tags") {
		t.Error("the edit did not reach the service")
	}
}

func TestNilArgsAreEmptyArgs(t *testing.T) {
	checktest.Contains(t, graphtest.Fail(t, func(ctx *pulumi.Context) error {
		_, err := ecsservice.New(ctx, "api", nil)
		return err
	}), "Network.VPCID", "Network.SubnetIDs", "Container.Image")
}

// anotherPartition has other ARNs and another account than the default of the tests.
var anotherPartition = offline.Cloud{Region: "cn-north-1", Account: "210987654321"}
