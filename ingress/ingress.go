// Package ingress creates an Application Load Balancer with target groups for services, and an HTTP
// API in front of it.
//
// [New] creates the load balancer, public or internal, and its security group. It creates a target
// group for each of [Args.Targets], and for blue/green deployments a second one and a test
// listener. The production listener is on port 80, or on port 443 with a certificate and a redirect
// from port 80. With [Args.API], an HTTP API reaches that listener through a VPC Link; it can have
// a domain name, CORS, and a check of JSON Web Tokens. Cost: about $17 a month for the load
// balancer, plus its traffic.
//
// The component adds no egress rules to the load balancer's security group. ecsservice adds those
// for its tasks; add those for other targets yourself.
//
// [NewTarget] adds a target to a load balancer that belongs to another stack.
//
// [TargetGroup.ForService], [TargetGroup.ForBlueGreen] and [Ingress.Connection] return what other
// components take. See the package's examples.
package ingress

import (
	"cmp"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of every child's URN and never changes.
const Type = "knwl:ingress:Ingress"

// Ingress is a load balancer created by [New].
type Ingress struct {
	pulumi.ResourceState

	// SecurityGroupID is the load balancer's security group. The component adds no egress rules to it.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// LoadBalancerARN is the load balancer.
	LoadBalancerARN pulumi.StringOutput `pulumi:"loadBalancerArn"`
	// DNSName is the load balancer's DNS name. It resolves when the listeners, their rules, the
	// association with the web ACL, and the security group rules that admit clients exist.
	DNSName pulumi.StringOutput `pulumi:"dnsName"`
	// ZoneID is the Route 53 hosted zone of DNSName, for an alias record.
	ZoneID pulumi.StringOutput `pulumi:"zoneId"`
	// MetricSuffix is the value of the CloudWatch dimension LoadBalancer.
	MetricSuffix pulumi.StringOutput `pulumi:"metricSuffix"`
	// ListenerARN is the production listener: on port 443 with a certificate, else on port 80.
	ListenerARN pulumi.StringOutput `pulumi:"listenerArn"`
	// Port is the port of the production listener: 443 with a certificate, else 80.
	Port int `pulumi:"port"`
	// TestListenerARN is the test listener. A zero output without a blue/green target.
	TestListenerARN pulumi.StringOutput `pulumi:"testListenerArn"`
	// Targets are the target groups by the names in Args.Targets.
	Targets map[string]TargetGroup `pulumi:"targets"`
	// API is the HTTP API. Nil without Args.API.
	API *HTTPAPI `pulumi:"api"`
}

// Connection returns what ecsservice needs to connect to the load balancer: another service calls
// the targets through it.
func (i *Ingress) Connection() infra.Connection {
	return infra.Connection{SecurityGroupID: i.SecurityGroupID, Port: i.Port}
}

// HTTPAPI is the HTTP API in front of the load balancer.
type HTTPAPI struct {
	// URL is the API's public address, without a slash at the end: that of API.Domain, or without one
	// that which AWS assigns. It resolves when the API can reach the load balancer.
	URL pulumi.StringOutput `pulumi:"url"`
	// DomainDNSName is the name to which a DNS alias record must point API.Domain. It resolves when
	// the API answers there. A zero output without API.Domain.
	DomainDNSName pulumi.StringOutput `pulumi:"domainDnsName"`
	// DomainZoneID is the Route 53 hosted zone of DomainDNSName, for an alias record. A zero output
	// without API.Domain.
	DomainZoneID pulumi.StringOutput `pulumi:"domainZoneId"`
	// IntegrationID is the integration with the production listener, for further routes: the target
	// of such a route is "integrations/" and this id.
	IntegrationID pulumi.StringOutput `pulumi:"integrationId"`
	// VPCLinkID is the VPC Link, for further integrations. It may connect to the production listener
	// only.
	VPCLinkID pulumi.StringOutput `pulumi:"vpcLinkId"`
	// ExecutionARN is the start of the source ARN in permissions of Lambda functions that further
	// routes call.
	ExecutionARN pulumi.StringOutput `pulumi:"executionArn"`
	// ID is the API's id, and the value of the CloudWatch dimension ApiId.
	ID pulumi.StringOutput `pulumi:"id"`
	// LogGroupName is the name of the access logs' log group.
	LogGroupName pulumi.StringOutput `pulumi:"logGroupName"`
}

// New creates a load balancer. name is the logical name of the load balancer: at most 24 letters,
// digits and single hyphens between them. It must not start with "internal-" or "sg-", and no part
// of it after a hyphen may be "tg" or "green". Children are called name--role. Target groups are
// called name-tg-key, and in blue/green name-green-key, after the key in Args.Targets; these names
// must have at most 24 characters too.
//
// New checks args before it registers anything, and reports all mistakes in one error. Values that
// other resources compute are checked when they are known.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Ingress, error) {
	cfg, err := resolve(name, *cmp.Or(args, &Args{}))
	if err != nil {
		return nil, err
	}
	out := &Ingress{}
	parent, err := child.Component(ctx, Type, name, out, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{Parent: parent, config: cfg, out: out, groups: map[string]groups{}, routes: map[string]route{}}
	if err := parent.Build(b.publish,
		b.createLoadBalancer,
		b.createTargetGroups,
		b.createListeners,
		b.createRules,
		b.admitClients,
		b.associateWebACL,
		b.createAPI,
		b.createRedirect,
	); err != nil {
		return nil, err
	}
	return out, nil
}

// builder has the arguments, the children created so far and the outputs.
type builder struct {
	child.Parent
	config
	out *Ingress

	securityGroup *ec2.SecurityGroup
	balancer      *lb.LoadBalancer
	groups        map[string]groups // by target
	production    *lb.Listener
	productionARN pulumi.StringOutput
	test          *lb.Listener // nil without a blue/green target
	testARN       pulumi.StringOutput
	routes        map[string]route // by target
	api           *HTTPAPI         // nil without Args.API

	ready         []pulumi.Resource // what clients of the load balancer need
	redirectAfter []pulumi.Resource // the API's integration, which must leave port 80 first
}

func (b *builder) backend() backend {
	return backend{
		Parent: b.Parent, vpcID: b.Network.VPCID, securityGroupID: b.securityGroup.ID().ToStringOutput(), tags: b.Tags,
		editGroup: b.Transform.TargetGroup, editRule: b.Transform.ListenerRule,
	}
}

// createTargetGroups creates the targets' target groups.
func (b *builder) createTargetGroups() (err error) {
	for _, t := range b.targets {
		if b.groups[t.key], err = b.backend().createTargetGroups(t); err != nil {
			return err
		}
	}
	return nil
}

// createRules creates the rules of all targets but the default one.
func (b *builder) createRules() error {
	for _, t := range b.targets {
		if t.isDefault() {
			continue
		}
		var test pulumi.StringInput
		if b.test != nil {
			test = b.test.Arn
		}
		rules, err := b.backend().createRules(t, b.groups[t.key], b.production.Arn, test)
		if err != nil {
			return err
		}
		b.routes[t.key] = rules
		b.ready = append(b.ready, slices.Concat(rules.production, rules.test)...)
	}
	return nil
}

// publish sets the outputs. Each waits for what makes it usable.
func (b *builder) publish() {
	b.out.SecurityGroupID = b.securityGroup.ID().ToStringOutput()
	b.out.LoadBalancerARN = b.balancer.Arn
	b.out.DNSName = child.After(b.balancer.DnsName, b.ready...)
	b.out.ZoneID = b.balancer.ZoneId
	b.out.MetricSuffix = b.balancer.ArnSuffix
	b.out.ListenerARN = b.productionARN
	b.out.Port = b.port()
	b.out.TestListenerARN = b.testARN // a zero output without a test listener, instead of the SDK's empty one
	b.out.Targets = map[string]TargetGroup{}
	for _, t := range b.targets {
		b.out.Targets[t.key] = b.backend().outputs(t, b.groups[t.key], b.routes[t.key], b.productionARN, b.testARN)
	}
	b.out.API = b.api
}
