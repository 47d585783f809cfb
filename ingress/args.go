package ingress

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/apigatewayv2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Args says what load balancer to make. VPCID, SubnetIDs and one target are required; the zero value of the rest is an internal load balancer
// that nobody reaches yet.
type Args struct {
	// VPCID is the VPC of the load balancer and its targets. It is for good, as no load balancer moves to another VPC: make a second ingress instead.
	VPCID pulumi.StringInput `wire:"vpc" validate:"required" fix:"give the VPC's id, such as network's VPCID"`
	// SubnetIDs are where the load balancer stands, at least two in different zones: public ones if it is Public, else private ones.
	SubnetIDs pulumi.StringArrayInput `wire:"subnet" validate:"required" fix:"give the ids of at least two subnets, such as network's PublicSubnetIDs"`
	// Public gives the load balancer addresses on the internet. Default false: it is reached from inside of the VPC only. Changing it replaces the
	// load balancer: its DNS name changes, requests fail while the target groups move over, and blue/green targets start at blue again.
	Public bool
	// Targets are the services behind the load balancer, keyed by a name you choose. The one
	// without Paths and Hosts takes every request that no other takes; without such a target these
	// are answered with 404. Renaming a target replaces its target group, and its requests fail
	// until tasks have registered with the new one: add the new target first, and remove the old
	// one once the service has moved.
	Targets map[string]Target `validate:"required,min=1,dive" fix:"name at least one service to forward requests to"`
	// CertificateARN is an ACM certificate of the load balancer's region. With it the production
	// listener speaks HTTPS on port 443, TLS 1.2 and 1.3 only, with post-quantum key exchange for
	// clients that offer it, and port 80 redirects there. Without it the production listener is
	// plain HTTP on port 80.
	//
	// Adding it to a running load balancer opens port 443 first. The API moves there next, and port
	// 80 starts to redirect last. Replacing one certificate with another changes the listener in
	// place. Removing it closes port 443 last, but for the seconds in which the rules move, port 80
	// sends requests for targets with Paths or Hosts to the default target. A blue/green target's
	// new listener starts at blue: add the certificate only while blue has the traffic. It cannot
	// be removed where the default target is blue/green, and the preview refuses it: port 80 would
	// go on redirecting.
	CertificateARN pulumi.StringInput `wire:"certificate"`
	// NoRedirect leaves port 80 closed beside HTTPS (ELB.18) instead of redirecting from it.
	NoRedirect bool
	// AllowedCIDRs are the IPv4 networks that reach the listeners on ports 80 and 443. Default everybody when Public, else nobody: an internal load
	// balancer is reached by the API, and by whoever makes a rule to SecurityGroupID.
	AllowedCIDRs []string `validate:"omitempty,unique,dive,cidr" fix:"list each IPv4 network once, without host bits, such as 203.0.113.0/24"`
	// TestListener says who sees the new version of blue/green targets before production traffic does.
	TestListener TestListener
	// API is an HTTP API in front of the load balancer. Default nil: none.
	API *API
	// AllowDeletion lets the load balancer be deleted (against control ELB.6), and replaced. By default the engine refuses both, and so does AWS, until it is
	// set and applied.
	AllowDeletion bool
	// Tags are put on every child that takes tags. Default: none. Each child also has a Name, its
	// logical name: Transform can change it, Tags cannot. At most 49, with keys that differ in more
	// than case.
	Tags map[string]string
	// Transform changes children in ways that Args has no field for.
	Transform Transform
}

// Target is a service behind the load balancer. Targets are IP addresses, as Fargate needs it, and
// speak plain HTTP. Each task registers with the port of its own container, so a target has none.
type Target struct {
	// HealthPath is what the load balancer gets from each task to see whether it is healthy. Required, as a wrong one recycles tasks for ever.
	HealthPath string `validate:"required,startswith=/,max=1024" fix:"give a path that is cheap and needs no login, such as /healthz"`
	// HealthCodes are the HTTP status codes of a healthy answer, within 200 to 499, such as "200,204" or "200-299". Default "200".
	HealthCodes string
	// HealthIntervalSeconds is the time between two checks, 5 to 300. Default 30.
	HealthIntervalSeconds int `validate:"omitempty,min=5,max=300" fix:"check every 5 to 300 seconds"`
	// HealthTimeoutSeconds is how long an answer may take, 2 to 120 and less than the interval. Default 5, or 4 with an interval of 5.
	HealthTimeoutSeconds int `validate:"omitempty,min=2,max=120" fix:"wait 2 to 120 seconds for the answer"`
	// HealthyThreshold is how many checks in a row a task must pass to get requests, 2 to 10. Default 2.
	HealthyThreshold int `validate:"omitempty,min=2,max=10" fix:"ask for 2 to 10 passed checks"`
	// UnhealthyThreshold is how many checks in a row a task must fail to get none, 2 to 10. Default 2.
	UnhealthyThreshold int `validate:"omitempty,min=2,max=10" fix:"allow for 2 to 10 failed checks"`
	// DeregistrationDelaySeconds is how long a task that goes may finish its requests, 0 to 3600.
	// Default 60, which outlasts the 30 seconds that an HTTP API waits; every deployment takes that
	// much longer.
	DeregistrationDelaySeconds *int `validate:"omitnil,min=0,max=3600" fix:"drain for 0 to 3600 seconds"`

	// BlueGreen makes a pair of target groups and a test listener, for a service that CodeDeploy
	// deploys. Listeners and rules of the target then start at blue and are CodeDeploy's: this
	// component no longer changes where they lead. Changing it back to false sends all requests to
	// blue: do so only while blue has the traffic.
	BlueGreen bool

	// Paths are patterns of request paths that go to this target, such as "/api/*". Together with Hosts at most five, the limit of a rule.
	Paths []string `validate:"omitempty,unique" fix:"list each pattern once"`
	// Hosts are patterns of host names that go to this target, such as "*.example.com". With Paths as well, a request must match both.
	Hosts []string `validate:"omitempty,unique" fix:"list each pattern once"`
	// Priority orders targets with Paths or Hosts, 1 to 50000: the lowest that matches wins. Required for each of these and different from all others. It
	// is yours to say, so that a new target never moves another. AWS refuses a number while another rule has it: give a target that you rename another one,
	// and swap two by way of a third.
	Priority int `validate:"omitempty,min=1,max=50000" fix:"give 1 to 50000, with gaps for later ones"`
}

// TestListener is where the new version of a blue/green target is seen before production traffic shifts to it. Between deployments it leads to the version
// that is live. It speaks HTTPS if the production listener does. Its zero value admits nobody.
type TestListener struct {
	// Port is its TCP port. Default 9000.
	Port int `validate:"omitempty,min=1,max=65535" fix:"give a TCP port"`
	// AllowedCIDRs are the IPv4 networks that reach it. The whole internet is refused.
	AllowedCIDRs []string `validate:"omitempty,unique,dive,cidr" fix:"list each IPv4 network once, without host bits, such as 203.0.113.0/24"`
	// SecurityGroupIDs are security groups whose members reach it, keyed by a name you choose. AWS
	// rejects duplicate rules: list each group once, and rename an entry in two updates. Their way out
	// is theirs to open.
	SecurityGroupIDs map[string]pulumi.StringInput `wire:"security-group"`
}

// API is an HTTP API whose $default route sends every request through a VPC Link to the production listener. The API's address is public, requests
// to it are not authorized (against control APIGateway.8: the service checks its own keys), and an answer may take 30 seconds. A million requests cost
// about $1, the link nothing.
type API struct {
	// SubnetIDs are where the VPC Link stands, private ones as a rule. Some zones offer no VPC Link, such as use1-az3. Changing them replaces the link, the
	// new one first.
	SubnetIDs pulumi.StringArrayInput `wire:"subnet" validate:"required" fix:"give the ids of the link's subnets, such as network's PrivateSubnetIDs"`
	// ServerName is the name on the certificate that the link checks (APIGateway.10). Required with CertificateARN, else refused.
	ServerName string `validate:"omitempty,hostname_rfc1123" fix:"give a name that the certificate covers, such as api.example.com"`
	// ThrottleRate is how many requests a second the API takes in the long run; more are answered with 429. Default 1000. 0 is refused, as such an API
	// takes no request.
	ThrottleRate *int `validate:"omitnil,min=1" fix:"give requests a second, or leave it out for 1000"`
	// ThrottleBurst is how many requests it takes at once above the rate. Default 500. 0 is refused too.
	ThrottleBurst *int `validate:"omitnil,min=1" fix:"give a number of requests, or leave it out for 500"`
	// LogRetentionDays is how long access logs are kept: one of the numbers of days that CloudWatch Logs offers. Default 14.
	LogRetentionDays int `validate:"omitempty,retention" fix:"take the next larger one"`
}

// Edit changes the arguments and options of one child, told by its logical name, before it is
// created and after every default has been applied. Children inherit protect, retainOnDelete and
// providers from the component; set other options here, such as ignoreChanges and customTimeouts:
// Pulumi ignores those on a component.
type Edit[A any] func(name string, args *A, opts *[]pulumi.ResourceOption)

// Transform holds an [Edit] for each type of child. Logical names cannot be changed.
type Transform struct {
	// LoadBalancer edits the load balancer.
	LoadBalancer Edit[lb.LoadBalancerArgs]
	// TargetGroup edits each target group. An edit that replaces one sends requests to a group
	// without tasks until the service has moved.
	TargetGroup Edit[lb.TargetGroupArgs]
	// Listener edits each listener.
	Listener Edit[lb.ListenerArgs]
	// ListenerRule edits each rule of a target with Paths or Hosts.
	ListenerRule Edit[lb.ListenerRuleArgs]
	// SecurityGroup edits the security groups of the load balancer and of the VPC Link.
	SecurityGroup Edit[ec2.SecurityGroupArgs]
	// IngressRule edits each rule that lets somebody in to the load balancer.
	IngressRule Edit[vpc.SecurityGroupIngressRuleArgs]
	// EgressRule edits the rule that lets the VPC Link out to the load balancer.
	EgressRule Edit[vpc.SecurityGroupEgressRuleArgs]
	// VPCLink edits the VPC Link.
	VPCLink Edit[apigatewayv2.VpcLinkArgs]
	// API edits the HTTP API.
	API Edit[apigatewayv2.ApiArgs]
	// Integration edits the way from the API to the listener.
	Integration Edit[apigatewayv2.IntegrationArgs]
	// Route edits the API's $default route.
	Route Edit[apigatewayv2.RouteArgs]
	// Stage edits the API's $default stage.
	Stage Edit[apigatewayv2.StageArgs]
	// LogGroup edits the log group of the API's access logs.
	LogGroup Edit[cloudwatch.LogGroupArgs]
}
