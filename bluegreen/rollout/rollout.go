// Package rollout brings a changed ECS service into production and reports what happens.
//
// `pulumi up` registers a new task definition. A blue/green service runs it only after a CodeDeploy
// deployment; a rolling service starts a deployment at once, which may still roll back. A [Client]
// plans and starts CodeDeploy deployments. It follows both kinds until the new version serves or a
// [Failure] says why it does not. All it knows about a stack is a [Target], which the components
// bluegreen and ecsservice hand out as one output. See the package's example.
//
// Everything can be repeated: a program that died is started again and joins the deployment that
// runs. The command rollout (module github.com/knwl-platform/infra/cmd/rollout) is this package in a
// terminal.
package rollout

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
)

// Client deploys one service. It is safe for concurrent use.
type Client struct {
	target Target
	aws    Services
	every  time.Duration // between two polls; zero for the default, which depends on the phase
}

// Option configures a [Client].
type Option func(*Client)

// PollEvery sets the time between two looks at AWS. Default: 5 seconds while tasks start and traffic
// shifts, 30 seconds in waits. Each look makes up to eight read calls.
func PollEvery(d time.Duration) Option { return func(c *Client) { c.every = d } }

// New returns a client that calls AWS with cfg, in the target's region.
func New(cfg aws.Config, target Target, opts ...Option) *Client {
	cfg.Region = target.Region
	return NewFrom(Services{
		CodeDeploy:    codedeploy.NewFromConfig(cfg),
		ECS:           ecs.NewFromConfig(cfg),
		LoadBalancers: elasticloadbalancingv2.NewFromConfig(cfg),
		Alarms:        cloudwatch.NewFromConfig(cfg),
		Logs:          cloudwatchlogs.NewFromConfig(cfg),
		Scaling:       applicationautoscaling.NewFromConfig(cfg),
	}, target, opts...)
}

// NewFrom returns a client that uses other implementations of the AWS services, such as a test's.
func NewFrom(services Services, target Target, opts ...Option) *Client {
	c := &Client{target: target, aws: services}
	for _, set := range opts {
		set(c)
	}
	return c
}

// Target returns what the client deploys.
func (c *Client) Target() Target { return c.target }
