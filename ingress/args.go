package ingress

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/apigatewayv2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
)

// Args configures an [Ingress]. Network is required; with only this and targets the load balancer
// is internal and admits nobody.
type Args struct {
	// Network is the VPC of the load balancer and its targets, and the load balancer's subnets.
	// Required. Give subnets in at least two availability zones (ELB.13): public subnets if Public is
	// set, else private ones. Endpoints are not used.
	//
	// The VPC is immutable in practice: a load balancer cannot move to another one. Create a second
	// ingress instead.
	Network infra.Network
	// Public gives the load balancer public addresses. Default: false, for a load balancer that is
	// reachable only from inside the VPC. Changing it replaces the load balancer: the DNS name
	// changes, requests fail while the target groups move to the new load balancer, and blue/green
	// targets start at blue again. Cost: $3.65 a month per zone for its addresses.
	Public bool
	// Targets are the services behind the load balancer, keyed by a name you choose, which must not
	// end with "-green". Default: none, for a load balancer whose targets are all in other stacks; see
	// [NewTarget]. The target without Paths, Hosts and Routes is the default target: it gets all
	// requests that match no other target. At most one target may be the default. Without it the load
	// balancer answers these requests with 404.
	//
	// Renaming a target replaces its target group, and its requests fail until tasks have registered
	// with the new one. To avoid that, add a target under the new name, move the service to it, and
	// then remove the old target.
	Targets map[string]Target
	// CertificateARN is an ACM certificate in the load balancer's region. Default: nil, for a
	// production listener with plain HTTP on port 80. With a certificate the production listener has
	// HTTPS on port 443, and port 80 redirects to it. HTTPS means TLS 1.2 or 1.3, with post-quantum
	// key exchange for clients that offer it (ELB.17). Security: without a certificate, the listener
	// violates ELB.18 and the API violates APIGateway.10.
	//
	// On a running load balancer:
	//
	//   - Adding a certificate opens port 443 first, then moves the API to it, and last makes port 80
	//     redirect. The new listener of a blue/green target starts at blue: add the certificate only
	//     while blue has the traffic.
	//   - Targets of other stacks get no requests from port 443 until their stacks are updated, because
	//     their rules are on the old listener.
	//   - Replacing the certificate with another is an in-place update of the listener.
	//   - Removing the certificate closes port 443 last. For the seconds in which the rules move,
	//     port 80 sends requests for targets with Paths or Hosts to the default target.
	//   - If the default target is blue/green, the certificate cannot be removed: the preview fails,
	//     because port 80 would keep redirecting.
	CertificateARN pulumi.StringInput
	// NoRedirect closes port 80 instead of redirecting it to HTTPS. Default: false. Not allowed
	// without CertificateARN. Security: without it, the HTTP
	// listener that redirects violates ELB.18.
	NoRedirect bool
	// AllowedCIDRs are the IPv4 networks that may connect to the listeners on ports 80 and 443.
	// Default: nil, which is 0.0.0.0/0 if Public is set without AllowedPrefixListIDs, else none. An
	// empty list is none. The API may always connect. To admit other clients, add ingress rules to the
	// output SecurityGroupID.
	AllowedCIDRs []string
	// AllowedPrefixListIDs are prefix lists whose networks may connect to the listeners on ports 80
	// and 443, keyed by a name you choose. Default: none. AWS counts a prefix list as its maximum
	// number of rules on each port, and allows 60 on a security group by default: CloudFront's list
	// has 55, so it needs NoRedirect or a higher quota.
	AllowedPrefixListIDs map[string]pulumi.StringInput
	// WebACLARN is a regional AWS WAF web ACL in front of the load balancer. Default: nil, for none
	// (violates ELB.16). AWS WAF cannot be put on an HTTP API: requests through API pass the web ACL
	// too, but from the addresses of the VPC Link. Changing it replaces the association: for a moment
	// no web ACL filters requests. Cost: $5 a month for the web ACL and $1 for each rule, plus
	// requests.
	WebACLARN pulumi.StringInput
	// AccessLogs configures the load balancer's access logs. Default: nil, for none (violates ELB.5).
	AccessLogs *AccessLogs
	// TestListener configures the listener that shows the new version of blue/green targets before
	// production traffic shifts to it. Default: with a blue/green target on port 9000, admitting
	// nobody; else none. Set its Port if only other stacks have blue/green targets.
	TestListener TestListener
	// API adds an HTTP API in front of the load balancer. Default: nil, for none. Removing it deletes
	// the URL; a new API has another one.
	API *API
	// AllowDeletion allows the load balancer to be deleted or replaced. Default: false. Without it the
	// preview of a deletion or replacement fails, and AWS rejects the deletion. Apply the change to
	// true before the update that deletes. Security: setting it violates Security Hub control ELB.6.
	AllowDeletion bool
	// Tags are put on every child that supports tags. Default: none. At most 49 tags; keys must be
	// unique ignoring case. The key "Name" is reserved: each child's Name tag is its logical name,
	// which Transform can override.
	Tags map[string]string
	// Transform customizes children in ways that Args has no field for.
	Transform Transform
}

// AccessLogs configures the load balancer's access logs, which AWS writes to S3 every five minutes.
// Cost: storage. Security: they contain clients' addresses and whole URLs with their query strings.
type AccessLogs struct {
	// Bucket is the name of a bucket in the load balancer's region, such as the Name of logbucket.
	// Required. The output must wait for the bucket's policy, because AWS writes a test object at
	// once. The bucket must be encrypted with keys that S3 manages (SSE-S3).
	Bucket pulumi.StringInput
	// Prefix is in front of the logs' keys, without a slash at either end. Default: none. It must not
	// contain "AWSLogs".
	Prefix string
	// Off turns the logs off. Default: false. To end the logs of a running load balancer, set Off and
	// keep Bucket. If AccessLogs is removed instead, the load balancer goes on logging.
	Off bool
}

// TestListener configures the listener that shows the new version of blue/green targets before
// production traffic shifts to it. Between deployments it forwards to the live version. It has
// HTTPS if the production listener does. The zero value admits nobody.
type TestListener struct {
	// Port is the listener's TCP port, other than 80 and 443. Default: 9000 with a blue/green target,
	// else no test listener.
	Port int
	// AllowedCIDRs are the IPv4 networks that may connect. Default: none. 0.0.0.0/0 is not allowed,
	// because it would show unreleased versions to everybody (EC2.18).
	AllowedCIDRs []string
	// SecurityGroupIDs are the security groups whose members may connect, keyed by a name you choose.
	// Default: none. AWS rejects duplicate rules: list each group once, and rename an entry in two
	// updates. Add the egress rules of these groups yourself.
	SecurityGroupIDs map[string]pulumi.StringInput
}

// Transform has an [infra.Edit] for each type of child.
type Transform struct {
	// LoadBalancer edits the load balancer.
	LoadBalancer infra.Edit[lb.LoadBalancerArgs]
	// TargetGroup edits each target group. If an edit replaces a target group, its requests fail
	// until tasks have registered with the new one.
	TargetGroup infra.Edit[lb.TargetGroupArgs]
	// Listener edits each listener.
	Listener infra.Edit[lb.ListenerArgs]
	// ListenerRule edits each rule of a target with Paths, Hosts or Routes.
	ListenerRule infra.Edit[lb.ListenerRuleArgs]
	// SecurityGroup edits the security groups of the load balancer and of the VPC Link.
	SecurityGroup infra.Edit[ec2.SecurityGroupArgs]
	// WebACLAssociation edits the association with WebACLARN, by the names of its inputs in Pulumi.
	WebACLAssociation infra.Edit[pulumi.Map]
	// IngressRule edits each rule that admits clients to the load balancer.
	IngressRule infra.Edit[vpc.SecurityGroupIngressRuleArgs]
	// EgressRule edits the rule that lets the VPC Link connect to the load balancer.
	EgressRule infra.Edit[vpc.SecurityGroupEgressRuleArgs]
	// VPCLink edits the VPC Link.
	VPCLink infra.Edit[apigatewayv2.VpcLinkArgs]
	// API edits the HTTP API.
	API infra.Edit[apigatewayv2.ApiArgs]
	// Authorizer edits the API's check of tokens.
	Authorizer infra.Edit[apigatewayv2.AuthorizerArgs]
	// DomainName edits the API's domain name.
	DomainName infra.Edit[apigatewayv2.DomainNameArgs]
	// APIMapping edits the mapping of the domain name to the API.
	APIMapping infra.Edit[apigatewayv2.ApiMappingArgs]
	// Integration edits the API's integration with the production listener.
	Integration infra.Edit[apigatewayv2.IntegrationArgs]
	// Route edits each route of the API.
	Route infra.Edit[apigatewayv2.RouteArgs]
	// Stage edits the API's $default stage.
	Stage infra.Edit[apigatewayv2.StageArgs]
	// LogGroup edits the log group of the API's access logs.
	LogGroup infra.Edit[cloudwatch.LogGroupArgs]
}
