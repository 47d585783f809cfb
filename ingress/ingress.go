// Package ingress makes the way in from clients to services: an Application Load Balancer with target groups, and an HTTP API in front of it.
//
// [New] creates the load balancer, public or internal, with its security group; a target group for each of [Args.Targets], or a blue and a green one
// with a test listener; a production listener on port 80, or on port 443 with a certificate and a redirect from port 80; and, if wanted, an HTTP API that
// reaches the listener through a VPC Link. A load balancer costs about $17 a month and by what passes it.
//
// The load balancer has no way out by itself: whoever runs the tasks opens it to them, as ecsservice does.
package ingress

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of the URN of every child and never changes.
const Type = "knwl:ingress:Ingress"

// Ingress is a load balancer made by [New].
type Ingress struct {
	pulumi.ResourceState

	// SecurityGroupID is the load balancer's security group. It has no rules out but those that the services' owners make.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// LoadBalancerARN is the load balancer.
	LoadBalancerARN pulumi.StringOutput `pulumi:"loadBalancerArn"`
	// DNSName is the load balancer's address, known once its listeners and the rules that let clients in exist.
	DNSName pulumi.StringOutput `pulumi:"dnsName"`
	// ZoneID is the Route 53 zone of DNSName, for an alias record.
	ZoneID pulumi.StringOutput `pulumi:"zoneId"`
	// MetricSuffix is the value of the CloudWatch dimension LoadBalancer.
	MetricSuffix pulumi.StringOutput `pulumi:"metricSuffix"`
	// ListenerARN is the production listener: the one on port 443 with a certificate, else the one on port 80.
	ListenerARN pulumi.StringOutput `pulumi:"listenerArn"`
	// TestListenerARN is the test listener, a zero output without a blue/green target.
	TestListenerARN pulumi.StringOutput `pulumi:"testListenerArn"`
	// Targets are the target groups by the names in Args.Targets.
	Targets map[string]*TargetGroup `pulumi:"targets"`
	// API is the HTTP API, nil without [Args.API].
	API *HTTPAPI `pulumi:"api"`
}

// TargetGroup is where a service registers its tasks. In blue/green, ARN, Name and MetricSuffix are blue's.
type TargetGroup struct {
	// ARN is the target group, known once its listener or rule exists: before, ECS refuses to create a service on it.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// Name is its name, known likewise.
	Name pulumi.StringOutput `pulumi:"name"`
	// MetricSuffix is the value of the CloudWatch dimension TargetGroup.
	MetricSuffix pulumi.StringOutput `pulumi:"metricSuffix"`
	// ListenerARN is the production listener, known once it leads to the target.
	ListenerARN pulumi.StringOutput `pulumi:"listenerArn"`
	// BlueGreen says that the target has a second, green target group and a test listener. All
	// fields below are zero outputs without.
	BlueGreen bool `pulumi:"blueGreen"`
	// GreenARN is the green target group, known once its listener or rule exists.
	GreenARN pulumi.StringOutput `pulumi:"greenArn"`
	// GreenName is its name, known likewise.
	GreenName pulumi.StringOutput `pulumi:"greenName"`
	// GreenMetricSuffix is the value of the CloudWatch dimension TargetGroup for green.
	GreenMetricSuffix pulumi.StringOutput `pulumi:"greenMetricSuffix"`
	// TestListenerARN is the test listener, known once it leads to the target.
	TestListenerARN pulumi.StringOutput `pulumi:"testListenerArn"`
}

// HTTPAPI is the API in front of the load balancer.
type HTTPAPI struct {
	// URL is the API's public address without a slash at its end, known once a request passes all the way to the load balancer.
	URL pulumi.StringOutput `pulumi:"url"`
	// ID is the API's id and the value of the CloudWatch dimension ApiId.
	ID pulumi.StringOutput `pulumi:"id"`
	// LogGroupName is the log group of the access logs.
	LogGroupName pulumi.StringOutput `pulumi:"logGroupName"`
}

// New creates a load balancer and what belongs to it. The name is that of the load balancer's
// resource, with at most 24 letters, digits and hyphens; children are called name--role, and target
// groups name-tg-target and name-green-target, likewise at most 24.
//
// All mistakes in args are reported in one error before anything is registered. AWS is asked
// nothing.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Ingress, error) {
	if args == nil {
		args = &Args{}
	}
	cfg, err := resolve(name, *args)
	if err != nil {
		return nil, err
	}
	ingress := &Ingress{Targets: map[string]*TargetGroup{}}
	parent, err := child.Component(ctx, Type, name, ingress, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{
		Parent: parent, config: cfg, name: name, edit: args.Transform, out: ingress,
		groups: map[string]groups{}, routes: map[string]route{},
	}
	for _, create := range []func() error{
		b.createLoadBalancer,
		b.createTargetGroups,
		b.createListeners,
		b.createRules,
		b.admitClients,
		b.createAPI,
		b.createRedirect,
	} {
		if err := create(); err != nil {
			return nil, err
		}
	}
	b.publish()
	return ingress, ctx.RegisterResourceOutputs(ingress, child.Outputs(ingress))
}

// builder is the component while it takes form.
type builder struct {
	child.Parent
	config
	name string
	edit Transform
	out  *Ingress

	group               *ec2.SecurityGroup
	balancer            *lb.LoadBalancer
	production, testing *lb.Listener // testing is nil without a blue/green target
	productionARN       pulumi.StringOutput
	testingARN          pulumi.StringOutput

	groups map[string]groups // by target
	routes map[string]route  // by target
	ready  []pulumi.Resource // what clients of the load balancer need

	redirectAfter []pulumi.Resource // what port 80 serves until it has moved to port 443
}

func (b *builder) createLoadBalancer() (err error) {
	b.group, err = child.New(b.Parent, ec2.NewSecurityGroup, b.name, &ec2.SecurityGroupArgs{
		VpcId:       b.in.VPCID,
		Description: pulumi.String("Load balancer"),
		Tags:        child.Tags(b.tags, b.name),
	}, b.edit.SecurityGroup)
	if err != nil {
		return err
	}
	b.balancer, err = child.New(b.Parent, lb.NewLoadBalancer, b.name, &lb.LoadBalancerArgs{
		LoadBalancerType:         pulumi.String("application"),
		Internal:                 pulumi.Bool(!b.public),
		Subnets:                  b.in.SubnetIDs,
		SecurityGroups:           pulumi.StringArray{b.group.ID()},
		DropInvalidHeaderFields:  pulumi.Bool(true),
		DesyncMitigationMode:     pulumi.String("defensive"),
		EnableDeletionProtection: pulumi.Bool(!b.allowDeletion),
		Tags:                     child.Tags(b.tags, b.name),
	}, b.edit.LoadBalancer, child.ProtectIf(!b.allowDeletion)) // the preview then refuses; AWS would only when other resources are gone
	return err
}

// publish sets the outputs, each gated on what makes it usable.
func (b *builder) publish() {
	b.out.SecurityGroupID = b.group.ID().ToStringOutput()
	b.out.LoadBalancerARN = b.balancer.Arn
	b.out.DNSName = child.After(b.balancer.DnsName, b.ready...)
	b.out.ZoneID = b.balancer.ZoneId
	b.out.MetricSuffix = b.balancer.ArnSuffix
	b.out.ListenerARN = b.productionARN
	b.out.TestListenerARN = pulumi.StringOutput{} // the SDK has made one, which would turn out empty
	if b.blueGreen {
		b.out.TestListenerARN = b.testingARN
	}
	for _, t := range b.targets {
		pair, route := b.groups[t.key], b.routes[t.key]
		out := &TargetGroup{
			ARN: child.After(pair.blue.Arn, route.production), Name: child.After(pair.blue.Name, route.production), MetricSuffix: pair.blue.ArnSuffix,
			ListenerARN: child.After(b.productionARN, route.production),
			BlueGreen:   t.BlueGreen,
		}
		if t.BlueGreen {
			out.GreenARN, out.GreenName = child.After(pair.green.Arn, route.production), child.After(pair.green.Name, route.production)
			out.GreenMetricSuffix, out.TestListenerARN = pair.green.ArnSuffix, child.After(b.testingARN, route.test)
		}
		b.out.Targets[t.key] = out
	}
}
