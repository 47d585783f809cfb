package ecsservice

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

// valid returns valid arguments with the required fields and a port, after changes.
func valid(change ...func(*Args)) Args {
	a := Args{
		Network: infra.Network{
			VPCID: pulumi.String("vpc-1"), SubnetIDs: pulumi.ToStringArray([]string{"subnet-1"}),
		},
		Container: Container{Image: pulumi.String("public.ecr.aws/nginx/nginx:1.27"), Port: 8000},
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

// internal is a load balancer beside the one of behindLoadBalancer.
var internal = &infra.LoadBalancer{TargetGroupARN: targetARN, SecurityGroupID: pulumi.String("sg-internal")}

func further(key string, l *infra.LoadBalancer) func(*Args) {
	return func(a *Args) { a.FurtherLoadBalancers = map[string]*infra.LoadBalancer{key: l} }
}

func behindLoadBalancer(a *Args) {
	a.LoadBalancer = &infra.LoadBalancer{TargetGroupARN: targetARN, SecurityGroupID: pulumi.String("sg-1")}
}

const (
	secretOf     = "arn:aws:secretsmanager:us-east-1:123456789012:secret:"
	secretARN    = pulumi.String(secretOf + "keys-AbCdEf")
	parameterARN = pulumi.String("arn:aws:ssm:us-east-1:123456789012:parameter/keys")
	targetARN    = pulumi.String("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/73e2d6bc")
	balancerARN  = pulumi.String("arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/api/73e2d6bc")
)

func TestPermissionTakesActionsOfOneServiceByName(t *testing.T) {
	for action, ok := range map[string]bool{
		"s3:GetObject": true, "s3:Get*": true, "rds-db:connect": true, "bedrock:Invoke*Stream": true,
		"bedrock:InvokeModelWithResponseStream": true, "apigateway:GET": true, "kafka-cluster:Connect": true,
		"dynamodb:*Item": true, "ec2:Describe?olumes": true, "IAM:listaccesskeys": true,
		"*": false, "s3:*": false, "s3:**": false, "s3:?*": false, "s3:": false, "GetObject": false,
		"*:GetObject": false, "s3:Get Object": false, "s3:a:b": false, "": false,
	} {
		_, err := resolve("api", valid(func(a *Args) {
			a.Permissions = []Permission{{Actions: []string{action}, AnyResource: true}}
		}))
		if (err == nil) != ok {
			t.Errorf("%q: %v", action, err)
		}
	}
}

func TestResolveRefuses(t *testing.T) {
	permission := func(p Permission) Args { return valid(func(a *Args) { a.Permissions = []Permission{p} }) }

	checktest.Table[Args]{
		"no VPC": {
			Args: valid(func(a *Args) { a.Network.VPCID = nil }),
			Want: `Network.VPCID (not set): is required`,
		},
		"no subnets": {
			Args: valid(func(a *Args) { a.Network.SubnetIDs = nil }),
			Want: `Network.SubnetIDs (not set): is required`,
		},
		"empty list": {
			Args: valid(func(a *Args) { a.Network.SubnetIDs = pulumi.StringArray{} }),
			Want: `Network.SubnetIDs (not set): is required`,
		},
		"odd CPU": {
			Args: valid(func(a *Args) { a.CPU = 300 }),
			Want: `CPU 300: must be 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768 CPU units on Fargate`,
		},
		"odd memory": {
			Args: valid(func(a *Args) { a.CPU, a.MemoryMiB = 512, 8192 }),
			Want: `MemoryMiB 8192: must be 1024 to 4096 MiB in steps of 1024 for 512 CPU units on Fargate`,
		},
		"processor": {
			Args: valid(func(a *Args) { a.Architecture = "arm" }),
			Want: `Architecture "arm": must be one of X86_64, ARM64`,
		},
		"retention": {
			Args: valid(func(a *Args) { a.LogRetentionDays = 10 }),
			Want: `LogRetentionDays 10: must be a retention period of CloudWatch Logs`,
		},
		"deployment": {
			Args: valid(func(a *Args) { a.Deployment = "canary" }),
			Want: `Deployment "canary": must be one of rolling, blue-green`,
		},
		"no task": {
			Args: valid(func(a *Args) { a.DesiredCount = new(-1) }),
			Want: `DesiredCount -1: must be at least 0`,
		},
		"a part for the program": {
			Args: valid(func(a *Args) { a.ReadSecrets = []Secret{{ARN: secretARN, JSONField: "a"}} }),
			Want: `ReadSecrets[0].JSONField "a": must not be set`,
		},
		"another secret to read": {
			Args: valid(func(a *Args) { a.ReadSecrets = []Secret{{ARN: balancerARN}} }),
			Want: `ReadSecrets[0].ARN "` + string(balancerARN) + `": must be a Secrets Manager secret or SSM parameter ARN`,
		},
		"all actions": {
			Args: permission(Permission{Actions: []string{"*"}, AnyResource: true}),
			Want: `Permissions[0].Actions[0] "*": must be an action of one service`,
		},
		"all actions of a service": {
			Args: permission(Permission{Actions: []string{"s3:*"}, AnyResource: true}),
			Want: `Permissions[0].Actions[0] "s3:*": must be an action of one service`,
		},
		"no action": {
			Args: permission(Permission{AnyResource: true}),
			Want: `Permissions[0].Actions (empty): is required`,
		},
		"an empty list of actions": {
			Args: permission(Permission{Actions: []string{}, AnyResource: true}),
			Want: `Permissions[0].Actions (empty): must not be empty`,
		},
		"no resource": {
			Args: permission(Permission{Actions: []string{"s3:GetObject"}}),
			Want: `Permissions[0].Resources (not set): is required`,
		},
		"every resource": {
			Args: permission(Permission{
				Actions: []string{"s3:GetObject"}, Resources: []pulumi.StringInput{pulumi.String("*")},
			}),
			Want: `Permissions[0].Resources[0] "*": must be an ARN`,
		},
		"every and named resources": {
			Args: permission(Permission{
				Actions: []string{"s3:GetObject"}, AnyResource: true, Resources: []pulumi.StringInput{secretARN},
			}),
			Want: `Permissions[0].AnyResource true: must not be set with Resources`,
		},
		"a policy by name": {
			Args: valid(func(a *Args) {
				a.ManagedPolicyARNs = map[string]pulumi.StringInput{"x": pulumi.String("ReadOnlyAccess")}
			}),
			Want: `ManagedPolicyARNs["x"] "ReadOnlyAccess": must be an IAM policy ARN`,
		},
		"a policy twice": {
			Args: valid(func(a *Args) {
				const reader = pulumi.String("arn:aws:iam::aws:policy/ReadOnlyAccess")
				a.ManagedPolicyARNs = map[string]pulumi.StringInput{"x": reader, "y": reader}
			}),
			Want: `ManagedPolicyARNs["y"] "arn:aws:iam::aws:policy/ReadOnlyAccess": is the same as ManagedPolicyARNs["x"], ` +
				`and IAM attaches a policy only once`,
		},
		"a cluster by name": {
			Args: valid(func(a *Args) { a.ClusterARN = pulumi.String("main") }),
			Want: `ClusterARN "main": must be an ECS cluster ARN`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("api", a); return err })
}

func TestResolveRefusesNames(t *testing.T) {
	for name, want := range map[string]string{
		"sg-api":   `name "sg-api": must not start with "sg-"`,
		"api svc":  `name "api svc": must contain only letters, digits and hyphens`,
		longerName: `must have at most 45, because the name of the execution role`,
	} {
		_, err := resolve(name, valid())
		checktest.Contains(t, err, want, ";")
	}
}

const longerName = "a-service-whose-name-leaves-no-room-for-its-role"

func TestResolveReportsEveryMistakeAtOnce(t *testing.T) {
	_, err := resolve("api", Args{
		CPU: 1, Deployment: BlueGreen, Sidecars: map[string]Container{"api": {Image: pulumi.String("agent:1")}},
	})
	checktest.Contains(t, err, `ecsservice "api": 6 mistakes:`,
		"Network.VPCID", "Network.SubnetIDs", "Container.Image", "CPU 1", "Deployment", `Sidecars["api"]`)
}

func TestResolveSkipsWhatIsNotKnownYet(t *testing.T) {
	later := pulumi.String("known later").ToStringOutput()
	_, err := resolve("api", Args{
		Network: infra.Network{
			VPCID: later, SubnetIDs: pulumi.StringArray{later}.ToStringArrayOutput(),
			Endpoints: &infra.Endpoints{SecurityGroupID: later, S3PrefixListID: later},
		},
		ClusterARN: later,
		Container: Container{
			Image: later, Port: 1,
			Secrets: map[string]Secret{"KEY": {ARN: later, JSONField: "a", VersionID: later, KMSKeyARN: later}},
		},
		ReadSecrets:       []Secret{{ARN: later, KMSKeyARN: later}},
		Permissions:       []Permission{{Actions: []string{"s3:Get*"}, Resources: []pulumi.StringInput{later}}},
		ManagedPolicyARNs: map[string]pulumi.StringInput{"x": later},
		LoadBalancer:      &infra.LoadBalancer{TargetGroupARN: later, SecurityGroupID: later},
	})
	if err != nil {
		t.Error(err)
	}
}

func TestResolveDefaults(t *testing.T) {
	c, err := resolve("api", valid(behindLoadBalancer))
	if err != nil {
		t.Fatal(err)
	}
	if c.CPU != 256 || c.MemoryMiB != 512 || c.Architecture != X86_64 || c.LogRetentionDays != 14 ||
		*c.DesiredCount != 1 || c.blueGreen() || *c.HealthCheckGraceSeconds != 60 {
		t.Errorf("defaults are %+v", c.Args)
	}
	if main := c.containers[0]; main.User != "65532:65532" || main.WritableRoot || main.name != "api" {
		t.Errorf("the main container is %+v", main)
	}
}

func TestArgsOfTheCallerAreNotChanged(t *testing.T) {
	a := valid(behindLoadBalancer, func(a *Args) { a.Scaling = &Scaling{Max: 2, CPUPercent: 60} })
	if _, err := resolve("api", a); err != nil {
		t.Fatal(err)
	}
	if a.Scaling.Min != nil || a.HealthCheckGraceSeconds != nil || a.CPU != 0 {
		t.Error("resolve wrote its defaults into the caller's Args")
	}
}
