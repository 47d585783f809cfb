package infratest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/infratest"
	"github.com/knwl-platform/infra/internal/arn"
)

// custom is a resource of any type.
type custom struct {
	pulumi.CustomResourceState
	ARN pulumi.StringOutput `pulumi:"arn"`
}

func register(
	ctx *pulumi.Context, typ, name string, inputs pulumi.Map, opts ...pulumi.ResourceOption,
) (*custom, error) {
	r := &custom{}
	return r, ctx.RegisterResource(typ, name, inputs, r, opts...)
}

// run runs a program that registers one resource of each type.
func run(t *testing.T, m *infratest.Recorder, types map[string]pulumi.Map) {
	t.Helper()
	program := func(ctx *pulumi.Context) error {
		for typ, inputs := range types {
			if _, err := register(ctx, typ, "web", inputs); err != nil {
				return err
			}
		}
		return nil
	}
	if err := pulumi.RunErr(program, pulumi.WithMocks("shop", "test", m)); err != nil {
		t.Fatal(err)
	}
}

func text(s string) pulumi.StringInput { return pulumi.String(s) }

// A component accepts the ARN of every type that a program may give to it.
func TestARNsAreOfTheKindThatComponentsCheck(t *testing.T) {
	for typ, c := range map[string]struct {
		kind   arn.Kind
		inputs pulumi.Map
	}{
		"aws:acm/certificate:Certificate": {arn.Certificate, pulumi.Map{"domainName": text("example.com")}},
		"aws:rds/instance:Instance":       {arn.Database, pulumi.Map{"instanceClass": text("db.t4g.micro")}},
		"aws:ecs/cluster:Cluster":         {arn.ECSCluster, nil},
		"aws:lambda/function:Function":    {arn.Function, pulumi.Map{"role": text("r")}},
		"aws:iam/policy:Policy":           {arn.IAMPolicy, pulumi.Map{"policy": text("{}")}},
		"aws:iam/role:Role":               {arn.IAMRole, pulumi.Map{"assumeRolePolicy": text("{}")}},
		"aws:kms/key:Key":                 {arn.KMSKey, nil},
		"aws:lb/listener:Listener": {arn.Listener, pulumi.Map{
			"loadBalancerArn": text("l"), "defaultActions": pulumi.Array{pulumi.Map{"type": text("forward")}},
		}},
		"aws:cloudwatch/logGroup:LogGroup":                 {arn.LogGroup, nil},
		"aws:lb/loadBalancer:LoadBalancer":                 {arn.LoadBalancer, nil},
		"aws:secretsmanager/secret:Secret":                 {arn.LoginSecret, nil},
		"aws:servicediscovery/httpNamespace:HttpNamespace": {arn.Namespace, nil},
		"aws:sqs/queue:Queue":                              {arn.Queue, nil},
		"aws:ssm/parameter:Parameter": {arn.Secret, pulumi.Map{
			"type": text("SecureString"), "name": text("/shop/key"),
		}},
		"aws:lb/targetGroup:TargetGroup": {arn.TargetGroup, nil},
		"aws:ecs/taskDefinition:TaskDefinition": {arn.TaskDefinition, pulumi.Map{
			"containerDefinitions": text("[]"), "family": text("web"),
		}},
		"aws:wafv2/webAcl:WebAcl": {arn.WebACL, pulumi.Map{
			"scope": text("REGIONAL"), "defaultAction": pulumi.Map{}, "visibilityConfig": pulumi.Map{"metricName": text("m")},
		}},
		"aws:sns/topic:Topic":           {arn.Topic, nil},
		"aws:dynamodb/table:Table":      {arn.Any, nil},
		"aws:s3/bucket:Bucket":          {arn.Any, nil},
		"aws:route53/zone:Zone":         {arn.Any, pulumi.Map{"name": text("example.com")}},
		"aws:efs/fileSystem:FileSystem": {arn.Any, nil},
	} {
		for region, partition := range map[string]string{"": "aws", "cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov"} {
			m := &infratest.Recorder{Region: region}
			run(t, m, map[string]pulumi.Map{typ: c.inputs})
			got := fmt.Sprint(m.Find(t, typ, "web").Output("arn"))
			if err := c.kind.Check(got); err != nil || !strings.HasPrefix(got, "arn:"+partition+":") {
				t.Errorf("%s in %q: %s: %v", typ, region, got, err)
			}
		}
	}
}

func TestIDsAreOfTheKindThatComponentsTake(t *testing.T) {
	m := infratest.Mocks()
	zone := pulumi.Map{"name": text("example.com")}
	run(t, m, map[string]pulumi.Map{
		"aws:ec2/vpc:Vpc": nil, "aws:ec2/securityGroup:SecurityGroup": nil,
		"aws:ec2/subnet:Subnet": {"vpcId": text("vpc-1")},
		"aws:route53/zone:Zone": zone, "aws:efs/fileSystem:FileSystem": nil, "aws:efs/accessPoint:AccessPoint": nil,
	})
	for typ, kind := range map[string]arn.Kind{
		"aws:ec2/vpc:Vpc": arn.VPC, "aws:ec2/subnet:Subnet": arn.Subnet,
		"aws:ec2/securityGroup:SecurityGroup": arn.SecurityGroup,
		"aws:route53/zone:Zone":               arn.HostedZone, "aws:efs/fileSystem:FileSystem": arn.FileSystem,
		"aws:efs/accessPoint:AccessPoint": arn.AccessPoint,
	} {
		if err := kind.Check(m.Find(t, typ, "web").ID); err != nil {
			t.Errorf("%s: %s: %v", typ, m.Find(t, typ, "web").ID, err)
		}
	}
}

func TestResourcesAreInTheRegionOfTheirProvider(t *testing.T) {
	m := infratest.Mocks()
	program := func(ctx *pulumi.Context) error {
		var provider pulumi.ProviderResourceState
		inputs := pulumi.Map{"region": text("eu-west-1")}
		if err := ctx.RegisterResource("pulumi:providers:aws", "ireland", inputs, &provider); err != nil {
			return err
		}
		if _, err := register(ctx, "aws:sns/topic:Topic", "there", nil, pulumi.Provider(&provider)); err != nil {
			return err
		}
		_, err := register(ctx, "aws:sns/topic:Topic", "here", nil)
		return err
	}
	if err := pulumi.RunErr(program, pulumi.WithMocks("shop", "test", m)); err != nil {
		t.Fatal(err)
	}
	for name, region := range map[string]string{"here": "us-east-1", "there": "eu-west-1"} {
		got := fmt.Sprint(m.Find(t, "aws:sns/topic:Topic", name).Output("arn"))
		if !strings.HasPrefix(got, "arn:aws:sns:"+region+":123456789012:") {
			t.Errorf("%s is %s", name, got)
		}
	}
}

func TestErrorsNameTheResourceAndTheRemedy(t *testing.T) {
	for want, program := range map[string]pulumi.RunFunc{
		`aws:sns/topic:Topic "a" is registered twice; give one of the two another name`: func(ctx *pulumi.Context) error {
			if _, err := register(ctx, "aws:sns/topic:Topic", "a", nil); err != nil {
				return err
			}
			_, err := register(ctx, "aws:sns/topic:Topic", "a", nil)
			return err
		},
		`"a": aws:ec2/subnet:Subnet: property vpcId is required`: func(ctx *pulumi.Context) error {
			_, err := register(ctx, "aws:ec2/subnet:Subnet", "a", nil)
			return err
		},
		`set them with StackOutputs("org/network/prod", ...)`: func(ctx *pulumi.Context) error {
			ref, err := pulumi.NewStackReference(ctx, "org/network/prod", nil)
			if err == nil {
				_, err = register(ctx, "aws:sns/topic:Topic", "a", pulumi.Map{"displayName": ref.GetOutput(text("x"))})
			}
			return err
		},
		`set its result with Answer("aws:ssm/getParameter:getParameter", ...)`: func(ctx *pulumi.Context) error {
			var result struct{}
			return ctx.Invoke("aws:ssm/getParameter:getParameter", nil, &result)
		},
	} {
		err := pulumi.RunErr(program, pulumi.WithMocks("shop", "test", infratest.Mocks()))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func TestAnswersOfTheTest(t *testing.T) {
	m := infratest.Mocks()
	m.Answer("aws:ssm/getParameter:getParameter", map[string]any{"value": "ami-1"})
	m.Answer("random:index/randomPassword:RandomPassword", map[string]any{"result": "s3cret"})
	m.StackOutputs("org/network/prod", map[string]any{"subnetIds": []any{"subnet-1", "subnet-2"}})
	program := func(ctx *pulumi.Context) error {
		var found struct {
			Value string `pulumi:"value"`
		}
		if err := ctx.Invoke("aws:ssm/getParameter:getParameter", nil, &found); err != nil {
			return err
		}
		var password struct {
			pulumi.CustomResourceState
			Result pulumi.StringOutput `pulumi:"result"`
		}
		if err := ctx.RegisterResource("random:index/randomPassword:RandomPassword", "db", nil, &password); err != nil {
			return err
		}
		ref, err := pulumi.NewStackReference(ctx, "org/network/prod", nil)
		if err != nil {
			return err
		}
		_, err = register(ctx, "aws:dynamodb/table:Table", "web", pulumi.Map{
			"image": text(found.Value), "password": pulumi.ToSecret(password.Result),
			"count": pulumi.Int(2), "on": pulumi.Bool(true),
			"subnets": ref.GetOutput(text("subnetIds")), "policy": text(`{"Version":"2012-10-17"}`),
		})
		return err
	}
	if err := pulumi.RunErr(program, pulumi.WithMocks("shop", "test", m)); err != nil {
		t.Fatal(err)
	}
	table := m.Find(t, "aws:dynamodb/table:Table", "web")
	var policy struct{ Version string }
	table.JSON("policy", &policy)
	got := fmt.Sprint(table.Text("image"), table.Text("password"), table.IsSecret("password"), table.IsSecret("image"),
		table.Number("count"), table.Bool("on"), table.Strings("subnets"), table.Text("subnets[1]"), policy.Version,
		table.Get("missing"), table.Output("count"), table.Parent())
	if want := fmt.Sprint("ami-1", "s3cret", true, false, 2.0, true, []string{"subnet-1", "subnet-2"}, "subnet-2",
		"2012-10-17", nil, 2.0, ""); got != want {
		t.Errorf("read %s\nwant %s", got, want)
	}
}

// stopped is a test that a failure stops.
type stopped struct{ testing.TB }

func (stopped) Helper()                           {}
func (stopped) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func TestReadsStopTheTestInsteadOfGuessing(t *testing.T) {
	m := infratest.Mocks()
	inputs := pulumi.Map{"displayName": pulumi.Int(1), "list": pulumi.Array{pulumi.Int(1)}, "text": text("a")}
	run(t, m, map[string]pulumi.Map{"aws:sns/topic:Topic": inputs})
	topic := m.Find(stopped{}, "aws:sns/topic:Topic", "web")
	for want, read := range map[string]func(){
		`0 resources of type aws:sns/topic:Topic have the name "wed", want one; the names are ["web"]`: func() {
			m.Find(stopped{}, "aws:sns/topic:Topic", "wed")
		},
		`aws:sns/topic:Topic "web": displayName is a float64, not a string`: func() { topic.Text("displayName") },
		`aws:sns/topic:Topic "web": list[0] is 1, not a string`:             func() { topic.Strings("list") },
		`aws:sns/topic:Topic "web": text is not a JSON document`:            func() { topic.JSON("text", new(any)) },
		`aws:sns/topic:Topic "web": txt is not set; the inputs are ["displayName" "list" "text"]`: func() {
			topic.Text("txt")
		},
		`aws:sns/topic:Topic "web": list[7] is not set`:                        func() { topic.Number("list[7]") },
		`aws:sns/topic:Topic "web": fifo is not set`:                           func() { topic.Bool("fifo") },
		`aws:sns/topic:Topic "web": lists is not set`:                          func() { topic.Strings("lists") },
		`aws:sns/topic:Topic "web": policy is not set`:                         func() { topic.JSON("policy", new(any)) },
		`aws:sns/topic:Topic "web": key is not set`:                            func() { topic.IsSecret("key") },
		`aws:sns/topic:Topic "web": text.a is not set`:                         func() { topic.IsSecret("text.a") },
		`aws:sns/topic:Topic "web": there is no output urn; the outputs are [`: func() { topic.Output("urn") },
		`path "a[": `: func() { topic.Get("a[") },
		`type "aws:ec2/natgateway:NatGateway": differs from aws:ec2/natGateway:NatGateway only in case; write`: func() {
			m.All(stopped{}, "aws:ec2/natgateway:NatGateway")
		},
		`type "aws:SNS/topic:Topic": differs from aws:sns/topic:Topic only`: func() {
			m.Find(stopped{}, "aws:SNS/topic:Topic", "web")
		},
		`type "aws:ec2:NatGateway": no type of AWS has this form; write aws:ec2/natGateway:NatGateway`: func() {
			m.All(stopped{}, "aws:ec2:NatGateway")
		},
		`type "aws:glue/job:job": no type of AWS has this form; write aws:glue/job:Job`: func() {
			m.All(stopped{}, "aws:glue/job:job")
		},
		`type "aws_sns_topic": must have three parts; write it as aws:`: func() { m.All(stopped{}, "aws_sns_topic") },
		`type "aws:sns/topic:": must have three parts`:                  func() { m.All(stopped{}, "aws:sns/topic:") },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.HasPrefix(got, want) {
					t.Errorf("stopped with %s\nwant %s", got, want)
				}
			}()
			read()
		}()
	}
}

// The library does not know all types of AWS, and none of other packages.
func TestATypeThatMayExistDoesNotStopTheTest(t *testing.T) {
	for _, typ := range []string{
		"", "aws:glue/job:Job", "aws-native:s3:Bucket", "kubernetes:apps/v1:Deployment", "pulumi:pulumi:StackReference",
		"knwl:network:Network", "aws:efs/fileSystem:FileSystem",
	} {
		if got := infratest.Mocks().All(stopped{}, typ); len(got) != 0 {
			t.Errorf("%q: %v", typ, got)
		}
	}
}

func TestSecretsInsideOfInputs(t *testing.T) {
	secret := pulumi.ToSecret(text("s3cret")).(pulumi.StringOutput)
	m := infratest.Mocks()
	run(t, m, map[string]pulumi.Map{"aws:dynamodb/table:Table": {
		"mixed": pulumi.Map{"secret": secret, "plain": text("a")},
		"list":  pulumi.Array{text("a"), secret},
		"whole": pulumi.ToSecret(pulumi.StringMap{"part": text("a")}),
	}})
	table := m.Find(t, "aws:dynamodb/table:Table", "web")
	for path, want := range map[string]bool{
		"mixed": true, "mixed.secret": true, "mixed.plain": false, "list[0]": false, "list[1]": true,
		"whole": true, "whole.part": true,
	} {
		if table.IsSecret(path) != want {
			t.Errorf("IsSecret(%q) is %v", path, !want)
		}
	}
}
