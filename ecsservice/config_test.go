package ecsservice

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

// valid is the least that a service needs, with changes.
func valid(change ...func(*Args)) Args {
	a := Args{
		VPCID:     pulumi.String("vpc-1"),
		SubnetIDs: pulumi.StringArray{pulumi.String("subnet-1")},
		Container: Container{Image: pulumi.String("public.ecr.aws/nginx/nginx:1.27"), Port: 8000},
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

const (
	secretOf     = "arn:aws:secretsmanager:us-east-1:123456789012:secret:"
	secretARN    = pulumi.String(secretOf + "keys-AbCdEf")
	parameterARN = pulumi.String("arn:aws:ssm:us-east-1:123456789012:parameter/keys")
	targetARN    = pulumi.String("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/73e2d6bc")
	balancerARN  = pulumi.String("arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/api/73e2d6bc")
)

func TestActions(t *testing.T) {
	for action, ok := range map[string]bool{
		"s3:GetObject": true, "s3:Get*": true, "rds-db:connect": true, "bedrock:Invoke*Stream": true, "bedrock:InvokeModelWithResponseStream": true,
		"apigateway:GET": true, "kafka-cluster:Connect": true, "dynamodb:*Item": true, "ec2:Describe?olumes": true, "IAM:listaccesskeys": true,
		"*": false, "s3:*": false, "s3:**": false, "s3:?*": false, "s3:": false, "GetObject": false, "*:GetObject": false, "s3:Get Object": false, "s3:a:b": false, "": false,
	} {
		_, err := resolve("api", valid(func(a *Args) { a.Permissions = []Permission{{Actions: []string{action}, AnyResource: true}} }))
		if (err == nil) != ok {
			t.Errorf("%q: %v", action, err)
		}
	}
}

func TestResolveRefuses(t *testing.T) {
	environment := func(name string) Args {
		return valid(func(a *Args) { a.Container.Environment = map[string]pulumi.StringInput{name: pulumi.String("hunter2")} })
	}
	secret := func(s Secret) Args {
		return valid(func(a *Args) { a.Container.Secrets = map[string]Secret{"KEY": s} })
	}
	sidecar := func(name string, c Container) Args {
		return valid(func(a *Args) {
			c.Image = pulumi.String("agent:1")
			a.Sidecars = map[string]Container{name: c}
		})
	}
	permission := func(p Permission) Args { return valid(func(a *Args) { a.Permissions = []Permission{p} }) }
	scaling := func(s Scaling) Args { return valid(func(a *Args) { a.Scaling = &s }) }

	checktest.Table[Args]{
		"no VPC":      {Args: valid(func(a *Args) { a.VPCID = nil }), Want: `VPCID (not set): is required`},
		"no subnets":  {Args: valid(func(a *Args) { a.SubnetIDs = nil }), Want: `SubnetIDs (not set): is required`},
		"empty list":  {Args: valid(func(a *Args) { a.SubnetIDs = pulumi.StringArray{} }), Want: `SubnetIDs (not set): is required`},
		"no image":    {Args: valid(func(a *Args) { a.Container.Image = nil }), Want: `Container.Image (not set): is required`},
		"a URL":       {Args: valid(func(a *Args) { a.Container.Image = pulumi.String("https://nginx") }), Want: `Container.Image "https://nginx": must be an image's name`},
		"a bad port":  {Args: valid(func(a *Args) { a.Container.Port = 70000 }), Want: `Container.Port 70000: must be at most 65535`},
		"odd CPU":     {Args: valid(func(a *Args) { a.CPU = 300 }), Want: `CPU 300: Fargate tasks have 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768 CPU units`},
		"odd memory":  {Args: valid(func(a *Args) { a.CPU, a.MemoryMiB = 512, 8192 }), Want: `CPU 512 with MemoryMiB 8192: Fargate allows 1024 to 4096 MiB in steps of 1024 at 512 CPU units`},
		"processor":   {Args: valid(func(a *Args) { a.Architecture = "arm" }), Want: `Architecture "arm": must be one of X86_64, ARM64`},
		"retention":   {Args: valid(func(a *Args) { a.LogRetentionDays = 10 }), Want: `LogRetentionDays 10: must be a number of days that CloudWatch Logs offers`},
		"deployment":  {Args: valid(func(a *Args) { a.Deployment = "canary" }), Want: `Deployment "canary": must be one of rolling, blue-green`},
		"no task":     {Args: valid(func(a *Args) { a.DesiredCount = new(-1) }), Want: `DesiredCount -1: must be at least 0`},
		"slow stop":   {Args: valid(func(a *Args) { a.Container.StopSeconds = 121 }), Want: `Container.StopSeconds 121: must be at most 120`},
		"root":        {Args: valid(func(a *Args) { a.Container.User = "root" }), Want: `Container.User "root": is root; choose another user or set AllowRoot`},
		"user 0":      {Args: valid(func(a *Args) { a.Container.User = "0:1000" }), Want: `Container.User "0:1000": is root`},
		"a bad user":  {Args: valid(func(a *Args) { a.Container.User = "a b" }), Want: `Container.User "a b": must be a user`},
		"a bad path":  {Args: valid(func(a *Args) { a.Container.WritablePaths = map[string]string{"tmp": "tmp"} }), Want: `Container.WritablePaths["tmp"] "tmp": must be a directory's absolute path`},
		"path twice":  {Args: valid(func(a *Args) { a.Container.WritablePaths = map[string]string{"a": "/tmp", "b": "/tmp"} }), Want: `Container.WritablePaths["b"] "/tmp": is where volume a is mounted`},
		"volume name": {Args: valid(func(a *Args) { a.Container.WritablePaths = map[string]string{"/tmp": "/tmp"} }), Want: `Container.WritablePaths "/tmp": must be a letter`},

		"an AWS key":         {Args: environment("AWS_ACCESS_KEY_ID"), Want: `Container.Environment "AWS_ACCESS_KEY_ID": promises a secret`},
		"an AWS secret key":  {Args: environment("AWS_SECRET_ACCESS_KEY"), Want: `Container.Environment "AWS_SECRET_ACCESS_KEY": promises a secret`},
		"registry login":     {Args: environment("ECS_ENGINE_AUTH_DATA"), Want: `Container.Environment "ECS_ENGINE_AUTH_DATA": promises a secret`},
		"half an ARN":        {Args: secret(Secret{ARN: pulumi.String(secretOf + "shop-secret")}), Want: `Container.Secrets["KEY"].ARN "` + secretOf + `shop-secret": ends like a name`},
		"half an ARN, title": {Args: secret(Secret{ARN: pulumi.String(secretOf + "Shop-Config")}), Want: `Container.Secrets["KEY"].ARN "` + secretOf + `Shop-Config": ends like a name`},
		"a password":         {Args: environment("DB_PASSWORD"), Want: `Container.Environment "DB_PASSWORD": promises a secret`},
		"a token":            {Args: environment("githubToken"), Want: `Container.Environment "githubToken": promises a secret`},
		"keys as JSON":       {Args: environment("API_KEYS_JSON"), Want: `Container.Environment "API_KEYS_JSON": promises a secret`},
		"a broken name":      {Args: environment("LOG LEVEL"), Want: `Container.Environment "LOG LEVEL": must be a variable's name`},
		"a variable of none": {Args: valid(func(a *Args) { a.Container.Environment = map[string]pulumi.StringInput{"HOST": nil} }), Want: `Container.Environment["HOST"] (not set): is required`},
		"plain and secret": {Args: valid(func(a *Args) {
			a.Container.Environment = map[string]pulumi.StringInput{"URL": pulumi.String("x")}
			a.Container.Secrets = map[string]Secret{"URL": {ARN: secretARN}}
		}), Want: `Container.Environment "URL": is in Secrets as well`},

		"a secret without ARN":      {Args: secret(Secret{JSONField: "a"}), Want: `Container.Secrets["KEY"].ARN (not set): is required`},
		"a target group as secret":  {Args: secret(Secret{ARN: targetARN}), Want: `Container.Secrets["KEY"].ARN "` + string(targetARN) + `": must be the ARN of a Secrets Manager secret or an SSM parameter`},
		"a composed secret":         {Args: secret(Secret{ARN: secretARN + ":field::"}), Want: `must be the ARN of a Secrets Manager secret or an SSM parameter`},
		"a parameter's field":       {Args: secret(Secret{ARN: parameterARN, JSONField: "a"}), Want: `Container.Secrets["KEY"].ARN "` + string(parameterARN) + `": is an SSM parameter`},
		"version and stage":         {Args: secret(Secret{ARN: secretARN, VersionID: pulumi.String("1"), VersionStage: "AWSPREVIOUS"}), Want: `Container.Secrets["KEY"].VersionStage "AWSPREVIOUS": names a version`},
		"a field with a colon":      {Args: secret(Secret{ARN: secretARN, JSONField: "a:b"}), Want: `Container.Secrets["KEY"].JSONField "a:b": must not have a colon`},
		"an alias as key":           {Args: secret(Secret{ARN: secretARN, KMSKeyARN: pulumi.String("alias/keys")}), Want: `Container.Secrets["KEY"].KMSKeyARN "alias/keys": must be the ARN of a KMS key`},
		"a part for the program":    {Args: valid(func(a *Args) { a.ReadSecrets = []Secret{{ARN: secretARN, JSONField: "a"}} }), Want: `ReadSecrets[0] "a": names a part`},
		"another secret to read":    {Args: valid(func(a *Args) { a.ReadSecrets = []Secret{{ARN: balancerARN}} }), Want: `ReadSecrets[0].ARN "` + string(balancerARN) + `": must be the ARN of a Secrets Manager secret`},
		"a sidecar without image":   {Args: valid(func(a *Args) { a.Sidecars = map[string]Container{"log": {}} }), Want: `Sidecars["log"].Image (not set): is required`},
		"a sidecar like the main":   {Args: sidecar("api", Container{}), Want: `Sidecars "api": is the name of the main container`},
		"a sidecar's name":          {Args: sidecar("log router", Container{}), Want: `Sidecars "log router": must be a letter`},
		"a sidecar's port":          {Args: sidecar("log", Container{Port: 8000}), Want: `Sidecars["log"].Port 8000: is the port of Container too`},
		"too much CPU":              {Args: sidecar("log", Container{CPU: 512}), Want: `CPU 256: its containers take 512 together`},
		"too much memory":           {Args: sidecar("log", Container{MemoryMiB: 1024}), Want: `MemoryMiB 512: its containers take 1024 together`},
		"too little memory":         {Args: sidecar("log", Container{MemoryMiB: 4}), Want: `Sidecars["log"].MemoryMiB 4: must be at least 6`},
		"all actions":               {Args: permission(Permission{Actions: []string{"*"}, AnyResource: true}), Want: `Permissions[0].Actions "*": must be an action of one service`},
		"all actions of a service":  {Args: permission(Permission{Actions: []string{"s3:*"}, AnyResource: true}), Want: `Permissions[0].Actions "s3:*": must be an action of one service`},
		"no action":                 {Args: permission(Permission{AnyResource: true}), Want: `Permissions[0].Actions (empty): must be at least 1`},
		"no resource":               {Args: permission(Permission{Actions: []string{"s3:GetObject"}}), Want: `Permissions[0].Resources (not set): is required`},
		"every resource":            {Args: permission(Permission{Actions: []string{"s3:GetObject"}, Resources: []pulumi.StringInput{pulumi.String("*")}}), Want: `Permissions[0].Resources[0] "*": must be an ARN`},
		"every and named resources": {Args: permission(Permission{Actions: []string{"s3:GetObject"}, AnyResource: true, Resources: []pulumi.StringInput{secretARN}}), Want: `Permissions[0].AnyResource true: makes Resources idle`},
		"a policy by name": {Args: valid(func(a *Args) {
			a.ManagedPolicyARNs = map[string]pulumi.StringInput{"x": pulumi.String("ReadOnlyAccess")}
		}), Want: `ManagedPolicyARNs["x"] "ReadOnlyAccess": must be the ARN of an IAM policy`},
		"a cluster by name": {Args: valid(func(a *Args) { a.ClusterARN = pulumi.String("main") }), Want: `ClusterARN "main": must be the ARN of an ECS cluster`},

		"a load balancer as target": {
			Args: valid(func(a *Args) {
				a.LoadBalancer = &LoadBalancer{TargetGroupARN: balancerARN, SecurityGroupID: pulumi.String("sg-1")}
			}),
			Want: `LoadBalancer.TargetGroupARN "` + string(balancerARN) + `": must be the ARN of a target group`,
		},
		"a load balancer's group": {Args: valid(func(a *Args) { a.LoadBalancer = &LoadBalancer{TargetGroupARN: targetARN} }), Want: `LoadBalancer.SecurityGroupID (not set): is required`},
		"a target without port": {Args: valid(func(a *Args) {
			a.Container.Port = 0
			a.LoadBalancer = &LoadBalancer{TargetGroupARN: targetARN, SecurityGroupID: pulumi.String("sg-1")}
		}), Want: `Container.Port 0: is required with LoadBalancer`},
		"blue/green alone": {Args: valid(func(a *Args) { a.Deployment = BlueGreen }), Want: `Deployment "blue-green": moves traffic between a load balancer's target groups`},
		"blue/green alarms": {Args: valid(func(a *Args) {
			a.Deployment, a.RollbackAlarms = BlueGreen, pulumi.ToStringArray([]string{"errors"})
			a.LoadBalancer = &LoadBalancer{TargetGroupARN: targetARN, SecurityGroupID: pulumi.String("sg-1")}
		}), Want: `RollbackAlarms "given": are for rolling deployments`},
		"too many alarms":     {Args: valid(func(a *Args) { a.RollbackAlarms = pulumi.ToStringArray(number(11)) }), Want: `RollbackAlarms 11: AWS takes at most 10 alarms`},
		"an alarm twice":      {Args: valid(func(a *Args) { a.RollbackAlarms = pulumi.ToStringArray([]string{"a", "a"}) }), Want: `RollbackAlarms[1] "a": is listed twice`},
		"a connection's port": {Args: valid(func(a *Args) { a.Connections = map[string]Connection{"db": {SecurityGroupID: pulumi.String("sg-1")}} }), Want: `Connections["db"].Port 0: is required`},
		"a connection's name": {Args: valid(func(a *Args) {
			a.Connections = map[string]Connection{"it's": {SecurityGroupID: pulumi.String("sg-1"), Port: 1}}
		}), Want: `Connections "it's": must be letters, digits and single hyphens`},
		"half of the endpoints": {Args: valid(func(a *Args) { a.Endpoints = &Endpoints{SecurityGroupID: pulumi.String("sg-1")} }), Want: `Endpoints.S3PrefixListID (not set): is required`},

		"scaling without limit": {Args: scaling(Scaling{CPUPercent: 60}), Want: `Scaling.Max 0: is required`},
		"scaling upside down":   {Args: scaling(Scaling{Min: new(3), Max: 2, CPUPercent: 60}), Want: `Scaling.Max 2: is less than Scaling.Min 3`},
		"scaling by nothing":    {Args: scaling(Scaling{Max: 2}), Want: `Scaling (not set): scales by nothing`},
		"scaling by too much":   {Args: scaling(Scaling{Max: 2, CPUPercent: 101}), Want: `Scaling.CPUPercent 101: must be at most 100`},
		"a start out of bounds": {Args: valid(func(a *Args) { a.DesiredCount, a.Scaling = new(5), &Scaling{Max: 3, CPUPercent: 60} }), Want: `DesiredCount 5: is not within Scaling, 1 to 3`},
	}.Run(t, func(a Args) error { _, err := resolve("api", a); return err })
}

func number(of int) (list []string) {
	for i := range of {
		list = append(list, fmt.Sprint("alarm-", i))
	}
	return list
}

func TestResolveRefusesNames(t *testing.T) {
	for name, want := range map[string]string{
		"sg-api":   `name "sg-api": must be at most 45 characters`,
		"api svc":  `because the name of the execution role`,
		longerName: `must be at most 45 characters`,
	} {
		_, err := resolve(name, valid())
		checktest.Contains(t, err, want, ";")
	}
}

const longerName = "a-service-whose-name-leaves-no-room-for-its-role"

func TestResolveReportsEveryMistakeAtOnce(t *testing.T) {
	_, err := resolve("api", Args{CPU: 1, Deployment: BlueGreen, Sidecars: map[string]Container{"api": {Image: pulumi.String("agent:1")}}})
	checktest.Contains(t, err, `ecsservice "api": 6 mistakes:`, "VPCID", "SubnetIDs", "Container.Image", "CPU 1", "Deployment", `Sidecars "api"`)
}

func TestErrorsNeverShowASecret(t *testing.T) {
	_, err := resolve("api", valid(func(a *Args) {
		a.Container.Environment = map[string]pulumi.StringInput{"DB_PASSWORD": pulumi.String("hunter2"), "A B": pulumi.String("hunter2")}
	}))
	checktest.Contains(t, err, "DB_PASSWORD")
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the error shows a value: %v", err)
	}
}

// One whole ARN in a hundred ends like a word.
func TestSecretThatIsKnownToBeWholeMayEndLikeAWord(t *testing.T) {
	whole := pulumi.String(secretOf + "shop-secret").ToStringOutput()
	if _, err := resolve("api", valid(func(a *Args) { a.ReadSecrets = []Secret{{ARN: whole}} })); err != nil {
		t.Error(err)
	}
}

func TestResolveSkipsWhatIsNotKnownYet(t *testing.T) {
	later := pulumi.String("known later").ToStringOutput()
	_, err := resolve("api", Args{
		VPCID: later, SubnetIDs: pulumi.StringArray{later}.ToStringArrayOutput(), ClusterARN: later,
		Container:         Container{Image: later, Port: 1, Secrets: map[string]Secret{"KEY": {ARN: later, JSONField: "a", VersionID: later, KMSKeyARN: later}}},
		ReadSecrets:       []Secret{{ARN: later, KMSKeyARN: later}},
		Permissions:       []Permission{{Actions: []string{"s3:Get*"}, Resources: []pulumi.StringInput{later}}},
		ManagedPolicyARNs: map[string]pulumi.StringInput{"x": later},
		LoadBalancer:      &LoadBalancer{TargetGroupARN: later, SecurityGroupID: later},
		Endpoints:         &Endpoints{SecurityGroupID: later, S3PrefixListID: later},
	})
	if err != nil {
		t.Error(err)
	}
}

func TestResolveDefaults(t *testing.T) {
	c, err := resolve("api", valid(func(a *Args) {
		a.LoadBalancer = &LoadBalancer{TargetGroupARN: targetARN, SecurityGroupID: pulumi.String("sg-1")}
	}))
	if err != nil {
		t.Fatal(err)
	}
	if c.CPU != 256 || c.MemoryMiB != 512 || c.Architecture != X86_64 || c.LogRetentionDays != 14 || *c.DesiredCount != 1 || c.blueGreen() || *c.LoadBalancer.GraceSeconds != 60 {
		t.Errorf("defaults are %+v", c.Args)
	}
	if main := c.containers[0]; main.User != "65532:65532" || main.WritableRoot || main.name != "api" {
		t.Errorf("the main container is %+v", main)
	}
}

func TestArgsOfTheCallerAreNotChanged(t *testing.T) {
	a := valid(func(a *Args) {
		a.Scaling = &Scaling{Max: 2, CPUPercent: 60}
		a.LoadBalancer = &LoadBalancer{TargetGroupARN: targetARN, SecurityGroupID: pulumi.String("sg-1")}
	})
	if _, err := resolve("api", a); err != nil {
		t.Fatal(err)
	}
	if a.Scaling.Min != nil || a.LoadBalancer.GraceSeconds != nil || a.CPU != 0 {
		t.Error("resolve wrote its defaults into the caller's Args")
	}
}

func TestTheBreakerSpeaksBeforeTheTimeout(t *testing.T) {
	c, err := resolve("api", valid(func(a *Args) {
		a.Container.StopSeconds = 120
		a.LoadBalancer = &LoadBalancer{TargetGroupARN: targetARN, SecurityGroupID: pulumi.String("sg-1"), GraceSeconds: new(300)}
	}))
	if err != nil {
		t.Fatal(err)
	}
	got := c.timeouts()
	if got.Create != "47m0s" || got.Update != "47m0s" || got.Delete != "27m0s" {
		t.Errorf("time-outs are %+v, want four starts of ten minutes and seven of draining, and twenty and seven to delete", got)
	}
}
