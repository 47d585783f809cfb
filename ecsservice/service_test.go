package ecsservice_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

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
	policyARN    = pulumi.String("arn:aws:iam::aws:policy/ReadOnlyAccess")
	image        = pulumi.String("123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api:1.4.2")
)

// small is the least that a service needs, with changes.
func small(change ...func(*ecsservice.Args)) *ecsservice.Args {
	a := &ecsservice.Args{
		VPCID:     pulumi.String("vpc-1"),
		SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
		Container: ecsservice.Container{Image: image, Port: 8000},
	}
	for _, c := range change {
		c(a)
	}
	return a
}

func behindLoadBalancer(a *ecsservice.Args) {
	a.LoadBalancer = &ecsservice.LoadBalancer{TargetGroupARN: targetARN, SecurityGroupID: pulumi.String("sg-balancer")}
}

func blueGreen(a *ecsservice.Args) {
	behindLoadBalancer(a)
	a.Deployment = ecsservice.BlueGreen
}

func scaled(a *ecsservice.Args) {
	a.Scaling = &ecsservice.Scaling{Min: new(2), Max: 6, CPUPercent: 60, MemoryPercent: 70}
}

// full uses everything there is.
func full(a *ecsservice.Args) {
	behindLoadBalancer(a)
	scaled(a)
	a.Container.Secrets = map[string]ecsservice.Secret{"API_KEYS_JSON": {ARN: secretARN, KMSKeyARN: keyARN}}
	a.Sidecars = map[string]ecsservice.Container{"agent": {Image: pulumi.String("agent:1")}}
	a.ReadSecrets = []ecsservice.Secret{{ARN: secretARN}}
	a.ManagedPolicyARNs = map[string]pulumi.StringInput{"reader": policyARN}
	a.Connections = map[string]ecsservice.Connection{"database": {SecurityGroupID: pulumi.String("sg-database"), Port: 5432}}
}

func run(t testing.TB, args *ecsservice.Args) *graphtest.Graph {
	t.Helper()
	return graphtest.Run(t, func(ctx *pulumi.Context) error {
		_, err := ecsservice.New(ctx, "api", args)
		return err
	})
}

// with makes a service from values that resources of another component have.
func with(t testing.TB, running func(testing.TB, pulumi.RunFunc) *graphtest.Graph, change func(*ecsservice.Args, *cloudwatch.LogGroup)) *graphtest.Graph {
	t.Helper()
	return running(t, func(ctx *pulumi.Context) error {
		other, err := elsewhere(ctx, "source", nil)
		if err != nil {
			return err
		}
		args := small()
		change(args, other)
		_, err = ecsservice.New(ctx, "api", args)
		return err
	})
}

// elsewhere makes a resource of another component.
func elsewhere(ctx *pulumi.Context, name string, value pulumi.StringPtrInput) (*cloudwatch.LogGroup, error) {
	type owner struct{ pulumi.ResourceState }
	parent := &owner{}
	if err := ctx.RegisterComponentResource("test:index:Other", name, parent); err != nil {
		return nil, err
	}
	return cloudwatch.NewLogGroup(ctx, name, &cloudwatch.LogGroupArgs{KmsKeyId: value}, pulumi.Parent(parent))
}

// Lessons 13, 14, 19, 23 and 26: what a task needs exists before the service and goes after it, by dependencies and not by luck.
func TestServiceStartsLastAndGoesFirst(t *testing.T) {
	for mode, change := range map[string]func(*ecsservice.Args){"rolling": full, "blue/green": func(a *ecsservice.Args) { full(a); blueGreen(a) }} {
		g := run(t, small(change))
		service := g.Only("ecs/service:Service")
		for _, typ := range []string{"LogGroup", "Cluster", "Role", "RolePolicy", "RolePolicyAttachment", "TaskDefinition", "SecurityGroup", "SecurityGroupIngressRule", "SecurityGroupEgressRule"} {
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
		"a subnet": func(a *ecsservice.Args, other *cloudwatch.LogGroup) { a.SubnetIDs = pulumi.StringArray{other.Name} },
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
		g := with(t, graphtest.Run, change)
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
		"is an SSM parameter, which has no JSON fields": func(a *ecsservice.Args, _ *cloudwatch.LogGroup) {
			a.Container.Secrets = map[string]ecsservice.Secret{"KEY": {ARN: parameterARN.ToStringOutput(), JSONField: "a"}}
		},
	} {
		with(t, func(t testing.TB, program pulumi.RunFunc) *graphtest.Graph {
			checktest.Contains(t, graphtest.FailLate(t, program), `ecsservice "api": `, want)
			return nil
		}, change)
	}
}

func TestOutputs(t *testing.T) {
	got := map[string]any{}
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		service, err := ecsservice.New(ctx, "api", small(blueGreen, func(a *ecsservice.Args) { a.PublicIP = true }))
		if err != nil {
			return err
		}
		got["plain"] = []any{service.ContainerName, service.ContainerPort, service.BlueGreen, service.PublicIP}
		for name, output := range map[string]pulumi.StringOutput{
			"service": service.ServiceName, "cluster": service.ClusterName, "clusterArn": service.ClusterARN, "task": service.TaskDefinitionARN,
			"group": service.SecurityGroupID, "execution": service.ExecutionRoleARN, "role": service.TaskRoleARN, "logs": service.LogGroupName,
			"subnet": service.SubnetIDs.Index(pulumi.Int(1)),
		} {
			if _, err := elsewhere(ctx, name, output); err != nil {
				return err
			}
		}
		return nil
	})
	if fmt.Sprint(got["plain"]) != "[api 8000 true true]" {
		t.Errorf("the plain fields are %v", got["plain"])
	}
	for name, want := range map[string]any{
		"service":    g.Only("ecs/service:Service").State("name"),
		"cluster":    g.Only("Cluster").State("name"),
		"clusterArn": g.Only("Cluster").State("arn"),
		"task":       g.Only("TaskDefinition").State("arn"),
		"group":      g.Only("SecurityGroup").ID,
		"execution":  g.Named("Role", "api--execution").State("arn"),
		"role":       g.Named("Role", "api--task").State("arn"),
		"logs":       g.Named("LogGroup", "api").State("name"),
		"subnet":     "subnet-2",
	} {
		if got := g.Named("LogGroup", name).Get("kmsKeyId"); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	for _, rule := range append(g.All("SecurityGroupIngressRule"), g.All("SecurityGroupEgressRule")...) {
		if !g.Named("LogGroup", "group").WaitsFor(rule) {
			t.Errorf("the security group is handed out before %s exists", rule.Name)
		}
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
	for _, typ := range []string{"LogGroup", "Cluster", "Role", "TaskDefinition", "SecurityGroup", "SecurityGroupIngressRule", "SecurityGroupEgressRule", "ecs/service:Service", "appautoscaling/target:Target"} {
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
	}), "VPCID", "SubnetIDs", "Container.Image")
}

// anotherPartition is where no ARN starts with arn:aws: and no account is the usual one.
var anotherPartition = offline.Cloud{Partition: "aws-cn", Region: "cn-north-1", Account: "210987654321"}
